// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "ui/plots/map_plot.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <random>

using namespace projectionist::testing;

namespace projectionist {

namespace {

std::vector<MarkStyle> twoStyles()
{
    return {{QColor(200, 0, 0), {}, MarkShape::Disc}, {QColor(0, 0, 200), {}, MarkShape::Square}};
}

/// Five points on a cross, the middle one the most rated: 0 left, 1 right, 2 middle, 3 above, 4 below.
MapPlot::Points cross()
{
    return {{-10, 10, 0, 0, 0},
            {0, 0, 0, 5, -5},
            {10, 20, 100, 1, 1},
            {0, 1, 0, 1, 0},
            {QStringLiteral("Left"), QStringLiteral("Right"), QStringLiteral("Middle"), QStringLiteral("Above"),
             QStringLiteral("Below")},
            {"1", "2", "3", "4", "5"}};
}

MapPlot::Points cloud(std::size_t count)
{
    MapPlot::Points points;
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    for (std::size_t i = 0; i < count; ++i) {
        points.x.push_back(normal(random));
        points.y.push_back(normal(random));
        points.weight.push_back(std::floor(100000 / static_cast<float>(i + 1)) + 1);
        points.group.push_back(static_cast<std::uint8_t>(i % 2));
        points.names << QStringLiteral("Film %1").arg(i);
    }
    return points;
}

void show(MapPlot& map, QSize size = {720, 600})
{
    map.setStyles(twoStyles());
    showPlot(map, size);
    QTest::qWait(140);  // labels come when the view has settled
}

QColor colourAt(MapPlot& map, std::size_t point)
{
    return map.grab().toImage().pixelColor(map.positionOf(point).toPoint());
}

}  // namespace

class TestMapPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QApplication::setPalette(Theme::light().palette()); }

    void bothAxesHaveOneScaleAndTheCloudFits();
    void hoveringAnnouncesAPointAfterAMomentAndOnlyNearIt();
    void aClickSelectsAndAClickOnTheGroundClears();
    void aDoubleClickOrEnterOpens();
    void dragPansAndIsNoClick();
    void theWheelKeepsThePlaceUnderThePointer();
    void zoomHasItsLimits();
    void keysPanZoomAndFit();
    void aHiddenGroupIsNeitherDrawnNorHitNorLabelled();
    void coloursComeFromStylesOrFromTheScale();
    void othersTurnGreyWhileHitsAreShown();
    void labelsComeInTheirOrderAndNeverTouch();
    void smallMapsHaveFewerLabels();
    void labelsWaitForTheEndOfAMovement();
    void theMarksAreKeptWhileOnlyTheHandMoves();
    void centringBringsAPointToTheMiddle();
    void pointsWithoutAPlaceAreLeftOut();
    void otherAxesKeepTheSelection();
    void theThemeAsksForItsColours();
    void aThirdOfASecondIsNoFrame();
    void theTableHasEveryPoint();
};

void TestMapPlot::bothAxesHaveOneScaleAndTheCloudFits()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    const double across = map.positionOf(1).x() - map.positionOf(0).x(),
                 up = map.positionOf(4).y() - map.positionOf(3).y();
    QVERIFY(std::abs(across / 20 - up / 10) < 1e-9);
    for (std::size_t i = 0; i < 5; ++i)
        QVERIFY(QRectF(map.rect()).adjusted(20, 20, -20, -20).contains(map.positionOf(i)));
    QCOMPARE(map.zoom(), 1.0);
}

void TestMapPlot::hoveringAnnouncesAPointAfterAMomentAndOnlyNearIt()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    std::size_t asked = 99;
    map.setCardFunction([&](std::size_t point) {
        asked = point;
        return QStringList{QStringLiteral("Middle"), QStringLiteral("100 ratings")};
    });
    QSignalSpy hovered(&map, &MapPlot::hovered);
    sendMouse(map, QEvent::MouseMove, map.positionOf(2) + QPointF(5, 3));
    QCOMPARE(hovered.count(), 0);  // not before 60 ms
    QTRY_COMPARE(hovered.count(), 1);
    QCOMPARE(map.hoveredPoint(), std::optional<std::size_t>(2));
    QCOMPARE(asked, std::size_t{2});
    const QImage alone = map.grab().toImage();
    map.setHoveredNeighbours({0, 1});
    QVERIFY(map.grab().toImage() != alone);  // lines
    sendMouse(map, QEvent::MouseMove, map.positionOf(2) + QPointF(30, 30));
    QCOMPARE(hovered.count(), 2);  // leaving is told at once
    QVERIFY(!map.hoveredPoint());
    sendMouse(map, QEvent::MouseMove, map.positionOf(2) + QPointF(9, 0));
    QTest::qWait(120);
    QVERIFY(!map.hoveredPoint());
    sendMouse(map, QEvent::MouseMove, map.positionOf(0));
    QTRY_COMPARE(map.hoveredPoint(), std::optional<std::size_t>(0));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&map, &leave);
    QVERIFY(!map.hoveredPoint());
}

