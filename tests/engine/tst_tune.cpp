// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/tune.h"

#include "engine/core/parallel.h"
#include "tests/support/training.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr double plenty = 600;  // seconds: the number of trials is the bound

std::shared_ptr<const Split> rows(const Holdout& holdout = tenth)
{
    return plantedSplit({.users = 120, .movies = 60, .groups = 3, .likesPerUser = 10, .seed = 4}, holdout);
}

TrainOptions small()
{
    auto options = smallOptions();
    options.batchSize = 128;
    options.epochs = 8;
    return options;
}

}  // namespace

class TestTune : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstTrialIsWhatWasGiven()
    {
        const auto base = small();
        const auto result = tune(rows(), base, {.seconds = plenty, .trials = 1});
        QVERIFY2(result, result ? "" : describe(result.error()).c_str());
        QCOMPARE(result->trials.size(), std::size_t{1});
        const auto& trial = result->trials.front();
        QCOMPARE(namedValues(trial.options), namedValues(base));
        QCOMPARE(namedValues(result->options), namedValues(base));
        QCOMPARE(trial.end, TuneTrial::End::Finished);
        QCOMPARE(trial.best, *std::ranges::max_element(trial.values));
        QCOMPARE(trial.best, trial.values[trial.bestEpoch - 1]);
        // A tenth of 1,080 training rows.
        QCOMPARE(result->validationRows, std::size_t{108});
        QCOMPARE(result->trainingRows, std::size_t{972});
        QVERIFY(result->message.find("none was better") != std::string::npos);
    }

    void theBestTrialGivesTheOptions()
    {
        auto base = small();
        base.learningRate = 0.0005F;  // far too small
        const auto result = tune(rows(), base, {.seconds = plenty, .trials = 6});
        QVERIFY(result && result->best);
        for (const auto& trial : result->trials)
            QVERIFY(trial.best <= result->trials[*result->best].best);
        const auto& best = result->trials[*result->best];
        QCOMPARE(namedValues(result->options), namedValues(best.options));
        QVERIFY(best.number > 1);
        QVERIFY2(result->message.find("learning_rate=") != std::string::npos, result->message.c_str());
        // What is not searched stays.
        QCOMPARE(result->options.epochs, base.epochs);
        QCOMPARE(result->options.batchSize, base.batchSize);
        QCOMPARE(result->options.data.holdout.toString(), std::string("random:0.1"));
        QCOMPARE(result->options.refit, true);
    }

    void trialsThatAreBehindAreGivenUpAtTheRungs()
    {
        auto base = small();
        base.patience = 8;
        const auto result = tune(rows(), base, {.seconds = plenty, .trials = 8});
        std::size_t behind = 0;
        for (const auto& trial : result->trials) {
            if (trial.end != TuneTrial::End::Behind)
                continue;
            ++behind;
            QVERIFY(trial.values.size() == 3 || trial.values.size() == 6);
        }
        QVERIFY(behind >= 1);
        QVERIFY(behind < result->trials.size());
    }

    void theSameSeedDrawsTheSameTrialsAtAnyThreadCount()
    {
        const auto search = [&](int threads, std::uint64_t seed) {
            const ThreadLimit limit(threads);
            auto base = small();
            base.seed = seed;
            return tuningJson(*tune(rows(), base, {.seconds = plenty, .trials = 4}));
        };
        const auto one = search(1, 5);
        QCOMPARE(search(2, 5), one);
        QCOMPARE(search(3, 5), one);
        QVERIFY(search(1, 6) != one);
    }

    void withoutAHoldoutTheEpochsAreThoseOfTheBestTrial()
    {
        auto base = *preset("tutorial");
        base.dimension = 8;
        base.batchSize = 128;
        base.epochs = 6;
        base.data.key = Key::Id;
        const auto result = tune(rows({}), base, {.seconds = plenty, .trials = 3});
        QVERIFY2(result, result ? "" : describe(result.error()).c_str());
        const auto& best = result->trials[*result->best];
        QCOMPARE(result->options.epochs, static_cast<int>(best.bestEpoch));
        QCOMPARE(result->options.data.holdout.kind, Holdout::Kind::None);
        // What is off can be switched on.
        std::set<bool> corrections;
        for (const auto& trial : result->trials) {
            corrections.insert(trial.options.samplingCorrection);
            QVERIFY(!trial.options.validate());
        }
        QVERIFY(corrections.contains(true));
    }

    void everythingIsToldAndStandsInTheHistory()
    {
        std::vector<int> began, done;
        std::size_t epochs = 0;
        TuneListener listener;
        listener.trialBegan = [&](const TuneTrial& trial) { began.push_back(trial.number); };
        listener.epochDone = [&](const TuneTrial& trial) { epochs += trial.values.empty() ? 0 : 1; };
        listener.trialDone = [&](const TuneTrial& trial) { done.push_back(trial.number); };
        const auto result = tune(rows(), small(), {.seconds = plenty, .trials = 3}, {}, listener);
        QCOMPARE(began, (std::vector<int>{1, 2, 3}));
        QCOMPARE(done, began);
        std::size_t values = 0;
        for (const auto& trial : result->trials)
            values += trial.values.size();
        QCOMPARE(epochs, values);
        const auto json = nlohmann::json::parse(tuningJson(*result));
        QCOMPARE(json["trials"].size(), std::size_t{3});
        QCOMPARE(json["best"].get<int>(), result->trials[*result->best].number);
        QCOMPARE(json["trials"][1]["values"].size(), result->trials[1].values.size());
        QCOMPARE(json["trials"][0]["options"]["dimension"].get<std::string>(), std::string("8"));
    }

    void theBudgetEndsTheSearch()
    {
        auto base = small();
        base.epochs = 100'000;
        base.patience = 100'000;
        const auto begin = std::chrono::steady_clock::now();
        const auto result = tune(rows(), base, {.seconds = 0.3});
        QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
        QVERIFY(!result->stopped);
        QCOMPARE(result->trials.back().end, TuneTrial::End::OutOfTime);
    }

    void aStopEndsTheSearch()
    {
        std::stop_source source;
        TuneListener listener;
        listener.epochDone = [&](const TuneTrial&) { source.request_stop(); };
        const auto result = tune(rows(), small(), {.seconds = plenty}, source.get_token(), listener);
        QVERIFY(result->stopped);
        QCOMPARE(result->trials.size(), std::size_t{1});
        QCOMPARE(result->trials.front().values.size(), std::size_t{1});
        QCOMPARE(*result->best, std::size_t{0});
    }

    void whatCannotBeSearchedIsSaid()
    {
        auto base = small();
        base.dimension = 0;
        QCOMPARE(tune(rows(), base, {}).error().code, ErrorCode::InvalidOption);
        QCOMPARE(tune(rows(), small(), {.seconds = 0}).error().code, ErrorCode::InvalidOption);
        const auto tiny = plantedSplit({.users = 2, .movies = 4, .groups = 2, .likesPerUser = 2}, {});
        QCOMPARE(tune(tiny, small(), {}).error().code, ErrorCode::Empty);
    }
};

QTEST_GUILESS_MAIN(TestTune)
#include "tst_tune.moc"
