// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/accuracy_chart.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/theme/theme.h"

#include <QMenu>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace projectionist {

std::optional<std::size_t> AccuracyChart::Series::last() const
{
    for (std::size_t i = values.size(); i-- > 0;) {
        if (values[i])
            return i;
    }
    return {};
}

int AccuracyChart::decimalsOf(double share)
{
    return share > 0 && share < 0.00095 ? 2 : 1;
}

AccuracyChart::AccuracyChart(QWidget* parent) : LineChart(parent)
{
    setTitle(tr("Top-k accuracy"));
    canvas().setMargins(-40, 34, usualMargin, -1);
    canvas().yTicker().label = [this](double value, double step) {
        return m_epochs.empty() ? QString() : formatPercent(value, decimalsFor(step * 100));
    };
    canvas().add(Canvas::Level::Ground, [this](QCPPainter& painter) { paintGround(painter); });
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintSeries(painter); });
    canvas().add(Canvas::Level::Top, [this](QCPPainter& painter) {
        paintBest(painter);
        paintLabels(painter);
    });
    updateAxis();
    summaryChanged();
}

AccuracyChart::~AccuracyChart() = default;

void AccuracyChart::setEpochs(std::span<const EpochRecord> epochs, const Baselines& baselines, PhasePlan search,
                              PhasePlan refit)
{
    m_epochs.clear();
    m_searchEnd.reset();
    double searched = 0, refitted = 0;
    for (const auto& epoch : epochs) {
        if (epoch.phase == Phase::Refit) {
            refitted = epoch.epoch;
            continue;
        }
        searched = epoch.epoch;
        if (epoch.training || epoch.holdout || epoch.holdoutSeenHidden)
            m_epochs.push_back(epoch);
    }
    m_hasHoldout = baselines.popularHoldoutSeenHidden || baselines.popularHoldout ||
                   std::ranges::any_of(m_epochs, [](const EpochRecord& epoch) {
                       return epoch.holdout.has_value() || epoch.holdoutSeenHidden.has_value();
                   });
    m_baselines = baselines;
    m_search = search;
    m_refit = refit;
    if (refit.epochs > 0 || refitted > 0) {
        m_searchEnd = searched;
        m_refit.epochs = std::max(refit.epochs, static_cast<std::uint32_t>(refitted));
    }
    updateAxis();
    replotWhenDue();
    summaryChanged();
}

void AccuracyChart::setRunning(std::optional<double> epoch)
{
    if (epoch == m_running)
        return;
    const auto whole = [](std::optional<double> x) { return x ? std::ceil(*x) : -1; };
    const bool isVisible = whole(epoch) != whole(m_running);
    m_running = epoch;
    if (isVisible) {
        updateAxis();
        replotWhenDue();
    }
}

void AccuracyChart::setBestEpoch(std::uint32_t epoch, bool final)
{
    if (epoch == m_bestEpoch && final == m_bestIsFinal)
        return;
    m_bestEpoch = epoch;
    m_bestIsFinal = final;
    replotWhenDue();
    summaryChanged();
}

void AccuracyChart::setRivals(std::vector<Rival> rivals)
{
    if (rivals == m_rivals)
        return;
    m_rivals = std::move(rivals);
    updateAxis();
    replotWhenDue();
    summaryChanged();
}

void AccuracyChart::fillMenu(QMenu& menu)
{
    if (m_hasHoldout && !m_offer.isEmpty()) {
        menu.addAction(tr("Measure item-kNN and EASE"), this, &AccuracyChart::rivalsRequested)->setToolTip(m_offer);
        menu.setToolTipsVisible(true);
        menu.addSeparator();
    }
    LineChart::fillMenu(menu);
}

void AccuracyChart::setK(int k)
{
    const auto found = std::ranges::find(topKs, k);
    if (found == topKs.end())
        return;
    m_k = static_cast<std::size_t>(found - topKs.begin());
    fit();
    summaryChanged();
}

double AccuracyChart::lastMeasured() const
{
    return m_epochs.empty() ? 0 : m_epochs.back().epoch;
}

void AccuracyChart::updateAxis()
{
    if (m_searchEnd) {
        setRunAxis(*m_searchEnd, *m_searchEnd + std::max(m_refit.epochs, 1U));
    } else {
        const double known = std::max(lastMeasured(), std::ceil(m_running.value_or(0) - 1e-9));
        setRunAxis(std::max({1.0, static_cast<double>(m_search.epochs), known}), {});
    }
    canvas().setMargins(-40, 34, levels().empty() ? plainMargin : usualMargin, -1);
}

