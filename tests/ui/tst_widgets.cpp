// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_window.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/option_field.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <functional>
#include <latch>

Q_DECLARE_METATYPE(std::function<QWidget*()>)

using namespace projectionist;
using namespace projectionist::testing;

class TestWidgets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }
    void cleanup() { QApplication::setPalette(Theme::light().palette()); }

    void iconsTakeTheColoursOfTheThemeAndOfTheirState();
    void theStyleTurnsALightOrDarkSystemIntoTheTheme();
    void escClearsTheSearchAndThenIsLeftToOthers();
    void theSearchWaitsForAPauseButNotForEnter();
    void controlEExportsWhateverFieldHasTheKeys_data();
    void controlEExportsWhateverFieldHasTheKeys();
    void titlesOfASeriesAreCutWhereTheyAreAlike();
    void figuresAreSaidShorterWhereTheStripIsNarrow();
    void segmentsAreChosenByMouseAndArrowKeys();
    void aFieldLeavesTheWheelToThePageWhileItLacksTheFocus();
    void messagesOfferTheirActionsAndGo();
    void theBarHoldsThreeMessagesAtMost();
    void buttonsOfAPageHeaderLoseTheirWordsInSmallWindows();
    void aRemovableChipTellsOfItsCross();
    void theOverlayComesAfterAWhileAndCancels();
    void everyWidgetPaintsInLightAndDark();
};

void TestWidgets::iconsTakeTheColoursOfTheThemeAndOfTheirState()
{
    const auto strongest = [](const QImage& image) {
        QColor found(Qt::transparent);
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y).alpha() > found.alpha())
                    found = image.pixelColor(x, y);
        return found.rgb();
    };
    const QIcon stop = icon(QStringLiteral("stop"));
    QCOMPARE(strongest(stop.pixmap(32, 32).toImage()), Theme::light().muted.rgb());
    QCOMPARE(strongest(stop.pixmap(32, 32, QIcon::Normal, QIcon::On).toImage()), Theme::light().accent.rgb());
    QCOMPARE(strongest(stop.pixmap(32, 32, QIcon::Active).toImage()), Theme::light().text.rgb());
    QApplication::setPalette(Theme::darkTheme().palette());
    QCOMPARE(strongest(icon(QStringLiteral("stop")).pixmap(32, 32).toImage()), Theme::darkTheme().muted.rgb());
    QCOMPARE(iconPixmap(QStringLiteral("data"), 20, Theme::light().text, 2.0).size(), QSize(40, 40));
}

void TestWidgets::theStyleTurnsALightOrDarkSystemIntoTheTheme()
{
    QPalette system;
    system.setColor(QPalette::Window, Qt::black);
    system.setColor(QPalette::WindowText, Qt::white);
    QApplication::style()->polish(system);
    QCOMPARE(system.color(QPalette::Window), Theme::darkTheme().window);
    system.setColor(QPalette::Window, Qt::white);
    system.setColor(QPalette::WindowText, Qt::black);
    QApplication::style()->polish(system);
    QCOMPARE(system.color(QPalette::Highlight), Theme::light().accent);
}

void TestWidgets::escClearsTheSearchAndThenIsLeftToOthers()
{
    QWidget window;
    QVBoxLayout layout(&window);
    auto* field = new SearchField(QStringLiteral("Filter films"));
    layout.addWidget(field);
    QAction escape;
    escape.setShortcut(Qt::Key_Escape);
    window.addAction(&escape);
    QSignalSpy escaped(&escape, &QAction::triggered);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("alien"));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(field->text().isEmpty());
    QCOMPARE(escaped.size(), 0);
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(escaped.size(), 1);
}

