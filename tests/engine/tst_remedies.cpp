// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <string>
#include <vector>

using namespace projectionist;
using namespace projectionist::testing;

/// What an error about bad rows offers, and that it helps.
class TestRemedies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anErrorOffersWhatLetsTheFileOpenAndNothingElse_data()
    {
        QTest::addColumn<QByteArray>("rows");  // after a header, for users 1 and 2
        QTest::addColumn<QString>("words");
        const std::string good = "1,1,4,9\n", comma = "1,2,\"3,5\",9\n", word = "1,3,good,9\n";
        const auto row = [](const char* name, const std::string& rows, const char* words) {
            QTest::newRow(name) << QByteArray::fromStdString(rows) << words;
        };
        const auto times = [](int count, const std::string& text) {
            std::string all;
            for (int i = 0; i < count; ++i)
                all += std::to_string(i + 10) + text.substr(1);
            return all;
        };
        row("commas and good rows", good + comma,
            "1 of 2 rows has such a rating: read it as 3.5, skip it, or export the file again with decimal points.");
        row("commas alone", comma + times(2, comma),
            "3 of 3 rows have such a rating: read them as 3.5 or export the file again with decimal points.");
        row("words and good rows", good + word, "1 of 2 rows cannot be read, more than 1 in 100: skip it, or export");
        row("words alone", word + times(1, word), "None of its 2 rows can be read. Export the file again");
        row("commas, a word, good rows", word + good + comma + comma,
            "3 of 4 rows cannot be read, 2 of them because of a decimal comma as in \"3,5\": read those as 3.5 and "
            "skip "
            "the other one, skip all 3, or export the file again.");
        row("commas and words", comma + times(2, word),
            "3 of 3 rows cannot be read, 1 of them because of a decimal comma as in \"3,5\": read it as 3.5 and skip "
            "the "
            "others, or export the file again.");
        row("many commas and one word", word + times(99, comma) + good,
            "100 of 101 rows cannot be read, 99 of them because of a decimal comma as in \"3,5\": read those as 3.5, "
            "skip all 100, or export the file again.");
        row("a comma that is not all that is wrong", good + "1,2,\"3,5\",noon\n",
            "the time is \"noon\", which is not a number of seconds. 1 of 2 rows cannot be read, more than 1 in 100: "
            "skip it, or");
    }
    void anErrorOffersWhatLetsTheFileOpenAndNothingElse()
    {
        QFETCH(QByteArray, rows);
        QFETCH(QString, words);
        const TemporaryFolder folder;
        const auto path = folder.write("ratings.csv", "userId,movieId,rating,timestamp\n" + rows.toStdString());
        const auto asked = openDataset({path});
        QVERIFY(!asked);
        QVERIFY2(QString::fromStdString(asked.error().message).contains(words), asked.error().message.c_str());
        const auto opens = [&](bool comma, bool skip) {
            OpenOptions options;
            options.reading = {.skipAnyNumberOfBadRows = skip, .decimalComma = comma};
            const auto opened = openDataset({path}, options);
            return opened.has_value();
        };
        const auto& remedies = asked.error().remedies;
        const bool comma = !remedies.decimalComma.empty();
        QCOMPARE(remedies.skipBadRows, opens(false, true));
        QCOMPARE(comma && !remedies.commaNeedsSkipping, opens(true, false));
        QCOMPARE(comma || remedies.skipBadRows, opens(true, true));
        QVERIFY(!comma || remedies.decimalComma == "3,5");
    }

    void filmsThatCannotBeReadOfferToSkipThemWhereAnyIsLeft()
    {
        const TemporaryFolder folder;
        folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,9\n1,2,5,9\n");
        folder.write("movies.csv", "movieId,title,genres\n1,A (1990),Drama\n2,B\n");
        const auto some = openDataset({folder.path()});
        QVERIFY(!some && some.error().remedies.skipBadRows && some.error().remedies.decimalComma.empty());
        OpenOptions options;
        options.reading.skipAnyNumberOfBadRows = true;
        QVERIFY(openDataset({folder.path()}, options));
        folder.write("movies.csv", "movieId,title,genres\n2,B\n");
        const auto none = openDataset({folder.path()});
        QVERIFY(!none && !none.error().remedies.any());
    }

    void decimalCommasAreReadWhenAskedFor()
    {
        const TemporaryFolder folder;
        const auto path =
            folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,\"4,5\",9\n1,2,3,5,9\n1,3,2,9\n");
        OpenOptions options;
        options.reading.decimalComma = true;
        const auto opened = openDataset({path}, options);
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto values = (*opened)->ratingValues();
        QCOMPARE(std::vector<float>(values.begin(), values.end()), (std::vector<float>{4.5F, 3.5F, 2.0F}));
        QCOMPARE((*opened)->ratingTimes()[1], std::int64_t{9});
    }
};

QTEST_GUILESS_MAIN(TestRemedies)
#include "tst_remedies.moc"
