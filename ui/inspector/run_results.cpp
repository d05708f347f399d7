// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/run_results.h"

#include "engine/evaluate/metrics.h"
#include "ui/models/format.h"
#include "ui/session/item_baselines.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace projectionist {

namespace {

using Cell = ResultsTable::Cell;
using Row = ResultsTable::Row;

constexpr std::array itemNames{"item-kNN", "EASE"};

QString tr(const char* words)
{
    return QCoreApplication::translate("RunResults", words);
}

QString formatted(double value, bool isShare, int decimals)
{
    return isShare ? formatPercent(value, decimals) : formatDecimal(value, decimals);
}

/// How a metric is found in a line, and how it is written.
struct Metric {
    bool isShare = false;
    int decimals = 3;
    std::optional<Figure> (*of)(const EvaluationRow& line, int k) = nullptr;
    int k = 10;
    bool hasInterval = true;
};

void addItems(Row& row, const ItemBaselines& items, const Metric& metric)
{
    for (const auto* name : itemNames) {
        const auto* line = items.line(name);
        const auto figure = line ? metric.of(*line, metric.k) : std::nullopt;
        if (!figure) {
            row.cells.push_back({notComputed(), items.note(name)});
            continue;
        }
        const QString value = formatted(figure->value, metric.isShare, metric.decimals);
        QString tip = text(name) + QLatin1Char(' ') + value;
        if (metric.hasInterval)
            tip = tr("%1 ± %2 (95 % over users)")
                      .arg(tip, formatted(figure->halfInterval95, metric.isShare, metric.decimals));
        row.cells.push_back({value, tip});
    }
}

std::optional<Figure> topK(const EvaluationRow& line, int k)
{
    const auto found = std::ranges::find(line.ranks.accuracies, k, &AccuracyAtK::k);
    if (found == line.ranks.accuracies.end())
        return {};
    return found->seenHidden ? *found->seenHidden : found->all;
}

std::optional<Figure> ofUsers(const EvaluationRow& line, int k, double UserMetrics::*metric)
{
    const auto found = std::ranges::find(line.metrics, k, &MetricsAtK::k);
    if (found == line.metrics.end())
        return {};
    return Figure{found->mean.*metric, found->interval95.*metric};
}

std::optional<Figure> recall(const EvaluationRow& line, int k)
{
    return ofUsers(line, k, &UserMetrics::truncatedRecall);  // as the epochs of a run have it
}

std::optional<Figure> ndcg(const EvaluationRow& line, int k)
{
    return ofUsers(line, k, &UserMetrics::ndcg);
}

std::optional<Figure> coverage(const EvaluationRow& line, int k)
{
    const auto found = std::ranges::find(line.metrics, k, &MetricsAtK::k);
    if (found == line.metrics.end())
        return {};
    return Figure{found->lists.coverage, 0};
}

}  // namespace

std::vector<ResultsTable::Column> resultColumns(const ItemBaselines& items)
{
    const auto withNote = [&items](const QString& what, const char* name) {
        const QString note = items.note(name);
        return note.isEmpty() ? what : what + QLatin1Char('\n') + note;
    };
    return {
        {tr("run"), tr("run"), tr("What this run reached")},
        {tr("popular"), tr("most popular"), tr("The same list for everybody: the most liked films")},
        {tr("kNN"), QStringLiteral("item-kNN"),
         withNote(tr("item-kNN: films that the same users like as those that a user likes (cosine)"), itemNames[0])},
        {QStringLiteral("EASE"), QStringLiteral("EASE"),
         withNote(tr("EASE: the linear model of films from films that fits the likes best"), itemNames[1])}};
}

std::vector<Row> resultRows(const EpochRecord& results, const Baselines& baselines, const ItemBaselines& items)
{
    std::vector<Row> rows;
    const QString noPopular = tr("Not measured in this run.");
    const auto addTopK = [&](int k, const TopKHits& run, const std::optional<TopKHits>& popular, const QString& tip) {
        const auto index = static_cast<std::size_t>(std::ranges::find(topKs, k) - topKs.begin());
        Row row{tr("top-%1").arg(k), tip, {{formatPercent(run.accuracy(index), 1), {}}}};
        row.cells.push_back(popular ? Cell{formatPercent(popular->accuracy(index), 1), {}}
                                    : Cell{notComputed(), noPopular});
        addItems(row, items, {true, 1, topK, k, true});
        rows.push_back(std::move(row));
    };
    if (results.holdoutSeenHidden) {
        const QString tip = tr("Share of %1 held-out likes in the top k, seen films hidden")
                                .arg(formatCount(results.holdoutSeenHidden->rows));
        for (const int k : {10, 100})
            addTopK(k, *results.holdoutSeenHidden, baselines.popularHoldoutSeenHidden, tip);
    } else if (results.training) {
        const QString tip = tr("Share of the %1 likes that all of them learnt from in the top k, nothing hidden")
                                .arg(formatCount(results.training->rows));
        for (const int k : {10, 50, 100})
            addTopK(k, *results.training, baselines.popularTraining, tip);
    }
    if (!results.metrics)
        return rows;
    const auto add = [&](const QString& name, double RankingMetrics::*field, const Metric& metric, const QString& tip) {
        Row row{name, tip, {{formatted((*results.metrics).*field, metric.isShare, metric.decimals), {}}}};
        row.cells.push_back(
            baselines.popularMetrics
                ? Cell{formatted((*baselines.popularMetrics).*field, metric.isShare, metric.decimals), {}}
                : Cell{notComputed(), noPopular});
        addItems(row, items, metric);
        rows.push_back(std::move(row));
    };
    const QString tip = tr("Mean over users with held-out likes, seen films hidden");
    add(tr("recall@10"), &RankingMetrics::recallAt10, {false, 3, recall, 10, true}, tip);
    add(tr("recall@20"), &RankingMetrics::recallAt20, {false, 3, recall, 20, true}, tip);
    add(tr("NDCG@10"), &RankingMetrics::ndcgAt10, {false, 3, ndcg, 10, true}, tip);
    add(tr("coverage"), &RankingMetrics::coverageAt10, {true, 0, coverage, 10, false},
        tr("Share of films that stand in at least one list of ten"));
    return rows;
}

}  // namespace projectionist
