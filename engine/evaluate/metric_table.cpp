// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metric_table.h"

#include <array>

namespace projectionist {

namespace {

using Over = MetricDescription::Over;
using Value = MetricDescription::Value;

std::optional<Value> accuracy(const EvaluationRow& line, std::size_t place)
{
    if (place >= line.ranks.accuracies.size())
        return {};
    const auto& figure = line.ranks.accuracies[place].all;
    return Value{figure.value, figure.halfInterval95};
}

std::optional<Value> accuracySeenHidden(const EvaluationRow& line, std::size_t place)
{
    if (place >= line.ranks.accuracies.size() || !line.ranks.accuracies[place].seenHidden)
        return {};
    const auto& figure = *line.ranks.accuracies[place].seenHidden;
    return Value{figure.value, figure.halfInterval95};
}

template <double UserMetrics::*figure>
std::optional<Value> overUsers(const EvaluationRow& line, std::size_t place)
{
    if (place >= line.metrics.size())
        return {};
    return Value{line.metrics[place].mean.*figure, line.metrics[place].interval95.*figure};
}

template <double ListMetrics::*figure>
std::optional<Value> overLists(const EvaluationRow& line, std::size_t place)
{
    if (place >= line.metrics.size())
        return {};
    return Value{line.metrics[place].lists.*figure, {}};
}

template <double ListMetrics::*figure, double ListIntervals::*interval>
std::optional<Value> overPlaces(const EvaluationRow& line, std::size_t place)
{
    if (place >= line.metrics.size())
        return {};
    return Value{line.metrics[place].lists.*figure, line.metrics[place].listIntervals95.*interval};
}

constexpr std::array descriptions{
    MetricDescription{"top_k", "top-k accuracy",
                      "Share of the rows whose film is among the k films with the highest scores, nothing hidden: what "
                      "the TensorFlow Recommenders library counts.",
                      Over::Rows, accuracy},
    MetricDescription{"top_k_seen_hidden", "top-k, seen hidden",
                      "The same once the films that the user liked in training are taken out.", Over::Rows,
                      accuracySeenHidden},
    MetricDescription{"recall", "recall", "Share of a user's held-out films that stand in the list of k films.",
                      Over::Users, overUsers<&UserMetrics::recall>},
    MetricDescription{"truncated_recall", "truncated recall",
                      "The same out of at most k films, so that 1 can be reached: hits / min(k, held-out films).",
                      Over::Users, overUsers<&UserMetrics::truncatedRecall>},
    MetricDescription{"precision", "precision", "Share of the k places of the list that held-out films take.",
                      Over::Users, overUsers<&UserMetrics::precision>},
    MetricDescription{"ndcg", "NDCG",
                      "Sum of 1 / log2(place + 1) over the held-out films in the list, divided by the largest that "
                      "could be: 1 is a perfect order.",
                      Over::Users, overUsers<&UserMetrics::ndcg>},
    MetricDescription{"hit", "hit rate", "Share of users whose list holds at least one of their held-out films.",
                      Over::Users, overUsers<&UserMetrics::hit>},
    MetricDescription{"reciprocal_rank", "MRR",
                      "Mean reciprocal rank: 1 divided by the place of the first held-out film in the list, 0 where "
                      "there is none.",
                      Over::Users, overUsers<&UserMetrics::reciprocalRank>},
    MetricDescription{"coverage", "coverage", "Share of all films of the catalogue that stand in at least one list.",
                      Over::Lists, overLists<&ListMetrics::coverage>},
    MetricDescription{"gini", "Gini",
                      "How unevenly the places of all lists go to films: 0 when every film is listed as often, "
                      "towards 1 when a few films take all.",
                      Over::Lists, overLists<&ListMetrics::gini>},
    MetricDescription{"novelty_bits", "novelty",
                      "Mean over all places of how rare the film is in training, in bits: -log2((its positives + 1) / "
                      "(all positives + films)).",
                      Over::Lists, overPlaces<&ListMetrics::noveltyBits, &ListIntervals::noveltyBits>},
    MetricDescription{"long_tail_share", "long tail",
                      "Share of all places that go to films outside the fewest that hold half of the training "
                      "positives.",
                      Over::Lists, overPlaces<&ListMetrics::longTailShare, &ListIntervals::longTailShare>},
};

}  // namespace

std::span<const MetricDescription> metricDescriptions()
{
    return descriptions;
}

std::string_view intervalInWords()
{
    return "± is half of the 95 % interval, 1.96 standard errors over users taken as drawn at random; coverage and "
           "Gini "
           "have none, because they belong to all lists together.";
}

}  // namespace projectionist
