// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/npy.h"
#include "tests/support/environment.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstring>
#include <limits>
#include <string>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::string npy(const std::string& header, const std::string& data, char version = 1)
{
    std::string file = "\x93NUMPY";
    file += version;
    file += '\0';
    const auto length = static_cast<std::uint32_t>(header.size());
    file.append(reinterpret_cast<const char*>(&length), version == 1 ? 2 : 4);
    return file + header + data;
}

template <class T>
std::string bytes(std::initializer_list<T> values)
{
    std::string result;
    for (const auto value : values)
        result.append(reinterpret_cast<const char*>(&value), sizeof value);
    return result;
}

const std::string twoByThree = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
const std::string sixFloats = bytes<float>({1, 2, 3, 4, 5, 6});

}  // namespace

class TestNpy : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const std::string& content)
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "table.npy";
        QFile file(QString::fromStdString(path.string()));
        file.remove();  // some file systems flush a file to the disk that is emptied and filled again
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(content.data(), static_cast<qint64>(content.size())) != static_cast<qint64>(content.size()))
            qFatal("cannot write the test's file");
        return path;
    }

    static QByteArray read(const std::filesystem::path& path)
    {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void whatIsWrittenComesBackBitForBit()
    {
        auto table = matrix({{1, -0.0F, 0.1F}, {std::numeric_limits<float>::denorm_min(), 3e38F, -7}});
        const auto path = write("");
        QVERIFY(writeNpy(path, table));
        const auto back = readNpy(path);
        QVERIFY2(back, back ? "" : describe(back.error()).c_str());
        QCOMPARE(back->rows(), 2U);
        QCOMPARE(back->columns(), 3U);
        QVERIFY(std::memcmp(back->data(), table.data(), 6 * sizeof(float)) == 0);
    }

    void theBytesAreThoseThatNumpyWrites()
    {
        const auto path = write("");
        QVERIFY(writeNpy(path, matrix({{1, 2, 3}, {4, 5, 6}})));
        auto header =
            QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }").leftJustified(117, ' ') + '\n';
        const auto expected =
            QByteArray("\x93NUMPY\x01\x00\x76\x00", 10) + header + QByteArray::fromStdString(sixFloats);
        QCOMPARE(expected.size(), 128 + 24);
        QCOMPARE(read(path), expected);
    }

    void rowsOneByOneGiveTheSameFile()
    {
        const auto table = matrix({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
        const auto path = write("");
        QVERIFY(writeNpy(path, table));
        const auto whole = read(path);
        auto writer = NpyWriter::create(path, 3, 3);
        QVERIFY(writer);
        QVERIFY(writer->row(table.row(0)));
        QVERIFY(writer->rows(table.values().subspan(3, 6)));
        QVERIFY(writer->commit());
        QCOMPARE(read(path), whole);
    }

    void tooFewRowsAreAMismatchAndLeaveTheOldFile()
    {
        const auto path = write("old");
        auto writer = NpyWriter::create(path, 3, 2);
        QVERIFY(writer);
        QVERIFY(writer->row(std::array{1.0F, 2.0F}));
        const auto done = writer->commit();
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Mismatch);
        writer = failure(ErrorCode::Internal, "");
        QCOMPARE(read(path), QByteArray("old"));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList{"table.npy"});
    }

    void aFullDiskIsSaid()
    {
        const auto done = writeNpy("/dev/full", matrix({{1, 2}}));
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::DiskFull);
        auto writer = NpyWriter::create("/dev/full", 1'000'000, 2);
        QVERIFY(writer);
        const std::vector<float> many(1'000'000);
        QVERIFY(!writer->rows(many));
        const auto late = writer->commit();
        QVERIFY(!late);
        QVERIFY(late.error().code == ErrorCode::DiskFull);
    }

    void everyFormIsRead_data()
    {
        QTest::addColumn<QByteArray>("file");
        const auto add = [](const char* name, const std::string& file) {
            QTest::newRow(name) << QByteArray(file.data(), static_cast<qsizetype>(file.size()));
        };
        add("version 1", npy(twoByThree, sixFloats));
        add("version 2", npy(twoByThree, sixFloats, 2));
        add("version 3", npy(twoByThree, sixFloats, 3));
        add("float64",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", bytes<double>({1, 2, 3, 4, 5, 6})));
        add("Fortran order",
            npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", bytes<float>({1, 4, 2, 5, 3, 6})));
        add("float64 in Fortran order",
            npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", bytes<double>({1, 4, 2, 5, 3, 6})));
        add("other order and quotes", npy("{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}", sixFloats));
        add("as Python 2 wrote it", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }", sixFloats));
        add("header of odd length", npy(twoByThree + " ", sixFloats));
    }

    void everyFormIsRead()
    {
        QFETCH(QByteArray, file);
        const auto table = readNpy(write(file.toStdString()));
        QVERIFY2(table, table ? "" : describe(table.error()).c_str());
        QCOMPARE(table->rows(), 2U);
        QCOMPARE(table->columns(), 3U);
        for (std::size_t i = 0; i < 6; ++i)
            QCOMPARE(table->values()[i], static_cast<float>(i + 1));
    }

    void numpysOwnFilesAreRead()
    {
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto path = *referenceFolder() / "tutorial/file-order/initial_users.npy";
        const auto table = readNpy(path);
        QVERIFY2(table, table ? "" : describe(table.error()).c_str());
        QCOMPARE(table->rows(), 943U);
        QCOMPARE(table->columns(), 64U);
        const auto copy = write("");
        QVERIFY(writeNpy(copy, *table));
        QCOMPARE(read(copy), read(path));
    }

    void whatIsWrongIsSaidInWords_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("words");
        const auto add = [](const char* name, const std::string& file, const char* words) {
            QTest::newRow(name) << QByteArray(file.data(), static_cast<qsizetype>(file.size())) << words;
        };
        const auto header = [](const char* text) { return npy(text, sixFloats); };
        add("empty", "", "is empty");
        add("text", "user,d0,d1\n1,2,3\n", "not an NPY file");
        add("half a mark", "\x93NUM", "cut off");
        add("version 9", npy(twoByThree, sixFloats, 9), "version is 9");
        add("version 0", npy(twoByThree, sixFloats, 0), "version is 0");
        add("header longer than the file", std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff{}", 14), "within its header");
        add("no header", npy("", sixFloats), "header");
        add("no closing brace", header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), "), "header");
        add("unknown key", header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}"), "header");
        add("key twice", header("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}"), "header");
        add("no shape", header("{'descr': '<f4', 'fortran_order': False}"), "header");
        add("no order", header("{'descr': '<f4', 'shape': (2, 3)}"), "header");
        add("no type", header("{'fortran_order': False, 'shape': (2, 3)}"), "header");
        add("open text", header("{'descr': '<f4"), "header");
        add("something after it", header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x"), "header");
        add("negative extent", header("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}"), "header");
        add("fields", header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}"), "header");
        add("big-endian", header("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3)}"), "little-endian");
        add("integers", header("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3)}"), "float32 or float64");
        add("one dimension", header("{'descr': '<f4', 'fortran_order': False, 'shape': (6,)}"), "1 dimensions");
        add("three dimensions", header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3)}"), "3 dimensions");
        add("no rows", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3)}", ""), "empty");
        add("no columns, many rows",
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551615, 0)}", ""), "empty");
        add("huge", header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 64)}"), "cut off");
        add("product overflows", header("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}"),
            "cut off");
        add("bytes overflow", header("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693954, 1)}"),
            "cut off");
        add("extent overflows", header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1)}"),
            "header");
        add("one number short", npy(twoByThree, sixFloats.substr(0, 20)), "holds 20 bytes of a table of 2 × 3");
        add("one byte more", npy(twoByThree, sixFloats + "x"), "1 bytes follow");
        add("not a number", npy(twoByThree, bytes<float>({1, 2, 3, 4, std::numeric_limits<float>::quiet_NaN(), 6})),
            "row 1");
        add("too large for float32",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}", bytes<double>({1, 1e300})), "row 0");
    }

    void whatIsWrongIsSaidInWords()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, words);
        const auto path = write(file.toStdString());
        const auto table = readNpy(path);
        QVERIFY(!table);
        QVERIFY(table.error().code == ErrorCode::Malformed);
        QCOMPARE(table.error().path, path.string());
        QVERIFY2(QString::fromStdString(table.error().message).contains(words), table.error().message.c_str());
    }

    void aMissingFileAndAFolderAreSaid()
    {
        const auto missing = readNpy(m_folder.filePath("nothing.npy").toStdString());
        QVERIFY(!missing);
        QVERIFY(missing.error().code == ErrorCode::NotFound);
        const auto folder = readNpy(m_folder.path().toStdString());
        QVERIFY(!folder);
        QVERIFY(folder.error().code == ErrorCode::NotAFile);
    }

    void noPlaceToCutMakesItCrash()
    {
        const auto file = npy(twoByThree, sixFloats);
        for (std::size_t length = 0; length < file.size(); ++length) {
            const auto table = readNpy(write(file.substr(0, length)));
            QVERIFY2(!table, std::to_string(length).c_str());
            QVERIFY(table.error().code == ErrorCode::Malformed);
        }
    }

    void noFlippedBitMakesItCrash()
    {
        const auto file = npy(twoByThree, sixFloats);
        for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
            auto damaged = file;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            const auto table = readNpy(write(damaged));
            if (table)
                QCOMPARE(table->rows() * table->columns(), 6U);
            else
                QVERIFY(table.error().code == ErrorCode::Malformed);
        }
    }
};

QTEST_GUILESS_MAIN(TestNpy)
#include "tst_npy.moc"
