// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

namespace projectionist {

SegmentedControl::SegmentedControl(const QString& what, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAccessibleName(what);
    m_group.setExclusive(true);
    connect(&m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on || id == m_current)
            return;
        m_current = id;
        arrange();
        Q_EMIT currentChanged(id);
    });
}

void SegmentedControl::addSegment(const QString& text, const QString& toolTip, const QVariant& value)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setCheckable(true);
    button->setToolTip(toolTip);
    button->setWhatsThis(toolTip);
    button->setAccessibleName(accessibleName().isEmpty() ? text : tr("%1: %2").arg(accessibleName(), text));
    button->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    button->installEventFilter(this);
    const int id = count();
    m_group.addButton(button, id);
    m_data.append(value);
    layout()->addWidget(button);
    if (id == 0) {
        m_current = 0;
        button->setChecked(true);
    }
    arrange();
}

int SegmentedControl::count() const
{
    return static_cast<int>(m_group.buttons().size());
}

QVariant SegmentedControl::currentData() const
{
    return m_data.value(m_current);
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (auto* button = m_group.button(index))
        button->setChecked(true);
}

void SegmentedControl::setCurrentData(const QVariant& value)
{
    setCurrentIndex(static_cast<int>(m_data.indexOf(value)));
}

void SegmentedControl::setSegmentEnabled(int index, bool enabled)
{
    if (auto* button = m_group.button(index))
        button->setEnabled(enabled);
}

void SegmentedControl::setSmall(bool small)
{
    m_small = small;
    arrange();
}

void SegmentedControl::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    for (int next = m_current + step; next >= 0 && next < count(); next += step) {
        if (auto* button = m_group.button(next); button->isEnabled()) {
            button->setFocus(Qt::OtherFocusReason);
            button->setChecked(true);
            break;
        }
    }
}

bool SegmentedControl::eventFilter(QObject* watched, QEvent* event)
{
    // QAbstractButton would move the focus by the arrow keys without choosing.
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right) {
            keyPressEvent(key);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SegmentedControl::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::FontChange)
        arrange();
}

void SegmentedControl::arrange()
{
    const int last = count() - 1;
    const QFont strong = projectionist::font(Type::Strong);
    for (int i = 0; i <= last; ++i) {
        auto* button = qobject_cast<QToolButton*>(m_group.button(i));
        button->setProperty("projectionist-segment",
                            last == 0 ? 3
                                      : (i == 0 ? 1 : 0) | (i == last ? 2 : 0) | 4);  // bits: first, last, one of them
        button->setFont(i == m_current ? strong : projectionist::font(Type::Body));
        // The semibold word's width for all states, so that nothing moves on a change.
        button->setMinimumWidth(QFontMetrics(strong).horizontalAdvance(button->text()) + (m_small ? 16 : 22));
        button->setFixedHeight(m_small ? Theme::smallControlHeight : Theme::controlHeight);
        button->setFocusPolicy(i == m_current ? Qt::TabFocus : Qt::NoFocus);
        button->update();
    }
}

}  // namespace projectionist
