// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "tests/support/ui_training_log.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/loss_chart.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace projectionist::testing;

namespace projectionist {

class TestTrainingCharts : public QObject {
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
    void readingsAreSortedHighestFirst();
    void theSumOfEachBatchCanTakeThePlaceOfTheLossPerExample();
    void accuracyReadsTheChosenK();
    void withoutAHoldoutTheRowsTrainedOnAreShownAndSaidSo();
    void rivalsAreLevelsThatCanBeReadAndHidden();
    void labelsOfAllLevelsStandApart();
    void rivalsThatAreNotThereSayWhyInTheSummaryAndAreOfferedInTheMenu();
    void nothingIsReadWhereNothingWasMeasured();
    void tablesHoldEveryStepAndEveryK();
};

void TestTrainingCharts::stepsBecomeLossesPerExampleOverEpochs()
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

void TestTrainingCharts::shortLastBatchesAreNeitherSmoothedNorJoined()
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

void TestTrainingCharts::aLogThatGrewIsAppendedAndAnotherOneReplacesIt()
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

void TestTrainingCharts::theRefitGoesOnWhereTheSearchEndedAndSmoothsAnew()
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

void TestTrainingCharts::manyAppendsAreOneRepaint()
{
    LossChart chart;
    showPlot(chart);
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

void TestTrainingCharts::aLossThatIsNoNumberIsLeftOut()
{
    auto steps = stepsOf(2);
    steps[5].loss = std::nan("");
    steps[6].loss = HUGE_VAL;
    LossChart chart;
    chart.setSteps(steps, {2, 4});
    showPlot(chart);
    QVERIFY(std::isnan(chart.smoothed()[5]) && std::isnan(chart.smoothed()[6]));
    QVERIFY(std::isfinite(chart.visibleY().lower) && std::isfinite(chart.visibleY().upper));
    QVERIFY(std::holds_alternative<std::monostate>(chart.table().rows[5][3]));
}

void TestTrainingCharts::smoothingIsKeptInItsRange()
{
    LossChart chart;
    chart.setSmoothing(2);
    QCOMPARE(chart.smoothing(), 0.99);
    chart.setSmoothing(-1);
    QCOMPARE(chart.smoothing(), 0.0);
    chart.setSteps(stepsOf(1), {1, 4});
    QCOMPARE(chart.smoothed()[1], chart.points()[1].loss);
}

void TestTrainingCharts::thePlannedEpochsAreTheRangeOfX()
{
    LossChart chart;
    chart.setSteps(stepsOf(2), {20, 4});
    QCOMPARE(chart.visibleX(), (Range{0, 20}));
    AccuracyChart accuracy;
    accuracy.setEpochs(epochsOf({100, 120}), {}, {20, 4});
    QCOMPARE(accuracy.visibleX(), (Range{0, 20}));
}

void TestTrainingCharts::readingsAreSortedHighestFirst()
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

void TestTrainingCharts::theSumOfEachBatchCanTakeThePlaceOfTheLossPerExample()
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

void TestTrainingCharts::accuracyReadsTheChosenK()
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

void TestTrainingCharts::withoutAHoldoutTheRowsTrainedOnAreShownAndSaidSo()
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

void TestTrainingCharts::rivalsAreLevelsThatCanBeReadAndHidden()
{
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100, 188}), {}, {20, 4});
    chart.setRivals({{QStringLiteral("item-kNN"), hits(1000, 150), {}}, {QStringLiteral("EASE"), hits(1000, 250), {}}});
    auto readings = chart.readings(2);
    QCOMPARE(readings[0].name, QStringLiteral("EASE"));  // above the run
    QCOMPARE(readings[0].y, 0.25);
    QCOMPARE(readings[2].name, QStringLiteral("item-kNN"));
    QVERIFY(chart.visibleY().upper > 0.25);
    QVERIFY(chart.summary().contains(QStringLiteral("EASE: 25.0")));
    const auto table = chart.table();
    const auto column = [&](const char* name) {
        return static_cast<std::size_t>(std::ranges::find(table.header, name) - table.header.begin());
    };
    QCOMPARE(std::get<double>(table.rows[2][column("item_knn_seen_hidden")]), 0.15);  // k = 10
    QCOMPARE(std::get<double>(table.rows[4][column("ease_seen_hidden")]), 0.75);      // k = 100
    chart.setLineHidden(QStringLiteral("EASE"), true);
    QCOMPARE(chart.readings(2)[0].name, QStringLiteral("seen films hidden"));
    chart.setK(100);
    QCOMPARE(chart.readings(2)[1].y, 0.45);

    // Over the likes that they have learnt from they would stand far above, and say nothing.
    std::vector<EpochRecord> trainedOn{{Phase::Search, 1, hits(1000, 100), {}, {}, {}}};
    chart.setEpochs(trainedOn, {}, {1, 4});
    QVERIFY(!chart.lineNames().contains(QStringLiteral("item-kNN")));
    QVERIFY(std::holds_alternative<std::monostate>(chart.table().rows[2][column("item_knn_seen_hidden")]));
}

