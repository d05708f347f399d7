// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/inspector/inspector.h"
#include "ui/pages/start/drop_field.h"
#include "ui/pages/start/start_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/actions.h"
#include "ui/window/navigation_rail.h"

#include <QApplication>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QTest>

using namespace projectionist;
using namespace projectionist::testing;

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }
    void init() { QSettings().clear(); }

    void theFirstSightIsTheWelcomePage();
    void sampleDataIsCalledSimulatedInTheTitle();
    void pagesAnswerToTheirKeysAndBackWalks();
    void theMenuHasEveryKey();
    void theInspectorGoesAndComesBack();
    void whatTheSessionTellsStandsOnThePageThatIsSeen();
    void smallWindowsFoldTheRail();
    void damagedSettingsDoNoHarm();
    void theThemeChangesUnderTheOpenWindow();
};

void TestMainWindow::theFirstSightIsTheWelcomePage()
{
    ProgramWindow program;
    QCOMPARE(program->currentPage(), program->startPage());
    QCOMPARE(program->windowTitle(), QStringLiteral("Projectionist"));
    QVERIFY(program->rail().button(PageId::Data)->isEnabled());
    QVERIFY(!program->rail().button(PageId::Map)->isEnabled());
    QVERIFY(program->inspector().isHidden());
    QVERIFY(!program->actions().save->isEnabled());
    QTest::keyClick(&program.window(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(program->currentPage(), program->startPage());
}

void TestMainWindow::sampleDataIsCalledSimulatedInTheTitle()
{
    ProgramWindow program;
    QTest::mouseClick(program->startPage()->findChild<DropField*>()->sampleButton(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return program.session().dataset() != nullptr; }, 60'000));
    QVERIFY2(program->windowTitle().contains(QStringLiteral("(simulated)")), qPrintable(program->windowTitle()));
    QVERIFY(program->windowTitle().endsWith(QStringLiteral(" – Projectionist")));
    QCOMPARE(program->currentPage(), program->page(PageId::Data));
    QVERIFY(program->rail().button(PageId::Map)->isEnabled());
    QVERIFY(!program->inspector().isHidden());
}

void TestMainWindow::pagesAnswerToTheirKeysAndBackWalks()
{
    ProgramWindow program(smallModel());
    Session& session = program.session();
    for (int i = 0; i < pageCount; ++i) {
        QTest::keyClick(&program.window(), static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
        QCOMPARE(program->currentPage(), program->page(static_cast<PageId>(i)));
        QVERIFY(program->rail().button(static_cast<PageId>(i))->isChecked());
    }
    QTest::keyClick(&program.window(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(session.page(), PageId::Pairs);
    QTest::keyClick(&program.window(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(session.page(), PageId::Map);
    QTest::mouseClick(program->rail().button(PageId::Film), Qt::LeftButton);
    QCOMPARE(session.page(), PageId::Film);
}

void TestMainWindow::theMenuHasEveryKey()
{
    ProgramWindow program;
    QSet<QKeySequence> keys;
    for (const auto* action : program->actions().findChildren<QAction*>() + program->findChildren<QAction*>())
        keys.insert(action->shortcut());
    for (const char* expected :
         {"Ctrl+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+E", "Ctrl+F", "Ctrl+C", "Ctrl+Shift+C", "F5", "F6", "Shift+F5",
          "F9", "F11", "F1", "Shift+F1", "Alt+Left", "Alt+Right", "Esc", "Ctrl+1", "Ctrl+6"})
        QVERIFY2(keys.contains(QKeySequence(QString::fromLatin1(expected))), expected);
    int menus = 0;
    for (const auto* action : program->menuBar()->actions())
        menus += action->menu() != nullptr ? 1 : 0;
    QCOMPARE(menus, 6);
}

void TestMainWindow::theInspectorGoesAndComesBack()
{
    ProgramWindow program(smallModel());
    Inspector& inspector = program->inspector();
    QVERIFY(!inspector.isHidden());
    QTest::keyClick(&program.window(), Qt::Key_F9);
    QVERIFY(inspector.isHidden());
    QTest::keyClick(&program.window(), Qt::Key_F9);
    QVERIFY(!inspector.isHidden());
    inspector.setFloating(true);
    inspector.hide();
    program->actions().resetLayout->trigger();
    QVERIFY(!inspector.isHidden());
    QVERIFY(!inspector.isFloating());
    QCOMPARE(program->dockWidgetArea(&inspector), Qt::RightDockWidgetArea);
}

void TestMainWindow::whatTheSessionTellsStandsOnThePageThatIsSeen()
{
    ProgramWindow program(smallModel());
    program.session().setPage(PageId::Train);
    program.session().tell(Message{Message::Kind::Warning, QStringLiteral("Something to know."), {}});
    const auto shownOn = [&](PageId id) { return program->page(id)->findChild<MessageBar*>()->newestText(); };
    QCOMPARE(shownOn(PageId::Train), QStringLiteral("Something to know."));
    QVERIFY(shownOn(PageId::Data).isEmpty());
    QVERIFY(QApplication::activeModalWidget() == nullptr);
}

void TestMainWindow::smallWindowsFoldTheRail()
{
    ProgramWindow program(smallModel());
    QCOMPARE(program->rail().width(), Theme::railWidth);
    program->resize(1280, 720);
    QTRY_COMPARE(program->rail().width(), Theme::railFolded);
    QVERIFY(program->page(PageId::Data)->isCompact());
    QVERIFY(program->rail().button(PageId::Map)->toolTip().contains(QStringLiteral("Map")));
    program->resize(960, 600);
    QTRY_VERIFY(program->inspector().isHidden());
    program->resize(1440, 900);
    QTRY_VERIFY(!program->inspector().isHidden());
    QCOMPARE(program->rail().width(), Theme::railWidth);
}

void TestMainWindow::damagedSettingsDoNoHarm()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), QByteArray("not a geometry"));
    settings.setValue(QStringLiteral("window/state"), 17);
    settings.setValue(QStringLiteral("view/density"), QStringLiteral("enormous"));
    settings.setValue(QStringLiteral("tables/Films"), QStringList({QStringLiteral("9"), QStringLiteral("x")}));
    settings.setValue(QStringLiteral("files/folder"), QStringLiteral("/no/such/folder"));
    Session session;
    MainWindow window(session);
    window.restore();
    window.show();
    QVERIFY(window.width() >= 960);
    QCOMPARE(window.currentPage(), window.startPage());
}

void TestMainWindow::theThemeChangesUnderTheOpenWindow()
{
    ProgramWindow program(smallModel());
    for (const Theme* theme : {&Theme::darkTheme(), &Theme::light()}) {
        QApplication::setPalette(theme->palette());
        QTRY_COMPARE(program->palette().color(QPalette::Window), theme->window);
        const QImage seen = program->grab().toImage();
        QCOMPARE(seen.pixelColor(700, 5).rgb(), theme->window.rgb());   // menu bar
        QCOMPARE(seen.pixelColor(20, 500).rgb(), theme->window.rgb());  // rail
        const Page* page = program->page(PageId::Data);
        QCOMPARE(seen.pixelColor(page->mapTo(&program.window(), QPoint(2, page->height() - 2))).rgb(),
                 theme->window.rgb());
    }
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
