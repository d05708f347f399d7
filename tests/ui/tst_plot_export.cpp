// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_files.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/long_tail_chart.h"
#include "ui/plots/loss_chart.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/rating_histogram.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QMenu>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>
#include <QXmlStreamReader>

#include <memory>

namespace projectionist {

namespace {

using testing::asOrdinaryUser;
using testing::contentOf;
using testing::TemporaryFolder;
using testing::withFileSizeLimit;

std::unique_ptr<PlotWidget> chartNamed(const QString& name)
{
    if (name == QLatin1String("loss")) {
        auto chart = std::make_unique<LossChart>();
        std::vector<StepRecord> steps;
        for (std::uint32_t i = 0; i < 40; ++i)
            steps.push_back({Phase::Search, i / 10 + 1, i % 10 + 1, i % 10 == 9 ? 5U : 100U, 700.0 - i, 690});
        chart->setSteps(steps, {5, 10});
        return chart;
    }
    if (name == QLatin1String("accuracy")) {
        auto chart = std::make_unique<AccuracyChart>();
        std::vector<EpochRecord> epochs;
        for (std::uint32_t i = 1; i < 4; ++i)
            epochs.push_back(
                {Phase::Search, i, {}, TopKHits{100, {1, 2, 3, 4, 5}}, TopKHits{100, {2, 4, 6 + i, 8, 10}}, {}});
        chart->setEpochs(epochs, {}, {6, 10});
        chart->setBestEpoch(3, false);
        chart->setRunning(3.4);
        return chart;
    }
    if (name == QLatin1String("ratings")) {
        auto chart = std::make_unique<RatingHistogram>();
        chart->setBars({{1, 10}, {2, 20}, {3, 40}, {4, 60}, {5, 30}});
        return chart;
    }
    if (name == QLatin1String("tail")) {
        auto chart = std::make_unique<LongTailChart>();
        chart->setCounts({500, 300, 20, 10, 5, 1, 1, 0});
        chart->setMarker(10);
        return chart;
    }
    if (name == QLatin1String("threshold")) {
        auto chart = std::make_unique<ThresholdInstrument>();
        std::vector<std::uint64_t> bins(2000);
        for (std::size_t i = 400; i < 1900; ++i)
            bins[i] = (1900 - i) / 3;
        chart->setHistogram(bins, -1, 1);
        return chart;
    }
    auto map = std::make_unique<MapPlot>();
    MapPlot::Points points;
    const int count = name == QLatin1String("large map") ? 30'000 : 200;
    for (int i = 0; i < count; ++i) {
        points.x.push_back(static_cast<float>(i % 200));
        points.y.push_back(static_cast<float>(i * 37 % 101));
        points.weight.push_back(static_cast<float>(i % 50));
        points.group.push_back(static_cast<std::uint8_t>(i % 7));
        points.names << QStringLiteral("Film & friends <%1>").arg(i);
        points.ids.push_back(std::to_string(i));
    }
    const Theme& t = theme();
    map->setPoints(points);
    map->setStyles({{t.yellow, t.yellowEdge, MarkShape::Square},
                    {t.green, {}, MarkShape::Ring},
                    {t.ink, {}, MarkShape::Cross},
                    {t.sky, t.skyEdge, MarkShape::Diamond},
                    {t.vermilion, {}, MarkShape::Triangle},
                    {t.purple, {}, MarkShape::TriangleDown},
                    {t.blue, {}, MarkShape::Disc}});
    map->setAxisCaptions(QStringLiteral("PC 1"), QStringLiteral("PC 2"));
    map->setSelected(3);
    return map;
}

QString textOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

/// "" when it went well, else the error.
std::string saving(const PlotWidget& chart, const std::filesystem::path& path)
{
    const auto result = path.extension() == ".csv" ? chart.saveCsv(textOf(path)) : chart.savePicture(textOf(path));
    return result ? std::string() : testing::inFull(result.error());
}

}  // namespace

class TestPlotExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void everyChartSavesItself_data();
    void everyChartSavesItself();
    void titleAndFooterStandInPicturesAndTables();
    void pointerAndCrosshairStayOutOfPictures();
    void pictureAndDataGoToTheClipboard();
    void anotherEndingIsRefusedWithTheRightOnes();
    void aFolderThatCannotBeWrittenIsToldAndNothingIsLeft();
    void aFullDiskLeavesTheOldFile();
    void aFullDeviceIsTold();
    void theMenuOffersAllOfIt();
};

