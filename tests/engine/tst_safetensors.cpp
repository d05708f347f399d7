// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "engine/model/safetensors.h"
#include "tests/support/safetensors_pieces.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include <unistd.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Json = nlohmann::ordered_json;

std::vector<DamageCase> formatCases()
{
    const auto offsets = [](const char* tensor, std::uint64_t begin, std::uint64_t end) {
        return headerChanged([=](Json& json) { json[tensor]["data_offsets"] = {begin, end}; });
    };
    const auto shape = [](const char* tensor, const char* extents) {
        return headerChanged([=](Json& json) { json[tensor]["shape"] = Json::parse(extents); });
    };
    return {
        {"empty", "the file is empty", fileReplaced("")},
        {"seven bytes", "cut off", fileReplaced("\x08\0\0\0\0\0\0")},
        {"text", "not a safetensors file", fileReplaced("userId,movieId,rating\n1,2,3\n")},
        {"zeros", "not a safetensors file", fileReplaced(std::string(1000, '\0'))},
        {"no header", "not valid JSON", fileReplaced(std::string(8, '\0'))},
        {"huge header", "not a safetensors file", fileReplaced(lengthAsBytes(std::uint64_t{1} << 60) + "{}")},
        {"header of 2^64 - 1", "not a safetensors file", fileReplaced(lengthAsBytes(~std::uint64_t{0}) + "{}")},
        {"header over 100 MB", "not a safetensors file", fileReplaced(lengthAsBytes(100'000'001) + "{}")},
        {"header longer than the file", "cut off within its header", fileReplaced(lengthAsBytes(1000) + "{}")},
        {"no JSON", "not valid JSON", headerReplaced("{\"a\": ")},
        {"a list", "not a safetensors file", headerReplaced("[1, 2]")},
        {"no UTF-8", "not valid JSON", headerReplaced("{\"\xff\": 1}")},
        {"deep lists", "does not list tensors", headerReplaced("{\"a\": " + std::string(5'000'000, '['))},
        {"deep objects", "describes tensor \"a\" in no known way", headerReplaced([] {
             std::string text;
             for (int i = 0; i < 200'000; ++i)
                 text += "{\"a\":";
             return text;
         }())},
        {"long shape", "describes tensor \"a\"", headerReplaced([] {
             std::string text = R"({"a":{"dtype":"U8","shape":[1)";
             for (int i = 0; i < 1'000'000; ++i)
                 text += ",1";
             return text + R"(],"data_offsets":[0,1]}})";
         }())},
        {"a number for a tensor", "does not list tensors", headerReplaced(R"({"a": 1})")},
        {"metadata that are no texts", "__metadata__", headerReplaced(R"({"__metadata__": {"format": 1}})")},
        {"metadata in metadata", "__metadata__", headerReplaced(R"({"__metadata__": {"format": {}}})")},
        {"no type", "does not say type", headerReplaced(R"({"a": {"shape": [0], "data_offsets": [0, 0]}})")},
        {"no shape", "does not say type", headerReplaced(R"({"a": {"dtype": "U8", "data_offsets": [0, 0]}})")},
        {"no place", "does not say type", headerReplaced(R"({"a": {"dtype": "U8", "shape": [0]}})")},
        {"one offset", "does not say type",
         headerReplaced(R"({"a": {"dtype": "U8", "shape": [0], "data_offsets": [0]}})")},
        {"three offsets", "\"a\"",
         headerReplaced(R"({"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0, 0]}})")},
        {"negative extent", "\"a\"",
         headerReplaced(R"({"a": {"dtype": "U8", "shape": [-1], "data_offsets": [0, 0]}})")},
        {"fraction", "\"a\"", headerReplaced(R"({"a": {"dtype": "U8", "shape": [1.5], "data_offsets": [0, 0]}})")},
        {"more than 64 bits", "\"a\"",
         headerReplaced(R"({"a": {"dtype": "U8", "shape": [99999999999999999999], "data_offsets": [0, 0]}})")},
        {"type twice", "\"a\"",
         headerReplaced(R"({"a": {"dtype": "U8", "dtype": "U8", "shape": [0], "data_offsets": [0, 0]}})")},
        {"unknown type", "type \"F128\"",
         headerReplaced(R"({"a": {"dtype": "F128", "shape": [0], "data_offsets": [0, 0]}})")},
        {"unknown key", "\"a\"",
         headerReplaced(R"({"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0], "x": 1}})")},
        {"tensor twice", "\"a\" is in it twice", fileReplaced([] {
             const std::string text = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                      R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})";
             return lengthAsBytes(text.size()) + text + "xy";
         }())},
        {"name with line breaks", "\"one?line?\"",
         headerReplaced(R"({"one\nline\u0007": {"dtype": "U8", "shape": [-1], "data_offsets": [0, 0]}})")},
        {"long name", "\u2026\"",
         headerReplaced("{\"" + std::string(1'000'000, 'n') +
                        R"(": {"dtype": "U8", "shape": [-1], "data_offsets": [0, 0]}})")},
        {"offsets beyond the file", "\"users.vectors\" ends at byte 18,446,744,073,709,551,615",
         offsets("users.vectors", 0, ~std::uint64_t{0})},
        {"ends before it begins", "\"users.vectors\" ends before it begins", offsets("users.vectors", 600, 599)},
        {"overlap", "overlaps tensor", headerChanged([](Json& json) {
             auto& place = json["users.vectors"]["data_offsets"];  // as long as before, eight bytes further in front
             place = {place[0].get<int>() - 8, place[1].get<int>() - 8};
         })},
        {"gap", "gap of 8 bytes in front of tensor \"users.vectors\"",
         [](SafetensorsPieces& pieces) {
             auto json = pieces.header();
             const auto begin = json["users.vectors"]["data_offsets"][0].get<int>();
             for (auto& [name, tensor] : json.items())
                 if (name != "__metadata__" && tensor["data_offsets"][0].get<int>() >= begin)
                     tensor["data_offsets"] = {tensor["data_offsets"][0].get<int>() + 8,
                                               tensor["data_offsets"][1].get<int>() + 8};
             return pieces.file(json.dump()) + std::string(8, '\0');
         }},
        {"bytes at the end", "3 bytes follow the last tensor",
         [](SafetensorsPieces& pieces) { return pieces.file() + "abc"; }},
        {"one byte short", "cut off: tensor \"history.baselines.measured\"",
         [](SafetensorsPieces& pieces) {
             auto file = pieces.file();
             file.pop_back();
             return file;
         }},
        {"shape too large", "\"users.vectors\" has 112 bytes, which its shape does not explain",
         shape("users.vectors", "[7, 5]")},
        {"product overflows to the right size", "which its shape does not explain",
         shape("users.vectors", "[4294967296, 4294967296, 7, 4]")},
        {"product overflows to nothing", "which its shape does not explain",
         shape("users.vectors", "[9223372036854775808, 2]")},
        {"huge table of nothing", "which its shape does not explain",
         shape("users.vectors", "[1099511627776, 1099511627776]")},
    };
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_model;

    [[nodiscard]] std::filesystem::path path() const { return m_folder.filePath("m.safetensors").toStdString(); }

    void write(const std::string& content) const
    {
        QFile file(QString::fromStdString(path().string()));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(content.data(), static_cast<qint64>(content.size())) != static_cast<qint64>(content.size()))
            qFatal("cannot write the test's file");
    }

    [[nodiscard]] std::string read() const
    {
        QFile file(QString::fromStdString(path().string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        m_model = read();
    }

    void theBytesAreThoseOfTheFormat()
    {
        SafetensorsWriter writer;
        writer.metadata("who", "me");
        writer.take("a", std::vector<std::uint8_t>{1, 2, 3});
        const std::vector<float> numbers{1, 2};
        writer.add("b", {2, 1}, std::span<const float>(numbers));
        writer.take("c", std::vector<std::int64_t>{-1});
        writer.take("d", std::vector<std::uint32_t>{});
        QVERIFY(writer.write(path(), "Writing"));
        std::string header = R"({"__metadata__":{"who":"me"},"c":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},)"
                             R"("b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},)"
                             R"("d":{"dtype":"U32","shape":[0],"data_offsets":[16,16]},)"
                             R"("a":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}})";
        header.append((8 - header.size() % 8) % 8, ' ');
        const std::string data("\xff\xff\xff\xff\xff\xff\xff\xff\0\0\x80\x3f\0\0\0\x40\1\2\3", 19);
        QCOMPARE(read(), lengthAsBytes(header.size()) + header + data);

        const auto file = SafetensorsFile::open(path());
        QVERIFY2(file, file ? "" : describe(file.error()).c_str());
        QCOMPARE(file->tensors().size(), 4U);
        QVERIFY(file->metadata("who") == "me");
        QVERIFY(!file->metadata("what"));
        QCOMPARE(file->find("b")->shape, (std::vector<std::uint64_t>{2, 1}));
        QVERIFY(file->find("b")->type == TensorType::F32);
        QVERIFY(std::memcmp(file->find("b")->bytes.data(), numbers.data(), 8) == 0);
        QVERIFY(file->find("d")->bytes.empty());
        QVERIFY(file->find("e") == nullptr);
    }

    void aFileOfNothingIsOne()
    {
        QVERIFY(SafetensorsWriter().write(path(), "Writing"));
        QCOMPARE(read(), lengthAsBytes(8) + "{}      ");
        const auto file = SafetensorsFile::open(path());
        QVERIFY(file && file->tensors().empty());
    }

    void whatBreaksTheFormatIsSaid_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("words");
        for (const auto& one : formatCases()) {
            SafetensorsPieces pieces(m_model);
            const auto file = one.damage(pieces);
            QTest::newRow(one.name) << QByteArray(file.data(), static_cast<qsizetype>(file.size())) << one.words;
        }
    }

    void whatBreaksTheFormatIsSaid()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, words);
        write(file.toStdString());
        const auto opened = openModel(path());  // says what SafetensorsFile says, and what to do
        QVERIFY(!opened);
        QVERIFY(opened.error().code == ErrorCode::Malformed);
        QCOMPARE(opened.error().path, path().string());
        const auto message = QString::fromStdString(opened.error().message);
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY2(message.contains("Open a model that Projectionist saved"), qPrintable(message));
        QVERIFY2(message.size() < 400 && !message.contains('\n'), qPrintable(message));
    }

    void aHeaderWithoutPaddingOpens()
    {
        const SafetensorsPieces pieces(m_model);
        for (std::size_t spaces = 0; spaces < 9; ++spaces) {  // so the numbers lie at every alignment
            write(pieces.file(pieces.header().dump() + std::string(spaces, ' ')));
            const auto opened = openModel(path());
            QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
            QCOMPARE((*opened)->movies().row(3)[1], 4.0F);
        }
    }

    void aHugeFileOfNothingIsRefusedWithoutReadingIt()
    {
        write(m_model);
        QCOMPARE(::truncate(path().c_str(), off_t{1} << 40), 0);  // a hole: takes no room on the disk
        const auto opened = SafetensorsFile::open(path());
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.find("bytes follow the last tensor") != std::string::npos,
                 opened.error().message.c_str());
    }

    void namesInSentencesAreTame()
    {
        QCOMPARE(quotedName("users.raw"), std::string("\"users.raw\""));
        QCOMPARE(quotedName("a\nb\x7f"), std::string("\"a?b?\""));
        QCOMPARE(quotedName(std::string(60, 'x')), '"' + std::string(60, 'x') + '"');
        QCOMPARE(quotedName(std::string(61, 'x')), '"' + std::string(60, 'x') + "\u2026\"");
        QCOMPARE(quotedName(std::string(59, 'x') + "\u00e9z"), '"' + std::string(59, 'x') + "\u2026\"");
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