void TestWidgets::theSearchWaitsForAPauseButNotForEnter()
{
    SearchField field(QStringLiteral("Filter"));
    QSignalSpy searched(&field, &SearchField::searched);
    QTest::keyClicks(&field, QStringLiteral("alien"));
    QCOMPARE(searched.size(), 0);
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(searched.size(), 1);
    QCOMPARE(searched.back().front().toString(), QStringLiteral("alien"));
    QTest::keyClicks(&field, QStringLiteral("s"));
    QTRY_COMPARE(searched.size(), 2);
    QCOMPARE(searched.back().front().toString(), QStringLiteral("aliens"));
    field.clear();
    QCOMPARE(searched.size(), 3);
}

void TestWidgets::controlEExportsWhateverFieldHasTheKeys_data()
{
    QTest::addColumn<std::function<QWidget*()>>("make");
    const auto row = [](const char* name, std::function<QWidget*()> make) { QTest::newRow(name) << std::move(make); };
    row("search", [] { return new SearchField(QStringLiteral("Filter")); });
    row("whole number", [] { return integerField(QStringLiteral("Number"), 0, 10, 3); });
    row("number", [] { return realField(QStringLiteral("Threshold"), 0, 1, 3, 0.001, 0.8); });
    row("option", [] { return new OptionField(QStringLiteral("Option"), OptionField::Steps::ByOne); });
}

void TestWidgets::controlEExportsWhateverFieldHasTheKeys()
{
    QFETCH(std::function<QWidget*()>, make);
    QWidget window;
    QVBoxLayout layout(&window);
    QWidget* field = make();
    layout.addWidget(field);
    QAction exporting;
    exporting.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    window.addAction(&exporting);
    const QSignalSpy exported(&exporting, &QAction::triggered);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    field->setFocus();
    QTest::keyClick(field, Qt::Key_E, Qt::ControlModifier);
    QCOMPARE(exported.size(), 1);
}

void TestWidgets::titlesOfASeriesAreCutWhereTheyAreAlike()
{
    const QString rings = QStringLiteral("The Lord of the Rings: The Fellowship of the Ring");
    const QString towers = QStringLiteral("The Lord of the Rings: The Two Towers");
    const QFontMetrics metrics(font(Type::Body));
    const int width = metrics.horizontalAdvance(QStringLiteral("The Lord of the Rings: "));
    const QString first = elidedApart(rings, towers, metrics, width),
                  second = elidedApart(towers, rings, metrics, width);
    QVERIFY2(first.startsWith(QStringLiteral("The L")) && first.contains(QStringLiteral("…Fellow")), qPrintable(first));
    QVERIFY2(second.startsWith(QStringLiteral("The L")) && second.endsWith(QStringLiteral("…Two Towers")),
             qPrintable(second));
    QVERIFY(metrics.horizontalAdvance(first) <= width && metrics.horizontalAdvance(second) <= width);
    // Where they differ early, where they do not differ, and where there is room: as ever.
    const QString alien = QStringLiteral("Alien: the director's own cut, restored");
    const QString cut = metrics.elidedText(alien, Qt::ElideRight, width);
    QCOMPARE(elidedApart(alien, towers, metrics, width), cut);
    QCOMPARE(elidedApart(alien, alien, metrics, width), cut);
    QCOMPARE(elidedApart(alien, {}, metrics, width), cut);
    QCOMPARE(elidedApart(rings, towers, metrics, 2000), rings);
}

void TestWidgets::figuresAreSaidShorterWhereTheStripIsNarrow()
{
    FigureStrip strip(FigureStrip::Size::Small);
    strip.setFigures({{QStringLiteral("378"), QStringLiteral("ratings, no. 17"), {}, QStringLiteral("ratings")},
                      {QStringLiteral("3.69"), QStringLiteral("mean of 5"), {}},
                      {QStringLiteral("63 %"), QStringLiteral("rated over 3"), {}, QStringLiteral("over 3")}});
    const auto says = [&](const QString& words) {
        const auto labels = strip.findChildren<ElidedLabel*>();
        return std::ranges::any_of(labels, [&](const ElidedLabel* label) { return label->text() == words; });
    };
    strip.resize(400, strip.sizeHint().height());
    strip.show();
    QVERIFY(says(QStringLiteral("ratings, no. 17")) && says(QStringLiteral("rated over 3")));
    strip.resize(200, strip.height());
    QVERIFY(says(QStringLiteral("ratings")) && says(QStringLiteral("mean of 5")) && says(QStringLiteral("over 3")));
    strip.resize(400, strip.height());
    QVERIFY(says(QStringLiteral("ratings, no. 17")));
}

