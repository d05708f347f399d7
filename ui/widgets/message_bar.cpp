// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <functional>

namespace projectionist {

namespace {

constexpr int most = 3;
constexpr int stayMilliseconds = 8000;

QString iconOf(Message::Kind kind)
{
    return kind == Message::Kind::Information ? QStringLiteral("info") : QStringLiteral("warn");
}

QColor colourOf(Message::Kind kind)
{
    const Theme& t = theme();
    switch (kind) {
    case Message::Kind::Information:
        return t.muted;
    case Message::Kind::Warning:
        return t.warn;
    case Message::Kind::Error:
        return t.bad;
    }
    return t.muted;
}

class MessageRow : public QFrame {
public:
    MessageRow(const Message& message, MessageBar* bar, const std::function<void(QWidget*)>& dismiss)
        : QFrame(bar), m_kind(message.kind)
    {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(40, 6, 8, 6);
        layout->setSpacing(Theme::controlGap);
        m_text = new Label(message.text);
        m_text->setWordWrap(true);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_text->setMinimumHeight(Theme::controlHeight);
        layout->addWidget(m_text, 1);
        for (const auto& action : message.actions) {
            auto* button = secondaryButton(action.text, {}, this);
            const auto run = action.run;
            connect(button, &QPushButton::clicked, this, [this, run, dismiss] {
                dismiss(this);
                if (run)
                    run();
            });
            layout->addWidget(button, 0, Qt::AlignTop);
        }
        auto* close = plainIconButton(QStringLiteral("close"), MessageBar::tr("Close this message"), this);
        connect(close, &QToolButton::clicked, this, [this, dismiss] { dismiss(this); });
        layout->addWidget(close, 0, Qt::AlignTop);
        setAccessibleName(message.text);
        if (message.kind == Message::Kind::Information && message.actions.empty()) {
            m_stay.setSingleShot(true);
            m_stay.callOnTimeout(this, [this, dismiss] { dismiss(this); });
            m_stay.start(stayMilliseconds);
        }
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        const QColor sign = colourOf(m_kind);
        paintFrame(painter, rect(), Theme::panelRadius, m_kind == Message::Kind::Information ? t.border : sign,
                   t.panel);
        paintIcon(painter, QRectF(12, 10, 20, 20), iconOf(m_kind), sign);
    }
    void enterEvent(QEnterEvent* event) override
    {
        m_stay.stop();
        QFrame::enterEvent(event);
    }
    void leaveEvent(QEvent* event) override
    {
        if (m_stay.interval() > 0)
            m_stay.start();
        QFrame::leaveEvent(event);
    }

private:
    Message::Kind m_kind;
    Label* m_text;
    QTimer m_stay;
};

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::controlGap);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void MessageBar::tell(const Message& message)
{
    auto* row = new MessageRow(message, this, [this](QWidget* done) { dismiss(done); });
    m_layout->insertWidget(0, row);
    while (m_layout->count() > most)
        dismiss(m_layout->itemAt(m_layout->count() - 1)->widget());
    m_layout->setContentsMargins(0, 0, 0, Theme::panelGap);
    QAccessibleEvent alert(row, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::dismiss(QWidget* row)
{
    m_layout->removeWidget(row);
    row->hide();
    row->deleteLater();
    if (count() == 0)
        m_layout->setContentsMargins(0, 0, 0, 0);
}

void MessageBar::clear()
{
    while (count() > 0)
        dismiss(m_layout->itemAt(0)->widget());
}

int MessageBar::count() const
{
    return m_layout->count();
}

QString MessageBar::newestText() const
{
    return count() == 0 ? QString() : m_layout->itemAt(0)->widget()->accessibleName();
}

}  // namespace projectionist
