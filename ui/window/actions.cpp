// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/actions.h"

#include "ui/main_window.h"
#include "ui/pages/page.h"
#include "ui/session/session.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/table_view.h"
#include "ui/window/exports.h"
#include "ui/window/help.h"
#include "ui/window/navigation_rail.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QWhatsThis>

namespace projectionist {

namespace {

/// Copies from whatever has the focus: a table its rows, a field its selection, a chart its picture.
void copyFromFocus(bool withHeaders)
{
    QWidget* focus = QApplication::focusWidget();
    if (auto* table = qobject_cast<TableView*>(focus))
        table->copySelection(withHeaders);
    else if (focus != nullptr && !withHeaders && focus->metaObject()->indexOfMethod("copy()") >= 0)
        QMetaObject::invokeMethod(focus, "copy");
}

}  // namespace

QAction* Actions::add(const QString& text, const QKeySequence& sequence, const QString& iconName,
                      std::function<void()> run)
{
    auto* action = new QAction(text, &m_window);
    action->setShortcut(sequence);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_window.addAction(action);
    return action;
}

Actions::Actions(MainWindow& window, Session& session) : QObject(&window), m_window(window), m_session(session)
{
    open = add(tr("&Open…"), QKeySequence::Open, QStringLiteral("open"), [this] { m_window.askForFiles(); });
    openFolder = add(tr("Open &folder…"), tr("Ctrl+Shift+O"), {}, [this] { m_window.askForFolder(); });
    openSample = add(tr("Open sample &data"), {}, QStringLiteral("film"), [this] { m_session.openSample(); });
    save = add(tr("&Save model"), QKeySequence::Save, QStringLiteral("save"), [this] { m_window.saveModel(); });
    saveAs = add(tr("Save model &as…"), tr("Ctrl+Shift+S"), {}, [this] { m_window.saveModelAs(); });
    exportTable = add(tr("&Table of this page…"), tr("Ctrl+E"), QStringLiteral("table"), [this] {
        if (m_window.currentPage() != nullptr)
            m_window.currentPage()->exportTable();
    });
    quit = add(tr("&Quit"), QKeySequence::Quit, {}, [this] { m_window.close(); });
    quit->setMenuRole(QAction::QuitRole);

    copy = add(tr("&Copy"), QKeySequence::Copy, QStringLiteral("copy"), [] { copyFromFocus(false); });
    copyWithHeaders = add(tr("Copy with &headers"), tr("Ctrl+Shift+C"), {}, [] { copyFromFocus(true); });
    find = add(tr("&Find on this page"), QKeySequence::Find, QStringLiteral("search"), [this] {
        if (m_window.currentPage() != nullptr)
            m_window.currentPage()->focusFilter();
    });
    clearSelection = add(tr("Clear &selection"), Qt::Key_Escape, {}, [this] { m_session.clearSelection(); });

    auto* group = new QActionGroup(this);
    for (int i = 0; i < pageCount; ++i) {
        const auto page = static_cast<PageId>(i);
        auto* action = add(NavigationRail::nameOf(page), QKeySequence(tr("Ctrl+%1").arg(i + 1)),
                           NavigationRail::iconNameOf(page), [this, page] { m_session.setPage(page); });
        action->setCheckable(true);
        group->addAction(action);
        pages[static_cast<std::size_t>(i)] = action;
    }
    inspector = add(tr("&Inspector"), Qt::Key_F9, {}, [this] { m_window.toggleInspector(); });
    inspector->setCheckable(true);
    resetLayout = add(tr("&Reset layout"), {}, {}, [this] { m_window.resetLayout(); });
    fullScreen = add(tr("&Full screen"), Qt::Key_F11, {}, [this] { m_window.toggleFullScreen(); });
    fullScreen->setCheckable(true);

    train = add(tr("&Train"), Qt::Key_F5, QStringLiteral("play"), [this] {
        m_session.setPage(PageId::Train);
        m_session.startTraining();
    });
    pause = add(tr("&Pause"), Qt::Key_F6, QStringLiteral("pause"), [this] {
        if (m_session.training().state() == TrainingJob::State::Paused)
            m_session.training().unpause();
        else
            m_session.training().pause();
    });
    stop = add(tr("&Stop, keep best"), tr("Shift+F5"), QStringLiteral("stop"), [this] { m_session.training().stop(); });
    continueTraining = add(tr("&Continue training"), {}, {}, [this] {
        m_session.setPage(PageId::Train);
        m_session.continueTraining();
    });

    openFilm = add(tr("Open selected &film"), {}, QStringLiteral("film"),
                   [this] { m_session.openFilm(m_session.selection().film); });
    openUser = add(tr("Open selected &user"), {}, QStringLiteral("recommend"),
                   [this] { m_session.openUser(m_session.selection().user); });
    showOnMap = add(tr("Show on &map"), {}, QStringLiteral("map"), [this] { m_session.showOnMap(); });
    back = add(tr("&Back"), tr("Alt+Left"), QStringLiteral("left"), [this] { m_session.back(); });
    forward = add(tr("For&ward"), tr("Alt+Right"), QStringLiteral("right"), [this] { m_session.forward(); });

    keys = add(tr("&Keys"), QKeySequence::HelpContents, QStringLiteral("help"), [this] { showKeys(&m_window); });
    whatsThis = add(tr("What’s &this?"), QKeySequence::WhatsThis, {}, [] { QWhatsThis::enterWhatsThisMode(); });
    about = add(tr("&About Projectionist"), {}, QStringLiteral("info"), [this] { showAbout(&m_window); });
    about->setMenuRole(QAction::AboutRole);

    connect(&session, &Session::datasetChanged, this, &Actions::follow);
    connect(&session, &Session::modelChanged, this, &Actions::follow);
    connect(&session, &Session::modelSaved, this, &Actions::follow);
    connect(&session, &Session::selectionChanged, this, &Actions::follow);
    connect(&session, &Session::pageChanged, this, &Actions::follow);
    connect(&session, &Session::historyChanged, this, &Actions::follow);
    connect(&session.training(), &TrainingJob::stateChanged, this, &Actions::follow);
}

void Actions::addFileMenu(QMenuBar& bar)
{
    auto* file = bar.addMenu(tr("&File"));
    file->addActions({open, openFolder, openSample});
    m_recent = file->addMenu(tr("Open &recent"));
    connect(m_recent, &QMenu::aboutToShow, this, &Actions::fillRecent);
    connect(&m_session, &Session::recentPathsChanged, this, &Actions::fillRecent);
    fillRecent();
    file->addSeparator();
    file->addActions({save, saveAs});
    m_export = file->addMenu(icon(QStringLiteral("export")), tr("&Export"));
    m_export->addAction(exportTable);
    m_export->addSeparator();
    const auto exporter = [this](const QString& text, const QString& what, std::function<void()> run) {
        auto* action = m_export->addAction(text);
        action->setWhatsThis(what);
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
        return action;
    };
    m_modelExports = {
        exporter(tr("Vectors as &NPY…"), tr("users.npy and movies.npy with their ids, for NumPy."),
                 [this] { exportVectorsOf(m_session, &m_window, ExportFormat::Npy); }),
        exporter(tr("Vectors as &CSV…"), tr("users.csv and movies.csv, one row each."),
                 [this] { exportVectorsOf(m_session, &m_window, ExportFormat::Csv); }),
        exporter(tr("Vectors for the Embedding &Projector…"),
                 tr("Vectors and metadata as the two TSV files that it reads."),
                 [this] { exportVectorsOf(m_session, &m_window, ExportFormat::Projector); }),
        exporter(tr("All &scores…"), tr("scores.npy: every user's score of every film."),
                 [this] { exportAllScores(m_session, &m_window); }),
        exporter(tr("Recommendations for all &users…"), tr("Ten films for each user, as CSV."),
                 [this] { exportAllRecommendations(m_session, &m_window); }),
        exporter(tr("Training &history…"), tr("Losses of all steps and figures of all epochs, as JSON."),
                 [this] { exportHistory(m_session, &m_window); }),
    };
    m_export->addSeparator();
    m_tutorialTables = exporter(tr("&Ratings and films as in the tutorial…"),
                                tr("ratings.csv, the ratings above the bound of liking, and movies.csv."),
                                [this] { exportTutorialTables(m_session, &m_window); });
    file->addSeparator();
    file->addAction(quit);
}

void Actions::addViewMenu(QMenuBar& bar)
{
    auto* view = bar.addMenu(tr("&View"));
    for (auto* page : pages)
        view->addAction(page);
    view->addSeparator();
    auto* density = view->addMenu(tr("Row &density"));
    auto* group = new QActionGroup(density);
    using Density = RowDensity::Density;
    const auto addDensity = [&](const QString& text, Density value) {
        auto* action = density->addAction(text);
        action->setCheckable(true);
        action->setChecked(RowDensity::instance().density() == value);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [value] { RowDensity::instance().setDensity(value); });
        connect(&RowDensity::instance(), &RowDensity::changed, action,
                [action, value] { action->setChecked(RowDensity::instance().density() == value); });
    };
    addDensity(tr("&Compact"), Density::Compact);
    addDensity(tr("&Normal"), Density::Normal);
    addDensity(tr("&Roomy"), Density::Roomy);
    view->addSeparator();
    view->addActions({inspector, resetLayout, fullScreen});
}