void TestTrainingCharts::labelsOfAllLevelsStandApart()
{
    Baselines baselines;
    baselines.popularHoldoutSeenHidden = hits(1000, 90);
    baselines.popularHoldout = hits(1000, 80);
    baselines.randomHoldoutSeenHidden = hits(1000, 70);
    AccuracyChart chart;
    chart.setEpochs(epochsOf({80, 95}), baselines, {2, 4});
    chart.setRivals({{QStringLiteral("item-kNN"), hits(1000, 92), {}}, {QStringLiteral("EASE"), hits(1000, 94), {}}});
    showPlot(chart, {420, 240});
    std::vector<QRectF> labels;
    for (const auto& name : chart.lineNames()) {
        const QRectF label = chart.labelOf(name).adjusted(1, 1, -1, -1);
        QVERIFY2(!label.isEmpty(), qPrintable(name));
        QVERIFY(QRectF(chart.rect()).contains(label));
        for (const QRectF& other : labels)
            QVERIFY2(!label.intersects(other), qPrintable(name));
        labels.push_back(label);
    }
    QCOMPARE(labels.size(), std::size_t{7});
}

void TestTrainingCharts::rivalsThatAreNotThereSayWhyInTheSummaryAndAreOfferedInTheMenu()
{
    AccuracyChart chart;
    chart.setEpochs(epochsOf({100}), {}, {1, 4});
    chart.setRivals({{QStringLiteral("EASE"), {}, QStringLiteral("It takes longer here.")}});
    QVERIFY(chart.summary().contains(QStringLiteral("EASE: –. It takes longer here.")));
    QVERIFY(!chart.lineNames().contains(QStringLiteral("EASE")));
    const auto offered = [](AccuracyChart& of, QMenu& menu) {
        of.fillMenu(menu);
        const auto actions = menu.actions();
        const auto found = std::ranges::find(actions, QStringLiteral("Measure item-kNN and EASE"), &QAction::text);
        return found == actions.end() ? nullptr : *found;
    };
    QMenu without, with;
    QVERIFY(!offered(chart, without));
    chart.offerRivals(QStringLiteral("About a minute."));
    auto* action = offered(chart, with);
    QVERIFY(action);
    QSignalSpy requested(&chart, &AccuracyChart::rivalsRequested);
    action->trigger();
    QCOMPARE(requested.size(), 1);
}

void TestTrainingCharts::nothingIsReadWhereNothingWasMeasured()
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
    showPlot(first);
}

void TestTrainingCharts::tablesHoldEveryStepAndEveryK()
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

}  // namespace projectionist

QTEST_MAIN(projectionist::TestTrainingCharts)
#include "tst_training_charts.moc"
