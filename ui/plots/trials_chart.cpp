// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/trials_chart.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int margin = 92;  // at the right, for labels
constexpr int decimals = 3;

double highestOf(const TrialsChart::Trial& trial)
{
    return trial.values.empty() ? 0 : *std::ranges::max_element(trial.values);
}

}  // namespace

TrialsChart::TrialsChart(QWidget* parent) : LineChart(parent)
{
    setTitle(tr("Search for options"));
    canvas().setMargins(-40, 34, margin, -1);
    canvas().yTicker().label = [this](double value, double step) {
        return longest() == 0 ? QString() : formatDecimal(value, decimalsFor(step));
    };
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintTrials(painter); });
    canvas().add(Canvas::Level::Top, [this](QCPPainter& painter) { paintLabels(painter); });
    summaryChanged();
}

TrialsChart::~TrialsChart() = default;

void TrialsChart::setTrials(std::vector<Trial> trials, const QString& metric)
{
    m_trials = std::move(trials);
    m_metric = metric;
    setRunAxis(std::max(4.0, double(longest())), {});
    replotWhenDue();
    summaryChanged();
}

QString TrialsChart::nameOf(const Trial& trial)
{
    return tr("number %1").arg(trial.number);
}

std::size_t TrialsChart::longest() const
{
    std::size_t longest = 0;
    for (const auto& trial : m_trials)
        longest = std::max(longest, trial.values.size());
    return longest;
}

std::optional<std::size_t> TrialsChart::best() const
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (!m_trials[i].values.empty() && (!best || highestOf(m_trials[i]) > highestOf(m_trials[*best])))
            best = i;
    }
    return best;
}

Range TrialsChart::fullY() const
{
    double highest = 0, lowest = 1;
    for (const auto& trial : m_trials) {
        if (isLineHidden(nameOf(trial)))
            continue;
        for (const auto value : trial.values) {
            highest = std::max(highest, value);
            lowest = std::min(lowest, value);
        }
    }
    if (highest <= lowest)
        return {0, std::max(0.1, highest * 1.25)};
    // Trials that fail at once must not press the others into one line at the top.
    const double from = std::max(lowest, highest / 3);
    const double unit = niceStep((highest - from) * 1.25, 5) / 4;
    return {std::max(0.0, std::floor(from / unit - 0.5) * unit),
            std::ceil((highest + (highest - from) * 0.12) / unit) * unit};
}

std::optional<double> TrialsChart::nearestX(double x) const
{
    const auto epochs = static_cast<double>(longest());
    if (epochs < 1)
        return {};
    return std::clamp(std::round(x), 1.0, epochs);
}

std::optional<double> TrialsChart::nextX(double x, int direction) const
{
    const auto nearest = nearestX(x);
    return nearest ? nearestX(*nearest + direction) : nearest;
}

std::vector<LineChart::Reading> TrialsChart::readingsAt(double x) const
{
    constexpr std::size_t readAtMost = 8;
    const auto nearest = nearestX(x);
    if (!nearest || std::abs(*nearest - x) > 0.5)
        return {};
    const auto place = static_cast<std::size_t>(*nearest) - 1;
    const auto leading = best();
    std::vector<Reading> result;
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        const auto& trial = m_trials[i];
        if (place < trial.values.size())
            result.push_back({nameOf(trial), formatDecimal(trial.values[place], decimals), trial.values[place],
                              leading == i ? theme().accent : QColor(), nameOf(trial)});
    }
    std::ranges::stable_sort(result, std::greater<>{}, &Reading::y);
    if (result.size() > readAtMost)
        result.resize(readAtMost);
    return result;
}

QStringList TrialsChart::lineNames() const
{
    QStringList names;
    for (const auto& trial : m_trials)
        names << nameOf(trial);
    return names;
}

