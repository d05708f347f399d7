// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/drop_field.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace projectionist {

namespace {

/// Two sheets behind a third one that goes down.
class Sheets : public QWidget {
public:
    using QWidget::QWidget;
    [[nodiscard]] QSize sizeHint() const override { return {124, 66}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate((width() - 124) / 2.0, (height() - 66) / 2.0);
        const auto sheet = [&](double x, double y, double angle, const QColor& line) {
            painter.save();
            painter.translate(x, y);
            painter.rotate(angle);
            painter.setPen(QPen(line, 1.5));
            painter.setBrush(t.panel);
            painter.drawRoundedRect(QRectF(-19, -23, 38, 46), 3, 3);
            painter.restore();
        };
        sheet(25, 39, -8, t.strong);
        sheet(99, 39, 8, t.strong);
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(t.panel);
        painter.drawRoundedRect(QRectF(41, 3, 42, 52), 3, 3);
        painter.setPen(QPen(t.accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawLine(QPointF(49, 15), QPointF(75, 15));
        painter.drawLine(QPointF(49, 23), QPointF(75, 23));
        painter.drawLine(QPointF(49, 31), QPointF(65, 31));
        painter.drawLine(QPointF(62, 39), QPointF(62, 62));
        painter.drawPolyline(QPolygonF({QPointF(56, 56), QPointF(62, 62), QPointF(68, 56)}));
    }
};

}  // namespace

DropField::DropField(QWidget* parent)
    : QWidget(parent)
    , m_picture(new Sheets)
    , m_title(new Label({}, Type::Figure))
    , m_text(new Label({}, Type::Body, Tone::Muted))
    , m_open(primaryButton(tr("Open…"), QStringLiteral("open")))
    , m_folder(secondaryButton(tr("Open folder…"), QStringLiteral("open")))
    , m_sample(secondaryButton(tr("Try the sample data"), QStringLiteral("film")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::panelInside, 16, Theme::panelInside, 16);
    layout->setSpacing(0);
    layout->addStretch(1);
    layout->addWidget(m_picture);
    layout->addSpacing(12);
    m_title->setAlignment(Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addSpacing(6);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setWordWrap(true);
    layout->addWidget(m_text);
    layout->addSpacing(16);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch(1);
    for (auto* button : {m_open, m_folder, m_sample}) {
        button->setFixedHeight(36);
        button->setMinimumWidth(108);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(1);
    m_open->setToolTip(tr("Files of MovieLens data, or a model (Ctrl+O)"));
    m_folder->setToolTip(tr("A folder with MovieLens data (Ctrl+Shift+O)"));
    m_sample->setToolTip(tr("Well-known films, rated by simulated users"));
    for (auto* button : {m_open, m_folder, m_sample})
        button->setWhatsThis(button->toolTip());
    setAccessibleName(tr("Drop MovieLens files here"));
    setHint({});
}

void DropField::setHint(const QString& hint)
{
    m_hovered = !hint.isEmpty();
    m_title->setText(m_hovered ? tr("Drop to open") : tr("Drop MovieLens files here"));
    m_text->setText(m_hovered ? hint : tr("A folder, u.data, ratings.csv, ratings.dat, or a model you saved"));
    update();
}

void DropField::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    constexpr int words = 150;
    m_picture->setVisible(height() > words + m_picture->sizeHint().height());
}

void DropField::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(m_hovered ? t.accent : t.strong, 2);
    pen.setDashPattern({3, 2.5});
    painter.setPen(pen);
    painter.setBrush(m_hovered ? Theme::mix(t.alt, t.selection, 0.6) : t.alt);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Theme::panelRadius, Theme::panelRadius);
}

}  // namespace projectionist
