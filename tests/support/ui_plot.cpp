// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

namespace projectionist::testing {

namespace {

constexpr int frameMilliseconds = 80;  // a chart repaints at most 20 times a second

}  // namespace

void showPlot(QWidget& plot, QSize size)
{
    plot.resize(size);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QTest::qWait(frameMilliseconds);
}

void sendMouse(QWidget& plot, QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held)
{
    QMouseEvent event(type, at, plot.mapToGlobal(at), button, held, {});
    QApplication::sendEvent(&plot, &event);
}

void turnWheel(QWidget& plot, QPointF at, int delta, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, plot.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&plot, &event);
}

}  // namespace projectionist::testing
