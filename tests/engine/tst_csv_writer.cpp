// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv_writer.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// What one cell of text becomes, beside a neighbour.
std::string asCell(std::string_view value)
{
    std::string out;
    CsvWriter writer([&](std::string_view piece) {
        out += piece;
        return true;
    });
    writer.integer(1).text(value);
    writer.endRow();
    return out.substr(2, out.size() - 3);
}

}  // namespace

class TestCsvWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTableHasCommentsHeaderAndRows()
    {
        std::string out;
        CsvWriter writer([&](std::string_view piece) {
            out += piece;
            return true;
        });
        writer.comment("Simulated data\nseed 1");
        writer.header({"user_id", "title", "score"});
        writer.text("42").text("Rock, The (1996)").number(0.1F);
        QVERIFY(writer.endRow());
        writer.integer(-3).blank().number(0.1);
        QVERIFY(writer.endRow());
        QVERIFY(writer.finish());
        QCOMPARE(out, std::string(
                          "# Simulated data\n# seed 1\nuser_id,title,score\n42,\"Rock, The (1996)\",0.1\n-3,,0.1\n"));
    }

    void textIsQuotedOnlyWhereItMust_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("cell");
        const auto row = [](const char* name, const char* value, const char* cell) {
            QTest::newRow(name) << QByteArray(value) << QByteArray(cell);
        };
        row("plain", "Star Wars (1977)", "Star Wars (1977)");
        row("nothing", "", "");
        row("comma", "Rock, The", "\"Rock, The\"");
        row("quote", "The \"Room\"", "\"The \"\"Room\"\"\"");
        row("line break", "a\nb", "\"a\nb\"");
        row("carriage return inside", "a\rb", "\"a\rb\"");
        row("leading space", " a", "\" a\"");
        row("trailing space", "a ", "\"a \"");
        row("formula", "=1+1", "'=1+1");
        row("plus", "+1", "'+1");
        row("minus", "-1", "'-1");
        row("at", "@a", "'@a");
        row("tab", "\ta", "'\ta");
        row("formula with comma", "=SUM(A1,A2)", "\"'=SUM(A1,A2)\"");
        row("minus inside", "Spider-Man", "Spider-Man");
        row("accents stay", "Am\xC3\xA9lie", "Am\xC3\xA9lie");
        row("semicolon and tab inside stay", "a;b\tc", "a;b\tc");
    }
    void textIsQuotedOnlyWhereItMust()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, cell);
        QCOMPARE(asCell(value.toStdString()), cell.toStdString());
    }

    void aFirstCellThatLooksLikeACommentIsQuoted()
    {
        std::string out;
        CsvWriter writer([&](std::string_view piece) {
            out += piece;
            return true;
        });
        writer.text("#Alive (2020)").text("#2");
        writer.endRow();
        writer.text("");
        writer.endRow();
        QCOMPARE(out, std::string("\"#Alive (2020)\",#2\n\"\"\n"));
    }

    void notANumberIsBlank()
    {
        std::string out;
        CsvWriter writer([&](std::string_view piece) {
            out += piece;
            return true;
        });
        writer.number(std::numeric_limits<float>::quiet_NaN())
            .number(std::numeric_limits<double>::quiet_NaN())
            .number(1.5F);
        writer.endRow();
        QCOMPARE(out, std::string(",,1.5\n"));
    }

    void aSinkMayEndEarly()
    {
        int lines = 0;
        CsvWriter writer([&](std::string_view) { return ++lines < 2; });
        writer.integer(1);
        QVERIFY(writer.endRow());
        writer.integer(2);
        QVERIFY(!writer.endRow());
        writer.integer(3);
        QVERIFY(!writer.endRow());
        QCOMPARE(lines, 2);
    }

    void aFileStandsOnlyWhenFinished()
    {
        const TemporaryFolder folder;
        const auto path = folder.path() / "table.csv";
        {
            auto writer = CsvWriter::create(path);
            QVERIFY(writer);
            writer->header({"a"});
            QVERIFY(!std::filesystem::exists(path));
        }
        QVERIFY(std::filesystem::is_empty(folder.path()));
        auto writer = CsvWriter::create(path);
        QVERIFY(writer);
        writer->header({"a", "b"});
        QVERIFY(writer->finish());
        QCOMPARE(contentOf(path), std::string("a,b\n"));
    }

    void aFullDiskIsTold()
    {
        auto writer = CsvWriter::create("/dev/full");
        QVERIFY(writer);
        writer->header({"a"});
        bool good = true;
        for (int row = 0; row < 1'000'000 && good; ++row) {
            writer->text("a row of some length, so that the buffer fills");
            good = writer->endRow();
        }
        QVERIFY(!good);
        const auto done = writer->finish();
        QVERIFY(!done);
        QCOMPARE(nameOf(done.error().code), std::string("DiskFull"));
    }
};

QTEST_GUILESS_MAIN(TestCsvWriter)
#include "tst_csv_writer.moc"
