// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/loss_chart.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

/// Steps of 4 a phase's epoch, the last of them short: losses per row are 8, 7, 6, … in the order of steps.
std::vector<StepRecord> stepsOf(std::uint32_t epochs, Phase phase = Phase::Search)
{
    std::vector<StepRecord> steps;
    double loss = 8;
    for (std::uint32_t epoch = 1; epoch <= epochs; ++epoch) {
        for (std::uint32_t step = 1; step <= 4; ++step) {
            const std::uint32_t rows = step == 4 ? 10 : 100;
            steps.push_back({phase, epoch, step, rows, loss * rows, std::log(double(rows)) * rows});
            loss -= 0.25;
        }
    }
    return steps;
}

TopKHits hits(std::uint64_t rows, std::uint64_t ten)
{
    return {rows, {ten / 10, ten / 2, ten, ten * 2, ten * 3}};
}

std::vector<EpochRecord> epochsOf(std::initializer_list<std::uint64_t> seenHidden)
{
    std::vector<EpochRecord> epochs;
    std::uint32_t number = 0;
    for (const auto ten : seenHidden)
        epochs.push_back({Phase::Search, ++number, {}, hits(1000, ten / 2), hits(1000, ten), {}});
    return epochs;
}

template <class Chart>
void show(Chart& chart)
{
    chart.resize(480, 320);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QTest::qWait(80);
}

void turn(QWidget& widget, QPointF at, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

}  // namespace

class TestLineCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void stepsBecomeLossesPerExampleOverEpochs();
    void shortLastBatchesAreNeitherSmoothedNorJoined();
    void aLogThatGrewIsAppendedAndAnotherOneReplacesIt();
    void theRefitGoesOnWhereTheSearchEndedAndSmoothsAnew();
    void manyAppendsAreOneRepaint();
    void aLossThatIsNoNumberIsLeftOut();
    void smoothingIsKeptInItsRange();
    void thePlannedEpochsAreTheRangeOfX();
    void wheelZoomsXAboutThePointerAndShiftWheelY();
    void zoomHasItsLimitsAndDoubleClickFits();
    void dragPansWithinTheRun();
    void hoverMovesTheCrosshairAndLeavingTakesItAway();
    void arrowsMoveTheCrosshairFromStepToStep();
    void chartsShareACrosshairWithoutAnEcho();
    void readingsAreSortedHighestFirst();
    void theSumOfEachBatchCanTakeThePlaceOfTheLossPerExample();
    void aClickOnALabelHidesTheLineAndBringsItBack();
    void controlClickLeavesOnlyOneLine();
    void theMenuListsTheLines();
    void accuracyReadsTheChosenK();
    void withoutAHoldoutTheRowsTrainedOnAreShownAndSaidSo();
    void nothingIsReadWhereNothingWasMeasured();
    void theSummaryIsTheAccessibleDescription();
    void tablesHoldEveryStepAndEveryK();
    void theThemeSwitchesLive();
};

void TestLineCharts::stepsBecomeLossesPerExampleOverEpochs()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {3, 4});
    QCOMPARE(chart.points().size(), std::size_t{8});
    QCOMPARE(chart.points()[0].epoch, 0.25);
    QCOMPARE(chart.points()[0].loss, 8.0);
    QVERIFY(std::abs(chart.points()[0].guessing - std::log(100.0)) < 1e-12);
    QCOMPARE(chart.points()[4].epoch, 1.25);
    QCOMPARE(chart.points()[7].loss, 6.25);
    QVERIFY(chart.points()[3].isShort && chart.points()[7].isShort && !chart.points()[4].isShort);
}

void TestLineCharts::shortLastBatchesAreNeitherSmoothedNorJoined()
{
    LossChart chart;
    chart.setSmoothing(0.5);
    chart.setSteps(stepsOf(2), {2, 4});
    QVERIFY(std::isnan(chart.smoothed()[3]));
    // 8 → 8; 7.75 → (2 + 3.875) ∕ 0.75; 7.5 → (2.9375 + 3.75) ∕ 0.875; the short one is passed over; 7 → (3.34375
    // + 3.5) ∕ 0.9375
    QCOMPARE(chart.smoothed()[0], 8.0);
    QVERIFY(std::abs(chart.smoothed()[1] - 5.875 / 0.75) < 1e-12);
    QVERIFY(std::abs(chart.smoothed()[2] - 6.6875 / 0.875) < 1e-12);
    QVERIFY(std::abs(chart.smoothed()[4] - 6.84375 / 0.9375) < 1e-12);
}

