// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/loss_chart.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QMenu>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace projectionist {

namespace {

constexpr double roomForShort = 0.35;  ///< How much taller short batches may make the range.
constexpr double notNumber = std::numeric_limits<double>::quiet_NaN();

QColor faded(QColor colour, double share)
{
    colour.setAlphaF(static_cast<float>(share));
    return colour;
}

/// Rounded outwards to quarters of a step, so that the axis moves seldom while values stream in.
Range steadied(double low, double high)
{
    const double span = std::max(high - low, 1e-3 * std::max(1.0, std::abs(high)));
    const double unit = niceStep(span, 5) / 4;
    return {std::floor((low - 0.05 * span) / unit) * unit, std::ceil((high + 0.03 * span) / unit) * unit};
}

}  // namespace

LossChart::LossChart(QWidget* parent) : LineChart(parent)
{
    setTitle(tr("Loss per example"));
    canvas().setMargins(-36, 34, 20, -1);
    canvas().yTicker().label = [](double value, double step) { return formatDecimal(value, decimalsFor(step)); };
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintSeries(painter); });
    canvas().add(Canvas::Level::Top, [this](QCPPainter& painter) {
        if (isBlank())
            return;
        canvas().paintUnit(painter, m_summed ? tr("nats, summed over the batch") : tr("nats"));
        // Lines first, then words, those with the least choice of a place first.
        const auto baselines = paintBaselines(painter);
        paintLastValue(painter);
        paintPeak(painter);
        paintShortBatches(painter);
        paintBaselineWords(painter, baselines);
    });
    setRunAxis(1, {});
    summaryChanged();
}

LossChart::~LossChart() = default;

void LossChart::setSteps(std::span<const StepRecord> steps, PhasePlan search, PhasePlan refit)
{
    const bool samePlan = search == m_search && refit == m_refit;
    const bool grown = samePlan && !m_firstAndLast.empty() && steps.size() >= m_points.size() &&
                       steps.front() == m_firstAndLast.front() && steps[m_points.size() - 1] == m_firstAndLast.back() &&
                       !outgrown(steps.subspan(m_points.size()));
    if (grown && steps.size() == m_points.size())
        return;
    if (!grown) {
        m_search = search;
        m_refit = refit;
        m_points.clear();
        m_smoothed.clear();
        m_perExample = m_sums = {};
        m_guessingSum = 0;
        m_guessingCount = 0;
        m_searchSteps = search.stepsPerEpoch;
        m_refitSteps = refit.stepsPerEpoch;
        for (const auto& step : steps) {
            auto& perEpoch = step.phase == Phase::Search ? m_searchSteps : m_refitSteps;
            perEpoch = std::max(perEpoch, step.step);
        }
    }
    append(steps.subspan(m_points.size()));
    m_firstAndLast.clear();
    if (!steps.empty())
        m_firstAndLast = {steps.front(), steps.back()};
    updateRunAxis();
    replotWhenDue();
    summaryChanged();
}

bool LossChart::outgrown(std::span<const StepRecord> steps) const
{
    return std::ranges::any_of(steps, [this](const StepRecord& step) {
        return step.step > (step.phase == Phase::Search ? m_searchSteps : m_refitSteps);
    });
}

void LossChart::append(std::span<const StepRecord> steps)
{
    const std::size_t first = m_points.size();
    m_points.reserve(first + steps.size());
    for (const auto& step : steps) {
        const bool isSearch = step.phase == Phase::Search;
        const std::uint32_t perEpoch = std::max(isSearch ? m_searchSteps : m_refitSteps, 1U);
        auto& fullRows = isSearch ? m_batchRows : m_refitBatchRows;
        if (m_points.empty() || m_points.back().phase != step.phase) {
            fullRows = step.rows;  // a first batch is never short
            m_phaseBegin = isSearch || m_points.empty() ? 0 : std::ceil(m_points.back().epoch - 1e-9);
        }
        const double rows = std::max(step.rows, 1U);
        m_points.push_back({.epoch = m_phaseBegin + (step.epoch - 1) + static_cast<double>(step.step) / perEpoch,
                            .loss = step.loss / rows,
                            .guessing = step.guessing / rows,
                            .rows = step.rows,
                            .phase = step.phase,
                            .isShort = step.step == perEpoch && step.rows < fullRows});
        const LossPoint& point = m_points.back();
        if (std::isfinite(point.loss)) {
            (point.isShort ? m_perExample.shortOnes : m_perExample.whole).add(point.loss);
            (point.isShort ? m_sums.shortOnes : m_sums.whole).add(step.loss);
        }
        if (!point.isShort && std::isfinite(point.guessing)) {
            m_guessingSum += point.guessing;
            ++m_guessingCount;
        }
    }
    smoothFrom(first);
}

