// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/run_card.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>
#include <string>

using namespace projectionist;

namespace {

RunCard fullCard()
{
    RunCard card;
    card.programVersion = "0.1.0";
    card.dataName = "MovieLens \"100K\"";
    card.fingerprint = "00ff00ff00ff00ff";
    card.simulated = true;
    card.users = 942;
    card.movies = 1664;
    card.trainingRows = 49'838;
    card.heldOutRows = 5'537;
    card.preset = "custom";
    card.basePreset = "tutorial";
    card.options = {{"dimension", "64"}, {"batch_size", "4096"}, {"learning_rate", "0.5"}};
    card.seed = std::numeric_limits<std::uint64_t>::max();
    card.state = RunCard::State::Refit;
    card.finished = true;
    card.shownEpoch = 7;
    card.bestEpoch = 9;
    card.results = EpochRecord{.phase = Phase::Search,
                               .epoch = 9,
                               .training = TopKHits{.rows = 3, .hits = {0, 1, 1, 2, 3}},
                               .holdout = TopKHits{.rows = 5'537, .hits = {1, 2, 3, 4, 5}},
                               .holdoutSeenHidden = TopKHits{.rows = 5'536, .hits = {2, 3, 4, 5, 6}},
                               .metrics = RankingMetrics{.users = 860,
                                                         .recallAt10 = 0.1,
                                                         .recallAt20 = 0.2,
                                                         .ndcgAt10 = 1.0 / 3,
                                                         .ndcgAt20 = 0.4,
                                                         .hitRateAt10 = 0.5,
                                                         .mrr = 0.6,
                                                         .coverageAt10 = 0.7,
                                                         .giniAt10 = 0.8,
                                                         .noveltyAt10 = 9.25}};
    return card;
}

}  // namespace

class TestRunCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldComesBack()
    {
        const auto card = fullCard();
        const auto read = RunCard::fromJson(card.toJson());
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->programVersion, card.programVersion);
        QCOMPARE(read->dataName, card.dataName);
        QCOMPARE(read->fingerprint, card.fingerprint);
        QCOMPARE(read->simulated, card.simulated);
        QCOMPARE(read->users, card.users);
        QCOMPARE(read->movies, card.movies);
        QCOMPARE(read->trainingRows, card.trainingRows);
        QCOMPARE(read->heldOutRows, card.heldOutRows);
        QCOMPARE(read->preset, card.preset);
        QCOMPARE(read->basePreset, card.basePreset);
        QVERIFY(read->options == card.options);
        QCOMPARE(read->seed, card.seed);
        QVERIFY(read->state == card.state);
        QCOMPARE(read->finished, card.finished);
        QCOMPARE(read->shownEpoch, card.shownEpoch);
        QCOMPARE(read->bestEpoch, card.bestEpoch);
        QVERIFY(read->results == card.results);
        QCOMPARE(read->toJson(), card.toJson());
    }

    void withoutResultsThereAreNoneAfterwards()
    {
        auto card = fullCard();
        card.results.reset();
        const auto read = RunCard::fromJson(card.toJson());
        QVERIFY(read && !read->results);
        card.results = EpochRecord{
            .phase = Phase::Refit, .epoch = 3, .training = {}, .holdout = {}, .holdoutSeenHidden = {}, .metrics = {}};
        const auto again = RunCard::fromJson(card.toJson());
        QVERIFY(again && again->results == card.results);
    }

    void everyStateHasAName_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("name");
        QTest::newRow("untrained") << int(RunCard::State::Untrained) << "untrained";
        QTest::newRow("search") << int(RunCard::State::Search) << "search";
        QTest::newRow("refit") << int(RunCard::State::Refit) << "refit";
        QTest::newRow("without holdout") << int(RunCard::State::WithoutHoldout) << "without_holdout";
    }

    void everyStateHasAName()
    {
        QFETCH(int, state);
        QFETCH(QString, name);
        auto card = fullCard();
        card.state = static_cast<RunCard::State>(state);
        QCOMPARE(nlohmann::json::parse(card.toJson())["state"].get<std::string>(), name.toStdString());
        QVERIFY(RunCard::fromJson(card.toJson())->state == card.state);
    }

    void optionsAreFoundByName()
    {
        QCOMPARE(fullCard().option("batch_size"), std::string("4096"));
        QCOMPARE(fullCard().option("nonsense"), std::string());
    }

    void aNameThatIsNoUtf8StillGivesJson()
    {
        auto card = fullCard();
        card.dataName = "Am\xe9lie";
        const auto read = RunCard::fromJson(card.toJson());
        QVERIFY(read);
        QCOMPARE(read->dataName, std::string("Am\xef\xbf\xbdlie"));
    }

    void everyMissingOrWrongFieldIsNamed_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        const auto json = nlohmann::json::parse(fullCard().toJson());
        for (const auto& [name, value] : json.items()) {
            const auto field = QString::fromStdString(name);
            if (name != "results")
                QTest::addRow("%s missing", name.c_str()) << field << "";
            QTest::addRow("%s of another kind", name.c_str()) << field << "[3]";
        }
        QTest::newRow("negative") << "users"
                                  << "-1";
        QTest::newRow("fraction") << "seed"
                                  << "1.5";
        QTest::newRow("too large") << "shown_epoch"
                                   << "4294967296";
        QTest::newRow("no such state") << "state"
                                       << "\"asleep\"";
        QTest::newRow("option that is no text") << "options"
                                                << R"({"dimension": 64})";
        QTest::newRow("results of another kind") << "results"
                                                 << R"({"phase": "dream", "epoch": 1})";
        QTest::newRow("results without rows") << "results"
                                              << R"({"phase": "search", "epoch": 1, "holdout": {"top_k": {"1": 2}}})";
        QTest::newRow("results lack a metric")
            << "results"
            << R"({"phase": "search", "epoch": 1, "holdout": {"metrics": {"users": 2, "mrr": 1}}})";
        QTest::newRow("training is a list") << "results"
                                            << R"({"phase": "search", "epoch": 1, "training": [1]})";
    }

    void everyMissingOrWrongFieldIsNamed()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        auto json = nlohmann::json::parse(fullCard().toJson());
        json.erase(field.toStdString());
        if (!value.isEmpty())
            json[field.toStdString()] = nlohmann::json::parse(value.toStdString());
        const auto read = RunCard::fromJson(json.dump());
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::Malformed);
        QVERIFY2(read.error().message.find(field.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void whatIsNoJsonObjectIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("words") << QByteArray("hello");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("cut off") << QByteArray::fromStdString(fullCard().toJson()).chopped(5);
        QTest::newRow("no UTF-8") << QByteArray("{\"state\": \"\xff\"}");
        QTest::newRow("deep") << QByteArray(900'000, '[');
        QTest::newRow("huge") << QByteArray(2'000'000, ' ') + "{}";
    }

    void whatIsNoJsonObjectIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto read = RunCard::fromJson(text.toStdString());
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestRunCard)
#include "tst_run_card.moc"