void TestLineCharts::aLogThatGrewIsAppendedAndAnotherOneReplacesIt()
{
    const auto steps = stepsOf(4);
    LossChart once, grown;
    once.setSteps(steps, {4, 4});
    for (std::size_t count = 1; count <= steps.size(); ++count)
        grown.setSteps(std::span(steps).first(count), {4, 4});
    QCOMPARE(grown.points().size(), once.points().size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QCOMPARE(grown.points()[i].epoch, once.points()[i].epoch);
        QVERIFY(grown.smoothed()[i] == once.smoothed()[i] ||
                (std::isnan(grown.smoothed()[i]) && std::isnan(once.smoothed()[i])));
    }
    auto other = stepsOf(2);
    other.front().loss = 900;
    grown.setSteps(other, {4, 4});
    QCOMPARE(grown.points().size(), other.size());
    QCOMPARE(grown.points()[0].loss, 9.0);
    // Without a plan the steps of an epoch are those seen so far.
    LossChart unplanned;
    unplanned.setSteps(std::span(steps).first(2));
    QCOMPARE(unplanned.points()[1].epoch, 1.0);
    unplanned.setSteps(steps);
    QCOMPARE(unplanned.points()[1].epoch, 0.5);
}

void TestLineCharts::theRefitGoesOnWhereTheSearchEndedAndSmoothsAnew()
{
    auto steps = stepsOf(2);
    const auto refit = stepsOf(1, Phase::Refit);
    steps.insert(steps.end(), refit.begin(), refit.end());
    LossChart chart;
    chart.setSteps(steps, {40, 4}, {2, 4});
    QCOMPARE(chart.points()[8].epoch, 2.25);
    QCOMPARE(chart.smoothed()[8], 8.0);
    QCOMPARE(chart.visibleX(), (Range{0, 4}));
    QVERIFY(chart.summary().contains(QStringLiteral("refit, epoch 0.8")));
}

void TestLineCharts::manyAppendsAreOneRepaint()
{
    LossChart chart;
    show(chart);
    std::vector<StepRecord> steps;
    int paints = 0;
    struct Counter : QObject {
        int* count;
        bool eventFilter(QObject*, QEvent* event) override
        {
            *count += event->type() == QEvent::Paint ? 1 : 0;
            return false;
        }
    } counter;
    counter.count = &paints;
    for (auto* child : chart.findChildren<QWidget*>())
        child->installEventFilter(&counter);
    for (std::uint32_t i = 0; i < 2000; ++i) {
        steps.push_back({Phase::Search, i / 100 + 1, i % 100 + 1, 1024, 6e3 + i, 7e3});
        chart.setSteps(steps, {20, 100});
        QCoreApplication::sendPostedEvents();
    }
    QTest::qWait(120);
    QVERIFY(paints >= 1);
    QVERIFY2(paints < 40, qPrintable(QString::number(paints)));  // 20 a second, however slow this machine is
}

void TestLineCharts::aLossThatIsNoNumberIsLeftOut()
{
    auto steps = stepsOf(2);
    steps[5].loss = std::nan("");
    steps[6].loss = HUGE_VAL;
    LossChart chart;
    chart.setSteps(steps, {2, 4});
    show(chart);
    QVERIFY(std::isnan(chart.smoothed()[5]) && std::isnan(chart.smoothed()[6]));
    QVERIFY(std::isfinite(chart.visibleY().lower) && std::isfinite(chart.visibleY().upper));
    QVERIFY(std::holds_alternative<std::monostate>(chart.table().rows[5][3]));
}

void TestLineCharts::smoothingIsKeptInItsRange()
{
    LossChart chart;
    chart.setSmoothing(2);
    QCOMPARE(chart.smoothing(), 0.99);
    chart.setSmoothing(-1);
    QCOMPARE(chart.smoothing(), 0.0);
    chart.setSteps(stepsOf(1), {1, 4});
    QCOMPARE(chart.smoothed()[1], chart.points()[1].loss);
}

void TestLineCharts::thePlannedEpochsAreTheRangeOfX()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {20, 4});
    QCOMPARE(chart.visibleX(), (Range{0, 20}));
    AccuracyChart accuracy;
    accuracy.setEpochs(epochsOf({100, 120}), {}, {20, 4});
    QCOMPARE(accuracy.visibleX(), (Range{0, 20}));
}