void LossChart::smoothFrom(std::size_t first)
{
    m_smoothed.resize(m_points.size(), notNumber);
    if (first == 0)
        m_smoother = Smoother(m_smoothing);
    for (std::size_t i = first; i < m_points.size(); ++i) {
        if (i > 0 && m_points[i].phase != m_points[i - 1].phase)
            m_smoother = Smoother(m_smoothing);
        const bool counts = !m_points[i].isShort && std::isfinite(m_points[i].loss);
        m_smoothed[i] = counts ? m_smoother.next(m_points[i].loss) : notNumber;
    }
}

void LossChart::updateRunAxis()
{
    // The search ends where the refit begins, which early stopping decides; until then it may take all its epochs.
    const auto refit = std::ranges::find(m_points, Phase::Refit, &LossPoint::phase);
    const bool hasRefit = refit != m_points.end() && refit != m_points.begin();
    const double last = m_points.empty() ? 0 : m_points.back().epoch;
    if (hasRefit)
        setRunAxis(m_phaseBegin, std::max(m_phaseBegin + m_refit.epochs, std::ceil(last)));
    else
        setRunAxis(std::max({1.0, static_cast<double>(m_search.epochs), std::ceil(last - 1e-9)}), {});
}

void LossChart::setSmoothing(double smoothing)
{
    smoothing = std::clamp(smoothing, 0.0, 0.99);
    if (smoothing == m_smoothing)
        return;
    m_smoothing = smoothing;
    smoothFrom(0);
    replotSoon();
    summaryChanged();
}

void LossChart::setLogarithmic(bool on)
{
    m_logarithmic = on;
    canvas().yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    fit();
}

void LossChart::setIgnoringOutliers(bool on)
{
    m_ignoringOutliers = on;
    fit();
}

void LossChart::Extent::add(double value)
{
    low = isEmpty ? value : std::min(low, value);
    high = isEmpty ? value : std::max(high, value);
    isEmpty = false;
}

std::optional<double> LossChart::guessingLevel() const
{
    // Its value differs a little from batch to batch when the correction is on: the mean of whole batches.
    if (m_guessingCount == 0)
        return {};
    return m_guessingSum / static_cast<double>(m_guessingCount) * (m_summed ? m_batchRows : 1.0);
}

std::optional<double> LossChart::batchLevel() const
{
    if (m_batchRows == 0)
        return {};
    const double each = m_summed ? m_batchRows : 1.0, level = std::log(static_cast<double>(m_batchRows)) * each;
    const auto guessing = guessingLevel();
    return guessing && std::abs(*guessing - level) < 5e-4 * each ? std::nullopt : std::optional(level);
}

bool LossChart::isBlank() const
{
    return m_points.empty();
}

Range LossChart::fullY() const
{
    const auto& [whole, shortOnes] = m_summed ? m_sums : m_perExample;
    if (whole.isEmpty)
        return {0, 1};
    Extent extent = whole;
    if (m_ignoringOutliers && m_points.size() >= 50) {
        std::vector<double> values;
        values.reserve(m_points.size());
        for (const auto& point : m_points) {
            if (!point.isShort && std::isfinite(point.loss))
                values.push_back(shown(point.loss, point));
        }
        const auto at = [&](double share) {
            const auto place =
                values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
            std::ranges::nth_element(values, place);
            return *place;
        };
        extent = {at(0.01), at(0.99), false};
    }
    for (const auto& [level, name] :
         {std::pair(guessingLevel(), guessingName()), std::pair(batchLevel(), batchName(m_batchRows))}) {
        if (level && !isLineHidden(name))
            extent.add(*level);
    }
    if (!shortOnes.isEmpty && !isLineHidden(shortName())) {
        Extent withShort = extent;
        withShort.add(shortOnes.low);
        withShort.add(shortOnes.high);
        if (withShort.high - withShort.low <= (extent.high - extent.low) * (1 + roomForShort))
            extent = withShort;
    }
    const double lowest = extent.low, highest = extent.high;
    Range range = steadied(lowest, highest);
    if (m_logarithmic)
        range.lower = std::max(range.lower, lowest > 0 ? lowest * 0.9 : 1e-3);
    return range;
}

double LossChart::smallestX() const
{
    return 10.0 / std::max(m_searchSteps, 10U);
}

std::optional<std::size_t> LossChart::pointAt(double x) const
{
    if (m_points.empty())
        return {};
    const auto above = std::ranges::lower_bound(m_points, x, {}, &LossPoint::epoch);
    if (above == m_points.begin())
        return 0;
    const auto below = above - 1;
    const bool takeBelow = above == m_points.end() || x - below->epoch <= above->epoch - x;
    return static_cast<std::size_t>((takeBelow ? below : above) - m_points.begin());
}

