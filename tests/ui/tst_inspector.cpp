// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/inspector/film_pane.h"
#include "ui/inspector/group_pane.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/row_list.h"
#include "ui/inspector/run_card_view.h"
#include "ui/inspector/user_pane.h"
#include "ui/inspector/vector_view.h"
#include "ui/session/group.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QTest>
#include <QToolButton>

using namespace projectionist;
using namespace projectionist::testing;

class TestInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }

    void theInspectorShowsFilmUserAndPair();
    void aVectorCanBeSeenAndCopied();
    void untrainedFilmsAndUsersWithoutVectorSaySo();
    void filmsAreInspectedWithoutAModelToo();
    void theRunCardNamesEveryOptionWhenCopied();
    void manyThatWereChosenAreSummedUpWhileNothingSingleIsSelected();
};

void TestInspector::manyThatWereChosenAreSummedUpWhileNothingSingleIsSelected()
{
    ProgramWindow program(smallModel());
    Session& session = program.session();
    GroupPane& pane = program->inspector().groupPane();
    auto group = std::make_shared<Group>();
    group->rows = {1, 2, 3};
    group->model = session.model();
    group->films = session.modelFilms();
    group->where = QStringLiteral("Map of films");
    session.setGroup(group);
    QVERIFY(pane.isVisible());
    QCOMPARE(pane.shownTitle(), QStringLiteral("3 films chosen"));
    QTRY_COMPARE(pane.typical().count(), 3);
    QCOMPARE(pane.typical().item(0)->text(), QStringLiteral("The Empire Strikes Back"));
    QCOMPARE(pane.mostRated().item(0)->text(), QStringLiteral("Star Wars"));
    QCOMPARE(pane.genres().rows().size(), std::size_t{2});
    QVERIFY(pane.genres().accessibleDescription().contains(QStringLiteral("2 of 3 here, 4 of 12 in all")));
    QCOMPARE(pane.decades().rows()[1].name, QStringLiteral("1980s"));
    session.selectFilm(QStringLiteral("110"));
    QVERIFY(!pane.isVisible() && program->inspector().filmPane().isVisible());
    session.clearSelection();
    QVERIFY(pane.isVisible());
    session.setGroup({});
    QVERIFY(!pane.isVisible());
}

void TestInspector::theInspectorShowsFilmUserAndPair()
{
    ProgramWindow program(smallModel());
    Inspector& inspector = program->inspector();
    program.session().selectFilm(QStringLiteral("110"));
    QCOMPARE(inspector.filmPane().shownTitle(), QStringLiteral("The Empire Strikes Back 1980"));
    RowList& nearest = inspector.filmPane().nearest();
    QTRY_VERIFY(nearest.count() > 0 && !nearest.isRowHidden(0));              // laid out
    QCOMPARE(nearest.item(0)->text(), QStringLiteral("Return of the Jedi"));  // cosine 0.96
    QTest::mouseClick(nearest.viewport(), Qt::LeftButton, {}, nearest.visualItemRect(nearest.item(0)).center());
    QCOMPARE(program.session().selection().film, QStringLiteral("100"));
    program.session().selectUser(QStringLiteral("5"));
    QTRY_VERIFY(inspector.userPane().recommended().count() > 0);
    QVERIFY(inspector.userPane().isVisible());
    program.session().selectPair(QStringLiteral("110"), QStringLiteral("100"));
    const auto says = [&](const QString& words) {
        for (const auto* widget : inspector.findChildren<QWidget*>())
            if (widget->isVisible() && widget->accessibleName().contains(words))
                return true;
        return false;
    };
    QVERIFY(says(QStringLiteral("0.960 cosine")));
    program.session().clearSelection();
    QVERIFY(!inspector.filmPane().isVisible());
}

void TestInspector::aVectorCanBeSeenAndCopied()
{
    ProgramWindow program(smallModel());
    program.session().selectFilm(QStringLiteral("110"));
    VectorView& vector = program->inspector().filmPane().vector();
    QTest::mouseClick(vector.copyButton(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("4, 3, 0, 0"));
    QTest::mouseClick(vector.showButton(), Qt::LeftButton);
    auto* numbers = vector.findChild<QPlainTextEdit*>();
    QVERIFY(numbers->isVisible());
    QCOMPARE(numbers->toPlainText(), QStringLiteral("4, 3, 0, 0"));
    program.session().selectUser(QStringLiteral("1"));
    QTest::mouseClick(program->inspector().userPane().vector().copyButton(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("0.5, 0, 0.5, 0"));
}

void TestInspector::untrainedFilmsAndUsersWithoutVectorSaySo()
{
    ProgramWindow program(smallModel());
    program.session().selectFilm(QStringLiteral("10"));
    const QWidget& inspector = program->inspector();
    QVERIFY(says(inspector, QStringLiteral("Untrained")));
    QVERIFY(!program->inspector().filmPane().nearest().isVisible());
    program.session().selectUser(QStringLiteral("7"));
    QVERIFY(says(inspector, QStringLiteral("No vector")));
    program.session().selectFilm(QStringLiteral("no such film"));
    QVERIFY(says(inspector, QStringLiteral("Neither the data nor the model")));
}

void TestInspector::filmsAreInspectedWithoutAModelToo()
{
    ProgramWindow program;
    const TemporaryFolder folder;
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,10,4,100\n2,10,5,200\n2,20,2,300\n");
    folder.write(
        "movies.csv",
        "movieId,title,genres\n10,\"Rock, The (1996)\",Action\n20,Second (1991),Comedy\n30,Third (1992),Drama\n");
    QVERIFY(openIn(program.session(), {QString::fromStdString(folder.path().string())}));
    program.session().selectFilm(QStringLiteral("10"));
    FilmPane& pane = program->inspector().filmPane();
    QCOMPARE(pane.shownTitle(), QStringLiteral("The Rock 1996"));
    QVERIFY(!pane.nearest().isVisible());
    program.session().selectFilm(QStringLiteral("30"));  // nobody rated it: no mean, and no 0
    QVERIFY(named<QWidget>(pane, QStringLiteral("– mean of 5")) != nullptr);
}

void TestInspector::theRunCardNamesEveryOptionWhenCopied()
{
    ProgramWindow program(makeModel(smallRunParts()));
    Inspector& inspector = program->inspector();
    inspector.showTab(Inspector::Tab::RunCard);
    QVERIFY(inspector.runCard().isVisible());
    const QString text = inspector.runCard().text();
    for (const auto& [name, value] : program.session().model()->card().options)
        QVERIFY2(text.contains(QString::fromStdString(name + "\t" + value)), name.c_str());
    QVERIFY(text.contains(QStringLiteral("seed\t")));
    program.session().selectFilm(QStringLiteral("110"));  // a selection brings its tab to the front
    QCOMPARE(inspector.tab(), Inspector::Tab::Selection);
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
