// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/point_grid.h"
#include "ui/plots/polygon.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace projectionist;

namespace {

using Polygon = std::vector<QPointF>;

/// A U: the notch between x = 1 and 2 above y = 1 is outside.
const Polygon u{{0, 0}, {3, 0}, {3, 3}, {2, 3}, {2, 1}, {1, 1}, {1, 3}, {0, 3}};

struct Cloud {
    std::vector<float> x, y;
};

Cloud cloud(std::size_t count)
{
    Cloud points;
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    for (std::size_t i = 0; i < count; ++i) {
        points.x.push_back(normal(random));
        points.y.push_back(normal(random));
    }
    return points;
}

std::vector<std::size_t> insideOf(const PointGrid& grid, const Polygon& polygon)
{
    std::vector<std::size_t> found;
    grid.inside(polygon, [&](std::size_t point) { found.push_back(point); });
    std::ranges::sort(found);
    return found;
}

std::vector<std::size_t> oneByOne(const Cloud& points, const Polygon& polygon)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        if (encloses(polygon, {double{points.x[i]}, double{points.y[i]}}))
            found.push_back(i);
    }
    return found;
}

Polygon star(double radius, int corners, QPointF centre = {})
{
    Polygon polygon;
    for (int i = 0; i < corners; ++i) {
        const double angle = 6.283185307179586 * i / corners, reach = i % 2 == 0 ? radius : radius / 3;
        polygon.emplace_back(centre.x() + reach * std::cos(angle), centre.y() + reach * std::sin(angle));
    }
    return polygon;
}

}  // namespace

class TestPolygon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNotchOfAConcavePolygonIsOutside()
    {
        QVERIFY(encloses(u, {0.5, 2}));
        QVERIFY(encloses(u, {2.5, 2}));
        QVERIFY(encloses(u, {1.5, 0.5}));
        QVERIFY(!encloses(u, {1.5, 2}));
        QVERIFY(!encloses(u, {-0.1, 1}));
        QVERIFY(!encloses(u, {1.5, 3}));  // level with the tips, between them
    }

    void edgesAndCornersBelongToIt()
    {
        for (const QPointF corner : u)
            QVERIFY(encloses(u, corner));
        QVERIFY(encloses(u, {1.5, 1}));
        QVERIFY(encloses(u, {1.5, 0}));
        QVERIFY(encloses(u, {0, 1.5}));
        QVERIFY(encloses(u, {2, 2}));
        QVERIFY(!encloses(u, {4, 0}));  // in line with an edge, beyond it
        QVERIFY(!encloses(u, {-1, 3}));
    }

    void theDirectionOfDrawingDoesNotMatter()
    {
        Polygon reversed(u.rbegin(), u.rend());
        for (double x = -0.5; x <= 3.5; x += 0.25)
            for (double y = -0.5; y <= 3.5; y += 0.25)
                QCOMPARE(encloses(reversed, {x, y}), encloses(u, {x, y}));
    }

    void aLineThatGoesRoundTwiceStillEncloses()
    {
        const Polygon twice{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}, {2, 0}, {2, 2}, {0, 2}};
        QVERIFY(encloses(twice, {1, 1}));
        QVERIFY(!encloses(twice, {3, 1}));
    }

    void nothingLiesInNothing()
    {
        QVERIFY(!encloses({}, {0, 0}));
        const Polygon point{{1, 1}}, line{{0, 0}, {2, 2}};
        QVERIFY(encloses(point, {1, 1}));
        QVERIFY(!encloses(point, {1, 2}));
        QVERIFY(encloses(line, {1, 1}));
        QVERIFY(!encloses(line, {1, 1.5}));
        QVERIFY(insideOf(PointGrid({}, {}), u).empty());
        const Cloud points = cloud(10);
        QVERIFY(insideOf(PointGrid(points.x, points.y), {}).empty());
    }

    void aBoxIsTheSameFromEveryCorner()
    {
        const QPointF corners[] = {{0, 0}, {4, 0}, {4, 2}, {0, 2}};
        for (int from = 0; from < 4; ++from) {
            const auto box = boxBetween(corners[from], corners[(from + 2) % 4]);
            QVERIFY(encloses(box, {1, 1}));
            QVERIFY(encloses(box, {0, 0}));
            QVERIFY(encloses(box, {4, 2}));
            QVERIFY(!encloses(box, {5, 1}));
            QVERIFY(!encloses(box, {1, 2.1}));
        }
    }

    void theGridFindsWhatLookingAtEachPointFinds()
    {
        const Cloud points = cloud(3000);
        const PointGrid grid(points.x, points.y);
        const std::vector<Polygon> polygons{star(2, 24),
                                            star(0.4, 9, {1, -0.5}),
                                            star(0.01, 3, {0.1, 0.1}),
                                            star(40, 12),
                                            star(3, 300, {2, 2}),
                                            {{-9, -9}, {9, -9}, {9, 9}, {-9, 9}},
                                            {{-9, 0.2}, {9, 0.2}, {9, 0.3}, {-9, 0.3}},
                                            {{-1, -5}, {1, 5}, {1, -5}, {-1, 5}},
                                            {{50, 50}, {60, 50}, {55, 60}}};
        for (const auto& polygon : polygons)
            QCOMPARE(insideOf(grid, polygon), oneByOne(points, polygon));
        QCOMPARE(insideOf(grid, polygons[5]).size(), std::size_t{3000});
        QVERIFY(insideOf(grid, polygons.back()).empty());
    }

    void gridsOfAllShapesAreSearched()
    {
        // On a lattice, so that many points lie on edges and on the lines of the grid.
        Cloud points;
        for (int i = 0; i < 400; ++i) {
            points.x.push_back(static_cast<float>(i % 20));
            points.y.push_back(static_cast<float>(i / 20));
        }
        points.x.push_back(std::numeric_limits<float>::quiet_NaN());
        points.y.push_back(3);
        const PointGrid grid(points.x, points.y);
        const Polygon wide{{2, 2}, {17, 2}, {17, 17}, {12, 17}, {12, 6}, {6, 6}, {6, 17}, {2, 17}};
        QCOMPARE(insideOf(grid, wide), oneByOne(points, wide));
        QCOMPARE(insideOf(grid, wide).size(), std::size_t{256 - 55});  // 16 × 16 without 5 columns × 11 rows
        const std::vector<float> line{0, 1, 2, 3}, same{5, 5, 5, 5};
        QCOMPARE(insideOf(PointGrid(line, same), {{0.5, 4}, {2.5, 4}, {2.5, 6}, {0.5, 6}}),
                 (std::vector<std::size_t>{1, 2}));
        QCOMPARE(insideOf(PointGrid(same, same), {{5, 5}}).size(), std::size_t{4});
    }

    void aLassoOfManyCornersRoundAsManyPointsAsTheLargestReleaseIsFluent()
    {
        const Cloud points = cloud(87'585);
        const PointGrid grid(points.x, points.y);
        const Polygon lasso = star(2, 600);
        QElapsedTimer clock;
        clock.start();
        const auto found = insideOf(grid, lasso);
        const auto milliseconds = clock.elapsed();
        QVERIFY(found.size() > 10'000 && found.size() < 80'000);
        qInfo("%zu points in %lld ms", found.size(), static_cast<long long>(milliseconds));
        QVERIFY(milliseconds < 1000);  // some 10 without instruments
    }
};

QTEST_GUILESS_MAIN(TestPolygon)
#include "tst_polygon.moc"
