// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace projectionist;

class TestFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void numbersHaveThousandsAndATrueMinus()
    {
        QCOMPARE(formatCount(100000U), QStringLiteral("100,000"));
        QCOMPARE(formatInteger(-5), QStringLiteral("\u22125"));
        QCOMPARE(formatDecimal(-0.9471, 3), QStringLiteral("\u22120.947"));
        QCOMPARE(formatDecimal(1234.5, 1), QStringLiteral("1,234.5"));
        QCOMPARE(formatDecimal(-0.0001, 2), QStringLiteral("0.00"));
        QCOMPARE(formatRating(3.0), QStringLiteral("3"));
        QCOMPARE(formatRating(3.5), QStringLiteral("3.5"));
    }

    void sharesArePerCentAfterAThinSpace()
    {
        QCOMPARE(formatPercent(0.063, 1), QStringLiteral("6.3\u2009%"));
        QCOMPARE(formatPercent(1), QStringLiteral("100\u2009%"));
    }

    void largeCountsAreShortOnAxes()
    {
        QCOMPARE(formatShortCount(30000), QStringLiteral("30k"));
        QCOMPARE(formatShortCount(12500), QStringLiteral("12.5k"));
        QCOMPARE(formatShortCount(2e6), QStringLiteral("2M"));
        QCOMPARE(formatShortCount(9999), QStringLiteral("9,999"));
        QCOMPARE(formatThousands(1370, 1), QStringLiteral("1.4k"));
        QCOMPARE(formatThousands(1.2e6, 0), QStringLiteral("1.2M"));
        QCOMPARE(decimalsFor(0.25), 2);
        QCOMPARE(decimalsFor(5), 0);
    }

    void timesAreInWords()
    {
        QCOMPARE(formatDuration(12), QStringLiteral("12 s"));
        QCOMPARE(formatDuration(200), QStringLiteral("3 min 20 s"));
        QCOMPARE(formatDuration(3900), QStringLiteral("1 h 5 min"));
        QCOMPARE(formatTimeLeft(11.2), QStringLiteral("about 12 s left"));
        QCOMPARE(formatDay(893286638), QStringLiteral("22 Apr 1998"));
        QCOMPARE(formatSpan(86'400), QStringLiteral("1 day"));
        QCOMPARE(formatSpan(7 * 86'400), QStringLiteral("7 days"));
        QCOMPARE(formatSpan(214LL * 86'400), QStringLiteral("7 months"));
        QCOMPARE(formatSpan(1096LL * 86'400), QStringLiteral("3 years"));
    }

    void wordsFollowTheirNumber()
    {
        QCOMPARE(counted(1, QStringLiteral("%1 film"), QStringLiteral("%1 films")), QStringLiteral("1 film"));
        QCOMPARE(counted(1682U, QStringLiteral("%1 film"), QStringLiteral("%1 films")), QStringLiteral("1,682 films"));
    }

    void aNumberThatIsNotFiniteIsMissingAndNeverZero()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(formatDecimal(nan, 2), QStringLiteral("–"));
        QCOMPARE(formatDecimal(infinity, 2), QStringLiteral("–"));
        QCOMPARE(formatPercent(nan), QStringLiteral("–"));
        QCOMPARE(formatDuration(-1), QStringLiteral("–"));
        QVERIFY(formatTimeLeft(-1).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
