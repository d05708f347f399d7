// SPDX-License-Identifier: GPL-3.0-or-later
// How files come into the window: dropped, chosen from the recent ones, and what happens when they are damaged.
#include "engine/model/model_file.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/pages/start/start_page.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QUrl>
#include <QWindow>

#include <memory>
#include <utility>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

/// Two users, two films, three ratings.
void writeData(const TemporaryFolder& folder)
{
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,10,4,100\n2,10,5,200\n2,20,2,300\n");
    folder.write("movies.csv", "movieId,title,genres\n10,First (1990),Drama\n20,Second (1991),Comedy\n");
}

/// Files as a file manager offers them: as addresses, and as text besides.
std::unique_ptr<QMimeData> files(const QStringList& paths)
{
    auto mime = std::make_unique<QMimeData>();
    QList<QUrl> addresses;
    for (const QString& path : paths)
        addresses.append(QUrl::fromLocalFile(path));
    mime->setUrls(addresses);
    mime->setText(paths.join(QLatin1Char('\n')));
    return mime;
}

/// What the platform sends to a window while something is dragged over it, in the platform's order.
class Drag {
public:
    Drag(MainWindow& window, const QMimeData& mime, QPoint at)
        : m_window(*window.windowHandle()), m_mime(mime), m_at(at)
    {
        QDragEnterEvent enter(m_at, proposed, &m_mime, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(&m_window, &enter);
        QDragMoveEvent move(m_at, proposed, &m_mime, Qt::LeftButton, Qt::NoModifier);
        move.ignore();
        QApplication::sendEvent(&m_window, &move);
        m_isWelcome = move.isAccepted();
        m_action = move.dropAction();
    }

    [[nodiscard]] bool isWelcome() const { return m_isWelcome; }
    [[nodiscard]] Qt::DropAction action() const { return m_action; }

    bool drop()
    {
        QDropEvent event(m_at, proposed, &m_mime, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&m_window, &event);
        return event.isAccepted();
    }

    void leave()
    {
        QDragLeaveEvent event;
        QApplication::sendEvent(&m_window, &event);
    }

private:
    static constexpr auto proposed = Qt::CopyAction | Qt::MoveAction;
    QWindow& m_window;
    const QMimeData& m_mime;
    QPoint m_at;
    bool m_isWelcome = false;
    Qt::DropAction m_action = Qt::IgnoreAction;
};

bool awaitDataset(Session& session, std::size_t ratings)
{
    return QTest::qWaitFor([&] { return session.dataset() != nullptr && session.dataset()->ratingCount() == ratings; },
                           30'000);
}

}  // namespace

class TestOpening : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }
    void init() { QSettings().clear(); }

    void aFolderOpensWhereItIsDropped();
    void severalFilesOpenTogether();
    void aDropOverASearchFieldOpensTheFileAndTypesNothing();
    void aDragSaysWhatWouldBeRead();
    void whatIsNoFileIsNotWelcome();
    void aDroppedModelTakesThePlaceOfWhatWasOpen();
    void aDamagedModelLeavesWhatIsOpenAndSaysSoInTheBar_data();
    void aDamagedModelLeavesWhatIsOpenAndSaysSoInTheBar();
    void theBarHasAnActionForEachRemedy_data();
    void theBarHasAnActionForEachRemedy();
    void aTestFileThatCannotBeReadCanBeReadOtherwise();
    void recentFilesAreOfferedAndForgotten();
};

void TestOpening::aFolderOpensWhereItIsDropped()
{
    ProgramWindow program;
    const TemporaryFolder folder;
    writeData(folder);
    const ToldMessages told(program.session());
    const auto mime = files({text(folder.path())});
    Drag drag(program.window(), *mime, {700, 400});
    QVERIFY(drag.isWelcome());
    QCOMPARE(drag.action(), Qt::CopyAction);
    QVERIFY(drag.drop());
    QVERIFY2(awaitDataset(program.session(), 3), qPrintable(told.lastText()));
    QCOMPARE(program.session().recentPaths(), QStringList{text(folder.path())});
}

void TestOpening::severalFilesOpenTogether()
{
    ProgramWindow program;
    const TemporaryFolder folder;
    writeData(folder);
    const ToldMessages told(program.session());
    const auto mime = files({text(folder.path() / "movies.csv"), text(folder.path() / "ratings.csv")});
    QVERIFY(Drag(program.window(), *mime, {20, 500}).drop());  // the rail is as good a place as any
    QVERIFY2(awaitDataset(program.session(), 3), qPrintable(told.lastText()));
    QCOMPARE((*program.session().dataFilms())[MovieIndex{0}].name, QStringLiteral("First"));
}

