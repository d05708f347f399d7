// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/text.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace projectionist;

namespace {

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void utf8IsToldFromOtherBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("good");
        QTest::newRow("nothing") << QByteArray("") << true;
        QTest::newRow("ASCII of more than eight bytes") << QByteArray("Star Wars (1977)") << true;
        QTest::newRow("two bytes") << QByteArray("Am\xC3\xA9lie") << true;
        QTest::newRow("three bytes") << QByteArray("\xE2\x82\xAC") << true;
        QTest::newRow("four bytes") << QByteArray("\xF0\x9F\x8E\xAC") << true;
        QTest::newRow("Latin-1") << QByteArray("Am\xE9lie") << false;
        QTest::newRow("cut off in a character") << QByteArray("Am\xC3") << false;
        QTest::newRow("a continuation alone") << QByteArray("\x80") << false;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << false;
        QTest::newRow("overlong three bytes") << QByteArray("\xE0\x80\xAF") << false;
        QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80") << false;
        QTest::newRow("beyond the last character") << QByteArray("\xF4\x90\x80\x80") << false;
        QTest::newRow("bad after eight good bytes") << QByteArray("12345678\xFF") << false;
    }
    void utf8IsToldFromOtherBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, good);
        QCOMPARE(isUtf8(bytes.toStdString()), good);
    }

    void latin1BecomesUtf8()
    {
        QCOMPARE(fromLatin1("Am\xE9lie \xFF"), std::string("Am\xC3\xA9lie \xC3\xBF"));
        std::string all;
        for (int byte = 1; byte < 256; ++byte)
            all.push_back(static_cast<char>(byte));
        QVERIFY(isUtf8(fromLatin1(all)));
        QCOMPARE(shown(fromLatin1(all)), QString::fromLatin1(all.data(), static_cast<qsizetype>(all.size())));
    }

    void theShortestTextReadsBackAsTheSameNumber_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("tenth") << 0.1F << "0.1";
        QTest::newRow("whole") << 3.0F << "3";
        QTest::newRow("small") << 1e-7F << "1e-07";
        QTest::newRow("half") << 4.5F << "4.5";
        QTest::newRow("negative") << -0.25F << "-0.25";
        QTest::newRow("pi") << 3.14159274F << "3.1415927";
        QTest::newRow("the largest") << std::numeric_limits<float>::max() << "3.4028235e+38";
    }
    void theShortestTextReadsBackAsTheSameNumber()
    {
        QFETCH(float, value);
        QFETCH(QString, text);
        QCOMPARE(shown(shortest(value)), text);
        QCOMPARE(static_cast<float>(*parseNumber(shortest(value))), value);
        QCOMPARE(*parseNumber(shortest(double{value} / 3)), double{value} / 3);
    }

    void onlyFiniteNumbersParse_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::addColumn<double>("value");
        QTest::newRow("whole") << QByteArray("3") << true << 3.0;
        QTest::newRow("fraction") << QByteArray("3.5") << true << 3.5;
        QTest::newRow("negative") << QByteArray("-2") << true << -2.0;
        QTest::newRow("exponent") << QByteArray("1e3") << true << 1000.0;
        for (const char* bad :
             {"", " 3", "3 ", "+3", "3,5", "abc", "3abc", "0x10", "nan", "inf", "-inf", "1e999", "--1"})
            QTest::newRow(qPrintable(QString("no number: '%1'").arg(bad))) << QByteArray(bad) << false << 0.0;
    }
    void onlyFiniteNumbersParse()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QFETCH(double, value);
        const auto parsed = parseNumber(text.toStdString());
        QCOMPARE(parsed.has_value(), good);
        if (good)
            QCOMPARE(*parsed, value);
    }

    void searchIgnoresCaseAndAccents_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("folded");
        const auto row = [](const char* name, const QString& text, const QString& folded) {
            QTest::newRow(name) << text << folded;
        };
        row("French", u"Amélie Ça À Où"_qs, u"amelie ca a ou"_qs);
        row("ligatures and sharp s", u"Æon Œuvre Straße ẞ"_qs, u"aeon oeuvre strasse ss"_qs);
        row("Nordic", u"Ødipus Åse Þór"_qs, u"odipus ase thor"_qs);
        row("Polish and Czech", u"Łódź Dvořák Žižka"_qs, u"lodz dvorak zizka"_qs);
        row("Turkish", u"İstanbul ığüşöç"_qs, u"istanbul igusoc"_qs);
        row("Romanian and Vietnamese", u"Șapte Țara Phở Điện Ư"_qs, u"sapte tara pho dien u"_qs);
        row("combining accents", u"Ame\u0301lie"_qs, u"amelie"_qs);
        row("Greek", u"Ἀ Ζορμπάς ΏΡΑ"_qs, u"Ἀ ζορμπασ ωρα"_qs);
        row("Cyrillic", u"Ёлки Иван Й Їжак"_qs, u"елки иван и іжак"_qs);
        row("others stay", u"七人の侍 2 × 3 🎬"_qs, u"七人の侍 2 × 3 🎬"_qs);
        row("pinyin", u"Ǎǐǒǔ"_qs, u"aiou"_qs);
    }
    void searchIgnoresCaseAndAccents()
    {
        QFETCH(QString, text);
        QFETCH(QString, folded);
        QCOMPARE(shown(foldForSearch(text.toStdString())), folded);
    }

    void everyLetterWithAnAccentFoldsToItsLetter()
    {
        // Against Qt's own decomposition: the first character of a letter's canonical form, in lower case.
        for (ushort code = 0xC0; code < 0x1F00; code = code == 0x24F ? 0x1E00 : code + 1) {
            const QChar character(code);
            if (!character.isLetter() || character.decompositionTag() != QChar::Canonical)
                continue;
            const auto plain = QString(character).normalized(QString::NormalizationForm_D).left(1).toLower();
            if (plain.at(0).unicode() > 0x7F)
                continue;
            QCOMPARE(shown(foldForSearch(QString(character).toStdString())), plain);
        }
    }

    void damagedTextFoldsWithoutHarm() { QCOMPARE(foldForSearch("A\xFF\xC3"), std::string("a\xFF\xC3")); }

    void titlesComeApart_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("year");
        const auto row = [](const QString& title, const QString& name, int year) {
            QTest::newRow(qPrintable(title)) << title << name << year;
        };
        row("Star Wars (1977)", "Star Wars", 1977);
        row("Rock, The (1996)", "The Rock", 1996);
        row("Boot, Das (1981)", "Das Boot", 1981);
        row(u"Avventura, L' (Adventure, The) (1960)"_qs, "L'Avventura (The Adventure)", 1960);
        row(u"Cité des enfants perdus, La (1995)"_qs, u"La Cité des enfants perdus"_qs, 1995);
        row("Dolce Vita, La (1960)", "La Dolce Vita", 1960);
        row("Vitelloni, I (1953)", "I Vitelloni", 1953);
        row("Me, Myself & Irene (2000)", "Me, Myself & Irene", 2000);
        row("Crouching Tiger, Hidden Dragon (Wo hu cang long) (2000)",
            "Crouching Tiger, Hidden Dragon (Wo hu cang long)", 2000);
        row("  Hello  Dolly (1969) ", "Hello  Dolly", 1969);
        row("unknown", "unknown", 0);
        row("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968);
        row("1984", "1984", 0);
        row("Babylon 5", "Babylon 5", 0);
        row(u"Death Note: Desu nôto (2006–2007)"_qs, u"Death Note: Desu nôto (2006–2007)"_qs, 0);
        row("Land Before Time III (1995) (V)", "Land Before Time III (V)", 1995);
        row("(500) Days of Summer (2009)", "(500) Days of Summer", 2009);
        row("(1996)", "(1996)", 1996);
        row(", The (1999)", ", The", 1999);
        row("Open (bracket (1990)", "Open (bracket", 1990);
        row("", "", 0);
    }
    void titlesComeApart()
    {
        QFETCH(QString, title);
        QFETCH(QString, name);
        QFETCH(int, year);
        const auto parts = splitTitle(title.toStdString());
        QCOMPARE(shown(parts.name), name);
        QCOMPARE(parts.year.value_or(0), year);
    }

    void idsCompareAsTheDataMeansThem()
    {
        QVERIFY(isCanonicalInteger("42"));
        QVERIFY(isCanonicalInteger("0"));
        QVERIFY(isCanonicalInteger("-7"));
        for (const char* text : {"007", "-0", "", "-", "4a", "+4", "1.0", "99999999999999999999"})
            QVERIFY2(!isCanonicalInteger(text), text);
        QVERIFY(compareIds("9", "10") < 0);
        QVERIFY(compareIds("-9", "-10") > 0);
        QVERIFY(compareIds("10", "010") < 0);
        QVERIFY(compareIds("a10", "a9") < 0);
        QVERIFY(compareIds("7", "7") == 0);
    }

    void errorsSayWhereInOneLine()
    {
        QCOMPARE(describe({ErrorCode::Malformed, "that is bad.", "ratings.csv", 90412}),
                 std::string("ratings.csv, line 90,412: that is bad."));
        QCOMPARE(describe({ErrorCode::Malformed, "that is bad.", "ratings.csv", 0}),
                 std::string("ratings.csv: that is bad."));
        QCOMPARE(describe({ErrorCode::Malformed, "that is bad.", {}, 0}), std::string("that is bad."));
        QCOMPARE(grouped(0), std::string("0"));
        QCOMPARE(grouped(999), std::string("999"));
        QCOMPARE(grouped(1000), std::string("1,000"));
        QCOMPARE(grouped(32000204), std::string("32,000,204"));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
