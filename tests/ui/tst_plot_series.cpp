// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_places.h"
#include "ui/plots/painting.h"
#include "ui/plots/point_grid.h"
#include "ui/plots/series.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace projectionist {

class TestPlotSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smoothingByHand();
    void smoothingOfAConstantIsTheConstantFromTheFirstValueOn();
    void shortRunsAreNotSmoothed();
    void decimationKeepsASpikeUpAndASpikeDown();
    void decimationKeepsFirstAndLastOfEachColumnAndTheOrder();
    void decimationPassesOnWhatHasRoom();
    void labelsThatTouchArePushedApartAndKeepTheirOrder();
    void labelsStayWithinTheFrame();
    void stepsAreReadable_data();
    void stepsAreReadable();
    void zoomKeepsThePlaceUnderThePointerAndTheBounds();
    void aPolylineIsCutAtTheFrame();
    void theGridFindsWhatALookAtAllPointsFinds();
    void theGridLeavesOutWhatIsNotANumber();
    void labelsOfAMapNeverTouch();
    void aLabelKeepsItsPlaceWhileItCan();
    void wordsGoWhereTheyHideLeast();
};

void TestPlotSeries::smoothingByHand()
{
    Smoother smoother(0.9);
    // s = 0.1·8 = 0.8, ∕ 0.1 = 8; s = 0.72 + 0.1·7 = 1.42, ∕ 0.19; s = 1.278 + 0.1·7.5 = 2.028, ∕ 0.271.
    QCOMPARE(smoother.next(8), 8.0);
    QVERIFY(std::abs(smoother.next(7) - 1.42 / 0.19) < 1e-12);
    QVERIFY(std::abs(smoother.next(7.5) - 2.028 / 0.271) < 1e-12);
    Smoother none(0);
    QCOMPARE(none.next(3), 3.0);
    QCOMPARE(none.next(5), 5.0);
}

void TestPlotSeries::smoothingOfAConstantIsTheConstantFromTheFirstValueOn()
{
    Smoother smoother(0.99);
    for (int i = 0; i < 500; ++i)
        QVERIFY(std::abs(smoother.next(6.25) - 6.25) < 1e-10);
}

void TestPlotSeries::shortRunsAreNotSmoothed()
{
    QCOMPARE(smoothingFor(42), 0.0);  // the tutorial on MovieLens 100K
    QCOMPARE(smoothingFor(100), 0.0);
    QCOMPARE(smoothingFor(200), 0.5);
    QCOMPARE(smoothingFor(500), 0.8);
    QCOMPARE(smoothingFor(1960), 0.9);
    QCOMPARE(smoothingFor(1'000'000), 0.9);
}

void TestPlotSeries::decimationKeepsASpikeUpAndASpikeDown()
{
    std::vector<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points.emplace_back(i * 0.01, 100 + std::sin(i * 0.1));
    points[4321].setY(5);
    points[8765].setY(400);
    const auto kept = decimated(points);
    QVERIFY2(kept.size() <= 400, qPrintable(QString::number(kept.size())));
    QVERIFY(std::ranges::find(kept, points[4321]) != kept.end());
    QVERIFY(std::ranges::find(kept, points[8765]) != kept.end());
    QCOMPARE(kept.front(), points.front());
    QCOMPARE(kept.back(), points.back());
}

void TestPlotSeries::decimationKeepsFirstAndLastOfEachColumnAndTheOrder()
{
    const std::array points{QPointF(0.0, 1), QPointF(0.2, 5), QPointF(0.4, 3),
                            QPointF(0.6, 0), QPointF(0.9, 2), QPointF(1.1, 7)};
    const std::vector<QPointF> expected{points[0], points[1], points[3], points[4], points[5]};
    QCOMPARE(decimated(points), expected);
    // Two device pixels to a unit: columns 0 … 0.5 and 0.5 … 1.
    const std::vector<QPointF> finer{points[0], points[1], points[2], points[3], points[4], points[5]};
    QCOMPARE(decimated(points, 2), finer);
}

void TestPlotSeries::decimationPassesOnWhatHasRoom()
{
    const std::vector<QPointF> points{{0, 1}, {10, 2}, {20, 0}};
    QCOMPARE(decimated(points), points);
    QVERIFY(decimated({}).empty());
}