void TestOpening::aDropOverASearchFieldOpensTheFileAndTypesNothing()
{
    ProgramWindow program(smallModel());
    const TemporaryFolder folder;
    writeData(folder);
    auto* field = program->page(PageId::Data)->findChild<SearchField*>();
    const auto mime = files({text(folder.path() / "ratings.csv")});
    Drag drag(program.window(), *mime, field->mapTo(&program.window(), field->rect().center()));
    QVERIFY(drag.drop());
    QVERIFY(awaitDataset(program.session(), 3));
    QVERIFY(field->text().isEmpty());
}

void TestOpening::aDragSaysWhatWouldBeRead()
{
    ProgramWindow program;
    const auto mime = files({QStringLiteral("/somewhere/u.data")});
    Drag drag(program.window(), *mime, {700, 400});
    QVERIFY(drag.isWelcome());
    QVERIFY(says(*program->startPage(), QStringLiteral("Reads u.data")));
    drag.leave();
    QVERIFY(!says(*program->startPage(), QStringLiteral("Reads u.data")));
}

void TestOpening::whatIsNoFileIsNotWelcome()
{
    ProgramWindow program;
    QMimeData words;
    words.setText(QStringLiteral("words"));
    QVERIFY(!Drag(program.window(), words, {700, 400}).isWelcome());
    QMimeData address;
    address.setUrls({QUrl(QStringLiteral("https://example.org/ratings.csv"))});
    QVERIFY(!Drag(program.window(), address, {700, 400}).isWelcome());
}

void TestOpening::aDroppedModelTakesThePlaceOfWhatWasOpen()
{
    ProgramWindow program(smallModel());
    const TemporaryFolder folder;
    const auto path = folder.path() / "other.projectionist";
    QVERIFY(saveModel(*randomModel({.users = 20, .movies = 15}), path));
    const auto mime = files({text(path)});
    QVERIFY(Drag(program.window(), *mime, {700, 400}).drop());
    QTRY_COMPARE(program.session().modelPath(), text(path));
    QCOMPARE(program.session().model()->movies().rows, 16U);
}

void TestOpening::aDamagedModelLeavesWhatIsOpenAndSaysSoInTheBar_data()
{
    QTest::addColumn<int>("damage");
    QTest::newRow("cut off in the tensors") << 0;
    QTest::newRow("cut off in the header") << 1;
    QTest::newRow("a byte of the header changed") << 2;
    QTest::newRow("a huge length") << 3;
}

void TestOpening::aDamagedModelLeavesWhatIsOpenAndSaysSoInTheBar()
{
    QFETCH(int, damage);
    ProgramWindow program(smallModel());
    Session& session = program.session();
    session.openUser(QStringLiteral("5"));
    const auto dataset = session.dataset();
    const auto model = session.model();

    const TemporaryFolder folder;
    const auto path = folder.path() / "damaged.projectionist";
    QVERIFY(saveModel(*randomModel(), path));
    std::string bytes = contentOf(path);
    switch (damage) {
    case 0:
        bytes.resize(bytes.size() - 100);
        break;
    case 1:
        bytes.resize(60);
        break;
    case 2:
        bytes[8] = '[';
        break;
    default:
        bytes.replace(0, 8, "\xff\xff\xff\xff\xff\xff\xff\x7f");
        break;
    }
    folder.write("damaged.projectionist", bytes);

    const auto mime = files({text(path)});
    QVERIFY(Drag(program.window(), *mime, {700, 400}).drop());
    auto* bar = program->page(PageId::Recommend)->findChild<MessageBar*>();
    QVERIFY(QTest::qWaitFor([&] { return bar->count() > 0; }));
    QVERIFY2(bar->newestText().startsWith(QStringLiteral("damaged.projectionist")), qPrintable(bar->newestText()));
    QVERIFY(bar->isVisible());
    QVERIFY(QApplication::activeModalWidget() == nullptr);
    QCOMPARE(program->currentPage(), program->page(PageId::Recommend));
    QCOMPARE(session.dataset(), dataset);
    QCOMPARE(session.model(), model);
    QVERIFY(!session.recentPaths().contains(text(path)));

    session.openUser(QStringLiteral("2"));  // and it is still of use
    auto* list = named<TableView>(*program->currentPage(), QStringLiteral("Recommended films"));
    QVERIFY(list->model()->rowCount() > 0);
}

