// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metrics.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace projectionist {

std::optional<RankingMetrics> epochMetrics(std::span<const MetricsAtK> metrics)
{
    const auto ten = std::ranges::find(metrics, 10, &MetricsAtK::k);
    const auto twenty = std::ranges::find(metrics, 20, &MetricsAtK::k);
    if (ten == metrics.end() || twenty == metrics.end())
        return {};
    return RankingMetrics{.users = ten->users,
                          .recallAt10 = ten->mean.truncatedRecall,
                          .recallAt20 = twenty->mean.truncatedRecall,
                          .ndcgAt10 = ten->mean.ndcg,
                          .ndcgAt20 = twenty->mean.ndcg,
                          .hitRateAt10 = ten->mean.hit,
                          .mrr = twenty->mean.reciprocalRank,
                          .coverageAt10 = ten->lists.coverage,
                          .giniAt10 = ten->lists.gini,
                          .noveltyAt10 = ten->lists.noveltyBits};
}

std::span<const std::string_view> metricNames()
{
    static constexpr std::array<std::string_view, 11> names{"ndcg@10",     "ndcg@20",  "recall@10", "recall@20",
                                                            "hit_rate@10", "mrr",      "top_k@1",   "top_k@5",
                                                            "top_k@10",    "top_k@50", "top_k@100"};
    return names;
}

std::optional<double> metricByName(const EpochRecord& epoch, std::string_view name)
{
    if (name.starts_with("top_k@")) {
        const auto& hits = epoch.holdoutSeenHidden ? epoch.holdoutSeenHidden : epoch.training;
        for (std::size_t place = 0; hits && place < topKs.size(); ++place) {
            if (name == "top_k@" + std::to_string(topKs[place]))
                return hits->accuracy(place);
        }
        return {};
    }
    if (!epoch.metrics)
        return {};
    const auto& metrics = *epoch.metrics;
    const std::array<std::pair<std::string_view, double>, 6> figures{{{"ndcg@10", metrics.ndcgAt10},
                                                                      {"ndcg@20", metrics.ndcgAt20},
                                                                      {"recall@10", metrics.recallAt10},
                                                                      {"recall@20", metrics.recallAt20},
                                                                      {"hit_rate@10", metrics.hitRateAt10},
                                                                      {"mrr", metrics.mrr}}};
    for (const auto& [known, value] : figures) {
        if (known == name)
            return value;
    }
    return {};
}

}  // namespace projectionist
