// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model.h"

#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

class TestModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsThatDoNotFitAreRefusedInWords_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("no catalogue") << 0 << "no catalogue";
        QTest::newRow("no dimension") << 1 << "no dimension";
        QTest::newRow("users") << 2 << "the user table is 6 × 4 and must be 7 × 4";
        QTest::newRow("films") << 3 << "the film table is 12 × 4 and must be 13 × 4";
        QTest::newRow("dimensions") << 4 << "the user table is 7 × 5 and must be 7 × 4";
        QTest::newRow("counts") << 5 << "12 counts of training rows for 13 film rows";
        QTest::newRow("held-out films") << 6 << "2 users and 1 films";
        QTest::newRow("held-out positions") << 7 << "of 2 held-out rows 1 have a position";
        QTest::newRow("held-out user") << 8 << "user without a vector";
        QTest::newRow("held-out film") << 9 << "film that is not there";
        QTest::newRow("held-out place") << 10 << "behind the last rating";
        QTest::newRow("raw table") << 11 << "the raw film table is 13 × 3 and must be 13 × 4";
        QTest::newRow("accumulators") << 12 << "the table of user accumulators is 0 × 0";
        QTest::newRow("one averaged table") << 13 << "only one of the two averaged tables";
        QTest::newRow("initial table") << 14 << "the initial user table is 7 × 5 and must be 7 × 4";
        QTest::newRow("one initial table") << 15 << "only one of the two initial tables";
    }

    void partsThatDoNotFitAreRefusedInWords()
    {
        QFETCH(int, change);
        QFETCH(QString, words);
        auto parts = smallRunParts();
        auto state = std::make_shared<TrainingState>(*parts.state);
        switch (change) {
        case 0:
            parts.catalogue.reset();
            break;
        case 1:
            parts.movies = Matrix(13, 0);
            break;
        case 2:
            parts.users = Matrix(6, 4);
            break;
        case 3:
            parts.movies = Matrix(12, 4);
            break;
        case 4:
            parts.users = Matrix(7, 5);
            break;
        case 5:
            parts.trainCounts.pop_back();
            break;
        case 6:
            parts.holdoutMovies.pop_back();
            break;
        case 7:
            parts.holdoutPositions.pop_back();
            break;
        case 8:
            parts.holdoutUsers[1] = UserRow{7};
            break;
        case 9:
            parts.holdoutMovies[1] = MovieRow{13};
            break;
        case 10:
            parts.holdoutPositions[1] = 25;
            break;
        case 11:
            state->rawMovies = Matrix(13, 3);
            break;
        case 12:
            state->userAccumulators = Matrix();
            break;
        case 13:
            state->averagedMovies = Matrix();
            break;
        case 14:
            state->initialUsers = Matrix(7, 5);
            break;
        case 15:
            state->initialMovies = Matrix();
            break;
        default:
            QFAIL("no such change");
        }
        parts.state = state;
        const auto model = Model::make(std::move(parts));
        QVERIFY(!model);
        QVERIFY(model.error().code == ErrorCode::Mismatch);
        QVERIFY2(QString::fromStdString(model.error().message).contains(words), model.error().message.c_str());
    }

    void aStopBeforehandGivesNoSplit()
    {
        std::stop_source source;
        source.request_stop();
        QVERIFY(!makeModel(smallRunParts())->split(source.get_token()));
        QVERIFY(makeModel(smallRunParts())->split());
    }

    void aStopEndsTheSplitWithinFiftyMilliseconds()
    {
        using Clock = std::chrono::steady_clock;
        const auto model = randomModel({.users = 30'000, .movies = 200, .dimension = 1, .ratingsPerUser = 60});
        const auto begin = Clock::now();
        QVERIFY(model->split());
        const auto whole = Clock::now() - begin;
        auto shortest = Clock::duration::max();
        for (int tries = 0; tries < 20 && shortest > std::chrono::milliseconds(50); ++tries) {  // may be busy
            std::stop_source source;
            std::atomic<bool> begun = false;
            Clock::time_point asked;
            std::jthread stopper([&] {
                begun.wait(false);
                for (const auto then = Clock::now() + whole / 4; Clock::now() < then;)
                    std::this_thread::yield();
                asked = Clock::now();
                source.request_stop();
            });
            begun = true;
            begun.notify_all();
            const auto split = model->split(source.get_token());
            const auto ended = Clock::now();
            stopper.join();
            if (!split)
                shortest = std::min(shortest, ended - asked);
        }
        QVERIFY2(shortest <= std::chrono::milliseconds(50), std::to_string(shortest.count()).c_str());
    }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
