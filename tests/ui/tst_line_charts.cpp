// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "tests/support/ui_training_log.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/loss_chart.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace projectionist::testing;

namespace projectionist {

namespace {

/// Pixels of a rectangle that have the colour of the curve.
int curvePixels(const QImage& picture, const QRectF& rect)
{
    int found = 0;
    for (int y = int(rect.top()) + 2; y < int(rect.bottom()) - 2; ++y) {
        for (int x = int(rect.left()); x < int(rect.right()); ++x) {
            const QColor colour = picture.pixelColor(x, y);
            found += colour.blue() - colour.red() > 60 ? 1 : 0;
        }
    }
    return found;
}

}  // namespace

class TestLineCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void wheelZoomsXAboutThePointerAndShiftWheelY();
    void zoomHasItsLimitsAndDoubleClickFits();
    void dragPansWithinTheRun();
    void hoverMovesTheCrosshairAndLeavingTakesItAway();
    void arrowsMoveTheCrosshairFromStepToStep();
    void chartsShareACrosshairWithoutAnEcho();
    void betweenTwoEpochsTheDotsStayOnTheirLines();
    void wordsLieBesideTheCurve();
    void shortBatchesCloseUnderTheCurveAreNamedBesideIt();
    void aClickOnALabelHidesTheLineAndBringsItBack();
    void controlClickLeavesOnlyOneLine();
    void theMenuListsTheLines();
    void theSummaryIsTheAccessibleDescription();
    void theThemeSwitchesLive();
};

void TestLineCharts::wheelZoomsXAboutThePointerAndShiftWheelY()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    showPlot(chart);
    const Range y = chart.visibleY();
    turnWheel(chart, {240, 160}, 120);
    QVERIFY(!chart.isFitted());
    QVERIFY(std::abs(chart.visibleX().size() - 20 / 1.25) < 1e-9);
    QVERIFY(chart.visibleX().lower > 0 && chart.visibleX().upper < 20);
    QCOMPARE(chart.visibleY(), y);
    const Range x = chart.visibleX();
    turnWheel(chart, {240, 160}, 120, Qt::ShiftModifier);
    QCOMPARE(chart.visibleX(), x);
    QVERIFY(std::abs(chart.visibleY().size() - y.size() / 1.25) < 1e-9);
}

void TestLineCharts::zoomHasItsLimitsAndDoubleClickFits()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    showPlot(chart);
    for (int i = 0; i < 100; ++i)
        turnWheel(chart, {240, 160}, 120);
    QVERIFY(chart.visibleX().size() >= 0.99 && chart.visibleX().size() <= 10);
    for (int i = 0; i < 200; ++i)
        turnWheel(chart, {240, 160}, -120);
    QCOMPARE(chart.visibleX(), (Range{0, 20}));
    turnWheel(chart, {240, 160}, 120);
    QTest::mouseDClick(&chart, Qt::LeftButton, {}, QPoint(240, 160));
    QVERIFY(chart.isFitted());
}

void TestLineCharts::dragPansWithinTheRun()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    showPlot(chart);
    for (int i = 0; i < 4; ++i)
        turnWheel(chart, {240, 160}, 120);
    const Range before = chart.visibleX();
    QTest::mousePress(&chart, Qt::LeftButton, {}, QPoint(240, 160));
    QTest::mouseMove(&chart, QPoint(180, 160));
    sendMouse(chart, QEvent::MouseMove, QPointF(180, 160), Qt::NoButton, Qt::LeftButton);
    QVERIFY(chart.visibleX().lower > before.lower);
    QVERIFY(std::abs(chart.visibleX().size() - before.size()) < 1e-9);
    sendMouse(chart, QEvent::MouseMove, QPointF(5000, 160), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(chart.visibleX().lower, 0.0);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, QPoint(400, 160));
}