void TestMapPlot::aClickSelectsAndAClickOnTheGroundClears()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    std::vector<std::optional<std::size_t>> asked;
    connect(&map, &MapPlot::selectionRequested, this,
            [&](std::optional<std::size_t> point) { asked.push_back(point); });
    QTest::mouseClick(&map, Qt::LeftButton, {}, map.positionOf(1).toPoint());
    QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(30, 30));
    QTest::mouseClick(&map, Qt::RightButton, {}, map.positionOf(1).toPoint());
    QCOMPARE(asked, (std::vector<std::optional<std::size_t>>{1, {}}));
    QVERIFY(!map.selected());  // the page answers, through the session
    map.setSelected(1);
    QCOMPARE(map.selected(), std::optional<std::size_t>(1));
    QCOMPARE(map.labels().front().point, std::size_t{1});
    map.setSelected(77);
    QVERIFY(!map.selected());
    map.setSelected(0, 1);
    QCOMPARE(map.otherSelected(), std::optional<std::size_t>(1));
    QCOMPARE(map.labels()[0].point, std::size_t{0});
    QCOMPARE(map.labels()[1].point, std::size_t{1});
    map.centreOnBoth(0, 1, 40);
    QVERIFY(map.zoom() < 2);
    for (const std::size_t point : {0, 1})
        QVERIFY(map.rect().contains(map.positionOf(point).toPoint()));
    map.centreOnBoth(0, 0, 8);
    QCOMPARE(map.zoom(), 8.0);
}

void TestMapPlot::aDoubleClickOrEnterOpens()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    std::vector<std::size_t> opened;
    connect(&map, &MapPlot::opened, this, [&](std::size_t point) { opened.push_back(point); });
    QTest::mouseDClick(&map, Qt::LeftButton, {}, map.positionOf(3).toPoint());
    QTest::mouseDClick(&map, Qt::LeftButton, {}, QPoint(30, 30));
    QTest::keyClick(&map, Qt::Key_Return);  // nothing is selected
    map.setSelected(4);
    QTest::keyClick(&map, Qt::Key_Return);
    QCOMPARE(opened, (std::vector<std::size_t>{3, 4}));
}

void TestMapPlot::dragPansAndIsNoClick()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    QSignalSpy asked(&map, &MapPlot::selectionRequested);
    const QPointF before = map.positionOf(2), grip = before + QPointF(60, 40);
    QTest::mousePress(&map, Qt::LeftButton, {}, grip.toPoint());
    for (int i = 1; i <= 10; ++i) {
        const QPointF at = QPointF(grip.toPoint()) + QPointF(4, -2) * i;
        QMouseEvent move(QEvent::MouseMove, at, map.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&map, &move);
    }
    QTest::mouseRelease(&map, Qt::LeftButton, {}, (grip + QPointF(40, -20)).toPoint());
    const QPointF way = map.positionOf(2) - before;
    QVERIFY2(std::abs(way.x() - 40) < 0.5 && std::abs(way.y() + 20) < 0.5,
             qPrintable(QStringLiteral("%1 %2").arg(way.x()).arg(way.y())));
    QCOMPARE(asked.count(), 0);
}

void TestMapPlot::theWheelKeepsThePlaceUnderThePointer()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    const QPointF at = map.positionOf(1);
    turnWheel(map, at, 120);
    QCOMPARE(map.zoom(), 1.25);
    QVERIFY((map.positionOf(1) - at).manhattanLength() < 1e-6);
    turnWheel(map, at, 240);
    QVERIFY(std::abs(map.zoom() - std::pow(1.25, 3)) < 1e-12);
    QVERIFY((map.positionOf(1) - at).manhattanLength() < 1e-6);
}

void TestMapPlot::zoomHasItsLimits()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    for (int i = 0; i < 50; ++i)
        turnWheel(map, QPointF(360, 300), 120);
    QCOMPARE(map.zoom(), 64.0);
    for (int i = 0; i < 50; ++i)
        turnWheel(map, QPointF(360, 300), -120);
    QCOMPARE(map.zoom(), 1.0);
}

