// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/planted.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/jobs/tuning_job.h"
#include "ui/pages/train/suggest_view.h"
#include "ui/pages/train/train_page.h"
#include "ui/plots/trials_chart.h"
#include "ui/widgets/options_form.h"
#include "ui/widgets/table_view.h"

#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

TrainOptions small()
{
    auto options = *preset("balanced");
    options.dimension = 8;
    options.batchSize = 64;
    options.epochs = 6;
    return options;
}

/// Too many epochs to end by itself.
TrainOptions endless()
{
    auto options = small();
    options.epochs = options.patience = 1'000'000;
    return options;
}

constexpr double plenty = 1000;

}  // namespace

class TestSuggest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        useOwnSettings();
        m_dataset = planted({.likesPerUser = 9});
    }

    void aSearchTellsItsTrialsAndItsResult()
    {
        TuningJob job;
        QSignalSpy finished(&job, &TuningJob::finished);
        job.start(m_dataset, small(), {.seconds = plenty, .trials = 4});
        QVERIFY(job.isActive());
        QVERIFY(!job.result());
        QVERIFY(finished.wait(60'000));
        QVERIFY(!job.isActive());
        QVERIFY(job.result());
        QCOMPARE(job.trials().size(), std::size_t{4});
        QCOMPARE(job.result()->trials.size(), std::size_t{4});
        QCOMPARE(job.best(), job.result()->best);
        for (std::size_t i = 0; i < job.trials().size(); ++i) {
            QCOMPARE(job.trials()[i].number, int(i) + 1);
            QVERIFY(!job.trials()[i].values.empty());
        }
        QCOMPARE(job.trials().front().options.learningRate, small().learningRate);
    }

    void itIsTheSearchOfTheCommandLine()
    {
        TuningJob job;
        QSignalSpy finished(&job, &TuningJob::finished);
        job.start(m_dataset, small(), {.seconds = plenty, .trials = 3});
        QVERIFY(finished.wait(60'000));
        const auto split = Split::make(m_dataset, small().data);
        const auto straight = tune(*split, small(), {.seconds = plenty, .trials = 3});
        QCOMPARE(tuningJson(*job.result()), tuningJson(*straight));
    }

    void stopKeepsTheBestSoFar()
    {
        TuningJob job;
        QSignalSpy finished(&job, &TuningJob::finished);
        job.start(m_dataset, endless(), {.seconds = plenty});
        QTRY_VERIFY(job.best().has_value());
        job.stop();
        QVERIFY(job.isStopping());
        QVERIFY(finished.wait());
        QVERIFY(job.result()->stopped);
        QVERIFY(job.result()->best.has_value());
    }

    void whatIsAbandonedSaysNothingMore()
    {
        TuningJob job;
        QSignalSpy finished(&job, &TuningJob::finished);
        job.start(m_dataset, endless(), {.seconds = plenty});
        QTRY_VERIFY(!job.trials().empty());
        job.abandon();
        QVERIFY(!job.isActive());
        QVERIFY(job.trials().empty());
        job.start(m_dataset, small(), {.seconds = plenty, .trials = 1});
        QVERIFY(finished.wait(60'000));
        QCOMPARE(finished.count(), 1);
        QCOMPARE(job.trials().size(), std::size_t{1});
    }

    void whatCannotBeSearchedFails()
    {
        TuningJob job;
        QSignalSpy failed(&job, &TuningJob::failed);
        auto options = small();
        options.data.ratingAbove = 99;  // no positives are left
        job.start(m_dataset, options, {.seconds = plenty});
        QVERIFY(failed.wait());
        QVERIFY(!job.isActive());
        QVERIFY(!job.result());
    }

    void aRunningSearchIsDestroyedAtOnce()
    {
        auto job = std::make_unique<TuningJob>();
        job->start(m_dataset, endless(), {.seconds = plenty});
        QTRY_VERIFY(!job->trials().empty());
        job.reset();
    }

    void theChartKnowsTheBest()
    {
        TrialsChart chart;
        QVERIFY(!chart.best());
        QCOMPARE(chart.summary(), QStringLiteral("Nothing tried yet."));
        chart.setTrials({{1, {0.1, 0.15, 0.14}}, {2, {0.12, 0.18}}, {3, {0.11}, true}}, QStringLiteral("NDCG@10"));
        QCOMPARE(chart.best(), std::optional<std::size_t>(1));
        QVERIFY2(chart.summary().contains(QStringLiteral("number 2 with NDCG@10 0.180")), qPrintable(chart.summary()));
        const auto readings = chart.readings(2);
        QCOMPARE(readings.size(), std::size_t{2});
        QCOMPARE(readings[0].name, QStringLiteral("number 2"));
        QCOMPARE(readings[0].value, QStringLiteral("0.180"));
        QCOMPARE(readings[1].value, QStringLiteral("0.150"));
        QVERIFY(chart.visibleY().lower <= 0.1 && chart.visibleY().upper >= 0.18);
        QCOMPARE(chart.table().rows.size(), std::size_t{6});
        QCOMPARE(std::get<double>(chart.table().rows[4][2]), 0.18);
    }

    void byMouseFromSuggestToTheOptions()
    {
        openPage();
        auto options = small();
        options.learningRate = 0.001F;  // so slow that another choice wins
        m_session->setOptions(options);
        click(QStringLiteral("Suggest…"));
        auto* view = m_page->findChild<SuggestView*>();
        QVERIFY(view->isVisible());
        QVERIFY(!buttonWith(*m_page, QStringLiteral("Start"))->isVisible());
        QVERIFY(!m_page->canExportTable());
        named<QSpinBox>(*m_page, QStringLiteral("Seconds to search for"))->setValue(600);
        click(QStringLiteral("Search"));
        auto& tuning = m_session->tuning();
        QVERIFY(tuning.isActive());
        QTRY_VERIFY_WITH_TIMEOUT(tuning.best().value_or(0) > 0, 60'000);
        QVERIFY(m_page->canExportTable());
        QVERIFY(m_page->statusText().contains(QStringLiteral("best NDCG@10")));
        QCOMPARE(view->findChild<TableView*>()->model()->rowCount(), int(tuning.trials().size()));
        click(QStringLiteral("End the search"));
        QTRY_VERIFY(!tuning.isActive());
        QTRY_VERIFY(buttonWith(*view, QStringLiteral("Use these options"))->isVisible());
        const auto wanted = tuning.result()->options;
        click(QStringLiteral("Use these options"));
        QVERIFY(!view->isVisible());
        QVERIFY(buttonWith(*m_page, QStringLiteral("Start"))->isVisible());
        QVERIFY(namedValues(m_session->options()) == namedValues(wanted));
        QVERIFY(namedValues(m_page->findChild<OptionsForm*>()->options()) == namedValues(wanted));
        QVERIFY(m_session->options().learningRate != 0.001F);
    }

    void backLeavesTheOptionsAsTheyAre()
    {
        openPage();
        m_session->setOptions(small());
        click(QStringLiteral("Suggest…"));
        click(QStringLiteral("Back to training"));
        QVERIFY(!m_page->findChild<SuggestView*>()->isVisible());
        QVERIFY(namedValues(m_session->options()) == namedValues(small()));
    }

    void trainingAndSearchingDoNotRunAtOnce()
    {
        openPage();
        m_session->setOptions(endless());
        ToldMessages told(*m_session);
        m_session->suggestOptions(plenty);
        QVERIFY(m_session->tuning().isActive());
        m_session->startTraining();
        QVERIFY(!m_session->training().isActive());
        QVERIFY(told.lastText().contains(QStringLiteral("search for options")));
        told.messages().back().actions.front().run();
        QVERIFY(!m_session->tuning().isActive());
        QVERIFY(m_session->training().isActive());
        m_session->suggestOptions(plenty);
        QVERIFY(!m_session->tuning().isActive());
        QVERIFY(told.lastText().contains(QStringLiteral("being trained")));
        m_session->training().abandon();
    }

    void otherDataEndsTheSearch()
    {
        openPage();
        m_session->setOptions(endless());
        m_session->suggestOptions(plenty);
        QVERIFY(m_session->tuning().isActive());
        m_session->openSample();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isSimulated(), 30'000);
        QVERIFY(!m_session->tuning().isActive());
        QVERIFY(m_session->tuning().trials().empty());
    }

    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

private:
    void openPage()
    {
        m_session =
            sessionWith(randomModel({.users = 80, .movies = 60, .dimension = 4, .ratingsPerUser = 20, .seed = 9}));
        m_page = std::make_unique<TrainPage>(*m_session);
        m_page->resize(1100, 860);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    /// The visible button with these words.
    void click(const QString& words)
    {
        for (auto* button : m_page->findChildren<QAbstractButton*>()) {
            if (button->text() == words && button->isVisible()) {
                QVERIFY(button->isEnabled());
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
        QFAIL(qPrintable(QStringLiteral("no button \"%1\" can be seen").arg(words)));
    }

    std::shared_ptr<const Dataset> m_dataset;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<TrainPage> m_page;
};

QTEST_MAIN(TestSuggest)
#include "tst_suggest.moc"
