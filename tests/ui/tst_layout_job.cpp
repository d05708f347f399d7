// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/layout_job.h"

#include "engine/project/map_start.h"
#include "tests/support/small_model.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace projectionist;
using namespace projectionist::testing;

using State = LayoutJob::State;
using End = LayoutJob::End;

namespace {

LayoutRequest requestFor(const std::shared_ptr<const Model>& model, MapOf of = MapOf::Films)
{
    LayoutRequest request;
    request.model = model;
    request.map = projectModel(*model, of, true);
    request.method = MapMethod::Tsne;
    request.tsne.perplexity = 10;
    request.tsne.iterations = 60;
    request.start = std::make_shared<const Matrix>(startFromComponents(request.map->components));
    return request;
}

/// One that does not end by itself while a test looks at it.
LayoutRequest endless(LayoutRequest request)
{
    request.tsne.iterations = 100'000;
    return request;
}

bool sameBits(MatrixView a, MatrixView b)
{
    return a.rows == b.rows && a.columns == b.columns && std::ranges::equal(a.values(), b.values());
}

bool areFinite(MatrixView places)
{
    return std::ranges::all_of(places.values(), [](float value) { return std::isfinite(value); });
}

/// As the engine draws it, straight.
Matrix straight(const LayoutRequest& request)
{
    const auto table = request.map->of == MapOf::Films ? request.model->movies() : request.model->users();
    const auto graph = neighbourGraph(table, request.map->rows, neighboursNeeded(request), request.distance);
    std::unique_ptr<Layout> layout;
    if (request.method == MapMethod::Tsne)
        layout = std::move(*Tsne::create(*graph, *request.start, request.tsne));
    else
        layout = std::move(*Umap::create(*graph, *request.start, request.umap));
    layout->run(layout->iterations(), {});
    Matrix places(layout->positions().rows, 2);
    std::ranges::copy(layout->positions().values(), places.values().begin());
    return places;
}

bool awaitEnd(LayoutJob& job)
{
    return QTest::qWaitFor([&] { return !job.isActive(); }, 30'000);
}

bool awaitState(LayoutJob& job, State state)
{
    return QTest::qWaitFor([&] { return job.state() == state; }, 30'000);
}

}  // namespace

class TestLayoutJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = randomModel({.users = 40, .movies = 120, .dimension = 12, .ratingsPerUser = 12, .seed = 5});
        m_request = requestFor(m_model);
    }