void TestMapPlot::keysPanZoomAndFit()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    const QPointF before = map.positionOf(2);
    QTest::keyClick(&map, Qt::Key_Right);
    QVERIFY(std::abs(map.positionOf(2).x() - (before.x() - 48)) < 1e-6);
    QTest::keyClick(&map, Qt::Key_Up);
    QVERIFY(std::abs(map.positionOf(2).y() - (before.y() + 48)) < 1e-6);
    QTest::keyClick(&map, Qt::Key_Plus);
    QCOMPARE(map.zoom(), 1.25);
    QTest::keyClick(&map, Qt::Key_Minus);
    QCOMPARE(map.zoom(), 1.0);
    QTest::keyClick(&map, Qt::Key_0);
    QVERIFY((map.positionOf(2) - before).manhattanLength() < 1e-6);
    for (int i = 0; i < 100; ++i)
        QTest::keyClick(&map, Qt::Key_Left);
    QVERIFY(map.rect().contains(map.positionOf(0).toPoint()));  // the cloud cannot be lost
}

void TestMapPlot::aHiddenGroupIsNeitherDrawnNorHitNorLabelled()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    QCOMPARE(colourAt(map, 1), QColor(0, 0, 200));
    QCOMPARE(map.labels().size(), std::size_t{5});
    map.setGroupHidden(1, true);
    QTest::qWait(220);
    QCOMPARE(colourAt(map, 1), Theme::light().panel);
    QVERIFY(!map.pointAt(map.positionOf(1)));
    QVERIFY(map.pointAt(map.positionOf(0)).has_value());
    QCOMPARE(map.labels().size(), std::size_t{3});
    QVERIFY(map.isGroupHidden(1) && !map.isGroupHidden(0));
    map.setGroupHidden(1, false);
    QTest::qWait(220);
    QCOMPARE(colourAt(map, 1), QColor(0, 0, 200));
}

void TestMapPlot::coloursComeFromStylesOrFromTheScale()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    QCOMPARE(colourAt(map, 2), QColor(200, 0, 0));
    map.setScale(MapPlot::Scale{{0, 1, 0.5F, std::nanf(""), 7}, 0, 1, false, QStringLiteral("mean of 5"), 1, true});
    QTest::qWait(220);
    const auto near = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 12;
    };
    QVERIFY(near(colourAt(map, 1), Theme::light().sequentialAt(1)));
    QVERIFY(near(colourAt(map, 2), Theme::light().sequentialAt(0.5)));
    QVERIFY(near(colourAt(map, 4), Theme::light().sequentialAt(1)));  // beyond the end
    map.setScale({});
    QTest::qWait(220);
    QCOMPARE(colourAt(map, 2), QColor(200, 0, 0));
}

void TestMapPlot::othersTurnGreyWhileHitsAreShown()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    map.setHits({1, 99}, true);
    QCOMPARE(map.hits(), std::vector<std::size_t>{1});
    QTest::qWait(220);
    QCOMPARE(colourAt(map, 1), QColor(0, 0, 200));
    QCOMPARE(colourAt(map, 2), Theme::light().context);
    QCOMPARE(map.labels().size(), std::size_t{1});
    map.setHits({});
    QTest::qWait(220);
    QCOMPARE(colourAt(map, 2), QColor(200, 0, 0));
}

void TestMapPlot::labelsComeInTheirOrderAndNeverTouch()
{
    MapPlot map;
    map.setPoints(cloud(2000));
    show(map, {800, 640});
    map.setSelected(1500);
    map.setHits({1700, 1800});
    map.setSelectedNeighbours({900, 901});
    const auto labels = map.labels();
    QCOMPARE(labels.size(), std::size_t{48});
    QCOMPARE(labels[0].point, std::size_t{1500});
    QVERIFY(labels[1].point == 1700 || labels[1].point == 1800);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        QVERIFY(QRectF(map.rect()).contains(labels[i].rect));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!labels[i].rect.intersects(labels[j].rect));
    }
    map.setLabelsShown(false);
    for (const auto& label : map.labels())
        QVERIFY(label.point == 1500 || label.point == 1700 || label.point == 1800);
}

void TestMapPlot::smallMapsHaveFewerLabels()
{
    MapPlot map;
    map.setPoints(cloud(2000));
    show(map, {680, 500});
    QCOMPARE(map.labels().size(), std::size_t{18});
}

void TestMapPlot::labelsWaitForTheEndOfAMovement()
{
    MapPlot map;
    map.setPoints(cloud(2000));
    show(map, {800, 640});
    const auto before = map.labels();
    QSignalSpy ended(&map, &MapPlot::viewChanged);
    turnWheel(map, QPointF(400, 320), 360);
    const auto during = map.labels();
    QCOMPARE(during.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i)
        QCOMPARE(during[i].point, before[i].point);
    QTRY_COMPARE(ended.count(), 1);
    QVERIFY(std::ranges::all_of(map.labels(),
                                [&](const MapPlot::Label& label) { return QRectF(map.rect()).contains(label.rect); }));
}

