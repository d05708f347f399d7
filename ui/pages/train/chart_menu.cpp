// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/chart_menu.h"

#include "ui/plots/plot_widget.h"
#include "ui/widgets/buttons.h"

#include <QCoreApplication>
#include <QMenu>
#include <QToolButton>

namespace projectionist {

QToolButton* chartMenu(PlotWidget* chart)
{
    auto* more =
        plainIconButton(QStringLiteral("more"),
                        QCoreApplication::translate("ChartMenu", "Copy or save the chart, and how it is drawn"));
    auto* menu = new QMenu(more);
    QObject::connect(menu, &QMenu::aboutToShow, chart, [chart, menu] {
        menu->clear();
        chart->fillMenu(*menu);
    });
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    return more;
}

}  // namespace projectionist
