// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

#include <vector>

class QHBoxLayout;

namespace projectionist {

/// A row of cells, each with a large number, a muted caption and a tooltip: "943 users".
class FigureStrip : public QFrame {
    Q_OBJECT

public:
    struct Figure {
        QString value;  ///< notComputed() where it is not computed.
        QString caption;
        QString toolTip;            ///< On which rows, or why it is missing.
        QString shortCaption = {};  ///< In place of the caption where the strip is too narrow for all of them.
    };
    /// Large: the strip of a page (66 px). Medium: a card on a page. Small: the inspector.
    enum class Size { Large, Medium, Small };

    explicit FigureStrip(Size size = Size::Large, QWidget* parent = nullptr);
    /// Keeps the cells when only values change.
    void setFigures(const std::vector<Figure>& figures);
    /// Without an own frame, for a strip inside a panel (alt ground).
    void setInPanel(bool inPanel);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitCaptions();
    Size m_size;
    bool m_inPanel = false;
    QHBoxLayout* m_layout;
    std::vector<QWidget*> m_cells;
};

}  // namespace projectionist