void TestLineCharts::wheelZoomsXAboutThePointerAndShiftWheelY()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    show(chart);
    const Range y = chart.visibleY();
    turn(chart, {240, 160}, 120);
    QVERIFY(!chart.isFitted());
    QVERIFY(std::abs(chart.visibleX().size() - 20 / 1.25) < 1e-9);
    QVERIFY(chart.visibleX().lower > 0 && chart.visibleX().upper < 20);
    QCOMPARE(chart.visibleY(), y);
    const Range x = chart.visibleX();
    turn(chart, {240, 160}, 120, Qt::ShiftModifier);
    QCOMPARE(chart.visibleX(), x);
    QVERIFY(std::abs(chart.visibleY().size() - y.size() / 1.25) < 1e-9);
}

void TestLineCharts::zoomHasItsLimitsAndDoubleClickFits()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    show(chart);
    for (int i = 0; i < 100; ++i)
        turn(chart, {240, 160}, 120);
    QVERIFY(chart.visibleX().size() >= 0.99 && chart.visibleX().size() <= 10);
    for (int i = 0; i < 200; ++i)
        turn(chart, {240, 160}, -120);
    QCOMPARE(chart.visibleX(), (Range{0, 20}));
    turn(chart, {240, 160}, 120);
    QTest::mouseDClick(&chart, Qt::LeftButton, {}, QPoint(240, 160));
    QVERIFY(chart.isFitted());
}

void TestLineCharts::dragPansWithinTheRun()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    show(chart);
    for (int i = 0; i < 4; ++i)
        turn(chart, {240, 160}, 120);
    const Range before = chart.visibleX();
    QTest::mousePress(&chart, Qt::LeftButton, {}, QPoint(240, 160));
    QTest::mouseMove(&chart, QPoint(180, 160));
    QMouseEvent move(QEvent::MouseMove, QPointF(180, 160), chart.mapToGlobal(QPointF(180, 160)), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(&chart, &move);
    QVERIFY(chart.visibleX().lower > before.lower);
    QVERIFY(std::abs(chart.visibleX().size() - before.size()) < 1e-9);
    QMouseEvent far(QEvent::MouseMove, QPointF(5000, 160), chart.mapToGlobal(QPointF(5000, 160)), Qt::NoButton,
                    Qt::LeftButton, {});
    QApplication::sendEvent(&chart, &far);
    QCOMPARE(chart.visibleX().lower, 0.0);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, QPoint(400, 160));
}

void TestLineCharts::hoverMovesTheCrosshairAndLeavingTakesItAway()
{
    LossChart chart;
    chart.setSteps(stepsOf(20), {20, 4});
    show(chart);
    QSignalSpy moved(&chart, &LineChart::crosshairMoved);
    QMouseEvent move(QEvent::MouseMove, QPointF(240, 160), chart.mapToGlobal(QPointF(240, 160)), Qt::NoButton,
                     Qt::NoButton, {});
    QApplication::sendEvent(&chart, &move);
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
    show(chart);
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
    show(empty);
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
    show(loss);
    show(accuracy);
    QSignalSpy echo(&loss, &LineChart::crosshairMoved);
    QTest::keyClick(&accuracy, Qt::Key_Right);
    QCOMPARE(loss.crosshair(), std::optional(1.0));
    QCOMPARE(echo.count(), 0);
}

void TestLineCharts::readingsAreSortedHighestFirst()
{
    LossChart chart;
    chart.setSteps(stepsOf(1), {1, 4});
    const auto readings = chart.readings(0.5);
    QCOMPARE(readings.size(), std::size_t{3});
    for (std::size_t i = 1; i < readings.size(); ++i)
        QVERIFY(readings[i - 1].y >= readings[i].y);
    QCOMPARE(readings.back().name, QStringLiteral("guessing"));
    QCOMPARE(readings.back().value, QStringLiteral("4.605"));
    const auto shortOne = chart.readings(1.0);
    QVERIFY(shortOne.front().name.contains(QStringLiteral("short last batch, 10 rows")));
}

void TestLineCharts::theSumOfEachBatchCanTakeThePlaceOfTheLossPerExample()
{
    LossChart chart;
    chart.setSmoothing(0);
    chart.setSteps(stepsOf(1), {1, 4});
    QVERIFY(chart.visibleY().upper < 20);
    QMenu menu;
    chart.fillMenu(menu);
    const auto actions = menu.actions();
    const auto sum = std::ranges::find(actions, QStringLiteral("Raw sum of each batch"), &QAction::text);
    QVERIFY(sum != actions.end());
    (*sum)->trigger();
    QVERIFY(chart.isSummed());
    const auto readings = chart.readings(0.25);  // 100 rows at 8 nats each; guessing gives 100 ln 100
    QCOMPARE(readings[0].value, QStringLiteral("800"));
    QCOMPARE(readings[1].value, QStringLiteral("461"));
    QVERIFY(chart.visibleY().lower < 461 && chart.visibleY().upper > 800);
    QVERIFY(chart.summary().contains(QStringLiteral("750")));
    QCOMPARE(std::get<double>(chart.table().rows[0][3]), 8.0);  // the table says per example, whatever is drawn
    chart.setSummed(false);
    QCOMPARE(chart.readings(0.25)[0].value, QStringLiteral("8.000"));
}

