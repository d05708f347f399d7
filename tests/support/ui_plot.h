// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEvent>
#include <QPointF>
#include <QSize>
#include <QWidget>

namespace projectionist::testing {

/// Shows a chart at this size and waits until it is painted.
void showPlot(QWidget& plot, QSize size = {480, 320});
/// What a mouse sends without the help of a window system.
void sendMouse(QWidget& plot, QEvent::Type type, QPointF at, Qt::MouseButton button = Qt::NoButton,
               Qt::MouseButtons held = Qt::NoButton);
/// 120 a notch.
void turnWheel(QWidget& plot, QPointF at, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

}  // namespace projectionist::testing
