// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_film_table.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace projectionist;
using namespace projectionist::testing;

class TestTableView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }

    void aClickOnTheHeaderSortsNumbersFallingFirst();
    void theModelsOwnOrderBearsTheArrow();
    void theKeysAreSeenWhenTheyComeByTheKeyboard();
    void aColumnThatIsEmptyIsNeitherShownNorOfferedNorForgotten();
    void copyingTakesExactValuesInTheOrderShown();
    void columnsThatAreHiddenAreNeitherCopiedNorExported();
    void exportedTablesHoldWhatIsShown();
    void exportingToAFullDiskSaysSo();
    void tableAndSessionSelectTogether();
    void enterAndADoubleClickOpenTheFilm();
};

void TestTableView::aClickOnTheHeaderSortsNumbersFallingFirst()
{
    TableView table(QStringLiteral("Click test"));
    table.setTable(filmTable().release(), filmColumns());
    table.resize(600, 300);
    table.show();
    const auto clickHeader = [&](int column) {
        const auto* header = table.horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, 10));
    };
    clickHeader(ratingsColumn);
    QCOMPARE(table.proxy().sortOrder(), Qt::DescendingOrder);
    QCOMPARE(titlesIn(table.proxy()).front(), QStringLiteral("Star Wars"));
    clickHeader(ratingsColumn);
    QCOMPARE(titlesIn(table.proxy()).front(), QStringLiteral("Never Rated"));
    clickHeader(titleColumn);
    QCOMPARE(table.proxy().sortOrder(), Qt::AscendingOrder);
    const int before = table.proxy().sortColumn();
    clickHeader(barColumn);
    QCOMPARE(table.proxy().sortColumn(), before);
}

void TestTableView::theModelsOwnOrderBearsTheArrow()
{
    TableView table(QStringLiteral("Order test"));
    table.setTable(filmTable().release(), filmColumns());
    table.setOwnOrder(ratingsColumn, Qt::DescendingOrder);
    const auto* header = table.horizontalHeader();
    QCOMPARE(header->sortIndicatorSection(), int(ratingsColumn));
    QCOMPARE(table.proxy().sortColumn(), -1);
    Q_EMIT table.horizontalHeader()->sectionClicked(ratingsColumn);  // the other way round
    QCOMPARE(table.proxy().sortOrder(), Qt::AscendingOrder);
    QCOMPARE(titlesIn(table.proxy()).front(), QStringLiteral("Never Rated"));
    Q_EMIT table.horizontalHeader()->sectionClicked(ratingsColumn);
    QCOMPARE(table.proxy().sortColumn(), -1);
    QCOMPARE(titlesIn(table.proxy()).front(), QStringLiteral("Star Wars"));
    QCOMPARE(header->sortIndicatorSection(), int(ratingsColumn));
}

void TestTableView::theKeysAreSeenWhenTheyComeByTheKeyboard()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* field = new QLineEdit;
    auto* table = new TableView(QStringLiteral("Focus test"));
    table->setTable(filmTable().release(), filmColumns());
    layout->addWidget(field);
    layout->addWidget(table);
    window.resize(600, 300);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const auto* mark = table->findChild<QWidget*>(QStringLiteral("focusMark"));
    const auto isMarked = [&] {
        return table->grab().toImage().pixelColor(300, 1) == Theme::light().accent && mark->isVisible();
    };
    field->setFocus();
    QVERIFY(!isMarked());
    QTest::keyClick(field, Qt::Key_Tab);
    QVERIFY(table->hasFocus());
    QVERIFY(isMarked());
    QCOMPARE(mark->geometry(), table->rect());
    field->setFocus();
    QVERIFY(!isMarked());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->proxy().index(1, 1)).center());
    QVERIFY(table->hasFocus());
    QVERIFY(!isMarked());
}

void TestTableView::aColumnThatIsEmptyIsNeitherShownNorOfferedNorForgotten()
{
    TableView table(QStringLiteral("Empty test"));
    table.setTable(filmTable().release(), filmColumns());
    const auto offered = [&] {
        QMenu* menu = table.columnMenu();
        Q_EMIT menu->aboutToShow();
        QStringList names;
        for (const auto* action : menu->actions())
            names.append(action->text());
        return names.contains(QStringLiteral("Mean"));
    };
    QVERIFY(offered());
    table.setColumnEmpty(meanColumn, true);
    QVERIFY(table.isColumnHidden(meanColumn));
    QVERIFY(!offered());
    table.columnMenu()->actions().at(idColumn)->setChecked(false);  // the choice is written down
    TableView again(QStringLiteral("Empty test"));
    again.setTable(filmTable().release(), filmColumns());
    QVERIFY(again.isColumnHidden(idColumn));
    QVERIFY(!again.isColumnHidden(meanColumn));
    table.setColumnEmpty(meanColumn, false);
    QVERIFY(!table.isColumnHidden(meanColumn));
    QVERIFY(offered());
}