void Actions::fill(QMenuBar& bar)
{
    addFileMenu(bar);
    auto* edit = bar.addMenu(tr("&Edit"));
    edit->addActions({copy, copyWithHeaders});
    edit->addSeparator();
    edit->addActions({find, clearSelection});
    addViewMenu(bar);
    auto* model = bar.addMenu(tr("&Model"));
    model->addActions({train, pause, stop, continueTraining});
    auto* explore = bar.addMenu(tr("E&xplore"));
    explore->addActions({openFilm, openUser, showOnMap});
    explore->addSeparator();
    explore->addActions({back, forward});
    auto* help = bar.addMenu(tr("&Help"));
    help->addActions({keys, whatsThis});
    help->addSeparator();
    help->addAction(about);
    follow();
}

void Actions::fillRecent()
{
    m_recent->clear();
    const QStringList paths = m_session.recentPaths();
    m_recent->setEnabled(!paths.isEmpty());
    for (const QString& path : paths) {
        auto* action = m_recent->addAction(QFileInfo(path).fileName().replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setToolTip(QDir::toNativeSeparators(path));
        action->setEnabled(QFileInfo::exists(path));
        connect(action, &QAction::triggered, this, [this, path] { m_session.open({path}); });
    }
    m_recent->setToolTipsVisible(true);
    m_recent->addSeparator();
    connect(m_recent->addAction(tr("Clear list")), &QAction::triggered, this, [this] { m_session.clearRecentPaths(); });
}

void Actions::follow()
{
    const bool data = m_session.dataset() != nullptr;
    const bool model = m_session.model() != nullptr;
    const bool live = m_session.modelIsLive();
    const TrainingJob& training = m_session.training();
    const bool active = training.isActive();
    const Selection& selection = m_session.selection();
    using Kind = Selection::Kind;

    save->setEnabled(model && !live && !m_session.modelIsSaved());
    saveAs->setEnabled(model && !live);
    for (auto* action : std::as_const(m_modelExports))
        action->setEnabled(model && !live);
    m_tutorialTables->setEnabled(data);
    const Page* page = m_window.currentPage();
    exportTable->setEnabled((data || model) && page != nullptr && page->canExportTable());
    find->setEnabled(data || model);
    clearSelection->setEnabled(selection.kind != Kind::None);

    for (int i = 0; i < pageCount; ++i) {
        auto* action = pages[static_cast<std::size_t>(i)];
        action->setEnabled(i == 0 || data || model);
        action->setChecked(m_session.page() == static_cast<PageId>(i));
    }
    train->setEnabled(data && !active);
    pause->setEnabled(training.state() == TrainingJob::State::Running ||
                      training.state() == TrainingJob::State::Paused);
    pause->setText(training.state() == TrainingJob::State::Paused ? tr("&Resume") : tr("&Pause"));
    stop->setEnabled(active && training.state() != TrainingJob::State::Stopping);
    continueTraining->setEnabled(m_session.canContinue());

    openFilm->setEnabled(selection.kind == Kind::Film || selection.kind == Kind::Pair);
    openUser->setEnabled(selection.kind == Kind::User);
    showOnMap->setEnabled(model && selection.kind != Kind::None);
    back->setEnabled(m_session.canGoBack());
    forward->setEnabled(m_session.canGoForward());
}

}  // namespace projectionist