void TestLineCharts::aClickOnALabelHidesTheLineAndBringsItBack()
{
    const QString guessing = QStringLiteral("guessing");
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    show(chart);
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
    show(chart);
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

void TestLineCharts::accuracyReadsTheChosenK()
{
    Baselines baselines;
    baselines.popularHoldoutSeenHidden = hits(1000, 90);
    baselines.popularHoldout = hits(1000, 30);
    baselines.randomHoldoutSeenHidden = hits(1000, 6);
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100, 188}), baselines, {20, 4});
    QCOMPARE(chart.k(), 10);
    auto readings = chart.readings(2);
    QCOMPARE(readings.size(), std::size_t{5});
    QCOMPARE(readings[0].name, QStringLiteral("seen films hidden"));
    QCOMPARE(readings[0].y, 0.188);
    QCOMPARE(readings[0].value, QStringLiteral("18.8") + QChar(0x2009) + QLatin1Char('%'));
    QCOMPARE(readings[1].y, 0.094);
    QCOMPARE(readings[2].name, QStringLiteral("most popular"));
    QCOMPARE(readings[4].name, QStringLiteral("random"));
    chart.setK(100);
    QCOMPARE(chart.readings(2)[0].y, 0.564);
    chart.setK(7);  // no such k
    QCOMPARE(chart.k(), 100);
}

void TestLineCharts::withoutAHoldoutTheRowsTrainedOnAreShownAndSaidSo()
{
    AccuracyChart chart;
    std::vector<EpochRecord> epochs{{Phase::Search, 1, hits(5000, 300), {}, {}, {}}};
    chart.setEpochs(epochs, {}, {3, 4});
    QVERIFY(chart.summary().contains(QStringLiteral("trained on")));
    QVERIFY(chart.summary().contains(QStringLiteral("5,000")));
    const auto readings = chart.readings(1);
    QCOMPARE(readings.size(), std::size_t{3});  // k = 10 and the wider ones
    QCOMPARE(readings.back().y, 0.06);
}

void TestLineCharts::nothingIsReadWhereNothingWasMeasured()
{
    auto epochs = epochsOf({100, 120});
    epochs.push_back({Phase::Refit, 1, {}, {}, {}, {}});
    AccuracyChart chart;
    chart.setEpochs(epochs, {}, {20, 4}, {8, 5});
    QCOMPARE(chart.visibleX(), (Range{0, 10}));  // two of the search, eight of the refit
    QVERIFY(chart.readings(2).size() == 2);
    QVERIFY(chart.readings(5).empty());
    AccuracyChart first;
    first.setEpochs({}, {}, {20, 4});
    first.setRunning(0.3);
    QCOMPARE(first.summary(), QStringLiteral("Not evaluated yet."));
    show(first);
}

void TestLineCharts::theSummaryIsTheAccessibleDescription()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    QTRY_COMPARE(chart.accessibleDescription(), chart.summary());
    QVERIFY(chart.summary().contains(QStringLiteral("nats")));
    QVERIFY(!chart.accessibleName().isEmpty());
}

void TestLineCharts::tablesHoldEveryStepAndEveryK()
{
    LossChart loss;
    loss.setSteps(stepsOf(2), {2, 4});
    QCOMPARE(loss.table().rows.size(), std::size_t{8});
    QCOMPARE(loss.table().rows[0].size(), loss.table().header.size());
    AccuracyChart accuracy;
    accuracy.setEpochs(epochsOf({100, 120}), {}, {2, 4});
    const auto table = accuracy.table();
    QCOMPARE(table.rows.size(), std::size_t{10});
    QCOMPARE(std::get<double>(table.rows[7][3]), 0.12);
    QVERIFY(std::holds_alternative<std::monostate>(table.rows[7][5]));  // not computed is not 0
}

void TestLineCharts::theThemeSwitchesLive()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {2, 4});
    show(chart);
    QCOMPARE(chart.grab().toImage().pixelColor(470, 4), Theme::light().panel);
    QApplication::setPalette(Theme::darkTheme().palette());
    QTest::qWait(80);
    QCOMPARE(chart.grab().toImage().pixelColor(470, 4), Theme::darkTheme().panel);
    QApplication::setPalette(Theme::light().palette());
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestLineCharts)
#include "tst_line_charts.moc"