void TestTableView::copyingTakesExactValuesInTheOrderShown()
{
    TableView table(QStringLiteral("Copy test"));
    table.setTable(filmTable().release(), filmColumns());
    table.sortBy(ratingsColumn, Qt::DescendingOrder);
    table.selectRow(0);
    table.selectionModel()->select(table.proxy().index(4, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    table.show();
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("50\tStar Wars\t583\t4.36\n9\tNever Rated\t0\t"));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("Id\tTitle\tRatings\tMean\n50\t")));
}

void TestTableView::columnsThatAreHiddenAreNeitherCopiedNorExported()
{
    const auto session = sessionWith(smallModel());
    const TemporaryFolder folder;
    TableView table(QStringLiteral("Column test"));
    table.setTable(filmTable().release(), filmColumns());
    QStringList names;
    for (const auto* action : table.columnMenu()->actions())
        names.append(action->text());
    QVERIFY(names.contains(QStringLiteral("Bar of ratings")));
    table.columnMenu()->actions().at(idColumn)->setChecked(false);
    QVERIFY(table.isColumnHidden(idColumn));
    table.horizontalHeader()->moveSection(table.horizontalHeader()->visualIndex(meanColumn), 0);
    table.selectSourceRow(1);
    QCOMPARE(table.selectionAsText(true), QStringLiteral("Mean\tTitle\tRatings\n3.8\tContact\t509"));
    QSignalSpy told(session.get(), &Session::told);
    table.writeCsv(*session, QString::fromStdString((folder.path() / "films.csv").string()));
    QTRY_COMPARE(told.size(), 1);
    QVERIFY(contentOf(folder.path() / "films.csv").starts_with("Mean,Title,Ratings\n4.36,Star Wars,583\n"));

    TableView again(QStringLiteral("Column test"));  // the choice is kept
    again.setTable(filmTable().release(), filmColumns());
    QVERIFY(again.isColumnHidden(idColumn));
    again.selectSourceRow(1);
    QCOMPARE(again.selectionAsText(false), QStringLiteral("3.8\tContact\t509"));
}

void TestTableView::exportedTablesHoldWhatIsShown()
{
    const auto session = sessionWith(smallModel());
    const TemporaryFolder folder;
    TableView table(QStringLiteral("Export test"));
    table.setTable(filmTable().release(), filmColumns());
    table.proxy().setSearch(QStringLiteral("c"));
    table.sortBy(ratingsColumn, Qt::AscendingOrder);
    const auto path = folder.path() / "films.csv";
    QSignalSpy told(session.get(), &Session::told);
    table.writeCsv(*session, QString::fromStdString(path.string()), QStringLiteral("A comment"));
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(QString::fromStdString(contentOf(path)),
             QStringLiteral("# A comment\nId,Title,Ratings,Mean\n8,'=cmd,5,1.5\n258,Contact,509,3.8\n"));
}

void TestTableView::exportingToAFullDiskSaysSo()
{
    const auto session = sessionWith(smallModel());
    TableView table(QStringLiteral("Export test"));
    table.setTable(filmTable().release(), filmColumns());
    const ToldMessages told(*session);
    table.writeCsv(*session, QStringLiteral("/dev/full"));
    QTRY_VERIFY(!told.messages().empty());
    QCOMPARE(told.messages().back().kind, Message::Kind::Error);
}

void TestTableView::tableAndSessionSelectTogether()
{
    const auto session = sessionWith(smallModel());
    TableView table(QStringLiteral("Films"));
    table.setTable(filmTable().release(), filmColumns());
    table.followSelection(*session);
    table.resize(600, 300);
    table.show();
    session->selectFilm(QStringLiteral("258"));
    QCOMPARE(table.currentSourceRow(), std::optional(1));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                      table.visualRect(table.proxy().index(0, titleColumn)).center());
    QCOMPARE(session->selection().film, QStringLiteral("50"));
    table.sortBy(ratingsColumn, Qt::AscendingOrder);
    QCOMPARE(table.currentSourceRow(), std::optional(0));
    table.proxy().setSearch(
        QStringLiteral("contact"));  // the selected film is not among the rows: it stays selected elsewhere
    QCOMPARE(table.currentSourceRow(), std::nullopt);
    QCOMPARE(session->selection().film, QStringLiteral("50"));
    table.proxy().setSearch({});
    QCOMPARE(table.currentSourceRow(), std::optional(0));
    session->clearSelection();
    QVERIFY(!table.selectionModel()->hasSelection());
}

void TestTableView::enterAndADoubleClickOpenTheFilm()
{
    const auto session = sessionWith(smallModel());
    TableView table(QStringLiteral("Films"));
    table.setTable(filmTable().release(), filmColumns());
    table.followSelection(*session);
    table.show();
    table.selectSourceRow(1);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(session->openedFilm(), QStringLiteral("258"));
    QCOMPARE(session->page(), PageId::Film);
    std::optional<int> activated;
    table.onActivated([&](const QModelIndex& index) { activated = index.row(); });
    const QPoint cell = table.visualRect(table.proxy().index(3, titleColumn)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell);
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, cell);
    QCOMPARE(activated, std::optional(3));
}

QTEST_MAIN(TestTableView)
#include "tst_table_view.moc"
