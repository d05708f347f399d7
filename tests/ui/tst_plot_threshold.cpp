// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <numeric>

using namespace projectionist::testing;

namespace projectionist {

namespace {

std::vector<std::uint64_t> hill()
{
    std::vector<std::uint64_t> bins(2000);
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double x = -1 + (static_cast<double>(i) + 0.5) / 1000;
        bins[i] =
            x > 0.96 || x < -0.8 ? 0 : static_cast<std::uint64_t>(300 * std::exp(-std::pow((x + 0.05) / 0.35, 2) / 2));
    }
    return bins;
}

}  // namespace

class TestPlotThreshold : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void everyThresholdLiesExactlyOnTheGrid();
    void keysMoveByOneTenAndToTheEnds();
    void theWheelMovesByTenStepsAndWithControlByOne();
    void fineWheelsAddUpToWholeSteps();
    void draggingTheHandleKeepsWhereItWasTaken();
    void aClickOnTheAxisMovesThere();
    void theHandleStaysInItsRange();
    void movesAreLiveAndSettleOnceAfterTheLast();
    void settingItFromOutsideSaysNothing();
    void handleLineAndBarsAreOneVertical();
    void movingTheHandleBuildsNoBarsAndIsQuick();
    void theSameHistogramAgainCostsNothing();
    void countsComeFromTheFunctionOrFromTheBins();
    void zoomShowsTheUpperHalf();
    void dotProductsHaveARangeAndAStepOfTheirOwn();
    void noPairsIsNotAFailure();
};

void TestPlotThreshold::everyThresholdLiesExactlyOnTheGrid()
{
    ThresholdInstrument instrument;
    for (int i = 0; i <= 1000; ++i) {
        instrument.setThreshold(i / 1000.0 + 0.0003);
        QCOMPARE(instrument.threshold(), i / 1000.0);  // bit for bit
    }
    instrument.setThreshold(0.8);
    for (int i = 801; i <= 900; ++i) {
        QTest::keyClick(&instrument, Qt::Key_Right);
        QCOMPARE(instrument.threshold(), i / 1000.0);
    }
}

void TestPlotThreshold::keysMoveByOneTenAndToTheEnds()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    instrument.setThreshold(0.8);
    QTest::keyClick(&instrument, Qt::Key_Left);
    QCOMPARE(instrument.threshold(), 0.799);
    QTest::keyClick(&instrument, Qt::Key_PageUp);
    QCOMPARE(instrument.threshold(), 0.809);
    QTest::keyClick(&instrument, Qt::Key_PageDown);
    QTest::keyClick(&instrument, Qt::Key_PageDown);
    QCOMPARE(instrument.threshold(), 0.789);
    QTest::keyClick(&instrument, Qt::Key_End);
    QCOMPARE(instrument.threshold(), 1.0);
    QTest::keyClick(&instrument, Qt::Key_Right);
    QCOMPARE(instrument.threshold(), 1.0);
    QTest::keyClick(&instrument, Qt::Key_Home);
    QCOMPARE(instrument.threshold(), 0.0);
}

void TestPlotThreshold::theWheelMovesByTenStepsAndWithControlByOne()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    turnWheel(instrument, {300, 100}, 120);
    QCOMPARE(instrument.threshold(), 0.81);
    turnWheel(instrument, {300, 100}, -240);
    QCOMPARE(instrument.threshold(), 0.79);
    turnWheel(instrument, {300, 100}, 120, Qt::ControlModifier);
    QCOMPARE(instrument.threshold(), 0.791);
}

void TestPlotThreshold::fineWheelsAddUpToWholeSteps()
{
    ThresholdInstrument instrument;
    for (int i = 0; i < 8; ++i)
        turnWheel(instrument, {300, 100}, 15);
    QCOMPARE(instrument.threshold(), 0.81);
}

void TestPlotThreshold::draggingTheHandleKeepsWhereItWasTaken()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    const QPointF taken = instrument.handlePosition() + QPointF(3, 1);
    sendMouse(instrument, QEvent::MouseButtonPress, taken, Qt::LeftButton, Qt::LeftButton);
    QCOMPARE(instrument.threshold(), 0.8);  // taking hold moves nothing
    const double target = instrument.pixelOf(0.6);
    sendMouse(instrument, QEvent::MouseMove, QPointF(target + 3, 30), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(instrument.threshold(), 0.6);
    sendMouse(instrument, QEvent::MouseButtonRelease, QPointF(target + 3, 30), Qt::LeftButton, Qt::NoButton);
    sendMouse(instrument, QEvent::MouseMove, QPointF(200, 30), Qt::NoButton, Qt::NoButton);
    QCOMPARE(instrument.threshold(), 0.6);
}

