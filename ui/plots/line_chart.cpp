// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/line_chart.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr double notch = 120, zoomPerNotch = 1.25, dragStart = 4;

double turned(const QWheelEvent& event)
{
    // With Shift some platforms turn a vertical wheel into a horizontal one.
    const QPoint delta = event.angleDelta();
    return (delta.y() != 0 ? delta.y() : delta.x()) / notch;
}

}  // namespace

LineChart::LineChart(QWidget* parent) : PlotWidget(parent)
{
    canvas().xTicker().places = [this](Range range) { return ticks(range); };
    canvas().xTicker().label = [this](double value, double step) {
        const double shown = m_refitBegin && value > *m_refitBegin ? value - *m_refitBegin : value;
        return formatDecimal(shown, decimalsFor(step));
    };
    connect(&canvas(), &QCustomPlot::beforeReplot, this, [this] {
        m_labels.clear();
        updateRanges();
    });
    canvas().add(Canvas::Level::Ground, [this](QCPPainter& painter) {
        m_obstacles = {};
        if (isBlank())
            return;
        canvas().paintGrid(painter, visibleX().size() < 8);
        paintRefit(painter);
    });
    canvas().add(Canvas::Level::Overlay, [this](QCPPainter& painter) { paintCrosshair(painter); });
}

LineChart::~LineChart() = default;

void LineChart::setCrosshair(std::optional<double> x)
{
    if (x == m_crosshair && !m_tip)
        return;
    m_crosshair = x;
    m_tip = false;
    canvas().replotOverlay();
}

void LineChart::fit()
{
    m_xView.reset();
    m_yView.reset();
    updateRanges();
    replotSoon();
}

Range LineChart::visibleX() const
{
    return m_xView.value_or(m_fullX);
}

Range LineChart::visibleY() const
{
    return m_yView.value_or(fullY());
}

std::vector<LineChart::Reading> LineChart::readings(double x) const
{
    auto readings = readingsAt(x);
    std::erase_if(readings, [this](const Reading& reading) { return isLineHidden(reading.line); });
    std::ranges::stable_sort(readings, std::greater<>{}, &Reading::y);
    for (auto& reading : readings)
        reading.x = nearestX(x).value_or(x);
    return readings;
}

void LineChart::setLineHidden(const QString& name, bool hidden)
{
    if (hidden == isLineHidden(name))
        return;
    if (hidden)
        m_hiddenLines << name;
    else
        m_hiddenLines.removeAll(name);
    linesChanged();
}

void LineChart::leaveOnly(const QString& name)
{
    QStringList others = lineNames();
    others.removeAll(name);
    const bool isAlone = !isLineHidden(name) &&
                         std::ranges::all_of(others, [this](const QString& other) { return isLineHidden(other); });
    m_hiddenLines = isAlone ? QStringList() : others;
    linesChanged();
}

void LineChart::linesChanged()
{
    updateRanges();
    replotSoon();
    summaryChanged();
}

QRectF LineChart::labelOf(const QString& name) const
{
    QRectF rect;
    for (const auto& label : m_labels) {
        if (label.name == name)
            rect |= label.rect;
    }
    return rect;
}

QString LineChart::lineAt(QPointF at) const
{
    const auto found = std::ranges::find_if(m_labels, [at](const LineLabel& label) { return label.rect.contains(at); });
    return found == m_labels.end() ? QString() : found->name;
}

void LineChart::paintLabel(QPainter& painter, const QString& name, QPointF at, const QString& words, const QFont& font,
                           const QColor& colour, Side side)
{
    const Theme& t = theme();
    const bool isHidden = isLineHidden(name);
    m_obstacles.words.push_back(rectOf({at, side}, font, words));
    QFont type = font;
    type.setStrikeOut(isHidden);
    if (canvas().exporting) {
        if (!isHidden)
            paintText(painter, at, words, type, colour, t.panel, side);
        return;
    }
    paintText(painter, at, words, type, isHidden ? t.faint : colour, t.panel, side);
    m_labels.push_back({name, rectOf({at, side}, font, words).adjusted(-2, 0, 2, 0)});
}

QRectF LineChart::rectOf(const Place& place, const QFont& font, const QString& words)
{
    const double width = textWidth(font, words), height = lineHeight(font);
    const double before = place.side == Side::Left ? 0 : place.side == Side::Right ? width : width / 2;
    return {place.at.x() - before, place.at.y() - height / 2, width, height};
}

LineChart::Place LineChart::clearestPlace(std::span<const Place> places, const QFont& font, const QString& words) const
{
    std::vector<QRectF> rects;
    for (const auto& place : places) {
        // Above and below most letters a line of text is empty.
        rects.push_back(rectOf(place, font, words).adjusted(0, 2, 0, -2));
    }
    return places[clearest(rects, m_obstacles)];
}

