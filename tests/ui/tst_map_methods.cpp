// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_methods.h"

#include "engine/project/map_start.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/map/map_truth.h"
#include "ui/plots/map_plot.h"
#include "ui/widgets/option_field.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

using State = LayoutJob::State;

namespace {

constexpr std::uint32_t endless = 100'000;

bool sameBits(MatrixView a, MatrixView b)
{
    return a.rows == b.rows && a.columns == b.columns && std::ranges::equal(a.values(), b.values());
}

}  // namespace

class TestMapMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_session =
            sessionWith(randomModel({.users = 50, .movies = 150, .dimension = 12, .ratingsPerUser = 20, .seed = 5}));
    }

    void init()
    {
        m_page = std::make_unique<MapPage>(*m_session);
        m_page->methods().setMethod(MapMethod::Pca);
        m_page->resize(1000, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(m_page->map() && !layout().isActive());
        m_plot = m_page->findChild<MapPlot*>();
    }

    void cleanup() { m_page.reset(); }

    void componentsAreThereAtOnceAndTheMapMovesFromThem()
    {
        auto& methods = m_page->methods();
        QStringList order;
        connect(&methods, &MapMethods::placesReplaced, this, [&] { order << QStringLiteral("replaced"); });
        connect(&methods, &MapMethods::placesMoved, this, [&] { order << QStringLiteral("moved"); });
        methods.setMethod(MapMethod::Tsne);
        const auto start = startFromComponents(m_page->map()->components);
        QVERIFY(sameBits(*methods.places(), start));
        QTRY_COMPARE(layout().end(), LayoutJob::End::Finished);
        QCOMPARE(order.value(0), QStringLiteral("replaced"));
        QVERIFY(order.contains(QStringLiteral("moved")));
        QCOMPARE(m_page->statusText(), QStringLiteral("t-SNE finished, 750 iterations"));

        const auto graph = neighbourGraph(m_session->model()->movies(), m_page->map()->rows, 90, Distance::Cosine);
        auto straight = Tsne::create(*graph, start, methods.options().tsne());
        (*straight)->run(750, {});
        QVERIFY(sameBits(*methods.places(), (*straight)->positions()));
        QCOMPARE(placeOnPlot(3), std::pair(double{methods.places()->row(3)[0]}, double{methods.places()->row(3)[1]}));
    }

    void umapIsTheThirdMethodOfTheSameKind()
    {
        auto& methods = m_page->methods();
        const auto searches = layout().searches();
        methods.setMethod(MapMethod::Umap);
        const auto start = startFromComponents(m_page->map()->components);
        QVERIFY(sameBits(*methods.places(), start));
        QTRY_COMPARE(layout().end(), LayoutJob::End::Finished);
        QCOMPARE(m_page->statusText(), QStringLiteral("UMAP finished, 500 iterations"));
        QCOMPARE(layout().searches(), searches);
        QCOMPARE(methods.fileName(), QStringLiteral("films-umap"));
        QVERIFY(holds(QStringLiteral("Distances between far groups mean little.")));
        auto options = methods.options();
        options.perplexity = 7;  // of no concern to UMAP
        methods.setOptions(options);
        QVERIFY(!layout().isActive());
        options.neighbours = 8;
        methods.setOptions(options);
        QVERIFY(layout().isActive());
        QTRY_COMPARE(layout().end(), LayoutJob::End::Finished);
        QCOMPARE(layout().searches(), searches);
    }

    void aFinishedMapIsKeptWhileAnotherIsLookedAt()
    {
        auto& methods = m_page->methods();
        methods.setMethod(MapMethod::Tsne);
        QTRY_COMPARE(layout().end(), LayoutJob::End::Finished);
        const auto formed = methods.places();
        methods.setMethod(MapMethod::Pca);
        QVERIFY(methods.places() != formed);
        methods.setMethod(MapMethod::Tsne);
        QCOMPARE(methods.places(), formed);
        QVERIFY(!layout().isActive());
        QTRY_VERIFY(m_page->truth().isFinal());
        QCOMPARE(m_page->statusText(), QStringLiteral("t-SNE finished, 750 iterations"));
    }

    void pauseGoOnAndStopAreButtons()
    {
        start({.tsneIterations = endless});
        auto* pause = named<QToolButton>(*m_page, QStringLiteral("Pause"));
        QVERIFY(pause && pause->isVisible());
        pause->click();
        QCOMPARE(layout().state(), State::Paused);
        QVERIFY(m_page->statusText().startsWith(QStringLiteral("t-SNE paused at iteration")));
        QTRY_VERIFY(m_page->truth().isFinal());  // at rest all are measured
        QCOMPARE(m_page->truth().quality()->measured, m_plot->size());
        QCOMPARE(pause->accessibleName(), QStringLiteral("Go on"));
        pause->click();
        QCOMPARE(layout().state(), State::Running);
        auto* stop = named<QToolButton>(*m_page, QStringLiteral("Stop and keep what has formed"));
        QVERIFY(stop && stop->isVisible());
        stop->click();
        QTRY_COMPARE(layout().state(), State::Idle);
        QVERIFY(!stop->isVisible());
        QVERIFY(m_page->statusText().startsWith(QStringLiteral("t-SNE stopped at iteration")));
        QVERIFY(sameBits(*m_page->methods().places(), *layout().places()));
        QTRY_VERIFY(m_page->truth().isFinal());
        QCOMPARE(pause->accessibleName(), QStringLiteral("Let the map form anew"));
        pause->click();
        QTRY_COMPARE(layout().state(), State::Running);
    }

    void optionsRestartOnlyWhatTheyAffect()
    {
        auto& methods = m_page->methods();
        const auto searches = layout().searches();
        start({.tsneIterations = 50});
        QTRY_VERIFY(!layout().isActive());
        QSignalSpy moved(&methods, &MapMethods::placesMoved), replaced(&methods, &MapMethods::placesReplaced);

        auto options = methods.options();
        options.across = 3;  // of no concern to t-SNE
        methods.setOptions(options);
        QVERIFY(!layout().isActive());
        QVERIFY(moved.isEmpty() && replaced.isEmpty());

        options.perplexity = 12;  // enough neighbours are known
        methods.setOptions(options);
        QVERIFY(layout().isActive());
        QTRY_VERIFY(!layout().isActive());
        QCOMPARE(layout().searches(), searches);

        options.distance = Distance::Euclidean;
        methods.setOptions(options);
        QTRY_VERIFY(!layout().isActive());
        QCOMPARE(layout().searches(), searches + 1);

        options.perplexity = 40;
        methods.setOptions(options);
        QTRY_VERIFY(!layout().isActive());
        QCOMPARE(layout().searches(), searches + 2);
    }

    void aMapCanGoOnFromTheOneOnScreen()
    {
        start({.tsneIterations = 200});
        QTRY_VERIFY(!layout().isActive());
        const auto before = m_page->methods().places();
        auto options = m_page->methods().options();
        options.start = MapOptions::Start::Current;
        options.tsneIterations = 1;
        m_page->methods().setOptions(options);
        QTRY_VERIFY(!layout().isActive());
        const auto& after = *m_page->methods().places();
        double apart = 0, size = 0;
        for (std::size_t point = 0; point < after.rows(); ++point) {
            apart = std::max(apart, std::abs(double{after.row(point)[0]} - double{before->row(point)[0]}));
            size = std::max(size, std::abs(double{before->row(point)[0]}));
        }
        QVERIFY2(apart < size / 4, qPrintable(QStringLiteral("%1 of %2").arg(apart).arg(size)));
    }

    void aRandomStartOwesNothingToTheComponents()
    {
        start({.start = MapOptions::Start::Random, .seed = 4, .tsneIterations = 50});
        QTRY_VERIFY(!layout().isActive());
        const auto graph = neighbourGraph(m_session->model()->movies(), m_page->map()->rows, 90, Distance::Cosine);
        auto straight = Tsne::create(*graph, randomStart(m_plot->size(), 4), m_page->methods().options().tsne());
        (*straight)->run(50, {});
        QVERIFY(sameBits(*m_page->methods().places(), (*straight)->positions()));
    }

    void whatIsWrongWithAnOptionStandsInWordsAndChangesNothing()
    {
        start({.tsneIterations = 20});
        QTRY_VERIFY(!layout().isActive());
        auto* perplexity = named<OptionField>(*m_page, QStringLiteral("Perplexity"));
        QVERIFY(perplexity);
        const auto typed = [&](const QString& text) {
            perplexity->findChild<QLineEdit*>()->setText(text);
            Q_EMIT perplexity->edited(text);
        };
        QSignalSpy started(&layout().job(), &Job::started);
        typed(QStringLiteral("many"));
        QTest::qWait(500);
        QCOMPARE(started.size(), 0);
        QCOMPARE(m_page->methods().options().perplexity, 30.0);
        QVERIFY(holds(QStringLiteral("“many” is not a number.")));
        typed(QStringLiteral("0.5"));
        QTest::qWait(500);
        QCOMPARE(started.size(), 0);
        QVERIFY(holds(QStringLiteral("Perplexity is 0.5; it must be a number of at least 1.")));
        typed(QStringLiteral("9"));
        QTRY_COMPARE(m_page->methods().options().perplexity, 9.0);
        QCOMPARE(started.size(), 1);
        QTRY_VERIFY(!layout().isActive());
        typed(QStringLiteral("1000"));
        QVERIFY(holds(QStringLiteral("points allow a perplexity of")));
        QTRY_VERIFY(!layout().isActive() && layout().end() == LayoutJob::End::Finished);
    }

    void theFiguresOfTruthAreThoseOfTheMap()
    {
        start({.tsneIterations = 100});
        QTRY_VERIFY(!layout().isActive());
        QTRY_VERIFY(m_page->truth().isFinal());
        const auto quality = layout().meter()->measure(*m_page->methods().places());
        QCOMPARE(*m_page->truth().quality()->keptShare, *quality->keptShare);
        QCOMPARE(*m_page->truth().quality()->trustworthiness, *quality->trustworthiness);
        QVERIFY(says(*m_page, QStringLiteral("On all %1 films.").arg(m_plot->size())));
        QVERIFY(says(*m_page, QStringLiteral("Distances between far groups mean little.")));
        m_page->methods().setMethod(MapMethod::Pca);
        QTRY_VERIFY(m_page->truth().isFinal());
        QVERIFY(*m_page->truth().quality()->keptShare < *quality->keptShare);
        QVERIFY(says(*m_page, QStringLiteral("lie in directions that cannot be seen here")));
    }

    void whileAMapFormsItIsMeasuredToo()
    {
        QSignalSpy measured(&m_page->truth(), &MapTruth::measured);
        start({.tsneIterations = endless});
        measured.clear();
        QVERIFY(measured.wait());
        QVERIFY(!m_page->truth().isFinal());
        QVERIFY(m_page->truth().quality());
        layout().stop();
        QTRY_VERIFY(m_page->truth().isFinal());
    }

    void everyPointCanBeColouredByItsError()
    {
        start({.tsneIterations = 100});
        QTRY_VERIFY(!layout().isActive());
        auto* colour = named<QComboBox>(*m_page, QStringLiteral("Colour"));
        const auto before = colour->currentIndex();
        QTest::keyClick(m_plot, Qt::Key_E);
        QCOMPARE(colour->currentText(), QStringLiteral("Error"));
        const auto errors = layout().meter()->errors(*m_page->methods().places());
        QTRY_COMPARE(m_page->truth().errorScale().values, *errors);
        QVERIFY(!m_page->grab().isNull());
        QTest::keyClick(m_plot, Qt::Key_E);
        QCOMPARE(colour->currentIndex(), before);
    }

    void usersStartAnewFromTheirComponents()
    {
        start({.tsneIterations = 60});
        QTRY_VERIFY(!layout().isActive());
        auto* of = named<SegmentedControl>(*m_page, QStringLiteral("What the map shows"));
        of->setCurrentData(int(MapOf::Users));
        QTRY_COMPARE(m_plot->size(), std::size_t{50});
        QTRY_COMPARE(layout().end(), LayoutJob::End::Finished);
        QCOMPARE(m_page->methods().method(), MapMethod::Tsne);
        QCOMPARE(m_page->methods().places()->rows(), std::size_t{50});
        QCOMPARE(m_page->methods().fileName(), QStringLiteral("users-tsne"));
        QCOMPARE(m_page->statusText(), QStringLiteral("t-SNE finished, 60 iterations"));
    }

    void theCsvHasThePlacesOfTheMethod()
    {
        start({.tsneIterations = 60});
        QTRY_VERIFY(!layout().isActive());
        QTemporaryDir folder;
        const auto path = folder.filePath(m_plot->fileName() + QStringLiteral(".csv"));
        QVERIFY(path.endsWith(QStringLiteral("films-tsne.csv")));
        QVERIFY(m_plot->saveCsv(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
        const auto header = lines.indexOf(QStringLiteral("kind,id,title,x,y,weight"));
        QVERIFY(header >= 0);
        QVERIFY(lines[0].contains(QStringLiteral("t-SNE, perplexity 30, seed 1")));
        const auto first = lines[header + 1].split(QLatin1Char(','));
        QCOMPARE(first[0], QStringLiteral("film"));
        QCOMPARE(first[3].toFloat(), m_page->methods().places()->row(0)[0]);
        QCOMPARE(first[4].toFloat(), m_page->methods().places()->row(0)[1]);
    }

    void leavingAndClosingThePageWhileAMapFormsIsSafe()
    {
        start({.tsneIterations = endless});
        m_page->hide();
        QTest::qWait(80);
        m_page->show();
        const auto iteration = layout().iteration();
        QTRY_VERIFY(layout().iteration() > iteration);
        m_page.reset();
    }

private:
    LayoutJob& layout() { return m_page->methods().layout(); }

    /// t-SNE with these options, until it runs (or has run).
    void start(const MapOptions& options)
    {
        auto& methods = m_page->methods();
        methods.setOptions(options);
        methods.setMethod(MapMethod::Tsne);
        QVERIFY(QTest::qWaitFor([&] { return layout().state() == State::Running || !layout().isActive(); }, 30'000));
    }

    bool holds(const QString& words) const
    {
        const auto labels = m_page->findChildren<QLabel*>();
        return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(words); });
    }

    std::pair<double, double> placeOnPlot(std::size_t point) const
    {
        const auto row = m_plot->table().rows[point];
        return {std::get<double>(row[3]), std::get<double>(row[4])};
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<MapPage> m_page;
    MapPlot* m_plot = nullptr;
};

QTEST_MAIN(TestMapMethods)
#include "tst_map_methods.moc"