std::vector<AccuracyChart::Series> AccuracyChart::series() const
{
    std::vector<Series> result;
    const auto add = [&](Series::Style style, const QString& name, const std::optional<TopKHits> EpochRecord::*field,
                         std::size_t index) {
        Series series{style, name, {}};
        for (const auto& epoch : m_epochs) {
            const auto& hits = epoch.*field;
            series.values.push_back(hits && hits->rows > 0 ? std::optional(hits->accuracy(index)) : std::nullopt);
        }
        if (series.last())
            result.push_back(std::move(series));
    };
    if (m_hasHoldout) {
        add(Series::Style::Main, tr("seen films hidden"), &EpochRecord::holdoutSeenHidden, m_k);
        add(Series::Style::Dashed, tr("seen films left in"), &EpochRecord::holdout, m_k);
        return result;
    }
    for (std::size_t i = topKs.size(); i-- > 0;) {
        // The chosen one, and the wider ones above it for comparison.
        if (i >= m_k)
            add(i == m_k ? Series::Style::Main : Series::Style::Faint, tr("k = %1").arg(topKs[i]),
                &EpochRecord::training, i);
    }
    return result;
}

std::vector<AccuracyChart::Level> AccuracyChart::levels() const
{
    std::vector<Level> result;
    const auto add = [&](const std::optional<TopKHits>& hits, const QString& name, const QStringList& label,
                         const QList<qreal>& dashes) {
        if (!hits || hits->rows == 0)
            return;
        const double value = hits->accuracy(m_k);
        auto words = label;
        words.back() += formatPercent(value, decimalsOf(value));
        result.push_back({value, name, words, dashes});
    };
    const QList<qreal> ofPopular{5, 4}, ofChance{1, 4};
    const QString popular = tr("most popular"), random = tr("random");
    if (m_hasHoldout) {
        add(m_baselines.popularHoldoutSeenHidden, popular, {popular, {}}, ofPopular);
        add(m_baselines.popularHoldout, tr("most popular, seen films left in"),
            {popular, tr("left in %1").arg(QString())}, ofPopular);
        add(m_baselines.randomHoldoutSeenHidden, random, {random + QLatin1Char(' ')}, ofChance);
        const std::array<QList<qreal>, 2> ofRivals{{{2, 3}, {9, 3, 2, 3}}};
        for (std::size_t i = 0; i < m_rivals.size(); ++i)
            add(m_rivals[i].hits, m_rivals[i].name, {m_rivals[i].name + QLatin1Char(' ')},
                ofRivals[i % ofRivals.size()]);
    } else {
        add(m_baselines.popularTraining, popular, {popular, {}}, ofPopular);
        add(m_baselines.randomTraining, random, {random + QLatin1Char(' ')}, ofChance);
    }
    return result;
}

std::uint64_t AccuracyChart::rows() const
{
    for (const auto& epoch : m_epochs) {
        for (const auto& hits : {epoch.holdoutSeenHidden, epoch.holdout, epoch.training}) {
            if (hits)
                return hits->rows;
        }
    }
    for (const auto& hits : {m_baselines.popularHoldoutSeenHidden, m_baselines.popularTraining}) {
        if (hits)
            return hits->rows;
    }
    return 0;
}

bool AccuracyChart::isBlank() const
{
    return m_epochs.empty() && !m_running && levels().empty();
}

Range AccuracyChart::fullY() const
{
    double highest = 0;
    for (const auto& one : series()) {
        if (isLineHidden(one.name))
            continue;
        for (const auto& value : one.values)
            highest = std::max(highest, value.value_or(0));
    }
    for (const auto& level : levels()) {
        if (!isLineHidden(level.name))
            highest = std::max(highest, level.value);
    }
    if (highest <= 0)
        return {0, 0.01};
    const double room = highest * 1.22;  // for the words at the best epoch
    const double unit = niceStep(room, 5) / 4;
    return {0, std::min(std::ceil(room / unit) * unit, std::max(1.04, highest * 1.04))};
}

std::optional<double> AccuracyChart::nearestX(double x) const
{
    const auto found = std::ranges::min_element(
        m_epochs, {}, [x](const EpochRecord& epoch) { return std::abs(static_cast<double>(epoch.epoch) - x); });
    if (found == m_epochs.end() || (m_searchEnd && x > *m_searchEnd + 0.5))
        return {};
    return found->epoch;
}

