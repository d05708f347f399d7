// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/baselines.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/results_table.h"
#include "ui/inspector/run_card_view.h"
#include "ui/pages/train/train_page.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/session/item_baselines.h"
#include "ui/window/status_line.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using State = ItemBaselines::State;

/// Thirty users who like about half of twelve films, those of their own kind mostly.
void writeData(const TemporaryFolder& folder)
{
    std::string ratings("userId,movieId,rating,timestamp\n");
    for (int user = 1; user <= 30; ++user)
        for (int movie = 1; movie <= 12; ++movie)
            if ((7 * user + 5 * movie) % 4 != 0)
                ratings += QStringLiteral("%1,%2,%3,%4\n")
                               .arg(user)
                               .arg(movie)
                               .arg((user + movie) % 2 == 0 || user % 5 == movie % 5 ? 5 : 2)
                               .arg(1000 * user + movie)
                               .toStdString();
    std::string movies("movieId,title,genres\n");
    for (int movie = 1; movie <= 12; ++movie)
        movies += QStringLiteral("%1,Film %1 (1990),Drama\n").arg(movie).toStdString();
    folder.write("ratings.csv", ratings);
    folder.write("movies.csv", movies);
}

TrainOptions quickOptions()
{
    auto options = *preset("balanced");
    options.dimension = 4;
    options.batchSize = 16;
    options.epochs = 2;
    return options;
}

/// A run that does not end by itself while a test looks at it.
TrainOptions longOptions()
{
    auto options = quickOptions();
    options.epochs = 1'000'000;
    options.patience = 1'000'000;
    return options;
}

/// A random model with results over the rows that it was trained on.
std::shared_ptr<const Model> modelWithResults(const RandomModelOptions& shape)
{
    auto parts = randomModelParts(shape);
    EpochRecord results;
    results.training = TopKHits{parts.card.trainingRows, {1, 2, 3, 4, 5}};
    parts.card.results = results;
    parts.card.state = RunCard::State::WithoutHoldout;
    parts.card.shownEpoch = 1;
    parts.history.epochs = {results};
    return makeModel(std::move(parts));
}

/// Some 5,500 films that are liked by some 5,500 users: EASE takes a while.
std::shared_ptr<const Model> slowModel()
{
    static const auto model = modelWithResults({.users = 6000, .movies = 6000, .dimension = 2, .ratingsPerUser = 5});
    return model;
}

void compareLines(const EvaluationRow* shown, const EvaluationRow& expected)
{
    QVERIFY(shown);
    QVERIFY(shown->ranks.all == expected.ranks.all);
    QVERIFY(shown->ranks.seenHidden == expected.ranks.seenHidden);
    const auto shownMetrics = epochMetrics(shown->metrics), expectedMetrics = epochMetrics(expected.metrics);
    QVERIFY(shownMetrics && shownMetrics == expectedMetrics);
}

}  // namespace

