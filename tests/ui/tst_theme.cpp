// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/genres.h"
#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>

namespace projectionist {

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

const Theme& themeOf(bool dark)
{
    return dark ? Theme::darkTheme() : Theme::light();
}

QImage markOf(GenreGroup group)
{
    QImage image(24, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintGenreMark(painter, QRectF(0, 0, 24, 24), group);
    return image;
}

}  // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QGuiApplication::setPalette(Theme::light().palette()); }

    void wordsAreLegibleOnEveryGround_data();
    void wordsAreLegibleOnEveryGround();
    void theThemeFollowsThePaletteOfTheApplication();
    void sequentialColoursMeetTheirStopsAndStayInRange();
    void sizesOfTypeAreFactorsOfTheSystemFont();
    void theFirstGroupOfTheLegendThatFitsWins();
    void anotherOrderOfTheLegendIsObeyed();
    void everyGroupHasAShapeOfItsOwn();
};

void TestTheme::wordsAreLegibleOnEveryGround_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::wordsAreLegibleOnEveryGround()
{
    QFETCH(const bool, dark);
    const Theme& t = themeOf(dark);
    for (const QColor& ground : {t.window, t.panel, t.alt, t.selection, t.hover}) {
        QVERIFY(contrast(t.text, ground) > 7.0);
        QVERIFY2(contrast(t.muted, ground) >= 4.5, qPrintable(ground.name()));
    }
    QVERIFY(contrast(t.onAccent, t.accent) > 4.5);
    QVERIFY(contrast(t.tipText, t.tip) > 4.5);
    QVERIFY(contrast(t.tipAction, t.tip) > 4.5);
    QVERIFY(contrast(t.warn, t.warnGround) > 4.5);
    QVERIFY(contrast(t.control, t.panel) >= 3.0);
}

void TestTheme::theThemeFollowsThePaletteOfTheApplication()
{
    QVERIFY(!theme().dark);
    QGuiApplication::setPalette(Theme::darkTheme().palette());
    QVERIFY(theme().dark);
    QCOMPARE(theme().panel, QColor(0x1E, 0x22, 0x27));
    QGuiApplication::setPalette(Theme::light().palette());
    QVERIFY(!theme().dark);
    QCOMPARE(theme().accent, QColor(0x00, 0x72, 0xB2));
}

void TestTheme::sequentialColoursMeetTheirStopsAndStayInRange()
{
    const Theme& t = Theme::light();
    for (std::size_t i = 0; i < t.sequential.size(); ++i)
        QCOMPARE(t.sequentialAt(static_cast<double>(i) / 5).rgb(), t.sequential[i].rgb());
    QCOMPARE(t.sequentialAt(-1).rgb(), t.sequential.front().rgb());
    QCOMPARE(t.sequentialAt(2).rgb(), t.sequential.back().rgb());
    QCOMPARE(t.sequentialAt(std::nan("")).rgb(), t.sequential.front().rgb());
    QVERIFY(t.sequentialAt(0.1).lightnessF() < t.sequential[0].lightnessF());
}

void TestTheme::sizesOfTypeAreFactorsOfTheSystemFont()
{
    const QFont before = QGuiApplication::font();
    QFont system = before;
    system.setPointSizeF(20);
    QGuiApplication::setFont(system);
    QCOMPARE(font(Type::Body).pointSizeF(), 20.0);
    QCOMPARE(font(Type::Caption).pointSizeF(), 17.0);
    QCOMPARE(font(Type::Figure).pointSizeF(), 30.0);
    QCOMPARE(font(Type::Body).weight(), QFont::Normal);
    QCOMPARE(font(Type::Strong).weight(), QFont::DemiBold);
    system.setPixelSize(100);
    QGuiApplication::setFont(system);
    QCOMPARE(font(Type::FilmTitle).pixelSize(), 185);
    QGuiApplication::setFont(before);
}

void TestTheme::theFirstGroupOfTheLegendThatFitsWins()
{
    const auto of = [](std::vector<std::string> genres) { return genreGroup(genres); };
    QCOMPARE(of({"Drama", "Sci-Fi"}), GenreGroup::SciFi);
    QCOMPARE(of({"Action", "Thriller"}), GenreGroup::Action);
    QCOMPARE(of({"Animation", "Children's", "Comedy"}), GenreGroup::Childrens);
    QCOMPARE(of({"Children"}), GenreGroup::Childrens);
    QCOMPARE(of({"Film-Noir", "Romance"}), GenreGroup::Thriller);
    QCOMPARE(of({"Musical"}), GenreGroup::Comedy);
    QCOMPARE(of({"Romance"}), GenreGroup::Drama);
    QCOMPARE(of({}), GenreGroup::None);
    QCOMPARE(of({"IMAX"}), GenreGroup::None);
    QCOMPARE(of({"IMAX", "War"}), GenreGroup::Action);
}

void TestTheme::anotherOrderOfTheLegendIsObeyed()
{
    const std::vector<std::string> genres{"Drama", "Sci-Fi"};
    const std::array order{GenreGroup::Drama, GenreGroup::SciFi};
    QCOMPARE(genreGroup(genres, order), GenreGroup::Drama);
}

void TestTheme::everyGroupHasAShapeOfItsOwn()
{
    for (int a = 0; a < genreGroupCount; ++a) {
        const QImage first = markOf(static_cast<GenreGroup>(a));
        QVERIFY(first.pixelColor(12, 6).alpha() > 0 || first.pixelColor(12, 12).alpha() > 0);
        for (int b = 0; b < a; ++b)
            QVERIFY(first != markOf(static_cast<GenreGroup>(b)));
        QVERIFY(!nameOf(static_cast<GenreGroup>(a)).isEmpty());
    }
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestTheme)
#include "tst_theme.moc"
