// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/pane.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

/// Tells a scroll area the least height that its layout can do with, so that lists give way before a scroll bar comes.
class Shrinking : public QWidget {
public:
    using QWidget::QWidget;
    [[nodiscard]] int heightForWidth(int width) const override
    {
        return layout() == nullptr ? QWidget::heightForWidth(width) : layout()->minimumHeightForWidth(width);
    }
    /// As narrow as the inspector is: what does not fit is elided, never pushed out of sight.
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, QWidget::minimumSizeHint().height()}; }
};

}  // namespace

Pane::Pane(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    auto* inside = new Shrinking;
    m_content = new QVBoxLayout(inside);
    m_content->setContentsMargins(16, 14, 16, 8);
    m_content->setSpacing(Theme::controlGap);
    scroll->setWidget(inside);
    inside->setAutoFillBackground(false);  // setWidget() switched it on
    outer->addWidget(scroll, 1);
    m_foot = new QWidget;
    auto* foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(16, 8, 16, 13);
    foot->setSpacing(Theme::controlGap);
    foot->addStretch(1);
    m_foot->hide();
    outer->addWidget(m_foot);
}

QPushButton* Pane::addButton(const QString& text, const QString& iconName)
{
    auto* button = secondaryButton(text, iconName, m_foot);
    auto* foot = static_cast<QHBoxLayout*>(m_foot->layout());
    foot->insertWidget(foot->count() - 1, button);
    m_buttons.push_back(button);
    m_foot->show();
    return button;
}

void Pane::setCompact(bool compact)
{
    m_compact = compact;
    fitButtons();
    refresh();
}

/// The first button keeps its words; the others lose theirs where there is no room for all.
void Pane::fitButtons()
{
    for (auto* button : m_buttons)
        setIconOnly(button, false);
    int wanted = 32 + Theme::controlGap * (static_cast<int>(m_buttons.size()) - 1);
    for (const auto* button : m_buttons)
        wanted += button->sizeHint().width();
    for (std::size_t i = 1; i < m_buttons.size(); ++i)
        setIconOnly(m_buttons[i], m_compact || wanted > width());
}

void Pane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitButtons();
}

QWidget* Pane::addSection(const QString& title, const QString& detail, QWidget* sectionContent)
{
    auto* section = new QWidget;
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::controlGap);
    head->addWidget(new Label(title, Type::Section));
    auto* muted = new ElidedLabel(detail, Type::Caption, Tone::Muted);
    muted->setObjectName(QStringLiteral("detail"));
    head->addWidget(muted, 1);
    layout->addLayout(head);
    layout->addWidget(sectionContent);
    layout->addStretch(0);
    m_content->addWidget(section);
    return section;
}

QString Pane::titleText(const QString& name, const QString& tail)
{
    return QStringLiteral(
               "<span style=\"font-weight:600\">%1</span> <span style=\"font-weight:400;color:%2\">%3</span>")
        .arg(name.toHtmlEscaped(), theme().muted.name(), tail.toHtmlEscaped());
}

void Pane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

KeyValues::KeyValues(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void KeyValues::setRows(const std::vector<Row>& rows)
{
    if (rows == m_rows)
        return;
    const bool resized = rows.size() != m_rows.size();
    m_rows = rows;
    QStringList words;
    for (const Row& row : m_rows)
        words.append(row.name + QLatin1Char(' ') + row.value);
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    if (resized)
        updateGeometry();
    update();
}

int KeyValues::rowHeight() const
{
    return std::max(24, QFontMetrics(projectionist::font(Type::Body)).height() + 7);
}

QSize KeyValues::sizeHint() const
{
    return {200, static_cast<int>(m_rows.size()) * rowHeight()};
}

void KeyValues::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    const QFont body = projectionist::font(Type::Body);
    const QFontMetrics metrics(body);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const QRect r(0, static_cast<int>(i) * rowHeight(), width(), rowHeight());
        painter.fillRect(r.x(), r.bottom(), r.width(), 1, t.grid);
        painter.setFont(body);
        painter.setPen(t.muted);
        const int nameWidth = metrics.horizontalAdvance(row.name);
        painter.drawText(r, Qt::AlignVCenter | Qt::AlignLeft, row.name);
        painter.setPen(t.text);
        const QRectF room = QRectF(r).adjusted(nameWidth + 8, 0, 0, -1);
        const QString shown = metrics.elidedText(row.value, Qt::ElideRight, static_cast<int>(room.width()));
        if (shown == row.value)
            paintNumber(painter, room, shown, body, Qt::AlignRight);
        else
            painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, shown);
    }
}

bool KeyValues::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto row = static_cast<std::size_t>(std::max(0, help->pos().y() / rowHeight()));
        if (row < m_rows.size()) {
            const Row& r = m_rows[row];
            QToolTip::showText(help->globalPos(),
                               r.toolTip.isEmpty() ? r.name + QStringLiteral(": ") + r.value : r.toolTip, this,
                               QRect(0, static_cast<int>(row) * rowHeight(), width(), rowHeight()));
            return true;
        }
    }
    if (event->type() == QEvent::ApplicationFontChange)
        updateGeometry();
    return QWidget::event(event);
}

}  // namespace projectionist
