// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/vector_view.h"

#include "engine/core/text.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace projectionist {

/// One bar a dimension, up for positive and down for negative values.
class VectorView::Picture : public QWidget {
public:
    explicit Picture(const std::vector<float>& values) : m_values(values) { setFixedHeight(44); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        const double middle = std::round(height() / 2.0);
        painter.fillRect(QRectF(0, middle, width(), 1), t.axis);
        if (m_values.empty())
            return;
        float most = 0;
        for (const float value : m_values)
            most = std::max(most, std::abs(value));
        const double share = static_cast<double>(width()) / static_cast<double>(m_values.size());
        for (std::size_t i = 0; i < m_values.size() && most > 0; ++i) {
            const double tall = static_cast<double>(m_values[i] / most) * (height() / 2.0 - 1);
            const double x = static_cast<double>(i) * share;
            painter.fillRect(
                QRectF(x, std::min(middle, middle - tall), std::max(1.0, share - (share > 3 ? 1 : 0)), std::abs(tall)),
                t.accent);
        }
    }

    bool event(QEvent* event) override
    {
        if (event->type() == QEvent::ToolTip && !m_values.empty()) {
            const auto* help = static_cast<QHelpEvent*>(event);
            const auto place =
                std::clamp<qsizetype>(help->pos().x() * static_cast<qsizetype>(m_values.size()) / std::max(1, width()),
                                      0, static_cast<qsizetype>(m_values.size()) - 1);
            QToolTip::showText(
                help->globalPos(),
                VectorView::tr("Dimension %1: %2")
                    .arg(place)
                    .arg(formatDecimal(static_cast<double>(m_values[static_cast<std::size_t>(place)]), 4)),
                this);
            return true;
        }
        return QWidget::event(event);
    }

private:
    const std::vector<float>& m_values;
};

VectorView::VectorView(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new Label({}, Type::Small, Tone::Muted))
    , m_show(linkButton(tr("Show vector")))
    , m_copy(linkButton(tr("Copy")))
    , m_picture(new Picture(m_values))
    , m_numbers(new QPlainTextEdit)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_sentence->setWordWrap(true);
    layout->addWidget(m_sentence);
    auto* links = new QHBoxLayout;
    links->setContentsMargins(0, 0, 0, 0);
    links->setSpacing(Theme::controlGap);
    for (auto* link : {m_show, m_copy}) {
        link->setFont(projectionist::font(Type::Small));
        links->addWidget(link);
    }
    links->addStretch(1);
    layout->addLayout(links);
    layout->addWidget(m_picture);
    m_numbers->setReadOnly(true);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(std::max(6.0, QFontInfo(projectionist::font(Type::Caption)).pointSizeF()));
    m_numbers->setFont(fixed);
    m_numbers->setFixedHeight(96);
    m_numbers->setAccessibleName(tr("Values of the vector"));
    layout->addWidget(m_numbers);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(m_show, &QToolButton::clicked, this, [this] {
        m_open = !m_open;
        arrange();
    });
    m_show->setWhatsThis(tr("Shows the values of the embedding."));
    m_copy->setWhatsThis(tr("Copies the values of the embedding, separated by commas."));
    m_copy->setAccessibleName(tr("Copy vector"));
    m_copy->setToolTip(tr("All values, separated by commas"));
    arrange();
}

void VectorView::setVector(std::span<const float> values, const QString& sentence, const QString& of)
{
    m_values.assign(values.begin(), values.end());
    m_sentence->setText(sentence);
    m_picture->setAccessibleName(tr("Vector of %1").arg(of));
    m_picture->setAccessibleDescription(sentence);
    m_picture->update();
    arrange();
}

void VectorView::setMissing(const QString& why)
{
    m_values.clear();
    m_sentence->setText(why);
    arrange();
}

void VectorView::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
}

QString VectorView::text() const
{
    std::string line;
    for (const float value : m_values) {
        if (!line.empty())
            line += ", ";
        line += shortest(value);
    }
    return QString::fromStdString(line);
}

void VectorView::arrange()
{
    const bool has = !m_values.empty();
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    m_show->setVisible(has);
    m_copy->setVisible(has);
    m_show->setText(m_open ? tr("Hide vector") : tr("Show vector"));
    m_picture->setVisible(has && m_open);
    m_numbers->setVisible(has && m_open);
    if (has && m_open)
        m_numbers->setPlainText(text());
}

}  // namespace projectionist