void LineChart::fillMenu(QMenu& menu)
{
    auto* lines = menu.addMenu(tr("Lines"));
    const auto names = lineNames();
    for (const auto& name : names)
        addSwitch(*lines, name, !isLineHidden(name), [this, name](bool shown) { setLineHidden(name, !shown); });
    lines->setEnabled(!names.isEmpty());
    menu.addAction(tr("Show everything"), this, &LineChart::fit)->setEnabled(!isFitted());
    menu.addSeparator();
    PlotWidget::fillMenu(menu);
}

void LineChart::setRunAxis(double searchEnd, std::optional<double> refitEnd)
{
    m_fullX = {0, std::max(refitEnd.value_or(searchEnd), 1.0)};
    m_refitBegin = refitEnd ? std::optional(searchEnd) : std::nullopt;
    if (m_xView)
        m_xView = zoomed(*m_xView, 1, m_xView->lower, m_fullX, smallestX());
}

QString LineChart::epochWords(double x, int decimals) const
{
    if (m_refitBegin && x > *m_refitBegin)
        return tr("refit, epoch %1").arg(formatDecimal(x - *m_refitBegin, decimals));
    return tr("epoch %1").arg(formatDecimal(x, decimals));
}

void LineChart::updateRanges()
{
    const Range x = visibleX(), y = visibleY();
    canvas().xAxis->setRange(x.lower, x.upper);
    canvas().yAxis->setRange(y.lower, y.upper);
    canvas().xAxis->setVisible(!isBlank());
    canvas().yAxis->setVisible(!isBlank());
}

std::vector<double> LineChart::ticks(Range range) const
{
    const double step = niceStep(range.size(), 5, epochDecimals() == 0 || range.size() >= 3);
    std::vector<double> places;
    const auto add = [&](double origin, double from, double to) {
        for (double n = std::max(std::ceil((from - origin) / step - 1e-9), 0.0); origin + n * step <= to + 1e-9; ++n)
            places.push_back(origin + n * step);
    };
    if (!m_refitBegin) {
        add(0, range.lower, range.upper);
    } else {
        add(0, range.lower, std::min(range.upper, *m_refitBegin));
        const double begin = *m_refitBegin;
        add(begin, std::max(range.lower, begin + step), range.upper);  // its 0 would stand on the search's last
    }
    return places;
}

void LineChart::paintRefit(QCPPainter& painter)
{
    if (!m_refitBegin || *m_refitBegin <= visibleX().lower || *m_refitBegin >= visibleX().upper)
        return;
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const double x = snapped(painter, canvas().toX(*m_refitBegin));
    painter.QPainter::setPen(thinPen(painter, t.strong));
    painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 14));
    m_obstacles.lines.push_back({{x, rect.top()}, {x, rect.bottom()}});
    const QString words = refitWords();
    const QFont small = face(Type::Caption);
    // Among the ticks while there is room before the next, else at the head of the line.
    double next = rect.right();
    for (const double tick : canvas().xAxis->tickVector()) {
        if (tick > *m_refitBegin + 1e-9)
            next = std::min(next, canvas().toX(tick) - 12);
    }
    const double width = textWidth(small, words);
    if (next - x > width + 12)
        paintText(painter, {x + 5, rect.bottom() + 8 + lineHeight(small) / 2}, words, small, t.muted);
    else if (rect.right() - x > width + 8)
        paintText(painter, {x + 5, rect.top() + 6}, words, small, t.muted, t.panel);
}

void LineChart::paintCrosshair(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (m_crosshair && *m_crosshair >= visibleX().lower && *m_crosshair <= visibleX().upper) {
        const double x = snapped(painter, canvas().toX(*m_crosshair));
        painter.QPainter::setPen(dashed(thinPen(painter, t.muted), {3, 3}));
        painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
        const auto found = readings(*m_crosshair);
        for (const auto& reading : found) {
            const QPointF at(canvas().toX(reading.x), canvas().toY(reading.y));
            if (!reading.colour.isValid() || !rect.adjusted(-1, -1, 1, 1).contains(at))
                continue;
            painter.QPainter::setPen(QPen(t.panel, 1.5));
            painter.setBrush(reading.colour);
            painter.drawEllipse(at, 4, 4);
        }
        if (m_tip && !found.empty()) {
            std::vector<TipLine> lines;
            for (const auto& reading : found)
                lines.push_back({reading.name, reading.value, reading.colour});
            paintTip(painter, m_pointer.value_or(QPointF(x, rect.center().y())), QRectF(canvas().rect()),
                     epochWords(*m_crosshair, epochDecimals()), lines);
        }
    }
}

void LineChart::moveCrosshair(std::optional<double> x, bool withTip)
{
    m_tip = withTip && x.has_value();
    const bool isNew = x != m_crosshair;
    m_crosshair = x;
    canvas().replotOverlay();
    if (isNew)
        Q_EMIT crosshairMoved(x);
}

void LineChart::zoomX(double factor, double centre)
{
    const Range range = zoomed(visibleX(), factor, centre, m_fullX, smallestX());
    m_xView = range == m_fullX ? std::nullopt : std::optional(range);
    updateRanges();
    replotSoon();
}