class TestItemBaselines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }

    void figuresComeAfterARunAndAreThoseOfTheEngine()
    {
        openData();
        QVERIFY(m_items->state() == State::None);
        QVERIFY(m_items->line("EASE") == nullptr);
        train(quickOptions());
        QTRY_VERIFY(m_items->state() == State::Measured);
        const auto split = m_session->model()->split();
        const auto expected = measureBaselines(MeasuredRows::of(*split), epochKs);
        QVERIFY(expected);
        for (const auto* name : {"item-kNN", "EASE"}) {
            const auto line = std::ranges::find(expected->lines, name, &EvaluationRow::name);
            QVERIFY(line != expected->lines.end());
            compareLines(m_items->line(name), *line);
        }
        QVERIFY(m_items->note("EASE").contains(QStringLiteral("λ")));
        QVERIFY(!m_items->canMeasure());
    }

    void aModelFromAFileHasThemToo()
    {
        const auto session = sessionWith(makeModel(smallRunParts()));
        QTRY_VERIFY(session->itemBaselines().state() == State::Measured);
        const auto* line = session->itemBaselines().line("item-kNN");
        QVERIFY(line);
        QCOMPARE(line->ranks.seenHidden->rows, std::uint64_t{2});  // the held-out likes that the file holds
    }

    void theSameSplitIsMeasuredOnceAndShownBesideTheNextRun()
    {
        openData();
        train(quickOptions());
        QTRY_VERIFY(m_items->state() == State::Measured);
        const QSignalSpy started(&m_items->job(), &Job::started);
        auto options = longOptions();
        options.dimension = 5;
        m_session->setOptions(options);
        m_session->startTraining();
        QVERIFY(m_items->line("EASE") != nullptr);
        QTRY_VERIFY(!m_session->trainingLog().epochs.empty());
        QVERIFY(m_items->line("EASE") != nullptr);
        stopTraining();
        QVERIFY(m_items->state() == State::Measured);
        QCOMPARE(started.size(), 0);
    }

    void anotherSplitDropsThem_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"filter", "holdout", "seed"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }

    void anotherSplitDropsThem()
    {
        QFETCH(QString, what);
        openData();
        train(quickOptions());
        QTRY_VERIFY(m_items->state() == State::Measured);
        auto options = longOptions();
        if (what == QStringLiteral("filter"))
            options.data.ratingAbove = 1;
        else if (what == QStringLiteral("holdout"))
            options.data.holdout = Holdout{Holdout::Kind::Last, 0.1, 2, {}};
        else
            options.seed = options.data.seed = 5;
        m_session->setOptions(options);
        m_session->startTraining();
        QVERIFY(m_items->state() == State::AfterRun);
        QVERIFY(m_items->line("EASE") == nullptr);
        QVERIFY(m_items->note("EASE").contains(QStringLiteral("when the run has ended")));
        QTRY_VERIFY(!m_session->trainingLog().epochs.empty());
        stopTraining();
        QTRY_VERIFY(m_items->state() == State::Measured);
        const auto split = m_session->model()->split();
        QCOMPARE(m_items->line("EASE")->ranks.seenHidden->rows, std::uint64_t{split->holdoutUsers().size()});
    }

    void otherDataDropsThem()
    {
        openData();
        train(quickOptions());
        QTRY_VERIFY(m_items->state() == State::Measured);
        const TemporaryFolder other;
        writeData(other);
        QVERIFY(openIn(*m_session, {QString::fromStdString(other.path().string())}));
        QVERIFY(m_items->state() == State::None);
        QVERIFY(m_items->line("EASE") == nullptr);
    }

    void whatIsLeftOutSaysWhy()
    {
        const auto session =
            sessionWith(modelWithResults({.users = 150, .movies = 22'000, .dimension = 2, .ratingsPerUser = 1000}));
        QTRY_VERIFY_WITH_TIMEOUT(session->itemBaselines().state() == State::Measured, 60'000);
        QVERIFY(session->itemBaselines().line("item-kNN") != nullptr);
        QVERIFY(session->itemBaselines().line("EASE") == nullptr);
        QVERIFY2(session->itemBaselines().note("EASE").startsWith(QStringLiteral("EASE is left out: it is computed ")),
                 qPrintable(session->itemBaselines().note("EASE")));
    }

    void whatTakesLongerIsOfferedInTheCardAndCancelledInTheStatusBar()
    {
        ProgramWindow program(slowModel());
        auto& items = program.session().itemBaselines();
        QTRY_VERIFY(items.state() == State::Offered);
        program.session().setPage(PageId::Train);
        program->inspector().showTab(Inspector::Tab::RunCard);
        auto* measure = buttonWith(program->inspector(), QStringLiteral("Measure item-kNN and EASE"));
        QVERIFY(measure && measure->isVisible());
        QVERIFY(measure->toolTip().contains(QStringLiteral("memory")));
        QTest::mouseClick(measure, Qt::LeftButton);
        QVERIFY(items.state() == State::Measuring);
        QVERIFY(!measure->isVisible());
        auto* bar = program->findChild<StatusLine*>();
        QTRY_VERIFY(bar->cancelButton()->isVisible());
        QTest::mouseClick(bar->cancelButton(), Qt::LeftButton);
        QVERIFY(items.state() == State::Cancelled);
        QVERIFY(measure->isVisible());
        QVERIFY(items.note("item-kNN").contains(QStringLiteral("cancelled")));
    }

    void aRunThatStartsHasTheWorkWait()
    {
        const auto session = sessionWith(slowModel());
        auto& items = session->itemBaselines();
        QTRY_VERIFY(items.state() == State::Offered);
        items.measure();
        session->setOptions(longOptions());
        session->startTraining();
        QVERIFY(!items.job().isRunning());
        QVERIFY(items.state() == State::AfterRun);
        session->training().stop();  // before there is a model: the one in use comes back
        QTRY_VERIFY(!session->training().isActive());
        QTRY_VERIFY(items.job().isRunning());
        QVERIFY(items.state() == State::Measuring);
    }

    void theSessionMayGoWhileItIsMeasured()
    {
        auto session = sessionWith(slowModel());
        QTRY_VERIFY(session->itemBaselines().state() == State::Offered);
        session->itemBaselines().measure();
        QTRY_VERIFY(session->itemBaselines().job().share() >= 0);  // it is at work
        QElapsedTimer clock;
        clock.start();
        session.reset();
        QVERIFY(clock.elapsed() < 3000);
    }

    void cardAndChartShowThem()
    {
        ProgramWindow program(makeModel(smallRunParts()));
        program.session().setPage(PageId::Train);
        program->inspector().showTab(Inspector::Tab::RunCard);
        const auto& items = program.session().itemBaselines();
        QTRY_VERIFY(items.state() == State::Measured);
        const auto* table = named<ResultsTable>(program->inspector(), QStringLiteral("Results"));
        QVERIFY(table);
        const auto row = std::ranges::find(table->rows(), QStringLiteral("NDCG@10"), &ResultsTable::Row::name);
        QVERIFY(row != table->rows().end());
        const auto ease = epochMetrics(items.line("EASE")->metrics);
        QCOMPARE(row->cells[3].text, QString::number(ease->ndcgAt10, 'f', 3));
        QVERIFY(row->cells[3].toolTip.contains(QChar(0x00B1)));
        const auto copied = program->inspector().runCard().text();
        QVERIFY(copied.contains(QStringLiteral("\trun\tmost popular\titem-kNN\tEASE")));
        QVERIFY(
            copied.contains(QStringLiteral("NDCG@10\t%1\t%2\t%3\t%4")
                                .arg(row->cells[0].text, row->cells[1].text, row->cells[2].text, row->cells[3].text)));
        const auto* chart = program->findChild<AccuracyChart*>();
        QVERIFY(chart->lineNames().contains(QStringLiteral("item-kNN")));
        QVERIFY(chart->lineNames().contains(QStringLiteral("EASE")));
    }

    void whatIsNotMeasuredIsADashWithItsReason()
    {
        ProgramWindow program(slowModel());
        program->inspector().showTab(Inspector::Tab::RunCard);
        const auto& items = program.session().itemBaselines();
        QTRY_VERIFY(items.state() == State::Offered);
        const auto* table = named<ResultsTable>(program->inspector(), QStringLiteral("Results"));
        QVERIFY(table && !table->rows().empty());
        for (const std::size_t column : {2U, 3U}) {
            QCOMPARE(table->rows().front().cells[column].text, QStringLiteral("–"));
            QCOMPARE(table->rows().front().cells[column].toolTip, items.note("EASE"));
        }
    }

    void namesStandAboveTheirFiguresWhereThereIsNoRoom()
    {
        ResultsTable table;
        table.setTable({{"run", "run", {}}, {"popular", "most popular", {}}, {"kNN", "item-kNN", {}}},
                       {{"recall@10", {}, {{"0.249", {}}, {"0.099", {}}, {"0.201", {}}}}});
        table.resize(400, 100);
        QVERIFY(!table.namesStandAbove());
        const int low = table.heightForWidth(400);
        table.resize(140, 100);
        QVERIFY(table.namesStandAbove());
        QVERIFY(table.heightForWidth(140) > low);
    }

    void cleanup()
    {
        m_items = nullptr;
        m_session.reset();
    }

private:
    void openData()
    {
        m_folder = std::make_unique<TemporaryFolder>();
        writeData(*m_folder);
        m_session = std::make_unique<Session>();
        m_items = &m_session->itemBaselines();
        QVERIFY(openIn(*m_session, {QString::fromStdString(m_folder->path().string())}));
    }

    void train(const TrainOptions& options)
    {
        m_session->setOptions(options);
        m_session->startTraining();
        QVERIFY(m_session->training().isActive());
        QTRY_VERIFY(!m_session->training().isActive() && m_session->model());
    }

    void stopTraining()
    {
        m_session->training().stop();
        QTRY_VERIFY(!m_session->training().isActive());
    }

    std::unique_ptr<TemporaryFolder> m_folder;
    std::unique_ptr<Session> m_session;
    ItemBaselines* m_items = nullptr;
};

QTEST_MAIN(TestItemBaselines)
#include "tst_item_baselines.moc"