void TestPlotSeries::labelsThatTouchArePushedApartAndKeepTheirOrder()
{
    const std::array labels{Spread{100}, Spread{40}, Spread{104}, Spread{102}};
    const auto places = spreadApart(labels, 0, 300);
    QCOMPARE(places[1], 40.0);  // nobody is near
    QCOMPARE(places[0], 88.0);  // three around 102, 14 apart
    QCOMPARE(places[3], 102.0);
    QCOMPARE(places[2], 116.0);
}

void TestPlotSeries::labelsStayWithinTheFrame()
{
    const std::array labels{Spread{2}, Spread{3, 28}, Spread{299}};
    const auto places = spreadApart(labels, 0, 300);
    QCOMPARE(places[0], 7.0);
    QCOMPARE(places[1], 28.0);
    QCOMPARE(places[2], 293.0);
}

void TestPlotSeries::stepsAreReadable_data()
{
    QTest::addColumn<double>("span");
    QTest::addColumn<int>("parts");
    QTest::addColumn<bool>("integers");
    QTest::addColumn<double>("step");
    QTest::newRow("loss") << 2.2 << 5 << false << 0.5;
    QTest::newRow("twenty epochs") << 20.0 << 5 << true << 5.0;
    QTest::newRow("forty epochs") << 40.0 << 5 << true << 10.0;
    QTest::newRow("three epochs") << 3.0 << 5 << true << 1.0;
    QTest::newRow("one epoch") << 1.0 << 5 << true << 1.0;
    QTest::newRow("accuracy") << 0.23 << 5 << false << 0.05;
    QTest::newRow("nothing") << 0.0 << 5 << false << 1.0;
}

void TestPlotSeries::stepsAreReadable()
{
    QFETCH(double, span);
    QFETCH(int, parts);
    QFETCH(bool, integers);
    QFETCH(double, step);
    QVERIFY2(std::abs(niceStep(span, parts, integers) - step) < 1e-12,
             qPrintable(QString::number(niceStep(span, parts, integers))));
}

void TestPlotSeries::zoomKeepsThePlaceUnderThePointerAndTheBounds()
{
    const Range bounds{0, 20};
    const Range half = zoomed(bounds, 0.5, 5, bounds, 0.1);  // 5 lies at a quarter and stays there
    QCOMPARE(half.lower, 2.5);
    QCOMPARE(half.upper, 12.5);
    QCOMPARE(zoomed(half, 4, 5, bounds, 0.1), bounds);
    QCOMPARE(zoomed({9, 11}, 0.01, 10, bounds, 1).size(), 1.0);
    QCOMPARE(moved(half, -100, bounds), (Range{0, 10}));
    QCOMPARE(moved(half, 100, bounds), (Range{10, 20}));
    QCOMPARE(moved({0.1, 0.7}, 5, {0.1, 0.7}).lower, 0.1);  // 0.7 − (0.7 − 0.1) is less than 0.1
}

void TestPlotSeries::aPolylineIsCutAtTheFrame()
{
    const std::array line{QPointF(-10, 5), QPointF(5, 5), QPointF(5, 20), QPointF(8, 20), QPointF(8, 5)};
    const auto pieces = clipped(line, QRectF(0, 0, 10, 10));
    QCOMPARE(pieces.size(), std::size_t{2});
    QCOMPARE(pieces[0], (std::vector<QPointF>{{0, 5}, {5, 5}, {5, 10}}));
    QCOMPARE(pieces[1], (std::vector<QPointF>{{8, 10}, {8, 5}}));
}

void TestPlotSeries::theGridFindsWhatALookAtAllPointsFinds()
{
    std::mt19937 random(11);
    std::normal_distribution<float> normal;
    std::vector<float> x(3000), y(3000);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = normal(random) * 4;
        y[i] = i % 10 == 0 ? 0 : normal(random);
    }
    const PointGrid grid(x, y);
    const auto even = [](std::size_t i) { return i % 2 == 0; };
    int found = 0;
    for (int query = 0; query < 500; ++query) {
        const double qx = normal(random) * 5, qy = normal(random) * 2, reach = 0.05 + 0.002 * query;
        std::optional<std::size_t> expected;
        double best = reach * reach;
        for (std::size_t i = 0; i < x.size(); i += 2) {
            const double dx = x[i] - qx, dy = y[i] - qy, distance = dx * dx + dy * dy;
            if (distance < best || (distance == best && !expected)) {
                best = distance;
                expected = i;
            }
        }
        QCOMPARE(grid.nearest(qx, qy, reach, even), expected);
        found += expected ? 1 : 0;
    }
    QVERIFY(found > 100 && found < 500);
}

