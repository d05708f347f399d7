// SPDX-License-Identifier: GPL-3.0-or-later
// Every page by keyboard and by screen reader: names, explanations, and a way to each control without a mouse.
#include "tests/support/small_model.h"
#include "tests/support/ui_window.h"
#include "ui/inspector/inspector.h"
#include "ui/pages/page.h"
#include "ui/widgets/chip.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// Something that a user works with: it takes the focus by keyboard, or is a button. Parts of a control that hand their
/// focus on to it are not.
bool isControl(const QWidget& widget)
{
    if (!widget.isVisible() || !widget.isEnabled() || widget.focusProxy() != nullptr)
        return false;
    if ((widget.focusPolicy() & Qt::TabFocus) != 0)
        return true;
    // A chip that cannot be removed is a label in the form of a button.
    return qobject_cast<const QAbstractButton*>(&widget) != nullptr && qobject_cast<const Chip*>(&widget) == nullptr;
}

QList<QWidget*> controlsOf(const QWidget& part)
{
    QList<QWidget*> controls;
    for (auto* widget : part.findChildren<QWidget*>())
        if (isControl(*widget))
            controls.append(widget);
    return controls;
}

QString describe(QWidget* control)
{
    QStringList words;
    for (const QWidget* widget = control; widget != nullptr && words.size() < 4; widget = widget->parentWidget())
        words.append(QStringLiteral("%1 '%2' %3")
                         .arg(QString::fromLatin1(widget->metaObject()->className()), widget->accessibleName(),
                              widget->toolTip().left(30)));
    return words.join(QStringLiteral(" in "));
}

/// What a screen reader says first.
QString spokenName(QWidget* control)
{
    auto* interface = QAccessible::queryAccessibleInterface(control);
    return interface == nullptr ? QString() : interface->text(QAccessible::Name);
}

/// By a tooltip of its own, or by What's This, which looks through the parents.
bool isExplained(const QWidget* control)
{
    if (!control->toolTip().isEmpty())
        return true;
    for (; control != nullptr && !control->isWindow(); control = control->parentWidget())
        if (!control->whatsThis().isEmpty())
            return true;
    return false;
}

/// All that Tab reaches within the window, in its order.
QSet<QWidget*> reachedByTab(QWidget& window)
{
    QSet<QWidget*> reached;
    constexpr int enough = 400;
    for (int presses = 0; presses < enough; ++presses) {
        QWidget* before = QApplication::focusWidget();
        QTest::keyClick(before != nullptr ? before : &window, Qt::Key_Tab);
        QWidget* now = QApplication::focusWidget();
        if (now == nullptr || (reached.contains(now) && presses > 200))
            break;
        reached.insert(now);
    }
    return reached;
}

}  // namespace

class TestAccessibility : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        dressAsProgram();
        m_program = std::make_unique<ProgramWindow>(makeModel(smallRunParts()));
        m_program->session().selectFilm(QStringLiteral("110"));
    }

    void everyControlHasANameThatIsSpoken_data() { pages(); }
    void everyControlHasANameThatIsSpoken();
    void everyControlIsExplained_data() { pages(); }
    void everyControlIsExplained();
    void tabReachesEveryControl_data() { pages(); }
    void tabReachesEveryControl();
    void theWelcomePageToo();

private:
    static void pages()
    {
        QTest::addColumn<int>("page");
        for (int i = 0; i < pageCount; ++i)
            QTest::newRow(qPrintable(QString::number(i + 1))) << i;
    }

    /// Goes to the page of the row and waits until it has computed what it shows.
    void goTo(int page)
    {
        m_program->session().setPage(static_cast<PageId>(page));
        const auto busy = [this] {
            return std::ranges::any_of(m_program->session().jobs(), [](const Job* job) { return job->isRunning(); });
        };
        QVERIFY(QTest::qWaitFor([&] { return !busy(); }));
    }

    std::unique_ptr<ProgramWindow> m_program;
};

void TestAccessibility::everyControlHasANameThatIsSpoken()
{
    QFETCH(int, page);
    goTo(page);
    for (auto* control : controlsOf(m_program->window()))
        QVERIFY2(!spokenName(control).isEmpty(), qPrintable(describe(control)));
}

void TestAccessibility::everyControlIsExplained()
{
    QFETCH(int, page);
    goTo(page);
    QStringList missing;
    for (auto* control : controlsOf(m_program->window()))
        if (!isExplained(control))
            missing.append(describe(control));
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

void TestAccessibility::tabReachesEveryControl()
{
    QFETCH(int, page);
    goTo(page);
    m_program->window().setFocus();
    const auto reached = reachedByTab(m_program->window());
    for (auto* control : controlsOf(*m_program->window().currentPage()) + controlsOf(m_program->window().inspector()))
        if ((control->focusPolicy() & Qt::TabFocus) != 0)
            QVERIFY2(reached.contains(control), qPrintable(describe(control)));
}

void TestAccessibility::theWelcomePageToo()
{
    ProgramWindow program;
    const auto reached = reachedByTab(program.window());
    for (auto* control : controlsOf(program.window())) {
        QVERIFY2(!spokenName(control).isEmpty(), qPrintable(describe(control)));
        if ((control->focusPolicy() & Qt::TabFocus) != 0)
            QVERIFY2(reached.contains(control), qPrintable(describe(control)));
    }
}

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