void TestPlotExport::everyChartSavesItself_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"loss", "accuracy", "ratings", "tail", "threshold", "map", "large map"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestPlotExport::everyChartSavesItself()
{
    QFETCH(QString, name);
    const TemporaryFolder folder;
    const auto chart = chartNamed(name);
    chart->resize(500, 300);
    chart->setFooter(QStringLiteral("Simulated data"));
    for (const bool shown : {false, true}) {  // a chart that was never on screen can be saved, too
        if (shown) {
            chart->show();
            QVERIFY(QTest::qWaitForWindowExposed(chart.get()));
            QTest::qWait(60);
        }
        const auto png = folder.path() / "chart.png", svg = folder.path() / "chart.SVG",
                   pdf = folder.path() / "chart.pdf", csv = folder.path() / "chart.csv";
        for (const auto& path : {png, svg, pdf, csv})
            QCOMPARE(saving(*chart, path), std::string());

        const QImage image(textOf(png));
        QVERIFY(!image.isNull());
        QVERIFY(image.width() == 1000 && image.height() >= 600);
        const QImage small = image.scaled(200, 130);
        int others = 0;
        for (int y = 0; y < small.height(); ++y) {
            for (int x = 0; x < small.width(); ++x)
                others += small.pixelColor(x, y) != Theme::light().panel ? 1 : 0;
        }
        QVERIFY2(others > 200, qPrintable(QString::number(others)));

        QXmlStreamReader xml(QByteArray::fromStdString(contentOf(svg)));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(QSvgRenderer(textOf(svg)).isValid());

        const std::string document = contentOf(pdf);
        QVERIFY(document.starts_with("%PDF"));
        QVERIFY(document.find("%%EOF") != std::string::npos);

        const auto lines = QString::fromStdString(contentOf(csv)).split(QLatin1Char('\n'));
        const auto table = chart->table();
        const auto comments = lines.filter(QRegularExpression(QStringLiteral("^# "))).size();
        QCOMPARE(static_cast<std::size_t>(lines.size() - comments - 2), table.rows.size());  // header, and the end
        QVERIFY(lines[comments].startsWith(QString::fromStdString(table.header[0])));
    }
}

void TestPlotExport::titleAndFooterStandInPicturesAndTables()
{
    const TemporaryFolder folder;
    const auto chart = chartNamed(QStringLiteral("ratings"));
    chart->resize(400, 200);
    chart->setTitle(QStringLiteral("Ratings"));
    const QSize plain = chart->picture(1).size();
    chart->setFooter(QStringLiteral("Simulated data: well-known films, invented viewers."));
    QVERIFY(chart->picture(1).height() > plain.height());
    QCOMPARE(saving(*chart, folder.path() / "r.csv"), std::string());
    const std::string csv = contentOf(folder.path() / "r.csv");
    QCOMPARE(csv, std::string("# Ratings\n# Simulated data: well-known films, invented viewers.\nrating,count,liked\n"
                              "1,10,0\n2,20,0\n3,40,0\n4,60,1\n5,30,1\n"));
    QCOMPARE(saving(*chart, folder.path() / "r.svg"), std::string());
    QVERIFY(contentOf(folder.path() / "r.svg").find("invented viewers") != std::string::npos);
}

void TestPlotExport::pointerAndCrosshairStayOutOfPictures()
{
    const auto chart = chartNamed(QStringLiteral("loss"));
    chart->resize(400, 260);
    chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(chart.get()));
    QTest::qWait(80);
    (void)chart->picture(1);  // glyphs are painted a shade otherwise before they are in the cache
    const QImage before = chart->picture(1), onScreen = chart->grab().toImage();
    static_cast<LossChart&>(*chart).setCrosshair(2);
    QTest::mouseMove(chart.get(), QPoint(200, 130));
    QCOMPARE(chart->picture(1), before);
    QVERIFY(chart->grab().toImage() != onScreen);
}