void TestWidgets::segmentsAreChosenByMouseAndArrowKeys()
{
    SegmentedControl control(QStringLiteral("Similarity"));
    control.addSegment(QStringLiteral("Cosine"), {}, 7);
    control.addSegment(QStringLiteral("Dot"), {}, 8);
    control.addSegment(QStringLiteral("Other"), {}, 9);
    control.show();
    QSignalSpy changed(&control, &SegmentedControl::currentChanged);
    const auto buttons = control.findChildren<QToolButton*>();
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);
    QCOMPARE(control.currentIndex(), 1);
    QCOMPARE(control.currentData().toInt(), 8);
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);  // stays chosen
    QCOMPARE(changed.size(), 1);
    control.setSegmentEnabled(0, false);
    QTest::keyClick(buttons.at(1), Qt::Key_Left);
    QCOMPARE(control.currentIndex(), 1);
    QTest::keyClick(buttons.at(1), Qt::Key_Right);
    QCOMPARE(control.currentIndex(), 2);
    control.setCurrentData(7);
    QCOMPARE(control.currentIndex(), 0);
    QCOMPARE(buttons.at(0)->accessibleName(), QStringLiteral("Similarity: Cosine"));
}

void TestWidgets::aFieldLeavesTheWheelToThePageWhileItLacksTheFocus()
{
    QWidget window;
    QVBoxLayout layout(&window);
    auto* field = integerField(QStringLiteral("Rows"), 0, 5000, 1024);
    auto* other = new QCheckBox(QStringLiteral("Other"));
    layout.addWidget(field);
    layout.addWidget(other);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QCOMPARE(field->text(), QStringLiteral("1,024"));
    const auto wheel = [&] {
        const QPointF at = field->rect().center();
        QWheelEvent event(at, field->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(field, &event);
    };
    other->setFocus();
    wheel();
    QCOMPARE(field->value(), 1024);
    field->setFocus();
    wheel();
    QCOMPARE(field->value(), 1025);
}

void TestWidgets::messagesOfferTheirActionsAndGo()
{
    MessageBar bar;
    bool done = false;
    bar.tell({Message::Kind::Error, QStringLiteral("The disk is full."), {{QStringLiteral("Save elsewhere…"), [&] {
                                                                               done = true;
                                                                           }}}});
    bar.show();
    QCOMPARE(bar.newestText(), QStringLiteral("The disk is full."));
    QTest::mouseClick(bar.findChild<QPushButton*>(), Qt::LeftButton);
    QVERIFY(done);
    QCOMPARE(bar.count(), 0);
    bar.tell({Message::Kind::Information, QStringLiteral("Kept."), {}});
    for (auto* button : bar.findChildren<QToolButton*>())
        QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(bar.count(), 0);
}

void TestWidgets::theBarHoldsThreeMessagesAtMost()
{
    MessageBar bar;
    for (int i = 0; i < 5; ++i)
        bar.tell({Message::Kind::Warning, QString::number(i), {}});
    QCOMPARE(bar.count(), 3);
    QCOMPARE(bar.newestText(), QStringLiteral("4"));
}

void TestWidgets::buttonsOfAPageHeaderLoseTheirWordsInSmallWindows()
{
    PageHeader header(QStringLiteral("Data"));
    header.setSubtitle(QStringLiteral("MovieLens 100K"));
    auto* add = secondaryButton(QStringLiteral("Add files…"), QStringLiteral("open"));
    auto* train = primaryButton(QStringLiteral("Train a model"), QStringLiteral("play"));
    header.addAction(add);
    header.addAction(train);
    header.setCompact(true);
    QVERIFY(add->text().isEmpty());
    QCOMPARE(add->toolTip(), QStringLiteral("Add files…"));
    QCOMPARE(add->accessibleName(), QStringLiteral("Add files…"));
    QCOMPARE(train->text(), QStringLiteral("Train a model"));
    header.setCompact(false);
    QCOMPARE(add->text(), QStringLiteral("Add files…"));
}

void TestWidgets::aRemovableChipTellsOfItsCross()
{
    Chip chip(QStringLiteral("Rated 100–199"), Chip::Kind::Removable);
    chip.resize(chip.sizeHint());
    chip.show();
    QSignalSpy removed(&chip, &Chip::removed);
    QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(20, chip.height() / 2));
    QCOMPARE(removed.size(), 0);
    QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(chip.width() - 14, chip.height() / 2));
    QCOMPARE(removed.size(), 1);
    QTest::keyClick(&chip, Qt::Key_Delete);
    QCOMPARE(removed.size(), 2);
}

