// SPDX-License-Identifier: GPL-3.0-or-later
// Closing the window, while a model is being trained and otherwise.
#include "engine/model/model_file.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_session.h"
#include "tests/support/ui_window.h"
#include "ui/window/status_line.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <functional>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// A window in which a run goes on that does not end by itself.
class TrainingWindow : public ProgramWindow {
public:
    TrainingWindow() : ProgramWindow(randomModel({.users = 200, .movies = 150, .dimension = 8, .ratingsPerUser = 40}))
    {
        TrainOptions options = session().options();
        options.dimension = 8;
        options.epochs = 1'000'000;
        options.data.holdout.kind = Holdout::Kind::None;
        session().setOptions(options);
        session().startTraining();
        if (!QTest::qWaitFor([this] { return !session().trainingLog().epochs.empty(); }))
            qFatal("the run of the test does not begin");
    }

    [[nodiscard]] QMessageBox* question() { return window().findChild<QMessageBox*>(QStringLiteral("closeQuestion")); }

    void answer(QMessageBox::ButtonRole role)
    {
        for (auto* button : question()->buttons())
            if (question()->buttonRole(button) == role)
                QTest::mouseClick(button, Qt::LeftButton);
    }
};

/// Runs the program's loop, as main() does, with `act` as its first event. True when it ends by itself.
bool quits(const std::function<void()>& act)
{
    QTimer::singleShot(0, qApp, act);
    QTimer limit;
    limit.setSingleShot(true);
    QObject::connect(&limit, &QTimer::timeout, qApp, [] { QApplication::exit(1); });
    limit.start(10'000);
    return QApplication::exec() == 0;
}

}  // namespace

class TestClosing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressAsProgram(); }

    void withoutARunItClosesAtOnce();
    void whileTrainingItAsksAndGoesOn();
    void whileTrainingItStopsJoinsAndKeepsTheModel();
    void aRunThatEndsWhileItIsAskedNeedsNoStop();
    void whatCannotBeKeptComesBackWithItsReason();
};

void TestClosing::withoutARunItClosesAtOnce()
{
    ProgramWindow program(smallModel());
    QVERIFY(program->close());
    QVERIFY(!program->isVisible());
}

void TestClosing::whileTrainingItAsksAndGoesOn()
{
    TrainingWindow program;
    QVERIFY(!program->close());
    QVERIFY(program->isVisible());
    QVERIFY(program.question() != nullptr && program.question()->isVisible());
    QVERIFY(!program->close());  // asks once
    QCOMPARE(program->findChildren<QMessageBox*>().size(), 1);
    const auto epochs = program.session().trainingLog().epochs.size();
    QTest::keyClick(program.question(), Qt::Key_Escape);
    QTRY_VERIFY(program.question() == nullptr);
    QTRY_VERIFY(program.session().trainingLog().epochs.size() > epochs);
    QTRY_VERIFY2(program->statusLine().shownText().contains(QStringLiteral("Training")),
                 qPrintable(program->statusLine().shownText()));
}

void TestClosing::whileTrainingItStopsJoinsAndKeepsTheModel()
{
    TrainingWindow program;
    const QStringList before = program.session().recentPaths();
    program->close();
    QVERIFY(quits([&] { program.answer(QMessageBox::AcceptRole); }));
    QVERIFY(!program.session().training().isActive());
    QVERIFY(!program->isVisible());
    const QStringList after = program.session().recentPaths();
    QCOMPARE(after.size(), before.size() + 1);
    const auto kept = openModel(after.front().toStdString());
    QVERIFY(kept);
    QVERIFY(!(*kept)->card().finished);
}

void TestClosing::aRunThatEndsWhileItIsAskedNeedsNoStop()
{
    TrainingWindow program;
    program->close();
    program.session().training().stop();
    QTRY_VERIFY(!program.session().training().isActive());
    QVERIFY(quits([&] { program.answer(QMessageBox::AcceptRole); }));
    QVERIFY(!program->isVisible());
}

void TestClosing::whatCannotBeKeptComesBackWithItsReason()
{
    TrainingWindow program;
    // The folder for what was not saved cannot be made: a file stands in its place.
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir(data + QStringLiteral("/unsaved models")).removeRecursively();
    QVERIFY(QDir().mkpath(data));
    QFile inTheWay(data + QStringLiteral("/unsaved models"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const ToldMessages told(program.session());
    program->close();
    program.answer(QMessageBox::AcceptRole);
    QVERIFY(!program->isVisible());
    QTRY_VERIFY(program->isVisible());
    QVERIFY(std::ranges::any_of(told.messages(), [](const Message& message) {
        return message.kind == Message::Kind::Error && message.text.contains(QStringLiteral("unsaved models"));
    }));
    QVERIFY(program.session().model() != nullptr);
    QVERIFY(!program.session().modelIsSaved());
    QVERIFY(program->close());  // asked again, it leaves without
    QVERIFY(inTheWay.remove());
}

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