void TestPlotExport::pictureAndDataGoToTheClipboard()
{
    const auto chart = chartNamed(QStringLiteral("ratings"));
    chart->resize(400, 200);
    chart->copyPicture();
    QVERIFY(!QGuiApplication::clipboard()->image().isNull());
    chart->copyData();
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("rating\tcount\tliked\n1\t10\t0\n2\t20\t0\n3\t40\t0\n4\t60\t1\n5\t30\t1\n"));
}

void TestPlotExport::anotherEndingIsRefusedWithTheRightOnes()
{
    const TemporaryFolder folder;
    const auto chart = chartNamed(QStringLiteral("ratings"));
    const std::string said = saving(*chart, folder.path() / "chart.bmp");
    QVERIFY2(said.find("InvalidOption") != std::string::npos && said.find(".svg") != std::string::npos, said.c_str());
    QVERIFY(!std::filesystem::exists(folder.path() / "chart.bmp"));
}

void TestPlotExport::aFolderThatCannotBeWrittenIsToldAndNothingIsLeft()
{
    const TemporaryFolder folder;
    const auto locked = folder.path() / "locked";
    std::filesystem::create_directory(locked);
    std::filesystem::permissions(locked, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                             std::filesystem::perms::others_exec | std::filesystem::perms::others_read);
    const auto chart = chartNamed(QStringLiteral("ratings"));
    for (const char* name : {"chart.svg", "chart.csv"}) {
        const std::string said = asOrdinaryUser([&] { return saving(*chart, locked / name); });
        QVERIFY2(said.find("Unwritable") != std::string::npos && said.find(name) != std::string::npos, said.c_str());
    }
    QVERIFY(std::filesystem::is_empty(locked));
    const std::string missing = saving(*chart, folder.path() / "nowhere" / "chart.png");
    QVERIFY2(missing.find("NotFound") != std::string::npos, missing.c_str());
}

void TestPlotExport::aFullDiskLeavesTheOldFile()
{
    const TemporaryFolder folder;
    const auto chart = chartNamed(QStringLiteral("threshold"));
    chart->resize(500, 240);
    for (const char* name : {"chart.svg", "chart.csv"}) {
        const auto path = folder.write(name, "the old file");
        const std::string said = withFileSizeLimit(2048, [&] { return saving(*chart, path); });
        QVERIFY2(said.find("DiskFull") != std::string::npos, said.c_str());
        QCOMPARE(contentOf(path), std::string("the old file"));
    }
    QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path()), {}), std::ptrdiff_t{2});
}

void TestPlotExport::aFullDeviceIsTold()
{
    const auto chart = chartNamed(QStringLiteral("ratings"));
    const auto picture = chart->savePicture(QStringLiteral("/dev/full"));
    QVERIFY(!picture);
    QCOMPARE(picture.error().code, ErrorCode::DiskFull);
    const auto table = chart->saveCsv(QStringLiteral("/dev/full"));
    QVERIFY(!table);
    QCOMPARE(table.error().code, ErrorCode::DiskFull);
}

void TestPlotExport::theMenuOffersAllOfIt()
{
    for (const char* name : {"loss", "accuracy", "ratings", "tail", "threshold", "map"}) {
        const auto chart = chartNamed(QString::fromLatin1(name));
        QMenu menu;
        chart->fillMenu(menu);
        QStringList texts;
        for (const auto* action : menu.actions())
            texts << action->text();
        for (const char* text : {"Copy picture", "Copy data", "Save picture…", "Save data…"})
            QVERIFY2(texts.contains(QString::fromUtf8(text)), qPrintable(texts.join(QLatin1Char('|'))));
    }
}

}  // namespace projectionist

QTEST_MAIN(projectionist::TestPlotExport)
#include "tst_plot_export.moc"
