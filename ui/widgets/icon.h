// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace projectionist {

/// The icon of resources/icons by its name ("data", "export"): muted, text colour under the pointer, accent when on,
/// faded when off. Follows the theme and renders at the device ratio. 16 px in buttons and tables, 20 in the rail, 24
/// in empty states.
[[nodiscard]] QIcon icon(const QString& name);
/// The same in one colour, whatever the state: on the accent ground of a primary button, or as a sign of good, warn,
/// bad.
[[nodiscard]] QIcon icon(const QString& name, const QColor& colour);

[[nodiscard]] QPixmap iconPixmap(const QString& name, int size, const QColor& colour, double deviceRatio);
void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour);

}  // namespace projectionist
