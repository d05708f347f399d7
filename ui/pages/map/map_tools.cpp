// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_tools.h"

#include "ui/plots/map_plot.h"
#include "ui/widgets/buttons.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace projectionist {

using Tool = MapPlot::Tool;

MapTools::MapTools(MapPlot& plot, QWidget* parent) : QWidget(parent), m_plot(plot)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    auto* group = new QButtonGroup(this);
    const auto add = [&](Tool tool, const QString& iconName, const QString& what) {
        auto* button = plainIconButton(iconName, what);
        button->setCheckable(true);
        group->addButton(button, static_cast<int>(tool));
        row->addWidget(button);
    };
    add(Tool::Pan, QStringLiteral("pan"), tr("Move the map (V)"));
    add(Tool::Box, QStringLiteral("box"), tr("Choose with a box (B); Shift adds, Alt takes away"));
    add(Tool::Lasso, QStringLiteral("lasso"), tr("Choose with a lasso (L); Shift adds, Alt takes away"));
    group->button(static_cast<int>(plot.tool()))->setChecked(true);
    connect(group, &QButtonGroup::idClicked, this, [this](int id) { m_plot.setTool(static_cast<Tool>(id)); });
    connect(&plot, &MapPlot::toolChanged, group,
            [group](Tool tool) { group->button(static_cast<int>(tool))->setChecked(true); });
}

bool MapTools::takeKey(const QKeyEvent& event)
{
    if (event.modifiers() != Qt::NoModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_V:
        m_plot.setTool(Tool::Pan);
        return true;
    case Qt::Key_B:
        m_plot.setTool(Tool::Box);
        return true;
    case Qt::Key_L:
        m_plot.setTool(Tool::Lasso);
        return true;
    case Qt::Key_Escape:
        return m_plot.stepBack();
    default:
        return false;
    }
}

}  // namespace projectionist
