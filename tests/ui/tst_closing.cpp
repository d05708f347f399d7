// SPDX-License-Identifier: GPL-3.0-or-later
// Closing the window, while a model is being trained, while an export is written and otherwise.
#include "engine/model/model_file.h"
#include "engine/retrieve/export_lists.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
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
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>

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
};

QMessageBox* questionOf(ProgramWindow& program)
{
    return program->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
}

void answer(ProgramWindow& program, QMessageBox::ButtonRole role)
{
    auto* question = questionOf(program);
    if (question == nullptr)
        return;  // nothing was asked: the test sees that it does not go on
    for (auto* button : question->buttons())
        if (question->buttonRole(button) == role)
            QTest::mouseClick(button, Qt::LeftButton);
}

/// An export of everybody's recommendations over a file that is there already. It stands still when it has begun to
/// write, until it is stopped or let go.
class HeldExport {
public:
    explicit HeldExport(Session& session)
    {
        m_folder.write("lists.csv", "what was there before\n");
        session.exportInBackground(
            QStringLiteral("Exporting lists of all users"),
            [held = m_held, path = file(), model = session.model()](const std::stop_token& stop,
                                                                    const ProgressFunction&) -> Result<QString> {
                auto csv = CsvWriter::create(path);
                if (!csv)
                    return tl::unexpected(csv.error());
                writeRecommendationHeader(*csv);
                const bool whole = recommendAll(*model, {},
                                                [&](UserRow user, std::span<const ScoredMovie> list) {
                                                    std::unique_lock lock(held->mutex);
                                                    held->begun = true;
                                                    held->changed.notify_all();
                                                    held->changed.wait(lock, stop, [&] { return held->released; });
                                                    return writeRecommendations(*csv, *model, user, list);
                                                },
                                                stop, {});
                if (!whole && stop.stop_requested())
                    return QString();
                return csv->finish().map([] { return QStringLiteral("done"); });
            });
        std::unique_lock lock(m_held->mutex);
        m_held->changed.wait(lock, [this] { return m_held->begun; });
    }
    ~HeldExport() { letGo(); }
    HeldExport(const HeldExport&) = delete;
    HeldExport& operator=(const HeldExport&) = delete;

    void letGo()
    {
        const std::scoped_lock lock(m_held->mutex);
        m_held->released = true;
        m_held->changed.notify_all();
    }

    [[nodiscard]] std::filesystem::path file() const { return m_folder.path() / "lists.csv"; }
    /// Nothing but the file that was there, as it was.
    [[nodiscard]] bool leftNothing() const
    {
        const std::filesystem::directory_iterator entries(m_folder.path());
        return std::distance(begin(entries), end(entries)) == 1 && contentOf(file()) == "what was there before\n";
    }

private:
    struct Held {
        std::mutex mutex;
        std::condition_variable_any changed;
        bool begun = false, released = false;
    };
    TemporaryFolder m_folder;
    std::shared_ptr<Held> m_held = std::make_shared<Held>();
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
    void whileExportingItAsksAndGoesOn();
    void whileExportingItStopsAndLeavesTheOldFile();
    void anExportThatEndsWhileItIsAskedNeedsNoStop();
    void whileTrainingAndExportingItAsksOnce();
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
    QVERIFY(questionOf(program) != nullptr && questionOf(program)->isVisible());
    QVERIFY(!program->close());  // asks once
    QCOMPARE(program->findChildren<QMessageBox*>().size(), 1);
    const auto epochs = program.session().trainingLog().epochs.size();
    QTest::keyClick(questionOf(program), Qt::Key_Escape);
    QTRY_VERIFY(questionOf(program) == nullptr);
    QTRY_VERIFY(program.session().trainingLog().epochs.size() > epochs);
    QTRY_VERIFY2(program->statusLine().shownText().contains(QStringLiteral("Training")),
                 qPrintable(program->statusLine().shownText()));
}

void TestClosing::whileTrainingItStopsJoinsAndKeepsTheModel()
{
    TrainingWindow program;
    const QStringList before = program.session().recentPaths();
    program->close();
    QVERIFY(quits([&] { answer(program, QMessageBox::AcceptRole); }));
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
    QVERIFY(quits([&] { answer(program, QMessageBox::AcceptRole); }));
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
    answer(program, QMessageBox::AcceptRole);
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

void TestClosing::whileExportingItAsksAndGoesOn()
{
    ProgramWindow program(smallModel());
    HeldExport held(program.session());
    QVERIFY(!program->close());
    QVERIFY(program->isVisible());
    QVERIFY(questionOf(program) != nullptr && questionOf(program)->isVisible());
    QVERIFY2(questionOf(program)->text().startsWith(QStringLiteral("Exporting lists of all users is not done yet")),
             qPrintable(questionOf(program)->text()));
    QVERIFY(!program->close());  // asks once
    QCOMPARE(program->findChildren<QMessageBox*>().size(), 1);
    QTest::keyClick(questionOf(program), Qt::Key_Escape);
    QTRY_VERIFY(questionOf(program) == nullptr);
    QVERIFY(program.session().exportJob().isRunning());
    held.letGo();
    QTRY_VERIFY(!program.session().exportJob().isRunning());
    QVERIFY(contentOf(held.file()).starts_with("user_id,rank,"));
    QVERIFY(program->close());
}

void TestClosing::whileExportingItStopsAndLeavesTheOldFile()
{
    auto program = std::make_unique<ProgramWindow>(smallModel());
    const HeldExport held(program->session());
    program->window().close();
    QVERIFY(quits([&] { answer(*program, QMessageBox::AcceptRole); }));
    QVERIFY(!program->window().isVisible());
    QVERIFY(!program->session().exportJob().isRunning());
    program.reset();  // joins, as main() does at its end
    QVERIFY(held.leftNothing());
}

void TestClosing::anExportThatEndsWhileItIsAskedNeedsNoStop()
{
    ProgramWindow program(smallModel());
    HeldExport held(program.session());
    program->close();
    held.letGo();
    QTRY_VERIFY(!program.session().exportJob().isRunning());
    QVERIFY(quits([&] { answer(program, QMessageBox::AcceptRole); }));
    QVERIFY(contentOf(held.file()).starts_with("user_id,rank,"));
}

void TestClosing::whileTrainingAndExportingItAsksOnce()
{
    auto program = std::make_unique<TrainingWindow>();
    const HeldExport held(program->session());
    program->window().close();
    QVERIFY(questionOf(*program) != nullptr);
    QCOMPARE(program->window().findChildren<QMessageBox*>().size(), 1);
    const QString asked = questionOf(*program)->text();
    QVERIFY2(asked.contains(QStringLiteral("being trained")) && asked.contains(QStringLiteral("export")),
             qPrintable(asked));
    QVERIFY(quits([&] { answer(*program, QMessageBox::AcceptRole); }));
    QVERIFY(!program->session().training().isActive());
    QVERIFY(!program->session().exportJob().isRunning());
    const QString kept = program->session().recentPaths().front();
    program.reset();
    QVERIFY(held.leftNothing());
    QVERIFY(openModel(kept.toStdString()));
}

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
