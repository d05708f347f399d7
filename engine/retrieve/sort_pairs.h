// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/similar_pairs.h"

#include <stop_token>
#include <vector>

namespace projectionist {

/// The order of lists: highest similarity first, ties by rows.
struct MoreSimilar {
    bool operator()(const SimilarPair& a, const SimilarPair& b) const
    {
        if (a.similarity != b.similarity)
            return a.similarity > b.similarity;
        return a.a != b.a ? a.a < b.a : a.b < b.b;
    }
};

/// Into the order of lists, on several threads, with as much memory again. False when stopped: then in no order.
bool sortPairs(std::vector<SimilarPair>& pairs, const std::stop_token& stop);

}  // namespace projectionist