std::optional<double> AccuracyChart::nextX(double x, int direction) const
{
    const auto nearest = nearestX(x);
    if (!nearest)
        return m_epochs.empty() ? std::nullopt : std::optional<double>(m_epochs.back().epoch);
    const auto found = std::ranges::find(m_epochs, static_cast<std::uint32_t>(*nearest), &EpochRecord::epoch);
    const auto next = std::clamp<std::ptrdiff_t>(found - m_epochs.begin() + direction, 0, std::ssize(m_epochs) - 1);
    return m_epochs[static_cast<std::size_t>(next)].epoch;
}

std::vector<LineChart::Reading> AccuracyChart::readingsAt(double x) const
{
    const auto nearest = nearestX(x);
    // Between the epochs of a shared crosshair nothing was measured.
    if (!nearest || std::abs(*nearest - x) > 0.5)
        return {};
    const Theme& t = theme();
    const auto index = static_cast<std::size_t>(
        std::ranges::find(m_epochs, static_cast<std::uint32_t>(*nearest), &EpochRecord::epoch) - m_epochs.begin());
    std::vector<Reading> result;
    for (const auto& one : series()) {
        if (one.values[index])
            result.push_back({one.name, formatPercent(*one.values[index], decimalsOf(*one.values[index])),
                              *one.values[index], t.accent, one.name});
    }
    for (const auto& level : levels())
        result.push_back(
            {level.name, formatPercent(level.value, decimalsOf(level.value)), level.value, QColor(), level.name});
    return result;
}

QStringList AccuracyChart::lineNames() const
{
    QStringList names;
    for (const auto& one : series())
        names << one.name;
    for (const auto& level : levels())
        names << level.name;
    return names;
}

PlotTable AccuracyChart::table() const
{
    PlotTable table;
    table.header = {"epoch",
                    "rows",
                    "k",
                    "seen_hidden",
                    "seen_left_in",
                    "training",
                    "popular_seen_hidden",
                    "popular_seen_left_in",
                    "popular_training",
                    "item_knn_seen_hidden",
                    "ease_seen_hidden"};
    const auto rival = [this](std::size_t place) {
        return m_hasHoldout && place < m_rivals.size() ? m_rivals[place].hits : std::nullopt;
    };
    for (const auto& epoch : m_epochs) {
        for (std::size_t i = 0; i < topKs.size(); ++i) {
            const auto share = [i](const std::optional<TopKHits>& hits) {
                return hits && hits->rows > 0 ? PlotTable::Cell(hits->accuracy(i)) : PlotTable::Cell();
            };
            table.rows.push_back({std::int64_t{epoch.epoch}, static_cast<std::int64_t>(rows()), std::int64_t{topKs[i]},
                                  share(epoch.holdoutSeenHidden), share(epoch.holdout), share(epoch.training),
                                  share(m_baselines.popularHoldoutSeenHidden), share(m_baselines.popularHoldout),
                                  share(m_baselines.popularTraining), share(rival(0)), share(rival(1))});
        }
    }
    return table;
}

QString AccuracyChart::summary() const
{
    const auto curves = series();
    const auto main = std::ranges::find(curves, Series::Style::Main, &Series::style);
    if (main == curves.end())
        return tr("Not evaluated yet.");
    const std::size_t last = *main->last();
    QString text = (m_hasHoldout ? tr("Top-%1 accuracy over %2 held-out likes at epoch %3: %4.")
                                 : tr("Top-%1 accuracy over the %2 likes trained on at epoch %3: %4."))
                       .arg(QString::number(k()), formatCount(rows()), QString::number(m_epochs[last].epoch),
                            formatPercent(*main->values[last], 1));
    if (m_bestEpoch > 0)
        text += QLatin1Char(' ') + tr("The best epoch is %1.").arg(m_bestEpoch);
    for (const auto& level : levels())
        text += QLatin1Char(' ') + tr("%1: %2.").arg(level.name, formatPercent(level.value, 1));
    for (const auto& rival : m_rivals) {
        if (m_hasHoldout && !rival.hits && !rival.note.isEmpty())
            text += QLatin1Char(' ') + tr("%1: –. %2").arg(rival.name, rival.note);
    }
    return text;
}

}  // namespace projectionist
