// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_session.h"

#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <latch>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// A small data set in the CSV form: every user likes two of three films.
void writeData(const TemporaryFolder& folder)
{
    std::string ratings("userId,movieId,rating,timestamp\n");
    for (int user = 1; user <= 30; ++user)
        for (int movie = 1; movie <= 3; ++movie)
            ratings += QStringLiteral("%1,%2,%3,%4\n")
                           .arg(user)
                           .arg(movie)
                           .arg((user + movie) % 3 == 0 ? 2 : 5)
                           .arg(1000 * user + movie)
                           .toStdString();
    folder.write("ratings.csv", ratings);
    folder.write("movies.csv",
                 "movieId,title,genres\n1,\"Rock, The (1996)\",Action\n2,Emma (1996),Drama\n3,Solaris (1972),Sci-Fi\n");
}

TrainOptions quickOptions()
{
    auto options = *preset("balanced");
    options.dimension = 4;
    options.batchSize = 16;
    options.epochs = 2;
    return options;
}

}  // namespace

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useOwnSettings(); }

    void init()
    {
        m_folder = std::make_unique<TemporaryFolder>();
        m_session = std::make_unique<Session>();
        m_told = std::make_unique<ToldMessages>(*m_session);
    }

    void cleanup()
    {
        m_told.reset();
        m_session.reset();
    }

    void openingDataShowsIt()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        QCOMPARE(m_session->dataset()->ratingCount(), std::size_t{90});
        QCOMPARE(m_session->figures()->users, std::size_t{30});
        QCOMPARE((*m_session->dataFilms())[MovieIndex{0}].name, QStringLiteral("The Rock"));
        QVERIFY(!m_session->model());
        QCOMPARE(m_session->recentPaths().front(), QFileInfo(pathOf()).absoluteFilePath());
    }

    void whatWasOpenStaysWhenOpeningFails_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("binary") << QByteArray("\0\1\2\3\4\5\6\7", 8).repeated(100);
        QTest::newRow("no ratings") << QByteArray("userId,movieId,rating,timestamp\n1,1,four,5\n");
        QTest::newRow("damaged model") << QByteArray("\x40\0\0\0\0\0\0\0{\"__metadata__\":", 23);
    }

    void whatWasOpenStaysWhenOpeningFails()
    {
        QFETCH(QByteArray, bytes);
        const auto model = smallModel();
        m_session = sessionWith(model);
        m_told = std::make_unique<ToldMessages>(*m_session);
        const auto dataset = m_session->dataset();
        const auto shown = m_session->model();
        m_session->selectFilm(QStringLiteral("120"));
        const auto path = pathOf(QStringLiteral("ratings.csv"));
        m_folder->write("ratings.csv", bytes.toStdString());
        QVERIFY(!openIn(*m_session, {path}));
        QCOMPARE(m_session->dataset(), dataset);
        QCOMPARE(m_session->model(), shown);
        QCOMPARE(m_session->selection().film, QStringLiteral("120"));
        QVERIFY2(m_told->lastText().startsWith(QStringLiteral("ratings.csv")), qPrintable(m_told->lastText()));
    }

    void aModelFileOpensAlone()
    {
        const auto model = smallModel();
        m_session = sessionWith(model);
        QVERIFY(m_session->dataset());
        QCOMPARE(m_session->dataset()->ratingCount(), std::size_t{25});
        QVERIFY(m_session->modelIsSaved());
        QCOMPARE(m_session->movieRow(QStringLiteral("120"))->value, 1U);
        QVERIFY(!m_session->movieRow(QStringLiteral("121")));
    }

    void trainingBringsAModelAndSavingKeepsIt()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        m_session->setOptions(quickOptions());
        m_session->startTraining();
        QTRY_VERIFY(!m_session->training().isActive());
        QVERIFY(m_session->model());
        QVERIFY(!m_session->modelIsLive());
        QVERIFY(!m_session->modelIsSaved());
        const auto path = pathOf(QStringLiteral("m.projectionist"));
        m_session->saveModel(path);
        QTRY_VERIFY(m_session->modelIsSaved());
        const auto reopened = openModel(path.toStdString());
        QVERIFY(reopened);
        QVERIFY(std::ranges::equal((*reopened)->movies().values(), m_session->model()->movies().values()));
    }

    void aLossThatRunsAwayIsToldAndTheLastGoodModelStays()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        auto options = quickOptions();
        options.epochs = 5;
        options.learningRate = 1e25F;
        options.averaging = 0;
        m_session->setOptions(options);
        m_session->startTraining();
        QTRY_VERIFY(!m_session->training().isActive() && !m_told->messages().empty());
        const auto& message = m_told->messages().back();
        QCOMPARE(message.kind, Message::Kind::Error);
        QVERIFY2(
            message.text.contains(QStringLiteral("is no number any more. The learning rate of 1e+25 is probably too "
                                                 "large")),
            qPrintable(message.text));
        QVERIFY(m_session->model() && !m_session->modelIsLive());
        for (const float value : m_session->model()->movies().values())
            QVERIFY(std::isfinite(value));
        QVERIFY(!m_session->canContinue());
    }

    void aFailedSaveIsToldAndTheModelStays()
    {
        m_session = sessionWith(smallModel());
        m_told = std::make_unique<ToldMessages>(*m_session);
        m_session->saveModel(pathOf(QStringLiteral("no such folder/m.projectionist")));
        QTRY_VERIFY(!m_told->messages().empty());
        QVERIFY(m_session->model());
        QVERIFY(m_session->modelIsSaved());
    }

    void anUnsavedModelIsKeptWhenOtherDataIsOpened()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        m_session->setOptions(quickOptions());
        m_session->startTraining();
        QTRY_VERIFY(m_session->model() && !m_session->training().isActive());
        QVERIFY(openIn(*m_session, {pathOf()}));
        QVERIFY(!m_session->model());
        QTRY_VERIFY(!m_session->saveJob().isRunning());
        const auto kept = m_session->recentPaths().front();
        QVERIFY2(kept.endsWith(QStringLiteral(".projectionist")), qPrintable(kept));
        QVERIFY(openModel(kept.toStdString()));
    }

    void openingWhileTrainingAsksFirst()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        trainWithoutEnd();
        m_session->open({pathOf()});
        QVERIFY(!m_session->openJob().isRunning());
        QCOMPARE(m_told->messages().back().actions.size(), std::size_t{1});
        QVERIFY(m_session->training().isActive());
        m_told->messages().back().actions.front().run();
        QTRY_VERIFY(!m_session->training().isActive() && !m_session->openJob().isRunning() && !m_session->model());
    }

    void whatWasAskedWhileTrainingStillOpensWhenTheRunHasEnded()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        trainWithoutEnd();
        m_session->open({pathOf()});
        const auto stopAndOpen = m_told->messages().back().actions.front();
        m_session->training().stop();
        QTRY_VERIFY(!m_session->training().isActive());
        QVERIFY(m_session->model());
        stopAndOpen.run();
        QTRY_VERIFY(!m_session->openJob().isRunning() && !m_session->model());
    }

    void trainingWaitsForDataThatIsBeingOpened()
    {
        m_session->openSample();
        QTRY_VERIFY(m_session->dataset() && !m_session->openJob().isRunning());
        m_session->setOptions(quickOptions());
        writeData(*m_folder);
        const auto before = m_session->dataset();
        m_session->open({pathOf()});
        m_session->startTraining();
        QVERIFY(!m_session->training().isActive());
        QCOMPARE(m_told->messages().back().kind, Message::Kind::Warning);
        m_told->messages().back().actions.front().run();  // rather train on what is there
        QVERIFY(m_session->training().isActive());
        QTRY_VERIFY(!m_session->training().isActive());
        QCOMPARE(m_session->dataset(), before);
        QVERIFY(m_session->model());
    }

    void startingAgainDropsWhatTheOlderRunStillSends()
    {
        writeData(*m_folder);
        QVERIFY(openIn(*m_session, {pathOf()}));
        trainWithoutEnd();
        auto options = quickOptions();
        options.seed = 7;
        m_session->setOptions(options);
        m_session->startTraining();
        QVERIFY(m_session->trainingLog().steps.empty());
        QTRY_VERIFY(!m_session->training().isActive());
        QCOMPARE(m_session->model()->card().seed, std::uint64_t{7});
        QVERIFY(m_session->trainingLog().epochs == m_session->model()->history().epochs);
        QCOMPARE(m_told->messages().size(), std::size_t{1});  // that the second has ended
    }

    void whenARunFailsTheModelBeforeItComesBack()
    {
        m_session = sessionWith(smallModel());
        const auto before = m_session->model();
        m_told = std::make_unique<ToldMessages>(*m_session);
        auto options = quickOptions();
        options.data.ratingAbove = 5;
        m_session->setOptions(options);
        m_session->startTraining();
        QTRY_VERIFY(!m_session->training().isActive());
        QCOMPARE(m_session->model(), before);
        QVERIFY(m_session->modelIsSaved());
        QVERIFY(!m_told->messages().empty());
    }

    void backAndForwardWalkThroughWhatWasLookedAt()
    {
        m_session = sessionWith(smallModel());
        m_session->setPage(PageId::Pairs);
        m_session->openFilm(QStringLiteral("120"));
        m_session->openFilm(QStringLiteral("110"));
        m_session->openUser(QStringLiteral("5"));
        QVERIFY(!m_session->canGoForward());
        m_session->back();
        QCOMPARE(m_session->page(), PageId::Film);
        QCOMPARE(m_session->openedFilm(), QStringLiteral("110"));
        m_session->back();
        QCOMPARE(m_session->openedFilm(), QStringLiteral("120"));
        QCOMPARE(m_session->selection().film, QStringLiteral("120"));
        m_session->back();
        QCOMPARE(m_session->page(), PageId::Pairs);
        m_session->forward();
        QCOMPARE(m_session->openedFilm(), QStringLiteral("120"));
        m_session->setPage(PageId::Map);  // a new way: what was ahead is forgotten
        QVERIFY(!m_session->canGoForward());
    }

    void aSecondExportDoesNotCutOffTheFirst()
    {
        const auto until = [](const std::stop_token& stop) {
            std::latch stopped(1);
            const std::stop_callback wake(stop, [&] { stopped.count_down(); });
            stopped.wait();
            return QString();
        };
        m_session->exportInBackground(
            QStringLiteral("Writing all scores"),
            [&](const std::stop_token& stop, const ProgressFunction&) -> Result<QString> { return until(stop); });
        m_session->exportInBackground(QStringLiteral("Writing pairs.csv"),
                                      [](const std::stop_token&, const ProgressFunction&) -> Result<QString> {
                                          return QStringLiteral("Wrote.");
                                      });
        QCOMPARE(m_session->exportJob().title(), QStringLiteral("Writing all scores"));
        QVERIFY(m_session->exportJob().isRunning());
        QVERIFY(m_told->lastText().startsWith(QStringLiteral("Writing all scores is not done yet")));
        m_told->messages().back().actions.front().run();
        QTRY_COMPARE(m_told->lastText(), QStringLiteral("Wrote."));
    }

    void presetsKeepTheSeed()
    {
        auto options = m_session->options();
        options.seed = options.data.seed = 77;
        m_session->setOptions(options);
        m_session->setPreset(QStringLiteral("tutorial"));
        QCOMPARE(m_session->options().dimension, 64);
        QCOMPARE(m_session->options().seed, std::uint64_t{77});
        QCOMPARE(m_session->basePreset(), QStringLiteral("tutorial"));
    }

private:
    [[nodiscard]] QString pathOf(const QString& name = {}) const
    {
        return QString::fromStdString(
            (name.isEmpty() ? m_folder->path() : m_folder->path() / name.toStdString()).string());
    }

    /// A run on the open data that does not end by itself, and is under way.
    void trainWithoutEnd()
    {
        auto options = quickOptions();
        options.epochs = options.patience = 1'000'000;
        m_session->setOptions(options);
        m_session->startTraining();
        QTRY_VERIFY(!m_session->trainingLog().epochs.empty());
    }

    std::unique_ptr<TemporaryFolder> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ToldMessages> m_told;
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
