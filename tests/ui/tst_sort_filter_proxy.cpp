// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_film_table.h"
#include "ui/widgets/sort_filter_proxy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace projectionist;
using namespace projectionist::testing;

class TestSortFilterProxy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void missingValuesStandLastInBothDirections();
    void equalKeysKeepTheOrderOfTheSource();
    void everyWordOfASearchMustBeFound();
    void aRowFilterAndASearchHoldTogether();
    void theProxyIsAProperModel();
    void changesOfTheSourceArriveWithTheSelection();
};

void TestSortFilterProxy::missingValuesStandLastInBothDirections()
{
    const auto model = filmTable();
    SortFilterProxy proxy;
    proxy.setSourceModel(model.get());
    proxy.sort(meanColumn, Qt::AscendingOrder);
    QCOMPARE(titlesIn(proxy), QStringList({"=cmd", "Contact", "Amélie", "Star Wars", "Never Rated"}));
    proxy.sort(meanColumn, Qt::DescendingOrder);
    QCOMPARE(titlesIn(proxy), QStringList({"Star Wars", "Amélie", "Contact", "=cmd", "Never Rated"}));
    proxy.sort(-1, Qt::AscendingOrder);
    QCOMPARE(titlesIn(proxy), titlesIn(*model));
}

void TestSortFilterProxy::equalKeysKeepTheOrderOfTheSource()
{
    const auto model = filmTable();
    SortFilterProxy proxy;
    proxy.setSourceModel(model.get());
    proxy.sort(titleColumn, Qt::DescendingOrder);
    proxy.sort(ratingsColumn, Qt::DescendingOrder);
    QCOMPARE(titlesIn(proxy), QStringList({"Star Wars", "Contact", "Amélie", "=cmd", "Never Rated"}));
    proxy.sort(ratingsColumn, Qt::AscendingOrder);
    QCOMPARE(titlesIn(proxy), QStringList({"Never Rated", "Amélie", "=cmd", "Contact", "Star Wars"}));
}

void TestSortFilterProxy::everyWordOfASearchMustBeFound()
{
    const auto model = filmTable();
    SortFilterProxy proxy;
    proxy.setSourceModel(model.get());
    proxy.setSearch(QStringLiteral("  AMÉLIE "));
    QCOMPARE(titlesIn(proxy), QStringList({"Amélie"}));
    proxy.setSearch(QStringLiteral("1977 star"));
    QCOMPARE(titlesIn(proxy), QStringList({"Star Wars"}));
    proxy.setSearch(QStringLiteral("star contact"));
    QCOMPARE(proxy.rowCount(), 0);
    proxy.setSearch({});
    QCOMPARE(proxy.rowCount(), 5);
}

void TestSortFilterProxy::aRowFilterAndASearchHoldTogether()
{
    const auto model = filmTable();
    SortFilterProxy proxy;
    proxy.setSourceModel(model.get());
    proxy.setRowFilter([](int row) { return row < 3; });
    QCOMPARE(proxy.rowCount(), 3);
    proxy.setSearch(QStringLiteral("e"));
    QCOMPARE(titlesIn(proxy), QStringList({"Amélie"}));
    QCOMPARE(proxy.sourceRow(0), 2);
    QVERIFY(!proxy.mapFromSource(model->index(0, 0)).isValid());
}

void TestSortFilterProxy::theProxyIsAProperModel()
{
    SortFilterProxy proxy;
    const QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto model = filmTable();
    proxy.setSourceModel(model.get());
    proxy.sort(meanColumn, Qt::DescendingOrder);
    proxy.setSearch(QStringLiteral("a"));
    model->removeRow(1);
    model->insertRow(0);
    model->item(0, titleColumn) ? void() : model->setItem(0, titleColumn, new QStandardItem(QStringLiteral("New")));
    proxy.setSearch({});
    QCOMPARE(proxy.rowCount(), 5);
    model->clear();
    QCOMPARE(proxy.rowCount(), 0);
}

void TestSortFilterProxy::changesOfTheSourceArriveWithTheSelection()
{
    const auto model = filmTable();
    SortFilterProxy proxy;
    proxy.setSourceModel(model.get());
    const QPersistentModelIndex contact = proxy.index(1, titleColumn);
    proxy.sort(ratingsColumn, Qt::AscendingOrder);
    QCOMPARE(contact.data().toString(), QStringLiteral("Contact"));
    QCOMPARE(contact.row(), 3);
    QSignalSpy changed(&proxy, &QAbstractItemModel::dataChanged);
    model->item(1, titleColumn)->setData(QStringLiteral("tip"), Qt::ToolTipRole);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.front().front().toModelIndex().row(), 3);
}

QTEST_MAIN(TestSortFilterProxy)
#include "tst_sort_filter_proxy.moc"