void TestPlotThreshold::aClickOnTheAxisMovesThere()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    QTest::mouseClick(&instrument, Qt::LeftButton, {}, QPointF(instrument.pixelOf(0.5), 180).toPoint());
    QVERIFY2(std::abs(instrument.threshold() - 0.5) <= 0.002, qPrintable(QString::number(instrument.threshold())));
    QCOMPARE(instrument.threshold(), std::round(instrument.threshold() * 1000) / 1000);
    QTest::mouseClick(&instrument, Qt::RightButton, {}, QPoint(900, 180));
    QVERIFY(std::abs(instrument.threshold() - 0.5) <= 0.002);
}

void TestPlotThreshold::theHandleStaysInItsRange()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    sendMouse(instrument, QEvent::MouseButtonPress, instrument.handlePosition(), Qt::LeftButton, Qt::LeftButton);
    sendMouse(instrument, QEvent::MouseMove, QPointF(5000, 100), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(instrument.threshold(), 1.0);
    sendMouse(instrument, QEvent::MouseMove, QPointF(-5000, 100), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(instrument.threshold(), 0.0);
    QVERIFY(!std::signbit(instrument.threshold()));
    sendMouse(instrument, QEvent::MouseButtonRelease, QPointF(0, 100), Qt::LeftButton, Qt::NoButton);
}

void TestPlotThreshold::movesAreLiveAndSettleOnceAfterTheLast()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    QSignalSpy changed(&instrument, &ThresholdInstrument::thresholdChanged);
    QSignalSpy settled(&instrument, &ThresholdInstrument::thresholdSettled);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&instrument, Qt::Key_Left);
    QCOMPARE(changed.count(), 5);
    QCOMPARE(changed.last().first().toDouble(), 0.795);
    QCOMPARE(settled.count(), 0);
    QTRY_COMPARE(settled.count(), 1);
    QCOMPARE(settled.first().first().toDouble(), 0.795);
    QTest::qWait(150);
    QCOMPARE(settled.count(), 1);
    // The end of a drag settles at once.
    sendMouse(instrument, QEvent::MouseButtonPress, instrument.handlePosition(), Qt::LeftButton, Qt::LeftButton);
    sendMouse(instrument, QEvent::MouseMove, QPointF(instrument.pixelOf(0.7), 30), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(settled.count(), 1);
    sendMouse(instrument, QEvent::MouseButtonRelease, QPointF(instrument.pixelOf(0.7), 30), Qt::LeftButton,
              Qt::NoButton);
    QCOMPARE(settled.count(), 2);
}

void TestPlotThreshold::settingItFromOutsideSaysNothing()
{
    ThresholdInstrument instrument;
    QSignalSpy changed(&instrument, &ThresholdInstrument::thresholdChanged);
    instrument.setThreshold(0.5);
    QCOMPARE(instrument.threshold(), 0.5);
    QCOMPARE(changed.count(), 0);
}

void TestPlotThreshold::handleLineAndBarsAreOneVertical()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    instrument.setThreshold(0.6);
    QTest::qWait(60);
    const double x = instrument.pixelOf(0.6);
    QVERIFY(std::abs(instrument.handlePosition().x() - x) < 1e-9);
    const QImage image = instrument.grab().toImage();
    // The last row of bars: off at the left of the line, accent at its right.
    const int row = static_cast<int>(instrument.handlePosition().y()) - 46;
    const auto seen = [&](int from, int to, const QColor& colour) {
        for (int column = from; column < to; ++column) {
            if (image.pixelColor(column, row) == colour)
                return true;
        }
        return false;
    };
    const int at = static_cast<int>(std::round(x));
    QVERIFY(seen(at - 20, at - 1, Theme::light().off));
    QVERIFY(!seen(at - 20, at - 1, Theme::light().accent));
    QVERIFY(seen(at + 2, at + 20, Theme::light().accent));
    QVERIFY(!seen(at + 2, at + 20, Theme::light().off));
}

void TestPlotThreshold::movingTheHandleBuildsNoBarsAndIsQuick()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    QTest::qWait(60);
    const int built = instrument.barsBuilt();
    QVERIFY(built > 0);
    double quickest = 1e9;
    for (int i = 0; i < 60; ++i) {
        const auto before = std::clock();
        instrument.setThreshold(0.3 + i * 0.01);
        instrument.repaint();
        quickest = std::min(quickest, double(std::clock() - before) * 1000 / CLOCKS_PER_SEC);
    }
    QCOMPARE(instrument.barsBuilt(), built);
    QVERIFY2(quickest < 8, qPrintable(QStringLiteral("%1 ms").arg(quickest)));
}

