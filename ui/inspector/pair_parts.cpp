// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/pair_parts.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/delegates.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int mark = 12, markGap = 6, chipGap = 6;

}  // namespace

PairHead::PairHead(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PairHead::setFilms(const FilmFacts& first, const FilmFacts& second)
{
    m_films = {first, second};
    setAccessibleName(tr("%1 and %2").arg(filmInWords(first), filmInWords(second)));
    update();
}

QSize PairHead::sizeHint() const
{
    return {200, 2 * QFontMetrics(projectionist::font(Type::Strong)).height() + 4};
}

void PairHead::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    const QFont strong = projectionist::font(Type::Strong), body = projectionist::font(Type::Body);
    const QFontMetrics metrics(strong);
    // Each gets half, or what the other leaves.
    const int all = width() - 12;
    const std::array wanted{metrics.horizontalAdvance(m_films[0].name) + mark + markGap + 2,
                            metrics.horizontalAdvance(m_films[1].name) + mark + markGap + 2};
    std::array<int, 2> room{};
    for (std::size_t i = 0; i < 2; ++i)
        room[i] = std::min(wanted[i], std::max(all / 2, all - wanted[1 - i]));
    for (std::size_t i = 0; i < 2; ++i) {
        const FilmFacts& film = m_films[i];
        const bool right = i == 1;
        const QRect r(right ? width() - room[i] : 0, 0, room[i], metrics.height());
        paintGenreMark(painter, QRectF(right ? r.right() + 1 - mark : r.x(), r.center().y() - mark / 2 + 1, mark, mark),
                       film.group);
        const QRect words = right ? r.adjusted(0, 0, -mark - markGap, 0) : r.adjusted(mark + markGap, 0, 0, 0);
        const auto side = right ? Qt::AlignRight : Qt::AlignLeft;
        painter.setFont(strong);
        painter.setPen(t.text);
        painter.drawText(words, int(side | Qt::AlignVCenter),
                         metrics.elidedText(film.name, Qt::ElideRight, words.width()));
        if (film.year) {
            painter.setFont(body);
            painter.setPen(t.muted);
            painter.drawText(QRect(0, r.bottom() + 3, width(), metrics.height()), int(side | Qt::AlignVCenter),
                             QString::number(*film.year));
        }
    }
}

bool PairHead::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), filmInWords(m_films[help->pos().x() > width() / 2 ? 1 : 0]), this);
        return true;
    }
    return QWidget::event(event);
}

SharedBars::SharedBars(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(21);
}

void SharedBars::setShared(const SharedViewers& shared)
{
    m_shared = shared;
    update();
}

void SharedBars::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    const std::size_t all = m_shared.first + m_shared.second - m_shared.both;
    if (all == 0)
        return;
    const auto at = [&](std::size_t users) {
        return std::round(width() * static_cast<double>(users) / static_cast<double>(all));
    };
    const double from = at(m_shared.first - m_shared.both), to = at(m_shared.first);
    const QColor pale = Theme::mix(t.accent, t.panel, 0.5);
    painter.fillRect(QRectF(0, 0, to, 9), pale);
    painter.fillRect(QRectF(from, 0, to - from, 9), t.accent);
    painter.fillRect(QRectF(from, 12, width() - from, 9), pale);
    painter.fillRect(QRectF(from, 12, to - from, 9), t.accent);
}

ChipFlow::ChipFlow(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChipFlow::setWords(const QStringList& words)
{
    for (auto* chip : m_chips)
        delete chip;
    m_chips.clear();
    for (const QString& word : words) {
        auto* chip = new Chip(word, Chip::Kind::Plain, this);
        chip->show();
        m_chips.push_back(chip);
    }
    arrange(width(), true);
    updateGeometry();
}

QSize ChipFlow::sizeHint() const
{
    return {200, arrange(std::max(200, width()), false)};
}

void ChipFlow::resizeEvent(QResizeEvent*)
{
    arrange(width(), true);
}

int ChipFlow::arrange(int width, bool move) const
{
    int x = 0, y = 0, line = 0;
    for (auto* chip : m_chips) {
        const QSize size = chip->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += line + chipGap;
        }
        if (move)
            chip->setGeometry(x, y, size.width(), size.height());
        x += size.width() + chipGap;
        line = size.height();
    }
    return y + line;
}

PairRows::PairRows(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PairRows::setRows(const std::vector<Row>& rows)
{
    m_rows = rows;
    QStringList words;
    for (const Row& row : m_rows)
        words.append(tr("%1: %2 and %3").arg(row.what, row.first, row.second));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

int PairRows::rowHeight() const
{
    return std::max(26, QFontMetrics(projectionist::font(Type::Body)).height() + 8);
}

QSize PairRows::sizeHint() const
{
    return {200, static_cast<int>(m_rows.size()) * rowHeight()};
}

void PairRows::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    const QFont body = projectionist::font(Type::Body);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QRect r(0, static_cast<int>(i) * rowHeight(), width(), rowHeight());
        painter.fillRect(r.x(), r.bottom(), r.width(), 1, t.grid);
        painter.setPen(t.text);
        paintNumber(painter, QRectF(r).adjusted(0, 0, 0, -1), m_rows[i].first, body, Qt::AlignLeft);
        paintNumber(painter, QRectF(r).adjusted(0, 0, 0, -1), m_rows[i].second, body, Qt::AlignRight);
        painter.setPen(t.muted);
        painter.setFont(body);
        painter.drawText(r, Qt::AlignCenter, m_rows[i].what);
    }
}

}  // namespace projectionist