void TrialsChart::paintLine(QCPPainter& painter, const Trial& trial, const QPen& pen, bool dots)
{
    const QRectF rect = canvas().plotRect();
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < trial.values.size(); ++i)
        points.emplace_back(canvas().toX(double(i + 1)), canvas().toY(trial.values[i]));
    painter.QPainter::setPen(pen);
    paintPolyline(painter, points, rect);
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool isLast = i + 1 == points.size();
        if ((dots || isLast) && rect.adjusted(-1, -1, 1, 1).contains(points[i]))
            painter.drawEllipse(points[i], isLast && dots ? 3.4 : 2.2, isLast && dots ? 3.4 : 2.2);
    }
}

void TrialsChart::paintTrials(QCPPainter& painter)
{
    const Theme& t = theme();
    const auto leading = best();
    QColor faint = t.muted;
    faint.setAlphaF(0.55F);
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (leading != i && !m_trials[i].isRunning && !isLineHidden(nameOf(m_trials[i])))
            paintLine(painter, m_trials[i], QPen(faint, 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin), false);
    }
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (leading != i && m_trials[i].isRunning && !isLineHidden(nameOf(m_trials[i])))
            paintLine(painter, m_trials[i],
                      dashed(QPen(t.accent, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin), {6, 3}), false);
    }
    if (leading && !isLineHidden(nameOf(m_trials[*leading])))
        paintLine(painter, m_trials[*leading], QPen(t.accent, 2.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin), true);
}

void TrialsChart::paintLabels(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    canvas().paintUnit(painter,
                       m_metric.isEmpty() ? QString() : tr("%1 on rows cut out of the training").arg(m_metric));
    const auto leading = best();
    if (!leading) {
        paintText(painter, rect.center(),
                  m_trials.empty() ? tr("A line for each choice of options that is tried.")
                                   : tr("Not measured yet: the first epoch is still going on."),
                  face(Type::Small), t.muted, t.panel, Side::Centre);
        return;
    }
    struct Label {
        const Trial* trial;
        bool isBest;
    };
    std::vector<Label> labels{{&m_trials[*leading], true}};
    if (m_trials.back().isRunning && leading != m_trials.size() - 1 && !m_trials.back().values.empty())
        labels.push_back({&m_trials.back(), false});
    std::vector<Spread> wanted;
    for (const auto& label : labels)
        wanted.push_back({std::clamp(canvas().toY(label.trial->values.back()), rect.top(), rect.bottom()) + 5, 28});
    const auto places = spreadApart(wanted, rect.top() - 8, rect.bottom() + 8);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto& [trial, isBest] = labels[i];
        const double end = canvas().toX(double(trial->values.size()));
        const QString figure = formatDecimal(isBest ? highestOf(*trial) : trial->values.back(), decimals);
        const QString words = isBest ? tr("best, %1").arg(nameOf(*trial)) : nameOf(*trial);
        const double width = std::max(textWidth(strong, figure), textWidth(small, words));
        const double x = std::min(std::clamp(end, rect.left(), rect.right()) + 10, canvas().width() - width - 4.0);
        paintLabel(painter, nameOf(*trial), {x, places[i] - 7}, figure, strong, isBest ? t.text : t.muted);
        paintLabel(painter, nameOf(*trial), {x, places[i] + 7}, words, small, t.muted);
    }
}

PlotTable TrialsChart::table() const
{
    PlotTable table;
    table.header = {"trial", "epoch", "value"};
    for (const auto& trial : m_trials) {
        for (std::size_t i = 0; i < trial.values.size(); ++i)
            table.rows.push_back(
                {std::int64_t{trial.number}, static_cast<std::int64_t>(i + 1), PlotTable::Cell(trial.values[i])});
    }
    return table;
}

QString TrialsChart::summary() const
{
    const auto leading = best();
    if (!leading)
        return tr("Nothing tried yet.");
    return tr("%1 choices of options tried. The best is number %2 with %3 %4.")
        .arg(QString::number(m_trials.size()), QString::number(m_trials[*leading].number), m_metric,
             formatDecimal(highestOf(m_trials[*leading]), decimals));
}

}  // namespace projectionist