void TestOpening::theBarHasAnActionForEachRemedy_data()
{
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QStringList>("actions");
    QTest::addColumn<QList<int>>("ratings");  // that each action opens
    const QByteArray good = "1,10,4\n2,20,5\n", comma = "2,10,\"4,5\"\n", word = "1,20,good\n";
    const QString read = QStringLiteral("Read 4,5 as 4.5"), skip = QStringLiteral("Open without the bad lines");
    QTest::newRow("commas") << good + comma << QStringList{read, skip} << QList<int>{3, 2};
    QTest::newRow("commas alone") << comma << QStringList{read} << QList<int>{1};
    QTest::newRow("words") << good + word << QStringList{skip} << QList<int>{2};
    QTest::newRow("commas and words") << good + comma + word
                                      << QStringList{read + QStringLiteral(", without the other bad lines"), skip}
                                      << QList<int>{3, 2};
    QTest::newRow("words alone") << word << QStringList{} << QList<int>{};
}

void TestOpening::theBarHasAnActionForEachRemedy()
{
    QFETCH(QByteArray, rows);
    QFETCH(QStringList, actions);
    QFETCH(QList<int>, ratings);
    const TemporaryFolder folder;
    const auto path = folder.write("ratings.csv", "userId,movieId,rating\n" + rows.toStdString());
    for (int action = 0; action == 0 || action < actions.size(); ++action) {
        ProgramWindow program(smallModel());
        program.session().setPage(PageId::Recommend);
        auto* page = program->page(PageId::Recommend);
        const auto mime = files({text(path)});
        QVERIFY(Drag(program.window(), *mime, {700, 400}).drop());
        auto* bar = page->findChild<MessageBar*>();
        QVERIFY(QTest::qWaitFor([&] { return bar->count() > 0; }));
        QStringList offered;
        for (const auto* button : bar->findChildren<QPushButton*>())
            offered.append(button->text());
        QCOMPARE(offered, actions);
        if (actions.isEmpty())
            return;
        QTest::mouseClick(buttonWith(*bar, actions[action]), Qt::LeftButton);
        QVERIFY2(awaitDataset(program.session(), static_cast<std::size_t>(ratings[action])),
                 qPrintable(actions[action]));
    }
}

void TestOpening::aTestFileThatCannotBeReadCanBeReadOtherwise()
{
    const TemporaryFolder folder;
    const auto path = folder.write("test.csv", "userId,movieId,rating\n5,110,\"4,5\"\n5,120,good\n6,60,5\n");
    for (const auto& [action, rows] : {std::pair{QStringLiteral("Train without the bad lines"), 1U},
                                       {QStringLiteral("Read 4,5 as 4.5, without the other bad lines"), 2U}}) {
        ProgramWindow program(smallModel());
        Session& session = program.session();
        session.setPage(PageId::Train);
        auto options = session.options();
        options.dimension = 4;
        options.epochs = 1;
        options.data.holdout.kind = Holdout::Kind::File;
        options.data.holdout.file = path;
        session.setOptions(options);
        session.startTraining();
        auto* bar = program->page(PageId::Train)->findChild<MessageBar*>();
        QVERIFY(QTest::qWaitFor([&] { return bar->count() > 0; }));
        QVERIFY(!session.training().isActive());
        const auto before = session.model();
        QVERIFY2(buttonWith(*bar, action) != nullptr, qPrintable(bar->newestText()));
        QTest::mouseClick(buttonWith(*bar, action), Qt::LeftButton);
        QTRY_VERIFY(!session.training().isActive() && session.model() != before && !session.modelIsLive());
        QCOMPARE(session.model()->parts().holdoutUsers.size(), std::size_t{rows});
    }
}

void TestOpening::recentFilesAreOfferedAndForgotten()
{
    {
        const auto earlier = sessionWith(smallModel());
        QCOMPARE(earlier->recentPaths().size(), 1);
    }
    ProgramWindow program;
    auto* list = program->startPage()->findChild<QListWidget*>();
    QCOMPARE(list->count(), 1);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
    QTRY_VERIFY(program.session().model() != nullptr);
    program.session().clearRecentPaths();
    QCOMPARE(list->count(), 0);
}

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