std::optional<double> LossChart::nearestX(double x) const
{
    const auto index = pointAt(x);
    return index ? std::optional(m_points[*index].epoch) : std::nullopt;
}

std::optional<double> LossChart::nextX(double x, int direction) const
{
    const auto index = pointAt(x);
    if (!index)
        return {};
    const auto next = static_cast<std::ptrdiff_t>(*index) + direction;
    const auto last = static_cast<std::ptrdiff_t>(m_points.size()) - 1;
    return m_points[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 0, last))].epoch;
}

std::vector<LineChart::Reading> LossChart::readingsAt(double x) const
{
    const auto index = pointAt(x);
    if (!index)
        return {};
    const Theme& t = theme();
    const LossPoint& point = m_points[*index];
    std::vector<Reading> result;
    const auto add = [&](const QString& name, double loss, const QColor& colour, const QString& line) {
        const double y = shown(loss, point);
        const QString words = std::isfinite(y) ? formatDecimal(y, m_summed ? 0 : 3) : QStringLiteral("–");
        result.push_back({name, words, y, colour, line});
    };
    if (std::isfinite(m_smoothed[*index]) && m_smoothing > 0)
        add(smoothedName(), m_smoothed[*index], t.accent, smoothedName());
    add(point.isShort ? tr("short last batch, %1 rows").arg(formatCount(point.rows)) : stepName(), point.loss,
        m_smoothing > 0 ? faded(t.accent, 0.5) : t.accent, point.isShort ? shortName() : stepName());
    add(guessingName(), point.guessing, QColor(), guessingName());
    return result;
}

QString LossChart::batchName(std::uint32_t rows)
{
    return tr("ln %1").arg(formatCount(rows));
}

QStringList LossChart::lineNames() const
{
    if (m_points.empty())
        return {};
    QStringList names;
    if (m_smoothing > 0)
        names << smoothedName();
    names << stepName() << guessingName();
    if (batchLevel())
        names << batchName(m_batchRows);
    if (!m_perExample.shortOnes.isEmpty)
        names << shortName();
    return names;
}

PlotTable LossChart::table() const
{
    PlotTable table;
    table.header = {"phase",           "epochs", "rows", "loss_per_example", "smoothed", "guessing_per_example",
                    "short_last_batch"};
    table.rows.reserve(m_points.size());
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const auto& point = m_points[i];
        const auto number = [](double value) {
            return std::isfinite(value) ? PlotTable::Cell(value) : PlotTable::Cell();
        };
        const double begin = point.phase == Phase::Refit ? m_phaseBegin : 0;
        table.rows.push_back({std::string(point.phase == Phase::Refit ? "refit" : "search"), point.epoch - begin,
                              std::int64_t{point.rows}, number(point.loss), number(m_smoothed[i]),
                              number(point.guessing), std::int64_t{point.isShort ? 1 : 0}});
    }
    return table;
}

QString LossChart::summary() const
{
    const auto last = lastSmoothed();
    if (!last)
        return tr("No steps yet.");
    const auto words = [this](double loss, const LossPoint& point) {
        return formatDecimal(shown(loss, point), decimals());
    };
    QString text =
        (m_summed ? tr("Loss of a batch, summed, at %1: %2 nats%3.") : tr("Loss per example at %1: %2 nats%3."))
            .arg(epochWords(m_points[*last].epoch, 1), words(m_smoothed[*last], m_points[*last]),
                 m_smoothing > 0 ? tr(", smoothed") : QString());
    const auto first = std::ranges::find_if(m_points, [](const LossPoint& point) { return !point.isShort; });
    if (first != m_points.end())
        text += QLatin1Char(' ') + tr("It began at %1.").arg(words(first->loss, *first));
    if (const auto guessing = guessingLevel())
        text += QLatin1Char(' ') + tr("Guessing gives %1.").arg(formatDecimal(*guessing, decimals()));
    return text;
}

std::optional<std::size_t> LossChart::lastSmoothed() const
{
    for (std::size_t i = m_smoothed.size(); i-- > 0;) {
        if (std::isfinite(m_smoothed[i]))
            return i;
    }
    return {};
}

void LossChart::setSummed(bool on)
{
    if (on == m_summed)
        return;
    m_summed = on;
    fit();
    summaryChanged();
}

void LossChart::fillMenu(QMenu& menu)
{
    addSwitch(menu, tr("Raw sum of each batch"), m_summed, [this](bool on) { setSummed(on); });
    addSwitch(menu, tr("Logarithmic loss"), m_logarithmic, [this](bool on) { setLogarithmic(on); });
    addSwitch(menu, tr("Ignore outliers"), m_ignoringOutliers, [this](bool on) { setIgnoringOutliers(on); });
    LineChart::fillMenu(menu);
}

}  // namespace projectionist
