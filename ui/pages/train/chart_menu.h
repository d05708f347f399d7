// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QToolButton;

namespace projectionist {

class PlotWidget;

/// The ⋯ of a chart's panel: copy or save the chart, and how it is drawn.
[[nodiscard]] QToolButton* chartMenu(PlotWidget* chart);

}  // namespace projectionist