void TestMapPlot::theMarksAreKeptWhileOnlyTheHandMoves()
{
    MapPlot map;
    map.setPoints(cloud(2000));
    show(map);
    const int painted = map.marksPainted();
    QVERIFY(painted > 0);
    sendMouse(map, QEvent::MouseMove, map.positionOf(0));
    QTest::qWait(120);
    map.setSelected(3);
    map.setHits({5, 6});
    map.setLabelsShown(false);
    map.repaint();
    QTest::qWait(60);
    QCOMPARE(map.marksPainted(), painted);
    map.zoomBy(2);
    QTest::qWait(60);
    QCOMPARE(map.marksPainted(), painted + 1);
}

void TestMapPlot::centringBringsAPointToTheMiddle()
{
    MapPlot map;
    map.setPoints(cloud(2000));
    show(map);
    map.centreOn(77);
    QVERIFY((map.positionOf(77) - QPointF(360, 300)).manhattanLength() < 1e-6);
    QCOMPARE(map.zoom(), 4.0);
    map.zoomBy(4);
    map.centreOn(78);
    QCOMPARE(map.zoom(), 16.0);  // never zooms out
}

void TestMapPlot::pointsWithoutAPlaceAreLeftOut()
{
    auto points = cross();
    points.x[2] = std::nanf("");
    MapPlot map;
    map.setPoints(points);
    show(map);
    QCOMPARE(map.labels().size(), std::size_t{4});
    map.centreOn(2);
    QCOMPARE(map.zoom(), 1.0);
    MapPlot one;
    one.setPoints({{3}, {4}, {}, {}, {QStringLiteral("Only")}, {}});
    show(one);
    QVERIFY((one.positionOf(0) - QPointF(360, 300)).manhattanLength() < 1e-6);
    MapPlot none;
    show(none);
    turnWheel(none, QPointF(100, 100), 120);
    QVERIFY(!none.pointAt(QPointF(100, 100)));
    QCOMPARE(none.summary(), QStringLiteral("Nothing to draw yet."));
}

void TestMapPlot::otherAxesKeepTheSelection()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    map.setSelected(3);
    map.zoomBy(4);
    map.setPositions({0, 1, 2, 3, 4}, {0, 0, 0, 0, 1});
    QCOMPARE(map.selected(), std::optional<std::size_t>(3));
    QCOMPARE(map.zoom(), 1.0);
    QVERIFY(map.positionOf(4).x() > map.positionOf(0).x());
    map.setPoints(cross());
    QVERIFY(!map.selected());
}

void TestMapPlot::theThemeAsksForItsColours()
{
    MapPlot map;
    map.setPoints(cross());
    show(map);
    QSignalSpy asked(&map, &MapPlot::themeSwitched);
    QApplication::setPalette(Theme::darkTheme().palette());
    QTRY_VERIFY(asked.count() >= 1);
    QTest::qWait(220);
    QCOMPARE(map.grab().toImage().pixelColor(40, 300), Theme::darkTheme().panel);
}

void TestMapPlot::aThirdOfASecondIsNoFrame()
{
    MapPlot map;
    map.setPoints(cloud(87'585));
    show(map, {1000, 800});
    map.zoomBy(1.1);
    map.repaint();
    double quickest = 1e9;
    for (int i = 0; i < 12; ++i) {
        map.zoomBy(i % 2 == 0 ? 1.02 : 1 / 1.02);
        const auto before = std::clock();
        map.findChild<QWidget*>()->repaint();  // what draws, inside
        quickest = std::min(quickest, double(std::clock() - before) * 1000 / CLOCKS_PER_SEC);
    }
    qInfo("87,585 marks: %.1f ms a frame", quickest);
    QVERIFY2(quickest < 300,
             qPrintable(QStringLiteral("%1 ms").arg(quickest)));  // sanitizers are slow; see the benchmark
}

void TestMapPlot::theTableHasEveryPoint()
{
    MapPlot map;
    map.setPoints(cross());
    const auto table = map.table();
    QCOMPARE(table.rows.size(), std::size_t{5});
    QCOMPARE(std::get<std::string>(table.rows[3][2]), std::string("Above"));
    QCOMPARE(std::get<double>(table.rows[3][4]), 5.0);
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestMapPlot)
#include "tst_map_plot.moc"
