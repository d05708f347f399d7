// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"

#include <array>
#include <cstdint>

namespace projectionist {

struct MetricField {
    const char* name;  ///< In JSON, as `--set metric=` and history files have it.
    double RankingMetrics::*value;
};

/// Every figure of RankingMetrics but the number of users, in the order of the columns in model files.
inline constexpr std::array<MetricField, 9> metricFields{{{"recall@10", &RankingMetrics::recallAt10},
                                                          {"recall@20", &RankingMetrics::recallAt20},
                                                          {"ndcg@10", &RankingMetrics::ndcgAt10},
                                                          {"ndcg@20", &RankingMetrics::ndcgAt20},
                                                          {"hit_rate@10", &RankingMetrics::hitRateAt10},
                                                          {"mrr", &RankingMetrics::mrr},
                                                          {"coverage@10", &RankingMetrics::coverageAt10},
                                                          {"gini@10", &RankingMetrics::giniAt10},
                                                          {"novelty@10", &RankingMetrics::noveltyAt10}}};
static_assert(sizeof(RankingMetrics) == sizeof(std::uint64_t) + metricFields.size() * sizeof(double));

}  // namespace projectionist
