// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/accuracy_chart.h"

#include "ui/plots/canvas.h"
#include "ui/plots/numbers.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace projectionist {

namespace {

constexpr int marginForLevels = 104, marginPlain = 72;

int decimalsOf(double share)
{
    return share < 0.0995 || share >= 0.01 ? 1 : 2;
}

}  // namespace

/// One curve: a value per epoch in m_epochs.
struct AccuracyChart::Series {
    enum class Style { Main, Dashed, Faint } style = Style::Main;
    QString name;
    std::vector<std::optional<double>> values;

    [[nodiscard]] std::optional<std::size_t> last() const
    {
        for (std::size_t i = values.size(); i-- > 0;) {
            if (values[i])
                return i;
        }
        return {};
    }
};

struct AccuracyChart::Level {
    double value = 0;
    QString name;       ///< In readings.
    QStringList label;  ///< Lines beside the axis.
    bool isChance = false;
};

AccuracyChart::AccuracyChart(QWidget* parent) : LineChart(parent)
{
    setTitle(tr("Top-k accuracy"));
    canvas().setMargins(-40, 34, marginForLevels, -1);
    canvas().yTicker().label = [this](double value, double step) {
        return m_epochs.empty() ? QString() : plotPercent(value, decimalsFor(step * 100));
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
    canvas().setMargins(-40, 34, levels().empty() ? marginPlain : marginForLevels, -1);
    updateRanges();
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
    const auto add = [&](const std::optional<TopKHits>& hits, const QString& name, bool isChance,
                         const QString& second) {
        if (!hits || hits->rows == 0)
            return;
        const double value = hits->accuracy(m_k);
        const QString percent = plotPercent(value, decimalsOf(value));
        const QStringList label = isChance ? QStringList{name + QLatin1Char(' ') + percent}
                                           : QStringList{tr("most popular"), second + percent};
        result.push_back({value, name, label, isChance});
    };
    if (m_hasHoldout) {
        add(m_baselines.popularHoldoutSeenHidden, tr("most popular"), false, {});
        add(m_baselines.popularHoldout, tr("most popular, seen films left in"), false, tr("left in %1").arg(QString()));
        add(m_baselines.randomHoldoutSeenHidden, tr("random"), true, {});
    } else {
        add(m_baselines.popularTraining, tr("most popular"), false, {});
        add(m_baselines.randomTraining, tr("random"), true, {});
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

Range AccuracyChart::fullY() const
{
    double highest = 0;
    for (const auto& one : series()) {
        for (const auto& value : one.values)
            highest = std::max(highest, value.value_or(0));
    }
    for (const auto& level : levels())
        highest = std::max(highest, level.value);
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
            result.push_back({one.name, plotPercent(*one.values[index], decimalsOf(*one.values[index])),
                              *one.values[index], t.accent});
    }
    for (const auto& level : levels())
        result.push_back({level.name, plotPercent(level.value, decimalsOf(level.value)), level.value, QColor()});
    return result;
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
                    "popular_training"};
    for (const auto& epoch : m_epochs) {
        for (std::size_t i = 0; i < topKs.size(); ++i) {
            const auto share = [i](const std::optional<TopKHits>& hits) {
                return hits && hits->rows > 0 ? PlotTable::Cell(hits->accuracy(i)) : PlotTable::Cell();
            };
            table.rows.push_back({std::int64_t{epoch.epoch}, static_cast<std::int64_t>(rows()), std::int64_t{topKs[i]},
                                  share(epoch.holdoutSeenHidden), share(epoch.holdout), share(epoch.training),
                                  share(m_baselines.popularHoldoutSeenHidden), share(m_baselines.popularHoldout),
                                  share(m_baselines.popularTraining)});
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
                       .arg(QString::number(k()), plotCount(rows()), QString::number(m_epochs[last].epoch),
                            plotPercent(*main->values[last], 1));
    if (m_bestEpoch > 0)
        text += QLatin1Char(' ') + tr("The best epoch is %1.").arg(m_bestEpoch);
    for (const auto& level : levels())
        text += QLatin1Char(' ') + tr("%1: %2.").arg(level.name, plotPercent(level.value, 1));
    return text;
}

void AccuracyChart::paintGround(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    const auto hatch = [&](double from, double to, const QString& words) {
        const double left = std::clamp(canvas().toX(from), rect.left(), rect.right());
        const double right = std::clamp(canvas().toX(to), rect.left(), rect.right());
        if (right - left < 1)
            return;
        paintHatching(painter, QRectF(QPointF(left, rect.top()), QPointF(right, rect.bottom())));
        const double width = textWidth(small, words);
        const bool hasBestAtRight = !bestWordsAtLeft() && bestPixel() > left - width;
        const double y = rect.top() + (hasBestAtRight ? 22 : 8);
        if (right - left >= width || left + 6 + width > canvas().width())
            paintText(painter, {std::min((left + right) / 2, canvas().width() - width / 2 - 4), y}, words, small,
                      t.muted, t.panel, Side::Centre);
        else
            paintText(painter, {left + 6, y}, words, small, t.muted, t.panel);
    };
    const double measured = lastMeasured();
    if (m_searchEnd) {
        hatch(*m_searchEnd, *m_searchEnd + m_refit.epochs, tr("refit: trained on all rows, not measured"));
    } else if (m_running && *m_running > measured) {
        const double end = std::max(std::ceil(*m_running - 1e-9), measured + 1);
        hatch(measured, end, tr("epoch %1 not evaluated yet").arg(plotNumber(end, 0)));
    }
}

void AccuracyChart::paintSeries(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    for (const auto& level : levels()) {
        const double y = snapped(painter, canvas().toY(level.value));
        if (y < rect.top() || y > rect.bottom())
            continue;
        painter.QPainter::setPen(level.isChance ? dashed(thinPen(painter, t.muted), {1, 4})
                                                : dashed(thinPen(painter, t.muted), {5, 4}));
        painter.QPainter::drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    }
    for (const auto& one : series()) {
        std::vector<QPointF> points;
        for (std::size_t i = 0; i < m_epochs.size(); ++i) {
            if (one.values[i])
                points.emplace_back(canvas().toX(m_epochs[i].epoch), canvas().toY(*one.values[i]));
        }
        QColor colour = t.accent;
        if (one.style == Series::Style::Faint)
            colour.setAlphaF(0.6F);
        QPen pen(colour, one.style == Series::Style::Main ? 2.6 : 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        if (one.style == Series::Style::Dashed)
            pen = dashed(pen, {6, 3});
        painter.QPainter::setPen(pen);
        paintPolyline(painter, points, rect);
        if (one.style == Series::Style::Dashed && points.size() > 1)
            continue;
        const double room =
            points.size() > 1 ? (points.back().x() - points.front().x()) / double(points.size() - 1) : 99;
        painter.QPainter::setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const bool isLast = i + 1 == points.size();
            if ((room >= 7 || isLast) && rect.adjusted(-1, -1, 1, 1).contains(points[i]))
                painter.drawEllipse(points[i], isLast ? 3.4 : 2.6, isLast ? 3.4 : 2.6);
        }
    }
}

QString AccuracyChart::bestWords() const
{
    return m_bestIsFinal ? tr("best, epoch %1").arg(m_bestEpoch) : tr("best so far, epoch %1").arg(m_bestEpoch);
}

double AccuracyChart::bestPixel() const
{
    return m_bestEpoch == 0 ? -1e6 : canvas().toX(m_bestEpoch);
}

bool AccuracyChart::bestWordsAtLeft() const
{
    const double width = textWidth(face(Type::Caption), bestWords());
    return bestPixel() - 6 - width >= canvas().plotRect().left();
}

void AccuracyChart::paintBest(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (m_bestEpoch == 0 || m_bestEpoch < visibleX().lower || m_bestEpoch > visibleX().upper || m_epochs.empty())
        return;
    const double x = snapped(painter, bestPixel());
    painter.QPainter::setPen(thinPen(painter, t.text));
    painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
    const bool atLeft = bestWordsAtLeft();
    paintText(painter, {x + (atLeft ? -6 : 6), rect.top() + 8}, bestWords(), face(Type::Caption), t.text, t.panel,
              atLeft ? Side::Right : Side::Left);
    const auto best = std::ranges::find(m_epochs, m_bestEpoch, &EpochRecord::epoch);
    for (const auto& one : series()) {
        if (one.style != Series::Style::Main || best == m_epochs.end())
            continue;
        const auto value = one.values[static_cast<std::size_t>(best - m_epochs.begin())];
        if (!value)
            continue;
        const QPointF at(canvas().toX(m_bestEpoch), canvas().toY(*value));
        if (!rect.adjusted(-1, -1, 1, 1).contains(at))
            continue;
        painter.QPainter::setPen(QPen(t.accent, 2));
        painter.setBrush(t.panel);
        painter.drawEllipse(at, 5, 5);
    }
}

void AccuracyChart::paintLabels(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    if (const auto count = rows(); count > 0)
        canvas().paintUnit(painter, m_hasHoldout
                                        ? tr("of %1 held-out likes").arg(plotCount(count))
                                        : tr("of %1 likes trained on, nothing held out").arg(plotCount(count)));
    const auto curves = series();
    if (curves.empty()) {
        paintText(painter, rect.center(),
                  m_running ? tr("Not evaluated yet: the first epoch is still going on.")
                            : tr("Measured after every epoch."),
                  face(Type::Small), t.muted, t.panel, Side::Centre);
    }
    struct Label {
        QPointF at;
        QString figure;
        QStringList words;
        bool isMain;
    };
    std::vector<Label> beside, atEnd;  // in the margin, and inside at the ends of lines
    for (const auto& level : levels()) {
        const double y = canvas().toY(level.value);
        if (y >= rect.top() && y <= rect.bottom())
            beside.push_back({{rect.right() + 6, y}, {}, level.label, false});
    }
    for (const auto& one : curves) {
        const std::size_t last = *one.last();
        const QPointF end(canvas().toX(m_epochs[last].epoch), canvas().toY(*one.values[last]));
        if (!rect.adjusted(-1, -1, 1, 1).contains(end))
            continue;
        const QString figure = plotPercent(*one.values[last], decimalsOf(*one.values[last]));
        const bool isMain = one.style == Series::Style::Main;
        const bool twoLines = isMain && m_hasHoldout;
        Label label{end + QPointF(10, 0), {}, {}, isMain};
        if (twoLines) {
            label.figure = figure;
            label.words = {one.name};
        } else if (isMain) {
            label.figure = one.name + QStringLiteral("  ") + figure;
        } else {
            label.words = {one.name + QLatin1Char(' ') + figure};
        }
        double width = textWidth(strong, label.figure);
        for (const auto& words : label.words)
            width = std::max(width, textWidth(small, words));
        if (label.at.x() + width <= rect.right() + (beside.empty() ? marginPlain - 4 : 0)) {
            atEnd.push_back(label);
        } else {
            label.at.setX(rect.right() + 6);
            if (twoLines)
                label.words = {tr("seen hidden")};
            else if (!isMain && m_hasHoldout)
                label.words = {tr("seen left in"), figure};
            beside.push_back(label);
        }
    }
    for (auto* group : {&beside, &atEnd}) {
        std::vector<Spread> wanted;
        for (const auto& label : *group) {
            const auto lines = static_cast<double>(label.words.size() + (label.figure.isEmpty() ? 0 : 1));
            wanted.push_back({label.at.y() + (lines > 1 ? 5 : 0), 14 * lines});
        }
        const auto places = spreadApart(wanted, rect.top() - 8, rect.bottom() + 8);
        for (std::size_t i = 0; i < group->size(); ++i) {
            const auto& label = (*group)[i];
            double y = places[i] - wanted[i].height / 2 + 7;
            if (!label.figure.isEmpty()) {
                paintText(painter, {label.at.x(), y}, label.figure, strong, t.text, t.panel);
                y += 14;
            }
            for (const auto& words : label.words) {
                paintText(painter, {label.at.x(), y}, words, small, t.muted, t.panel);
                y += 14;
            }
        }
    }
}

}  // namespace projectionist