void LineChart::zoomY(double factor, double centre)
{
    const Range full = fullY();
    Range range;
    if (hasLogarithmicY()) {
        const auto logs = [](Range r) { return Range{std::log(r.lower), std::log(r.upper)}; };
        range = zoomed(logs(visibleY()), factor, std::log(centre), logs(full), logs(full).size() * 1e-4);
        range = {std::exp(range.lower), std::exp(range.upper)};
    } else {
        range = zoomed(visibleY(), factor, centre, full, full.size() * 1e-4);
    }
    m_yView = range.size() >= full.size() * (1 - 1e-9) ? std::nullopt : std::optional(range);
    updateRanges();
    replotSoon();
}

void LineChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return PlotWidget::mousePressEvent(event);
    m_pressed = event->position();
    m_pressedX = visibleX();
    m_pressedY = visibleY();
    event->accept();
}

void LineChart::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    const QRectF rect = canvas().plotRect();
    m_pointer = at;
    if (m_pressed && (event->buttons() & Qt::LeftButton) && rect.width() > 0 && rect.height() > 0) {
        if (m_xView) {
            m_xView = moved(m_pressedX, (m_pressed->x() - at.x()) / rect.width() * m_pressedX.size(), m_fullX);
        }
        if (m_yView && !hasLogarithmicY()) {
            m_yView = moved(m_pressedY, (at.y() - m_pressed->y()) / rect.height() * m_pressedY.size(), fullY());
        } else if (m_yView) {
            const double ratio = m_pressedY.upper / m_pressedY.lower;
            const Range full = fullY();
            const double factor = std::clamp(std::pow(ratio, (at.y() - m_pressed->y()) / rect.height()),
                                             full.lower / m_pressedY.lower, full.upper / m_pressedY.upper);
            m_yView = Range{m_pressedY.lower * factor, m_pressedY.upper * factor};
        }
        updateRanges();
        replotSoon();
    }
    if (!m_pressed) {
        const bool onLabel = !lineAt(at).isEmpty();
        setToolTip(onLabel ? tr("A click hides or shows this line, Ctrl+click leaves only this one.") : QString());
        if (onLabel)
            setCursor(Qt::PointingHandCursor);
        else
            unsetCursor();
    }
    const bool inside = rect.adjusted(-4, 0, 4, 0).contains(at);
    moveCrosshair(inside ? nearestX(canvas().xAxis->pixelToCoord(at.x())) : std::nullopt, inside);
}

void LineChart::mouseReleaseEvent(QMouseEvent* event)
{
    const bool isClick = m_pressed && event->button() == Qt::LeftButton &&
                         (event->position() - *m_pressed).manhattanLength() < dragStart;
    m_pressed.reset();
    if (const QString line = isClick ? lineAt(event->position()) : QString(); !line.isEmpty()) {
        if (event->modifiers() & Qt::ControlModifier)
            leaveOnly(line);
        else
            setLineHidden(line, !isLineHidden(line));
    }
    PlotWidget::mouseReleaseEvent(event);
}

void LineChart::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && lineAt(event->position()).isEmpty())
        fit();
}

void LineChart::wheelEvent(QWheelEvent* event)
{
    const double turns = turned(*event);
    const QRectF rect = canvas().plotRect();
    if (turns == 0 || rect.isEmpty() || !rect.adjusted(-60, -30, 30, 30).contains(event->position()))
        return event->ignore();
    const double factor = std::pow(zoomPerNotch, -turns);
    if (event->modifiers() & Qt::ShiftModifier)
        zoomY(factor, canvas().yAxis->pixelToCoord(std::clamp(event->position().y(), rect.top(), rect.bottom())));
    else
        zoomX(factor, canvas().xAxis->pixelToCoord(std::clamp(event->position().x(), rect.left(), rect.right())));
    event->accept();
}

void LineChart::keyPressEvent(QKeyEvent* event)
{
    const double middle = visibleX().lower + visibleX().size() / 2;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Left ? -1 : 1;
        const auto next = m_crosshair ? nextX(*m_crosshair, direction)
                                      : nearestX(direction < 0 ? visibleX().upper : visibleX().lower);
        if (!next)
            return;
        m_pointer.reset();
        if (m_xView && (*next < m_xView->lower || *next > m_xView->upper)) {
            m_xView = moved(*m_xView, *next - (m_xView->lower + m_xView->size() / 2), m_fullX);
            updateRanges();
            replotSoon();
        }
        return moveCrosshair(next, true);
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomX(1 / zoomPerNotch, m_crosshair.value_or(middle));
    case Qt::Key_Minus:
        return zoomX(zoomPerNotch, m_crosshair.value_or(middle));
    case Qt::Key_Home:
    case Qt::Key_0:
        return fit();
    case Qt::Key_Escape:
        if (m_crosshair)
            return moveCrosshair({}, false);
        break;
    default:
        break;
    }
    PlotWidget::keyPressEvent(event);
}

void LineChart::leaveEvent(QEvent* event)
{
    PlotWidget::leaveEvent(event);
    m_pointer.reset();
    moveCrosshair({}, false);
}

}  // namespace projectionist
