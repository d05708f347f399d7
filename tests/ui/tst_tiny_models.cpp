// SPDX-License-Identifier: GPL-3.0-or-later
// Every page with models of one film, one user or both: what cannot be shown is said, and nothing breaks.
#include "engine/project/principal_components.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/inspector/inspector.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/page.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QTest>

#include <algorithm>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

bool awaitJobs(Session& session)
{
    return QTest::qWaitFor(
        [&] { return std::ranges::none_of(session.jobs(), [](const Job* job) { return job->isRunning(); }); }, 30'000);
}

}  // namespace

class TestTinyModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }

    void everyPageShowsThem_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("movies");
        QTest::addColumn<int>("dimension");
        QTest::newRow("one user") << 1 << 8 << 4;
        QTest::newRow("one film") << 9 << 1 << 4;
        QTest::newRow("one user and one film") << 1 << 1 << 4;
        QTest::newRow("two films") << 9 << 2 << 4;
        QTest::newRow("one dimension") << 9 << 8 << 1;
    }

    void everyPageShowsThem()
    {
        QFETCH(int, users);
        QFETCH(int, movies);
        QFETCH(int, dimension);
        const RandomModelOptions shape{.users = std::uint32_t(users),
                                       .movies = std::uint32_t(movies),
                                       .dimension = std::uint32_t(dimension),
                                       .ratingsPerUser = std::uint32_t(movies)};
        ProgramWindow program(randomModel(shape));
        Session& session = program.session();
        const ToldMessages told(session);
        for (int page = 0; page < pageCount; ++page) {
            session.setPage(static_cast<PageId>(page));
            QVERIFY(awaitJobs(session));
            QCOMPARE(program->currentPage(), program->page(static_cast<PageId>(page)));
            QVERIFY(!program->grab().isNull());
        }
        session.openUser(QStringLiteral("1"));
        QVERIFY(awaitJobs(session));
        session.openFilm(QStringLiteral("1001"));
        QVERIFY(awaitJobs(session));
        session.showOnMap();
        QVERIFY(awaitJobs(session));
        QVERIFY(!program->grab().isNull());
        QVERIFY2(told.messages().empty(), qPrintable(told.lastText()));
    }

    void theMapOfOneFilmSaysThatItHasNoDirections()
    {
        ProgramWindow program(randomModel({.users = 9, .movies = 1, .dimension = 4, .ratingsPerUser = 1}));
        Session& session = program.session();
        session.setPage(PageId::Map);
        QVERIFY(awaitJobs(session));
        auto* page = program->page(PageId::Map);
        QCOMPARE(page->statusText(), QStringLiteral("1 film on the map"));
        QVERIFY(says(*page, QStringLiteral("A single point has no directions")));
        QVERIFY(!says(*page, QStringLiteral("Variance shown")));
        for (const auto* name : {"Horizontal axis", "Vertical axis"})
            QCOMPARE(named<QComboBox>(*page, QString::fromLatin1(name))->count(), 0);
        dynamic_cast<MapPage&>(*page).methods().setMethod(MapMethod::Pca);
        QVERIFY(awaitJobs(session));
        QVERIFY(!says(*page, QStringLiteral("Variance shown")));
        page->findChild<SegmentedControl*>()->setCurrentData(int(MapOf::Users));
        QVERIFY(awaitJobs(session));
        QVERIFY(says(*page, QStringLiteral("Variance shown")));
        QCOMPARE(named<QComboBox>(*page, QStringLiteral("Horizontal axis"))->count(), 4);
    }

    void theyTrain()
    {
        ProgramWindow program(randomModel({.users = 1, .movies = 1, .dimension = 4, .ratingsPerUser = 1}));
        Session& session = program.session();
        session.setPage(PageId::Train);
        const auto before = session.model();
        auto options = session.options();
        options.epochs = 2;
        session.setOptions(options);
        const ToldMessages told(session);
        session.startTraining();  // with the holdout of Balanced, for which one rating is too few
        QTRY_VERIFY(!told.messages().empty());
        QVERIFY2(told.lastText().contains(QStringLiteral("only one rating is above 3. Hold out nothing.")),
                 qPrintable(told.lastText()));
        QCOMPARE(session.model(), before);
        options.data.holdout = {};
        session.setOptions(options);
        session.startTraining();
        QTRY_VERIFY(!session.training().isActive() && session.model() != before && !session.modelIsLive());
        QVERIFY(awaitJobs(session));
        QVERIFY(!program->grab().isNull());
    }
};

QTEST_MAIN(TestTinyModels)
#include "tst_tiny_models.moc"