    void theMapIsThatOfTheEngine()
    {
        LayoutJob job;
        QSignalSpy found(&job, &LayoutJob::neighboursFound), places(&job, &LayoutJob::placesChanged);
        job.start(m_request);
        QCOMPARE(job.state(), State::Preparing);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Finished);
        QCOMPARE(job.iteration(), 60U);
        QCOMPARE(found.size(), 1);
        QVERIFY(!places.isEmpty());
        QVERIFY(job.meter());
        QVERIFY(sameBits(*job.places(), straight(m_request)));
    }

    void aMapOfUmapIsThatOfTheEngine()
    {
        LayoutJob job;
        auto request = m_request;
        request.method = MapMethod::Umap;
        request.umap.neighbours = 25;
        request.umap.epochs = 80;
        job.start(request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Finished);
        QCOMPARE(job.iteration(), 80U);
        QVERIFY(sameBits(*job.places(), straight(request)));
        request.umap.neighbours = 10;
        job.start(request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 1);
        QVERIFY(sameBits(*job.places(), straight(request)));
    }

    void pausedAndGoneOnWithItIsTheSameMap_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("t-SNE") << int(MapMethod::Tsne);
        QTest::newRow("UMAP") << int(MapMethod::Umap);
    }

    void pausedAndGoneOnWithItIsTheSameMap()
    {
        QFETCH(int, method);
        LayoutJob job;
        auto request = m_request;
        request.method = static_cast<MapMethod>(method);
        request.tsne.iterations = 3000;
        request.umap.epochs = 3000;
        job.start(request);
        for (int round = 0; round < 5; ++round) {
            QVERIFY(awaitState(job, State::Running));
            job.pause();
            QCOMPARE(job.state(), State::Paused);
            QVERIFY(job.job().isWaiting());
            QCOMPARE(job.job().secondsLeft(), -1.0);
            job.resume();
            QVERIFY(!job.job().isWaiting());
            if (!job.isActive())
                break;
        }
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Finished);
        QVERIFY(sameBits(*job.places(), straight(request)));
    }

    void nothingMovesWhilePaused()
    {
        LayoutJob job;
        job.start(endless(m_request));
        QVERIFY(awaitState(job, State::Running));
        job.pause();
        QTest::qWait(100);  // the last positions are under way
        const auto iteration = job.iteration();
        QSignalSpy places(&job, &LayoutJob::placesChanged);
        QTest::qWait(100);
        QCOMPARE(places.size(), 0);
        QCOMPARE(job.iteration(), iteration);
        job.resume();
        QVERIFY(places.wait());
        QVERIFY(job.iteration() > iteration);
        job.stop();
        QVERIFY(awaitEnd(job));
    }

    void stopKeepsWhatHasFormedInEveryPhase_data()
    {
        QTest::addColumn<int>("phase");
        QTest::newRow("preparing") << int(State::Preparing);
        QTest::newRow("running") << int(State::Running);
        QTest::newRow("paused") << int(State::Paused);
    }

    void stopKeepsWhatHasFormedInEveryPhase()
    {
        QFETCH(int, phase);
        LayoutJob job;
        QSignalSpy ended(&job, &LayoutJob::ended);
        job.start(endless(m_request));
        if (phase != int(State::Preparing))
            QVERIFY(awaitState(job, State::Running));
        if (phase == int(State::Paused))
            job.pause();
        job.stop();
        QCOMPARE(job.state(), State::Stopping);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Stopped);
        QCOMPARE(ended.size(), 1);
        QVERIFY(job.iteration() < 100'000U);
        if (phase != int(State::Preparing)) {
            QVERIFY(job.places());
            QVERIFY(areFinite(*job.places()));
            QVERIFY(job.meter());
        }
    }

    void cancelledFromTheStatusBarItKeepsWhatCame()
    {
        LayoutJob job;
        job.start(endless(m_request));
        QVERIFY(awaitState(job, State::Running));
        const auto places = job.places();
        job.job().stop();
        QCOMPARE(job.state(), State::Idle);
        QCOMPARE(job.end(), End::Stopped);
        QCOMPARE(job.places(), places);
    }

    void abandonForgetsThePlacesButNotTheNeighbours()
    {
        LayoutJob job;
        job.start(endless(m_request));
        QVERIFY(awaitState(job, State::Running));
        job.abandon();
        QCOMPARE(job.state(), State::Idle);
        QCOMPARE(job.end(), End::None);
        QVERIFY(!job.places());
        job.start(m_request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 1);
    }

    void theDestructorJoinsInEveryPhase_data() { stopKeepsWhatHasFormedInEveryPhase_data(); }

    void theDestructorJoinsInEveryPhase()
    {
        QFETCH(int, phase);
        {
            LayoutJob job;
            job.start(endless(m_request));
            if (phase != int(State::Preparing))
                QVERIFY(awaitState(job, State::Running));
            if (phase == int(State::Paused))
                job.pause();
        }
        QVERIFY(m_request.map.use_count() < 4);  // nobody has it any more but this test
    }

    void aNewerStartDropsTheOlder()
    {
        LayoutJob job;
        QSignalSpy ended(&job, &LayoutJob::ended);
        job.start(endless(m_request));
        QVERIFY(awaitState(job, State::Running));
        auto other = m_request;
        other.tsne.seed = 7;
        job.start(other);
        QCOMPARE(job.iteration(), 0U);
        QVERIFY(!job.places());
        QVERIFY(awaitEnd(job));
        QCOMPARE(ended.size(), 1);
        QVERIFY(sameBits(*job.places(), straight(other)));
    }

    void neighboursAreSoughtOnceWhereThereAreEnough()
    {
        LayoutJob job;
        job.start(m_request);
        QVERIFY(awaitEnd(job));
        auto other = m_request;
        other.tsne.perplexity = 5;
        job.start(other);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 1);
        QVERIFY(sameBits(*job.places(), straight(other)));

        auto larger = m_request;
        larger.tsne.perplexity = 20;
        job.start(larger);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 2);
        QVERIFY(sameBits(*job.places(), straight(larger)));

        auto euclidean = m_request;
        euclidean.distance = Distance::Euclidean;
        job.start(euclidean);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 3);
        QVERIFY(sameBits(*job.places(), straight(euclidean)));

        job.start(m_request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 3);  // both distances are kept
    }

    void aSearchThatServesTheNewOptionsGoesOn()
    {
        // Many points: the search is still under way when the second start comes.
        const auto request = requestFor(randomModel({.users = 10, .movies = 6000, .dimension = 32, .seed = 3}));
        auto other = request;
        other.tsne.perplexity = 5;
        other.tsne.iterations = 3;
        LayoutJob job;
        job.start(request);
        job.start(other);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.searches(), 1);
        QCOMPARE(job.iteration(), 3U);
        QVERIFY(sameBits(*job.places(), straight(other)));
    }

    void componentsAreMeasuredWithoutALayout()
    {
        LayoutJob job;
        auto request = m_request;
        request.method = MapMethod::Pca;
        job.start(request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Finished);
        QVERIFY(!job.places());
        QVERIFY(job.meter());
        const auto quality = job.meter()->measure(*request.start);
        QVERIFY(quality && quality->points == request.map->rows.size());
        job.start(request);  // known: at once
        QVERIFY(!job.isActive());
        QCOMPARE(job.end(), End::Finished);
    }

    void fewPointsAndCopiesOfOneVectorEndWithFinitePlaces_data()
    {
        QTest::addColumn<int>("films");
        QTest::addColumn<bool>("alike");
        QTest::addColumn<int>("method");
        for (const auto method : {MapMethod::Tsne, MapMethod::Umap}) {
            const auto row = [&](const char* what) -> QTestData& {
                return QTest::addRow("%s, %s", qPrintable(nameOf(method)), what);
            };
            row("one film") << 1 << false << int(method);
            row("two films") << 2 << false << int(method);
            row("three films") << 3 << false << int(method);
            row("copies of one vector") << 60 << true << int(method);
        }
    }

    void fewPointsAndCopiesOfOneVectorEndWithFinitePlaces()
    {
        QFETCH(int, films);
        QFETCH(bool, alike);
        QFETCH(int, method);
        const auto count = static_cast<std::uint32_t>(films);
        auto parts = randomModelParts({.users = 3, .movies = count, .ratingsPerUser = 1, .seed = 2});
        if (alike) {
            for (auto& value : parts.movies.values())
                value = 0.5F;
        }
        const auto model = makeModel(std::move(parts));
        auto request = requestFor(model);
        request.method = static_cast<MapMethod>(method);
        QCOMPARE(request.map->rows.size(), static_cast<std::size_t>(films));
        LayoutJob job;
        QSignalSpy failed(&job, &LayoutJob::failed);
        job.start(request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(failed.size(), 0);
        QCOMPARE(job.end(), End::Finished);
        QCOMPARE(job.places()->rows(), static_cast<std::size_t>(films));
        QVERIFY(areFinite(*job.places()));
    }

    void optionsThatDoNotHoldFailInWords()
    {
        LayoutJob job;
        QString told;
        connect(&job, &LayoutJob::failed, this,
                [&](const Error& error) { told = QString::fromStdString(describe(error)); });
        auto request = m_request;
        request.tsne.perplexity = -1;
        job.start(request);
        QVERIFY(awaitEnd(job));
        QCOMPARE(job.end(), End::Failed);
        QVERIFY2(told.contains(QStringLiteral("perplexity is -1")), qPrintable(told));
    }

private:
    std::shared_ptr<const Model> m_model;
    LayoutRequest m_request;
};

QTEST_GUILESS_MAIN(TestLayoutJob)
#include "tst_layout_job.moc"