void TestPlotThreshold::theSameHistogramAgainCostsNothing()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    const int built = instrument.barsBuilt();
    instrument.setHistogram(hill(), -1, 1);
    QTest::qWait(60);
    QCOMPARE(instrument.barsBuilt(), built);
    auto other = hill();
    other[1500] += 1;
    instrument.setHistogram(other, -1, 1);
    QTest::qWait(60);
    QVERIFY(instrument.barsBuilt() > built);
}

void TestPlotThreshold::countsComeFromTheFunctionOrFromTheBins()
{
    ThresholdInstrument instrument;
    const auto bins = hill();
    instrument.setHistogram(bins, -1, 1);
    for (const int bin : {1000, 1234, 1600, 1957, 1999, 2000}) {
        instrument.setThreshold((bin - 1000) / 1000.0);
        QCOMPARE(instrument.countAtLeast(), std::accumulate(bins.begin() + bin, bins.end(), std::uint64_t{0}));
    }
    QCOMPARE(instrument.total(), std::accumulate(bins.begin(), bins.end(), std::uint64_t{0}));
    instrument.setHistogram(bins, -1, 1, [](double threshold) { return threshold >= 0.5 ? 151U : 9999U; });
    instrument.setThreshold(0.8);
    QCOMPARE(instrument.countAtLeast(), std::uint64_t{151});
    QVERIFY(instrument.summary().startsWith(QStringLiteral("151 of")));
    QVERIFY(instrument.summary().contains(QStringLiteral("0.800")));
}

void TestPlotThreshold::zoomShowsTheUpperHalf()
{
    ThresholdInstrument instrument;
    instrument.setHistogram(hill(), -1, 1);
    showPlot(instrument, {1100, 240});
    const double before = instrument.pixelOf(1) - instrument.pixelOf(0.5);
    instrument.setZoom(ThresholdInstrument::Zoom::UpperHalf);
    QTest::qWait(60);
    QVERIFY(instrument.pixelOf(1) - instrument.pixelOf(0.5) > 2.5 * before);
    instrument.setThreshold(0.2);  // beyond the picture: the handle waits at its edge
    QVERIFY(std::abs(instrument.handlePosition().x() - instrument.pixelOf(0.5)) < 1);
    QTest::keyClick(&instrument, Qt::Key_Right);
    QCOMPARE(instrument.threshold(), 0.201);
    instrument.setLogarithmicCounts(false);
    QTest::qWait(60);
    QVERIFY(!instrument.hasLogarithmicCounts());
}

void TestPlotThreshold::dotProductsHaveARangeAndAStepOfTheirOwn()
{
    QCOMPARE(ThresholdInstrument::thresholdStep(-1, 1), 0.001);
    QCOMPARE(ThresholdInstrument::thresholdStep(-8, 12), 0.01);
    QCOMPARE(ThresholdInstrument::thresholdStep(-4000, 9000), 10.0);
    ThresholdInstrument instrument;
    instrument.setHistogram(std::vector<std::uint64_t>(2000, 5), -8, 12);
    instrument.setThresholdRange(-8, 12, 0.01);
    instrument.setThreshold(3.14159);
    QCOMPARE(instrument.threshold(), 3.14);
    QTest::keyClick(&instrument, Qt::Key_End);
    QCOMPARE(instrument.threshold(), 12.0);
    QTest::keyClick(&instrument, Qt::Key_Home);
    QCOMPARE(instrument.threshold(), -8.0);
    instrument.setThresholdRange(-4000, 9000, 10);
    instrument.setThreshold(123);
    QCOMPARE(instrument.threshold(), 120.0);
}

void TestPlotThreshold::noPairsIsNotAFailure()
{
    ThresholdInstrument instrument;
    showPlot(instrument, {1100, 240});
    instrument.setHistogram(std::vector<std::uint64_t>(2000, 0), -1, 1);
    QTest::keyClick(&instrument, Qt::Key_Left);
    QCOMPARE(instrument.countAtLeast(), std::uint64_t{0});
    QCOMPARE(instrument.summary(), QStringLiteral("Nothing to show yet."));
    instrument.setHistogram(hill(), -1, 1);
    instrument.clear();
    QTest::qWait(60);
    QCOMPARE(instrument.total(), std::uint64_t{0});
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestPlotThreshold)
#include "tst_plot_threshold.moc"
