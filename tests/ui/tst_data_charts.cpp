// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "ui/plots/long_tail_chart.h"
#include "ui/plots/mini_histogram.h"
#include "ui/plots/rating_histogram.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

using namespace projectionist::testing;

namespace projectionist {

namespace {

std::vector<RatingHistogram::Bar> stars()
{
    return {{1, 6110}, {2, 11370}, {3, 27145}, {4, 34174}, {5, 21201}};
}

}  // namespace

class TestDataCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void likedIsWhatLiesAboveTheLine();
    void keysMoveTheLineFromRatingToRating();
    void theLineCanBeDragged();
    void halfStarsHaveTheirOwnSteps();
    void noBarsTakeNoInput();
    void halfOfAllRatingsIsHeldByTheFewestFilms();
    void theTailReadsRanks();
    void cardsHaveWordsForTheirBars();
};

void TestDataCharts::likedIsWhatLiesAboveTheLine()
{
    RatingHistogram chart;
    chart.setBars(stars());
    QCOMPARE(chart.liked(), std::uint64_t{55375});
    chart.setLikedAbove(3.5);
    QCOMPARE(chart.liked(), std::uint64_t{55375});
    chart.setLikedAbove(4);
    QCOMPARE(chart.liked(), std::uint64_t{21201});
    QVERIFY(chart.summary().contains(QStringLiteral("21,201 of 100,000")));
}

void TestDataCharts::keysMoveTheLineFromRatingToRating()
{
    RatingHistogram chart;
    chart.setBars(stars());
    showPlot(chart, {320, 220});
    QSignalSpy changed(&chart, &RatingHistogram::likedAboveChanged);
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.likedAbove(), 4.0);
    QTest::keyClick(&chart, Qt::Key_Right);  // something must be liked
    QCOMPARE(chart.likedAbove(), 4.0);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.likedAbove(), 0.0);
    QCOMPARE(chart.liked(), std::uint64_t{100000});
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.likedAbove(), 1.0);
    QCOMPARE(changed.count(), 3);
    chart.setLikedAbove(3);
    QCOMPARE(changed.count(), 3);
}

void TestDataCharts::theLineCanBeDragged()
{
    RatingHistogram chart;
    chart.setBars(stars());
    showPlot(chart, {320, 220});
    QSignalSpy changed(&chart, &RatingHistogram::likedAboveChanged);
    sendMouse(chart, QEvent::MouseButtonPress, QPointF(300, 100), Qt::LeftButton, Qt::LeftButton);
    QCOMPARE(chart.likedAbove(), 4.0);
    sendMouse(chart, QEvent::MouseMove, QPointF(60, 100), Qt::NoButton, Qt::LeftButton);
    QVERIFY(chart.likedAbove() < 2);
    sendMouse(chart, QEvent::MouseMove, QPointF(-500, 100), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(chart.likedAbove(), 0.0);
    sendMouse(chart, QEvent::MouseButtonRelease, QPointF(0, 100), Qt::LeftButton, Qt::NoButton);
    sendMouse(chart, QEvent::MouseMove, QPointF(300, 100), Qt::NoButton, Qt::NoButton);
    QCOMPARE(chart.likedAbove(), 0.0);
    QVERIFY(changed.count() >= 2);
}

void TestDataCharts::halfStarsHaveTheirOwnSteps()
{
    std::vector<RatingHistogram::Bar> bars;
    for (int i = 1; i <= 10; ++i)
        bars.push_back({i * 0.5, 100U * static_cast<unsigned>(i)});
    RatingHistogram chart;
    chart.setBars(bars);
    showPlot(chart, {320, 220});
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.likedAbove(), 3.5);
    QCOMPARE(chart.liked(), std::uint64_t{800 + 900 + 1000});
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.likedAbove(), 0.0);
}

void TestDataCharts::noBarsTakeNoInput()
{
    RatingHistogram chart;
    showPlot(chart, {320, 220});
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, QPoint(100, 100));
    QCOMPARE(chart.likedAbove(), 3.0);
    QCOMPARE(chart.summary(), QStringLiteral("No ratings."));
}

void TestDataCharts::halfOfAllRatingsIsHeldByTheFewestFilms()
{
    LongTailChart chart;
    chart.setCounts({1, 10, 2, 0, 7, 4});  // 24 in all: 10 + 7 is the first sum of at least 12
    QCOMPARE(chart.filmsWithHalf(), std::size_t{2});
    chart.setCounts({12, 6, 6});  // exactly half
    QCOMPARE(chart.filmsWithHalf(), std::size_t{1});
    chart.setCounts({0, 0});
    QCOMPARE(chart.filmsWithHalf(), std::size_t{0});
    QCOMPARE(chart.summary(), QStringLiteral("No ratings."));
    showPlot(chart, {320, 220});
    chart.setCounts({});
    QTest::qWait(60);
}

void TestDataCharts::theTailReadsRanks()
{
    LongTailChart chart;
    std::vector<std::uint32_t> counts;
    for (std::uint32_t i = 1; i <= 1000; ++i)
        counts.push_back(i);
    chart.setCounts(counts);
    chart.setMarker(20);
    showPlot(chart, {320, 220});
    const QImage before = chart.grab().toImage();
    sendMouse(chart, QEvent::MouseMove, QPointF(200, 120), Qt::NoButton, Qt::NoButton);
    QVERIFY(chart.grab().toImage() != before);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&chart, &leave);
    QCOMPARE(chart.grab().toImage(), before);
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(chart.grab().toImage() != before);
    const auto table = chart.table();
    QCOMPARE(std::get<std::int64_t>(table.rows[0][1]), std::int64_t{1000});
    QCOMPARE(table.rows.size(), std::size_t{1000});
}

void TestDataCharts::cardsHaveWordsForTheirBars()
{
    MiniHistogram histogram;
    histogram.setBars({{1, 9}, {2, 16}, {3, 57}, {4, 176}, {5, 1325}}, 3);
    QCOMPARE(histogram.toolTip(), QStringLiteral("1: 9, 2: 16, 3: 57, 4: 176, 5: 1,325"));
    QCOMPARE(histogram.accessibleDescription(), histogram.toolTip());
    showPlot(histogram, {112, 50});
    const QImage image = histogram.grab().toImage();
    int accent = 0, off = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            accent += image.pixelColor(x, y) == Theme::light().accent ? 1 : 0;
            off += image.pixelColor(x, y) == Theme::light().off ? 1 : 0;
        }
    }
    QVERIFY(accent > 10);
    QVERIFY(off > 10);
    histogram.setBars({}, 3);
    histogram.grab();
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestDataCharts)
#include "tst_data_charts.moc"
