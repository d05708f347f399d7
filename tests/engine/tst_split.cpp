// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "engine/data/split.h"
#include "engine/data/test_rows.h"
#include "tests/support/environment.h"
#include "tests/support/planted.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <stop_token>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// Rows of (user, film, rating, time); users are "1" …, films "1" … with the titles given.
std::shared_ptr<const Dataset> dataOf(const std::vector<std::array<int, 4>>& rows,
                                      const std::vector<std::string>& titles, std::size_t users)
{
    DatasetParts parts;
    parts.name = "small";
    for (std::size_t user = 1; user <= users; ++user)
        parts.users.push_back({std::to_string(user), {}, {}, {}});
    for (std::size_t movie = 0; movie < titles.size(); ++movie)
        parts.movies.push_back({std::to_string(movie + 1), titles[movie], {}, {}, true});
    for (const auto& row : rows) {
        parts.ratingUsers.push_back({static_cast<std::uint32_t>(row[0] - 1)});
        parts.ratingMovies.push_back({static_cast<std::uint32_t>(row[1] - 1)});
        parts.ratingValues.push_back(static_cast<float>(row[2]));
        parts.ratingTimes.push_back(row[3]);
    }
    return *Dataset::make(std::move(parts));
}

/// Films 1 and 3 share a title; film 2 comes first in the file, with a rating that is no positive.
std::shared_ptr<const Dataset> smallData()
{
    return dataOf({{1, 2, 1, 1},
                   {1, 3, 5, 5},
                   {2, 1, 4, 2},
                   {2, 2, 5, 9},
                   {1, 1, 4, 9},
                   {2, 3, 5, 2},
                   {3, 2, 4, 4},
                   {4, 1, 2, 1}},
                  {"A", "B", "A"}, 4);
}

std::shared_ptr<const Split> splitOf(std::shared_ptr<const Dataset> data, SplitOptions options)
{
    auto split = Split::make(std::move(data), std::move(options));
    if (!split)
        qWarning("%s", inFull(split.error()).c_str());
    return split ? *split : nullptr;
}

std::vector<std::string> pairsOf(const Split& split, std::span<const UserRow> users, std::span<const MovieRow> movies)
{
    std::vector<std::string> pairs;
    for (std::size_t row = 0; row < users.size(); ++row)
        pairs.push_back(split.catalogue()->user(users[row]).id + "-" +
                        split.catalogue()->movie(movies[row]).ids.front());
    return pairs;
}

std::vector<std::string> trained(const Split& split)
{
    return pairsOf(split, split.trainUsers(), split.trainMovies());
}

std::vector<std::string> heldOut(const Split& split)
{
    return pairsOf(split, split.holdoutUsers(), split.holdoutMovies());
}

using Pairs = std::vector<std::string>;

SplitOptions withHoldout(std::string_view holdout, Key key = Key::Id)
{
    SplitOptions options;
    options.key = key;
    options.holdout = *Holdout::parse(holdout);
    return options;
}

}  // namespace