void TestPlotSeries::theGridLeavesOutWhatIsNotANumber()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::array x{nan, 1.0F}, y{0.0F, 1.0F};
    const PointGrid grid(x, y);
    const auto all = [](std::size_t) { return true; };
    QCOMPARE(grid.nearest(1, 1, 10, all), std::optional<std::size_t>(1));
    QVERIFY(!PointGrid(std::array{nan}, std::array{nan}).nearest(0, 0, 100, all));
    QVERIFY(!PointGrid().nearest(0, 0, 100, all));
    // All in one place, and all on one line.
    const std::vector<float> same(100, 3.0F), along = [] {
        std::vector<float> values;
        for (int i = 0; i < 100; ++i)
            values.push_back(static_cast<float>(i) * 1e6F);
        return values;
    }();
    QCOMPARE(PointGrid(same, same).nearest(3, 3, 0.1, all), std::optional<std::size_t>(0));
    QCOMPARE(PointGrid(along, same).nearest(42e6, 3, 0.1, all), std::optional<std::size_t>(42));
}

void TestPlotSeries::labelsOfAMapNeverTouch()
{
    std::mt19937 random(3);
    std::uniform_real_distribution<double> place(0, 600);
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 400; ++i)
        wishes.push_back({QPointF(place(random), place(random)), 3, QSizeF(60 + i % 50, 14), {}});
    const QRectF frame(0, 0, 600, 600), kept(0, 0, 200, 30);
    const auto places = placeLabels(wishes, frame, 48, std::array{kept});
    std::vector<QRectF> rects{kept};
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        if (!places[i])
            continue;
        const QRectF rect = labelRect(wishes[i], *places[i]);
        QVERIFY(frame.contains(rect));
        for (const auto& other : rects)
            QVERIFY(!other.intersects(rect));
        rects.push_back(rect);
    }
    QCOMPARE(rects.size(), std::size_t{49});
}

void TestPlotSeries::aLabelKeepsItsPlaceWhileItCan()
{
    const QRectF frame(0, 0, 400, 100);
    std::vector<LabelWish> wishes{{QPointF(200, 50), 3, QSizeF(80, 14), {}}};
    QCOMPARE(placeLabels(wishes, frame, 10)[0], std::optional(0));  // at the right
    wishes[0].lastPlace = 3;
    QCOMPARE(placeLabels(wishes, frame, 10)[0], std::optional(3));
    wishes[0].mark = QPointF(200, 90);  // no room below any more
    QCOMPARE(placeLabels(wishes, frame, 10)[0], std::optional(0));
    wishes[0].mark = QPointF(380, 50);  // none at the right either
    wishes[0].lastPlace.reset();
    QCOMPARE(placeLabels(wishes, frame, 10)[0], std::optional(1));
}

void TestPlotSeries::wordsGoWhereTheyHideLeast()
{
    const QRectF above(60, 0, 40, 12), below(60, 20, 40, 12), left(0, 0, 40, 12);
    const std::array places{above, below, left};
    Obstacles obstacles;
    QCOMPARE(clearest(places, obstacles), std::size_t{0});
    obstacles.lines = {{{50, 5}, {75, 5}, {110, 16}}};  // runs through the first
    QCOMPARE(clearest(places, obstacles), std::size_t{1});
    obstacles.words = {QRectF(90, 25, 40, 12)};
    QCOMPARE(clearest(places, obstacles), std::size_t{2});
    obstacles.lines.push_back({{0, 3}, {40, 3}});  // nowhere is free: the third hides 42 of a line
    obstacles.lines.push_back({{0, 6}, {40, 6}});  // … and 42 more
    QCOMPARE(clearest(places, obstacles), std::size_t{0});
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestPlotSeries)
#include "tst_plot_series.moc"
