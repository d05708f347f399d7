// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/figure_strip.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace projectionist {

namespace {

struct Measures {
    Type figure, caption;
    int left, top, bottom;
};

Measures measuresOf(FigureStrip::Size size)
{
    switch (size) {
    case FigureStrip::Size::Large:
        return {Type::Figure, Type::Small, 14, 8, 8};
    case FigureStrip::Size::Medium:
        return {Type::InspectorTitle, Type::Caption, 10, 7, 8};
    case FigureStrip::Size::Small:
        return {Type::InspectorTitle, Type::Caption, 9, 6, 7};
    }
    return {};
}

class FigureCell : public QWidget {
public:
    FigureCell(const Measures& measures, QWidget* parent)
        : QWidget(parent)
        , m_value(new ElidedLabel({}, measures.figure))
        , m_caption(new ElidedLabel({}, measures.caption, Tone::Muted))
    {
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(measures.left, measures.top, measures.left, measures.bottom);
        layout->setSpacing(1);
        layout->addWidget(m_value);
        layout->addWidget(m_caption);
        m_value->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    }

    void show(const FigureStrip::Figure& figure)
    {
        m_value->setText(figure.value);
        m_value->setTone(figure.value == notComputed() ? Tone::Muted : Tone::Text);
        m_words = {figure.caption, figure.shortCaption.isEmpty() ? figure.caption : figure.shortCaption};
        m_caption->setText(m_words.first);
        setToolTip(figure.toolTip);
        setWhatsThis(figure.toolTip);
        setAccessibleName(figure.value + QLatin1Char(' ') + figure.caption);
        setAccessibleDescription(figure.toolTip);
    }

    void setShort(bool isShort) { m_caption->setText(isShort ? m_words.second : m_words.first); }

private:
    ElidedLabel* m_value;
    ElidedLabel* m_caption;
    std::pair<QString, QString> m_words;
};

}  // namespace

FigureStrip::FigureStrip(Size size, QWidget* parent) : QFrame(parent), m_size(size), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(1, 1, 1, 1);
    m_layout->setSpacing(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FigureStrip::setFigures(const std::vector<Figure>& figures)
{
    while (m_cells.size() > figures.size()) {
        delete m_cells.back();
        m_cells.pop_back();
    }
    while (m_cells.size() < figures.size()) {
        auto* cell = new FigureCell(measuresOf(m_size), this);
        m_cells.push_back(cell);
        m_layout->addWidget(cell);
    }
    for (std::size_t i = 0; i < figures.size(); ++i)
        static_cast<FigureCell*>(m_cells[i])->show(figures[i]);
    fitCaptions();
    update();
}

void FigureStrip::fitCaptions()
{
    int wanted = 2 + static_cast<int>(m_cells.size());
    for (const bool isShort : {false, true}) {
        if (isShort && wanted <= width())
            break;
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            static_cast<FigureCell*>(m_cells[i])->setShort(isShort);
            // Cells share the width in proportion to their words.
            const int words = m_cells[i]->sizeHint().width();
            m_layout->setStretch(static_cast<int>(i), words);
            wanted += words;
        }
    }
}

void FigureStrip::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fitCaptions();
}

void FigureStrip::setInPanel(bool inPanel)
{
    m_inPanel = inPanel;
    m_layout->setContentsMargins(0, 1, 0, inPanel ? 0 : 1);
    update();
}

void FigureStrip::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    if (m_inPanel) {
        painter.fillRect(rect(), t.alt);
        painter.fillRect(0, 0, width(), 1, t.border);
    } else {
        paintFrame(painter, rect(), m_size == Size::Large ? Theme::panelRadius : Theme::controlRadius, t.border,
                   t.panel);
    }
    for (std::size_t i = 1; i < m_cells.size(); ++i)
        painter.fillRect(m_cells[i]->x() - 1, 1, 1, height() - 2, t.border);
}

}  // namespace projectionist
