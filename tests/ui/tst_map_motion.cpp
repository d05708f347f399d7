// SPDX-License-Identifier: GPL-3.0-or-later
// The view while points move.
#include "tests/support/ui_plot.h"
#include "ui/plots/map_plot.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

MapPlot::Points corners()
{
    MapPlot::Points points;
    points.x = {-1, 1, 1, -1, 0};
    points.y = {-1, -1, 1, 1, 0};
    points.names = {QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C"), QStringLiteral("D"),
                    QStringLiteral("E")};
    return points;
}

std::vector<float> times(const std::vector<float>& values, float factor)
{
    auto result = values;
    for (auto& value : result)
        value *= factor;
    return result;
}

void moveBy(MapPlot& map, float factor)
{
    const auto points = corners();
    map.movePositions(times(points.x, factor), times(points.y, factor));
}

bool isNear(QPointF a, QPointF b, double pixels)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y()) <= pixels;
}

}  // namespace

class TestMapMotion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFittedMapStaysFittedAsItGrows()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        const auto corner = map.positionOf(2);
        for (float factor = 1; factor < 1000; factor *= 3) {
            moveBy(map, factor);
            QVERIFY(isNear(map.positionOf(2), corner, 0.1));
            QCOMPARE(map.zoom(), 1.0);
        }
    }

    void roomThatPointsLeaveIsTakenSoftlyAndAllOfItAtTheEnd()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        const auto corner = map.positionOf(2);
        QSignalSpy settled(&map, &MapPlot::viewChanged);
        moveBy(map, 0.5F);
        const auto middle = QPointF(300, 250);
        const auto first = std::hypot(map.positionOf(2).x() - middle.x(), map.positionOf(2).y() - middle.y());
        const auto before = std::hypot(corner.x() - middle.x(), corner.y() - middle.y());
        QVERIFY(first < 0.7 * before);  // not half at once, and far from all
        QVERIFY(first > 0.5 * before);
        settled.clear();
        QVERIFY(settled.wait());
        QVERIFY(isNear(map.positionOf(2), corner, 0.1));
    }

    void whatSomebodyZoomedToStaysInView()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        map.centreOn(2, 6);
        const auto place = map.positionOf(2);
        for (float factor = 1; factor < 200; factor *= 2) {
            moveBy(map, factor);
            QCOMPARE(map.zoom(), 6.0);
            QVERIFY(isNear(map.positionOf(2), place, 0.5));
        }
    }

    void aDragGoesOnWhilePointsMove()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        map.zoomBy(4);
        const auto before = map.positionOf(4);
        sendMouse(map, QEvent::MouseButtonPress, {300, 250}, Qt::LeftButton, Qt::LeftButton);
        sendMouse(map, QEvent::MouseMove, {320, 260}, Qt::NoButton, Qt::LeftButton);
        moveBy(map, 3);
        sendMouse(map, QEvent::MouseMove, {340, 270}, Qt::NoButton, Qt::LeftButton);
        QVERIFY(isNear(map.positionOf(4), before + QPointF(40, 20), 0.5));
        sendMouse(map, QEvent::MouseButtonRelease, {340, 270}, Qt::LeftButton);
    }

    void theHoveredPointStaysHoveredWhileItIsUnderThePointer()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        const auto at = map.positionOf(2);
        sendMouse(map, QEvent::MouseMove, at);
        QTRY_COMPARE(map.hoveredPoint(), std::optional<std::size_t>(2));
        moveBy(map, 2);
        QCOMPARE(map.hoveredPoint(), std::optional<std::size_t>(2));
        auto away = corners();
        away.x[2] = 0.2F;
        map.movePositions(away.x, away.y);
        QVERIFY(!map.hoveredPoint());
    }

    void placesThatAreNotFiniteAreNoneAndTooFewToo()
    {
        MapPlot map;
        map.setPoints(corners());
        showPlot(map, {600, 500});
        map.movePositions({NAN, 1, 1}, {0, 1});
        QVERIFY(!map.grab().isNull());
        QCOMPARE(map.size(), std::size_t{5});
        map.movePositions({}, {});
        QVERIFY(!map.grab().isNull());
        moveBy(map, 1);
        QVERIFY(map.rect().contains(map.positionOf(2).toPoint()));
    }
};

QTEST_MAIN(TestMapMotion)
#include "tst_map_motion.moc"