void TestLineCharts::hoverMovesTheCrosshairAndLeavingTakesItAway()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    showPlot(chart);
    QSignalSpy moved(&chart, &LineChart::crosshairMoved);
    sendMouse(chart, QEvent::MouseMove, QPointF(240, 160), Qt::NoButton, Qt::NoButton);
    QVERIFY(chart.crosshair().has_value());
    QCOMPARE(moved.count(), 1);
    QCOMPARE(*chart.crosshair() * 4, std::round(*chart.crosshair() * 4));  // on a step
    QVERIFY(chart.readings(*chart.crosshair()).size() >= 2);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&chart, &leave);
    QVERIFY(!chart.crosshair());
    QCOMPARE(moved.count(), 2);
}

void TestLineCharts::arrowsMoveTheCrosshairFromStepToStep()
{
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100, 120, 130}), {}, {20, 4});
    showPlot(chart);
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.crosshair(), std::optional(1.0));
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.crosshair(), std::optional(2.0));
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.crosshair(), std::optional(3.0));
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(chart.crosshair(), std::optional(2.0));
    QTest::keyClick(&chart, Qt::Key_Escape);
    QVERIFY(!chart.crosshair());
    AccuracyChart empty;
    showPlot(empty);
    QTest::keyClick(&empty, Qt::Key_Right);
    QVERIFY(!empty.crosshair());
}

void TestLineCharts::chartsShareACrosshairWithoutAnEcho()
{
    LossChart loss;
    AccuracyChart accuracy;
    loss.setSteps(stepsOf(20), {20, 4});
    accuracy.setEpochs(epochsOf({100, 120, 130}), {}, {20, 4});
    connect(&loss, &LineChart::crosshairMoved, &accuracy, &LineChart::setCrosshair);
    connect(&accuracy, &LineChart::crosshairMoved, &loss, &LineChart::setCrosshair);
    showPlot(loss);
    showPlot(accuracy);
    QSignalSpy echo(&loss, &LineChart::crosshairMoved);
    QTest::keyClick(&accuracy, Qt::Key_Right);
    QCOMPARE(loss.crosshair(), std::optional(1.0));
    QCOMPARE(echo.count(), 0);
}

void TestLineCharts::betweenTwoEpochsTheDotsStayOnTheirLines()
{
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100, 120, 130}), {}, {20, 4});
    const auto readings = chart.readings(2.4);  // a step of the loss chart that shares the crosshair
    QCOMPARE(readings.size(), std::size_t{2});
    for (const auto& reading : readings)
        QCOMPARE(reading.x, 2.0);
    QCOMPARE(readings[0].y, 0.12);
}

void TestLineCharts::wordsLieBesideTheCurve()
{
    // A loss that rises to just above guessing and stays there: over the line at its right end lies the curve.
    std::vector<StepRecord> steps;
    const double guessing = std::log(1024.0);
    for (std::uint32_t step = 1; step <= 400; ++step) {
        const double loss = guessing + 0.015 - 0.35 * std::exp(-double(step) / 15);
        steps.push_back({Phase::Search, 1, step, 1024, loss * 1024, guessing * 1024});
    }
    LossChart chart;
    chart.setSmoothing(0);
    chart.setSteps(steps, {1, 400});
    showPlot(chart);
    const QImage picture = chart.grab().toImage();
    const auto curveIn = [&](const QRectF& rect) { return curvePixels(picture, rect); };
    const QRectF words = chart.labelOf(QStringLiteral("guessing")), value = chart.labelOf(QStringLiteral("this step"));
    QVERIFY(!words.isEmpty() && !value.isEmpty());
    QVERIFY(curveIn(QRectF(chart.rect())) > 400);
    QCOMPARE(curveIn(words), 0);
    QCOMPARE(curveIn(value), 0);
    QVERIFY(!words.intersects(value));
}