class TestSplit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void positivesAreRatingsAboveTheBoundInFileOrder()
    {
        const auto split = splitOf(smallData(), {});
        QCOMPARE(trained(*split), (Pairs{"1-3", "2-1", "2-2", "1-1", "2-3", "3-2"}));
        QVERIFY(split->holdoutUsers().empty());
        SplitOptions higher;
        higher.ratingAbove = 4.0F;
        QCOMPARE(trained(*splitOf(smallData(), higher)), (Pairs{"1-3", "2-2", "2-3"}));
    }

    void groupsFollowTheFirstRowOfEachFilmIdWhateverItsRating()
    {
        for (const auto key : {Key::Id, Key::Title}) {
            SplitOptions options;
            options.key = key;
            const auto split = splitOf(smallData(), options);
            // Film 2 comes first in the file, then 3, then 1: so groups 0, 1 and 2, with one title for two of them or
            // not.
            const auto groups = split->trainGroups();
            QCOMPARE(std::vector(groups.begin(), groups.end()), (std::vector<std::uint32_t>{1, 2, 0, 2, 1, 0}));
        }
    }

    void seenHoldsEachFilmOnce()
    {
        SplitOptions options;
        options.key = Key::Title;
        const auto split = splitOf(smallData(), options);
        const auto two = *split->catalogue()->findUser("2");
        const auto seen = split->seen().of(two);
        QCOMPARE(seen.size(), std::size_t{2});  // A twice, B once
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QCOMPARE(split->seen().users(), split->catalogue()->userRows());
        QVERIFY(split->seen().of(UserRow{0}).empty());
        const auto a = *split->catalogue()->findMovieByTitle("A");
        QCOMPARE(split->trainCounts()[a.value], 4U);
        QCOMPARE(split->trainCounts()[0], 0U);
    }

    void theLastRatingsOfEachUserAreHeldOutByTime()
    {
        // User 1: films 3 (time 5), 1 (time 9). User 2: 1 (2), 2 (9), 3 (2). User 3 has one positive and keeps it.
        const auto one = splitOf(smallData(), withHoldout("last:1"));
        QCOMPARE(heldOut(*one), (Pairs{"2-2", "1-1"}));
        QCOMPARE(trained(*one), (Pairs{"1-3", "2-1", "2-3", "3-2"}));
        const auto positions = one->holdoutPositions();
        QCOMPARE(std::vector(positions.begin(), positions.end()), (std::vector<std::uint32_t>{3, 4}));
        // Of equal times the later row goes first; users with no more than two keep one.
        const auto two = splitOf(smallData(), withHoldout("last:2"));
        QCOMPARE(heldOut(*two), (Pairs{"2-2", "1-1", "2-3"}));
        const auto many = splitOf(smallData(), withHoldout("last:100"));
        QCOMPARE(trained(*many), (Pairs{"1-3", "2-1", "3-2"}));
    }

    void aRandomShareIsDrawnOnceAndExactly()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto dataset = *openDataset({*data / "ml-100k"});
        const auto split = splitOf(dataset, withHoldout("random:0.1"));
        QCOMPARE(split->holdoutUsers().size(), std::size_t{5538});  // a tenth of 55,375, rounded
        QCOMPARE(split->trainUsers().size(), std::size_t{55'375 - 5538});
        const auto positions = split->holdoutPositions();
        QVERIFY(std::is_sorted(positions.begin(), positions.end()));
        QVERIFY(std::adjacent_find(positions.begin(), positions.end()) == positions.end());
        for (std::size_t row = 0; row < positions.size(); ++row) {
            const auto position = positions[row];
            QVERIFY(dataset->ratingValues()[position] > 3.0F);
            const auto& user = split->catalogue()->user(split->holdoutUsers()[row]);
            QCOMPARE(user.id, dataset->user(dataset->ratingUsers()[position]).id);
        }
        const auto again = splitOf(dataset, withHoldout("random:0.1"));
        const auto same = again->holdoutPositions();
        QVERIFY(std::equal(same.begin(), same.end(), positions.begin(), positions.end()));
        auto options = withHoldout("random:0.1");
        options.seed = 2;
        const auto other = splitOf(dataset, options);
        QVERIFY(!std::equal(positions.begin(), positions.end(), other->holdoutPositions().begin()));
        // No part of the file is favoured: each tenth of it gives about a tenth (mean 554, standard deviation 21).
        std::array<int, 10> tenths{};
        for (const auto position : positions)
            ++tenths[position / 10'000];
        for (const auto count : tenths)
            QVERIFY2(count > 440 && count < 670, std::to_string(count).c_str());
    }

    void theVocabularyIsThatOfAllPositives()
    {
        const auto none = splitOf(smallData(), {});
        const auto held = splitOf(smallData(), withHoldout("last:1"));
        QCOMPARE(held->catalogue()->userRows(), none->catalogue()->userRows());
        QCOMPARE(held->catalogue()->movieRows(), std::size_t{4});
    }

    void aTestFileIsHeldOutAndStrangersAreCounted()
    {
        const TemporaryFolder folder;
        // Known pairs of user 1 and 3; user 4 has no positive and so no row, user 99 is not there at all, nor is
        // film 98.
        const auto file =
            folder.write("my.test", "1\t2\t5\t1\n3\t1\t4\t1\n3\t3\t2\t1\n4\t1\t5\t1\n4\t2\t5\t1\n99\t1\t5\t1\n"
                                    "1\t98\t5\t1\n99\t98\t3\t1\n");
        const auto split = splitOf(smallData(), withHoldout("file:" + file.string()));
        QVERIFY(split);
        QCOMPARE(heldOut(*split), (Pairs{"1-2", "3-1"}));
        QCOMPARE(trained(*split).size(), std::size_t{6});
        QVERIFY(split->holdoutPositions().empty());
        QCOMPARE(split->skippedTestRows(), std::size_t{4});
        QCOMPARE(split->skippedTestUsers(), std::size_t{2});
        const auto refit = split->withoutHoldout();
        QCOMPARE(trained(*refit), trained(*split));
        QCOMPARE(heldOut(*refit), heldOut(*split));
    }

    void testFilesThatHoldNothingSayWhy()
    {
        const TemporaryFolder folder;
        const auto said = [&](const std::string& content) {
            const auto file = folder.write("my.test", content);
            const auto split = Split::make(smallData(), withHoldout("file:" + file.string()));
            return split ? std::string() : inFull(split.error());
        };
        const auto path = (folder.path() / "my.test").string();
        QCOMPARE(said("1\t2\t3\t1\n"), "Empty: " + path +
                                           ": no rating is above 3: all ratings are 3. Choose a lower bound, or "
                                           "another test file.");
        QCOMPARE(
            said("71\t2\t5\t1\n72\t2\t5\t1\n"),
            "Empty: " + path +
                ": none of its 2 ratings above 3 is of a user and a film that are in the training data. Choose a test "
                "file of the same data.");
        QVERIFY(said("").starts_with("Empty: " + path));
        QVERIFY(said("1\t2\tx\t1\n").starts_with("Malformed: " + path + ", line 1"));
        QVERIFY(
            inFull(Split::make(smallData(), withHoldout("file:/no/such")).error()).starts_with("NotFound: /no/such"));
    }

    void movieLensFoldsAreTestFiles()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto dataset = *openDataset({*data / "ml-100k/u1.base"});
        const auto split = splitOf(dataset, withHoldout("file:" + (*data / "ml-100k/u1.test").string()));
        QVERIFY(split);
        const auto all = *openDataset({*data / "ml-100k/u1.test"});
        const auto values = all->ratingValues();
        const auto positives = std::count_if(values.begin(), values.end(), [](float value) { return value > 3; });
        QCOMPARE(split->holdoutUsers().size() + split->skippedTestRows(), static_cast<std::size_t>(positives));
        QVERIFY(split->skippedTestRows() < 100);
    }

    void withoutHoldoutEverythingTrains()
    {
        const auto whole = splitOf(smallData(), {});
        for (const char* holdout : {"last:1", "random:0.5"}) {
            const auto split = splitOf(smallData(), withHoldout(holdout));
            const auto refit = split->withoutHoldout();
            QCOMPARE(trained(*refit), trained(*whole));
            QVERIFY(refit->holdoutUsers().empty());
            QCOMPARE(refit->catalogue().get(), split->catalogue().get());
            const auto groups = refit->trainGroups();
            QVERIFY(std::equal(groups.begin(), groups.end(), whole->trainGroups().begin(), whole->trainGroups().end()));
        }
    }

    void aSplitComesBackFromItsCatalogueAndHeldOutRows()
    {
        for (const char* holdout : {"none", "last:1", "random:0.4"}) {
            const auto split = splitOf(smallData(), withHoldout(holdout, Key::Title));
            const auto copy = [](auto span) { return std::vector(span.begin(), span.end()); };
            const auto back = Split::fromCatalogue(split->catalogue(), split->options(), copy(split->holdoutUsers()),
                                                   copy(split->holdoutMovies()), copy(split->holdoutPositions()));
            QCOMPARE(copy(back->trainUsers()), copy(split->trainUsers()));
            QCOMPARE(copy(back->trainMovies()), copy(split->trainMovies()));
            QCOMPARE(copy(back->trainGroups()), copy(split->trainGroups()));
            QCOMPARE(back->seen().movies, split->seen().movies);
            QCOMPARE(back->relevant().movies, split->relevant().movies);
            QCOMPARE(copy(back->trainCounts()), copy(split->trainCounts()));
        }
    }

    void whatLeavesNothingSaysWhy_data()
    {
        QTest::addColumn<double>("above");
        QTest::addColumn<QString>("holdout");
        QTest::addColumn<QString>("said");
        QTest::newRow("a bound above all")
            << 5.0 << "none"
            << "Empty: no rating is above 5: the ratings go from 1 to 5. Choose a lower bound.";
        QTest::newRow("a share of nearly all")
            << 3.0 << "random:0.99"
            << "Empty: holdout is random:0.99, which leaves none of the 6 ratings above 3 to train on. Hold out less.";
        QTest::newRow("a share of nearly none") << 3.0 << "random:0.01"
                                                << "Empty: holdout is random:0.01, which holds out none of the 6 "
                                                   "ratings above 3. Hold out more, or nothing.";
    }
    void whatLeavesNothingSaysWhy()
    {
        QFETCH(double, above);
        QFETCH(QString, holdout);
        QFETCH(QString, said);
        auto options = withHoldout(holdout.toStdString());
        options.ratingAbove = static_cast<float>(above);
        const auto split = Split::make(smallData(), options);
        QVERIFY(!split);
        QCOMPARE(inFull(split.error()), said.toStdString());
    }

    void optionsOutOfRangeAreRefused()
    {
        SplitOptions options;
        options.holdout.kind = Holdout::Kind::Random;
        for (const double share : {0.0, 1.0, -0.1, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
            options.holdout.share = share;
            QVERIFY(inFull(Split::make(smallData(), options).error()).starts_with("InvalidOption"));
        }
        options.holdout.kind = Holdout::Kind::Last;
        options.holdout.count = 0;
        QVERIFY(inFull(Split::make(smallData(), options).error()).starts_with("InvalidOption"));
        options.holdout = {};
        options.ratingAbove = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(inFull(Split::make(smallData(), options).error()).starts_with("InvalidOption"));
    }

    void theLastRatingsNeedTimes()
    {
        const TemporaryFolder folder;
        const auto dataset = *openDataset({folder.write("r.csv", "user,item,rating\n1,2,5\n1,3,4\n")});
        const auto split = Split::make(dataset, withHoldout("last:1"));
        QCOMPARE(inFull(split.error()),
                 std::string("InvalidOption: holdout is last:1, but these ratings have no times. Hold "
                             "out a random share instead."));
    }

    void holdoutsAreWrittenAndRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        QTest::newRow("none") << "none"
                              << "none";
        QTest::newRow("random") << "random:0.1"
                                << "random:0.1";
        QTest::newRow("random, its share left out") << "random"
                                                    << "random:0.1";
        QTest::newRow("random, longer") << "random:0.250"
                                        << "random:0.25";
        QTest::newRow("last") << "last:3"
                              << "last:3";
        QTest::newRow("file") << "file:/a/b:c.test"
                              << "file:/a/b:c.test";
        for (const char* bad : {"", "None", "none:", "random:", "random:0", "random:1", "random:x", "random:nan",
                                "last:0", "last:-1", "last:1.5", "last:", "file:", "file", "half"})
            QTest::newRow(qPrintable(QString("not '%1'").arg(bad))) << bad << "";
    }
    void holdoutsAreWrittenAndRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto holdout = Holdout::parse(text.toStdString());
        QCOMPARE(holdout.has_value(), !written.isEmpty());
        if (holdout) {
            QCOMPARE(holdout->toString(), written.toStdString());
            QCOMPARE(Holdout::parse(holdout->toString())->toString(), written.toStdString());
        } else {
            QVERIFY(inFull(holdout.error()).starts_with("InvalidOption: holdout is \"" + text.toStdString()));
        }
    }

    void validationRowsAreCutFromTheTrainingRowsAlone()
    {
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const auto inner = split->forValidation(0.25, 3);
        QVERIFY(inner);
        const auto& rows = **inner;
        QCOMPARE(split->trainUsers().size(), std::size_t{432});
        QCOMPARE(rows.holdoutUsers().size(), std::size_t{108});
        QCOMPARE(rows.trainUsers().size(), std::size_t{324});
        // Together they are the training rows, each once and in order; no held-out row is among them.
        std::vector<std::pair<UserRow, MovieRow>> all, parts;
        for (std::size_t row = 0; row < split->trainUsers().size(); ++row)
            all.emplace_back(split->trainUsers()[row], split->trainMovies()[row]);
        for (std::size_t row = 0; row < rows.trainUsers().size(); ++row)
            parts.emplace_back(rows.trainUsers()[row], rows.trainMovies()[row]);
        for (std::size_t row = 0; row < rows.holdoutUsers().size(); ++row)
            parts.emplace_back(rows.holdoutUsers()[row], rows.holdoutMovies()[row]);
        std::ranges::sort(all);
        std::ranges::sort(parts);
        QCOMPARE(parts, all);
        QCOMPARE(rows.relevant().movies.size(), std::size_t{108});
        const auto again = split->forValidation(0.25, 3), other = split->forValidation(0.25, 4);
        QVERIFY(std::ranges::equal((*again)->holdoutMovies(), rows.holdoutMovies()));
        QVERIFY(!std::ranges::equal((*other)->holdoutMovies(), rows.holdoutMovies()));
        QCOMPARE(split->forValidation(0.0001, 1).error().code, ErrorCode::Empty);
    }

    void theOnlyPositiveCannotBeHeldOut()
    {
        const auto one = dataOf({{1, 1, 5, 1}, {1, 2, 1, 2}}, {"A", "B"}, 1);
        for (const char* holdout : {"random:0.1", "random:0.9", "last:1"}) {
            const auto split = Split::make(one, withHoldout(holdout));
            QVERIFY(!split);
            QCOMPARE(inFull(split.error()), std::string("Empty: holdout is ") + holdout +
                                                ", but only one rating is above 3. Hold out nothing.");
        }
        QVERIFY(Split::make(one, withHoldout("none")));
        const auto each = dataOf({{1, 1, 5, 1}, {2, 1, 5, 2}, {3, 2, 4, 3}}, {"A", "B"}, 3);
        QCOMPARE(inFull(Split::make(each, withHoldout("last:1")).error()),
                 std::string("Empty: holdout is last:1, but no user has more than one of the 3 ratings above 3. Hold "
                             "out a random share, or nothing."));
    }

    void tooFewRowsForAValidationSayWhatToDo()
    {
        const auto split = splitOf(dataOf({{1, 1, 5, 1}, {1, 2, 1, 2}}, {"A", "B"}, 1), {});
        QCOMPARE(inFull(split->forValidation(0.1, 1).error()),
                 std::string("Empty: 1 training row is too few to hold out a share of 0.1 for validation. Take more "
                             "data, or do without the validation."));
    }

    void aTestFileIsReadOnAsAskedFor()
    {
        const TemporaryFolder folder;
        const auto file = folder.write("test.csv", "user,item,rating\n1,1,\"4,5\"\n1,2,5\n2,1,good\n");
        auto options = withHoldout("file:" + file.string());
        const auto refused = Split::make(smallData(), options);
        QVERIFY(!refused);
        QCOMPARE(refused.error().line, std::uint64_t{2});
        QCOMPARE(refused.error().remedies.decimalComma, std::string("4,5"));
        QVERIFY(refused.error().remedies.skipBadRows && refused.error().remedies.commaNeedsSkipping);
        options.holdout.reading.skipAnyNumberOfBadRows = true;
        auto split = splitOf(smallData(), options);
        QVERIFY(split);
        QCOMPARE(split->holdoutUsers().size() + split->skippedTestRows(), std::size_t{1});
        options.holdout.reading.decimalComma = true;
        split = splitOf(smallData(), options);
        QVERIFY(split);
        QCOMPARE(split->holdoutUsers().size() + split->skippedTestRows(), std::size_t{2});
    }

    void aStopGivesNothing()
    {
        std::stop_source source;
        source.request_stop();
        const auto stop = source.get_token();
        const auto data = smallData();
        const auto split = splitOf(data, {});
        QVERIFY(split);
        const auto catalogue = Catalogue::make(*data, Key::Id, 3, stop);
        QVERIFY(catalogue && !*catalogue);
        const auto stopped = Split::make(data, {}, stop);
        QVERIFY(stopped && !*stopped);
        const auto again = split->catalogue()->toDataset(stop);
        QVERIFY(again && !*again);
        QVERIFY(!split->withoutHoldout(stop));
        const auto validation = split->forValidation(0.5, 1, stop);
        QVERIFY(validation && !*validation);
        QVERIFY(!Split::fromCatalogue(split->catalogue(), {}, {}, {}, {}, stop));
        const TemporaryFolder folder;
        const auto rows = readTestRows(*split->catalogue(), folder.write("u1.test", "1\t1\t5\t1\n"), {}, stop);
        QVERIFY(rows && rows->users.empty());
    }
};

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
