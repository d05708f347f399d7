// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QKeyEvent;

namespace projectionist {

class MapPlot;

/// Hand, box and lasso for the tool bar of the map's panel.
class MapTools : public QWidget {
    Q_OBJECT

public:
    explicit MapTools(MapPlot& plot, QWidget* parent = nullptr);
    /// V, B, L and Esc, wherever on the page they are pressed. True when it was one of them and did something.
    bool takeKey(const QKeyEvent& event);

private:
    MapPlot& m_plot;
};

}  // namespace projectionist