void TestLineCharts::shortBatchesCloseUnderTheCurveAreNamedBesideIt()
{
    // The first epochs of a run of forty: beside the first of the short batches lies the curve or the next of them.
    std::vector<StepRecord> steps;
    for (std::uint32_t epoch = 1; epoch <= 8; ++epoch) {
        for (std::uint32_t step = 1; step <= 49; ++step) {
            const std::uint32_t rows = step == 49 ? 685 : 1024;
            const double at = epoch - 1 + step / 49.0;
            const double loss = 6.2 + 1.6 * std::exp(-at * 1.4) + 0.35 * std::exp(-at / 5) + (step % 2 ? 0.04 : -0.04) -
                                (step == 49 ? 0.2 : 0);
            steps.push_back({Phase::Search, epoch, step, rows, loss * rows, 7.72 * rows});
        }
    }
    LossChart chart;
    chart.setSteps(steps, {40, 49});
    showPlot(chart);
    const QRectF words = chart.labelOf(QStringLiteral("short last batches"));
    QVERIFY(!words.isEmpty());
    QVERIFY(words.right() < chart.width());
    QCOMPARE(curvePixels(chart.grab().toImage(), words), 0);
}

void TestLineCharts::aClickOnALabelHidesTheLineAndBringsItBack()
{
    const QString guessing = QStringLiteral("guessing");
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    showPlot(chart);
    const QRectF label = chart.labelOf(guessing);
    QVERIFY(!label.isEmpty());
    QCOMPARE(chart.readings(0.5).size(), std::size_t{3});
    const double lowest = chart.visibleY().lower;
    QTest::mouseClick(&chart, Qt::LeftButton, {}, label.center().toPoint());
    QVERIFY(chart.isLineHidden(guessing));
    QCOMPARE(chart.readings(0.5).size(), std::size_t{2});
    QVERIFY(chart.visibleY().lower > lowest);  // ln 100 need not be in view any longer
    QTest::qWait(80);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.labelOf(guessing).center().toPoint());
    QVERIFY(!chart.isLineHidden(guessing));
    // A drag that begins on a label is none.
    QTest::qWait(80);
    const QPoint grip = chart.labelOf(guessing).center().toPoint();
    QTest::mousePress(&chart, Qt::LeftButton, {}, grip);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, grip - QPoint(20, 0));
    QVERIFY(!chart.isLineHidden(guessing));
}

void TestLineCharts::controlClickLeavesOnlyOneLine()
{
    Baselines baselines;
    baselines.popularHoldoutSeenHidden = hits(1000, 90);
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100, 188, 190}), baselines, {20, 4});
    showPlot(chart);
    const QString main = QStringLiteral("seen films hidden");
    QCOMPARE(chart.lineNames().size(), 3);
    QTest::mouseClick(&chart, Qt::LeftButton, Qt::ControlModifier, chart.labelOf(main).center().toPoint());
    QCOMPARE(chart.readings(2).size(), std::size_t{1});
    QCOMPARE(chart.readings(2)[0].name, main);
    QTest::qWait(80);
    QTest::mouseClick(&chart, Qt::LeftButton, Qt::ControlModifier, chart.labelOf(main).center().toPoint());
    QCOMPARE(chart.readings(2).size(), std::size_t{3});
}

void TestLineCharts::theMenuListsTheLines()
{
    LossChart chart;
    chart.setSteps(stepsOf(1), {1, 4});
    QMenu menu;
    chart.fillMenu(menu);
    const auto actions = menu.actions();
    const auto lines = std::ranges::find(actions, QStringLiteral("Lines"), &QAction::text);
    QVERIFY(lines != actions.end());
    const auto names = (*lines)->menu()->actions();
    QCOMPARE(names.size(), chart.lineNames().size());
    QVERIFY(names[1]->isChecked());
    names[1]->trigger();
    QVERIFY(chart.isLineHidden(names[1]->text()));
}

void TestLineCharts::theSummaryIsTheAccessibleDescription()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    QTRY_COMPARE(chart.accessibleDescription(), chart.summary());
    QVERIFY(chart.summary().contains(QStringLiteral("nats")));
    QVERIFY(!chart.accessibleName().isEmpty());
}

void TestLineCharts::theThemeSwitchesLive()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    showPlot(chart);
    QCOMPARE(chart.grab().toImage().pixelColor(470, 4), Theme::light().panel);
    QApplication::setPalette(Theme::darkTheme().palette());
    QTest::qWait(80);
    QCOMPARE(chart.grab().toImage().pixelColor(470, 4), Theme::darkTheme().panel);
    QApplication::setPalette(Theme::light().palette());
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestLineCharts)
#include "tst_line_charts.moc"