void TestWidgets::theOverlayComesAfterAWhileAndCancels()
{
    QWidget page;
    page.resize(400, 300);
    page.show();
    Job job(QStringLiteral("Comparing all pairs"));
    auto* overlay = new BusyOverlay(&page, &job);
    job.start(
        [](const std::stop_token& stop, const ProgressFunction& progress) {
            progress({"Comparing", 1, 4});
            std::latch stopped(1);
            const std::stop_callback wake(stop, [&] { stopped.count_down(); });
            stopped.wait();
            return 0;
        },
        [](int) {});
    QVERIFY(!overlay->isVisible());
    QTRY_VERIFY(overlay->isVisible());
    QTest::mouseClick(overlay->findChild<QPushButton*>(), Qt::LeftButton);
    QVERIFY(!job.isRunning());
    QVERIFY(!overlay->isVisible());
}

void TestWidgets::everyWidgetPaintsInLightAndDark()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* panel = new Panel(QStringLiteral("Controls"));
    panel->setSubtitle(QStringLiteral("all of them"));
    layout->addWidget(panel);
    panel->body()->addWidget(new SearchField(QStringLiteral("Filter")));
    panel->body()->addWidget(integerField(QStringLiteral("Number"), 0, 9, 3));
    auto* combo = choiceField(QStringLiteral("Choice"));
    combo->addItem(QStringLiteral("One"));
    panel->body()->addWidget(combo);
    auto* check = new QCheckBox(QStringLiteral("On"));
    check->setChecked(true);
    panel->body()->addWidget(check);
    panel->body()->addWidget(primaryButton(QStringLiteral("Primary"), QStringLiteral("play")));
    auto* strip = new FigureStrip;
    strip->setFigures({{QStringLiteral("943"), QStringLiteral("users"), {}},
                       {notComputed(), QStringLiteral("films"), QStringLiteral("why")}});
    layout->addWidget(strip);
    layout->addWidget(new EmptyState(QStringLiteral("filter"), QStringLiteral("No pair"), QStringLiteral("None.")));
    window.resize(500, 500);
    window.show();
    const QPoint inPanel = panel->mapTo(&window, QPoint(panel->width() / 2, 6));
    for (const Theme* theme : {&Theme::darkTheme(), &Theme::light()}) {
        QApplication::setPalette(theme->palette());
        QTRY_COMPARE(panel->palette().color(QPalette::Window), theme->window);
        const QImage seen = window.grab().toImage();
        QCOMPARE(seen.pixelColor(2, 2).rgb(), theme->window.rgb());
        QCOMPARE(seen.pixelColor(inPanel).rgb(), theme->panel.rgb());
    }
}

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
