// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/evaluate/baselines.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace projectionist {

/// A metric as tables, files and the help know it.
struct MetricDescription {
    /// What its figure is a mean of, and so whether there is an interval.
    enum class Over : std::uint8_t {
        Rows,   ///< Held-out (or training) positives, one after the other. Interval over users.
        Users,  ///< Users with held-out positives. Interval over users.
        Lists,  ///< All users' lists together. No interval, but for novelty and long tail, which are means over places.
    };
    struct Value {
        double value = 0;
        std::optional<double> halfInterval95;  ///< Half of the 95 % interval over users, where that makes sense.
    };
    std::string_view name;     ///< In JSON and CSV: "ndcg".
    std::string_view label;    ///< "NDCG".
    std::string_view meaning;  ///< Its definition in one sentence.
    Over over = Over::Users;
    /// Of the k at this place among those that the line was measured at; nothing where it was not computed.
    std::optional<Value> (*at)(const EvaluationRow& line, std::size_t place) = nullptr;
};

/// All of them, in the order in which tables show them.
[[nodiscard]] PROJECTIONIST_API std::span<const MetricDescription> metricDescriptions();

/// How the intervals come about, in one sentence.
[[nodiscard]] PROJECTIONIST_API std::string_view intervalInWords();

}  // namespace projectionist
