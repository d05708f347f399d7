// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/inspector/inspector.h"
#include "ui/pages/start/start_page.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/window/actions.h"
#include "ui/window/drop_hint.h"
#include "ui/window/menu_bar.h"
#include "ui/window/navigation_rail.h"
#include "ui/window/page_factory.h"
#include "ui/window/status_line.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QWindow>

#include <utility>

namespace projectionist {

namespace {

constexpr int layoutVersion = 1;
constexpr int narrowWidth = 1400, lowHeight = 800, overlayWidth = 1100;
const QString geometryKey = QStringLiteral("window/geometry");
const QString stateKey = QStringLiteral("window/state");

QStringList localPaths(const QMimeData* data)
{
    QStringList paths;
    if (data != nullptr)
        for (const QUrl& url : data->urls())
            if (url.isLocalFile())
                paths.append(url.toLocalFile());
    return paths;
}

QString dragHintFor(const QStringList& paths)
{
    if (paths.size() > 1) {
        QStringList names;
        for (const QString& path : paths.mid(0, 4))
            names.append(QFileInfo(path).fileName());
        return paths.size() > 4 ? MainWindow::tr("Reads %1 and others").arg(names.join(QStringLiteral(", ")))
                                : MainWindow::tr("Reads %1").arg(names.join(QStringLiteral(", ")));
    }
    const QFileInfo file(paths.front());
    return file.isDir() ? MainWindow::tr("Reads the MovieLens files in the folder %1").arg(file.fileName())
                        : MainWindow::tr("Reads %1").arg(file.fileName());
}

}  // namespace

MainWindow::MainWindow(Session& session, QWidget* parent) : QMainWindow(parent), m_session(session)
{
    setWindowIcon(QIcon(QStringLiteral(":/projectionist.svg")));
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    setContextMenuPolicy(Qt::NoContextMenu);

    auto* centre = new QWidget(this);
    auto* layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_rail = new NavigationRail(session);
    m_stack = new QStackedWidget;
    layout->addWidget(m_rail);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
    buildPages();

    m_inspector = new Inspector(session, this);
    addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    m_status = new StatusLine(session, this);
    setStatusBar(m_status);
    m_dropHint = new DropHint(centre);

    m_actions = new Actions(*this, session);
    buildMenuBar();

    connect(m_rail, &NavigationRail::saveRequested, this, &MainWindow::saveModel);
    connect(m_rail, &NavigationRail::runCardRequested, this, [this] {
        m_inspector->show();
        m_inspector->showTab(Inspector::Tab::RunCard);
    });
    connect(m_inspector, &QDockWidget::visibilityChanged, this,
            [this] { m_actions->inspector->setChecked(!m_inspector->isHidden()); });
    connect(m_inspector, &QDockWidget::topLevelChanged, this, &MainWindow::followSize);
    connect(&session, &Session::pageChanged, this, &MainWindow::followPage);
    connect(&session, &Session::datasetChanged, this, [this] {
        followPage();
        followTitle();
    });
    connect(&session, &Session::modelChanged, this, [this] {
        m_triedToKeep = false;
        followPage();
        followTitle();
    });
    connect(&session, &Session::modelSaved, this, &MainWindow::followTitle);
    connect(&session, &Session::told, this, [this](const Message& message) {
        if (auto* shown = currentPage())
            shown->tell(message);
    });
    connect(&session.training(), &TrainingJob::stateChanged, this, [this] {
        if (m_session.training().state() == TrainingJob::State::Preparing)
            m_inspector->showTab(Inspector::Tab::RunCard);
    });
    // Queued: the session takes over first what the run leaves.
    connect(&session.training(), &TrainingJob::stateChanged, this, &MainWindow::finishClosing, Qt::QueuedConnection);
    connect(&session.saveJob(), &Job::ended, this, &MainWindow::finishClosing, Qt::QueuedConnection);
    connect(&session, &Session::modelNotKept, this, &MainWindow::stayOpen);
    followPage();
    followTitle();
}

MainWindow::~MainWindow()
{
    hide();  // while the window is whole: the docks tell when they are hidden
}

void MainWindow::buildMenuBar()
{
    auto* bar = new MenuBar(this);
    setMenuBar(bar);
    m_actions->fill(*bar);
    bar->setNavigation(m_actions->back, m_actions->forward);
}

void MainWindow::buildPages()
{
    m_start = new StartPage(m_session);
    m_stack->addWidget(m_start);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::askForFiles);
    connect(m_start, &StartPage::openFolderRequested, this, &MainWindow::askForFolder);
    for (int i = 0; i < pageCount; ++i) {
        auto* made = makePage(static_cast<PageId>(i), m_session).release();
        m_pages[static_cast<std::size_t>(i)] = made;
        m_stack->addWidget(made);
        connect(made, &Page::statusTextChanged, this, [this, made] {
            if (currentPage() == made)
                m_status->setPageText(made->statusText());
        });
    }
}

Page* MainWindow::currentPage() const
{
    return static_cast<Page*>(m_stack->currentWidget());
}

void MainWindow::followPage()
{
    const bool open = m_session.dataset() != nullptr || m_session.model() != nullptr;
    Page* shown = open ? page(m_session.page()) : m_start;
    m_inspector->setEnabled(open);
    if (shown != m_stack->currentWidget()) {
        m_stack->setCurrentWidget(shown);
        followSize();
    }
    m_status->setPageText(shown->statusText());
    if (m_actions != nullptr)
        m_actions->follow();
}

void MainWindow::followTitle()
{
    const auto& dataset = m_session.dataset();
    const auto& model = m_session.model();
    QString name;
    if (dataset)
        name = QString::fromStdString(dataset->name());
    else if (model)
        name = QString::fromStdString(model->card().dataName);
    if (name.isEmpty()) {
        setWindowTitle(QStringLiteral("Projectionist"));
        return;
    }
    if (m_session.isSimulated())
        name = tr("%1 (simulated)").arg(name);
    setWindowTitle(tr("%1 – %2").arg(name, QStringLiteral("Projectionist")));
}

void MainWindow::followSize()
{
    const bool narrow = width() < narrowWidth;
    const bool compact = narrow || height() < lowHeight;
    m_rail->setFolded(narrow);
    m_start->setCompact(compact);
    for (auto* made : m_pages)
        made->setCompact(compact);
    m_inspector->setCompact(narrow);
    const auto inspectorWidth = [](bool forNarrow) { return forNarrow ? 256 : Theme::inspectorWidth; };
    if (narrow != m_narrow) {  // from one size's default to the other's; a width that the user chose stays
        if (m_inspector->width() == inspectorWidth(m_narrow) && !m_inspector->isFloating() && !m_inspector->isHidden())
            resizeDocks({m_inspector}, {inspectorWidth(narrow)}, Qt::Horizontal);
        m_narrow = narrow;
    }
    // Without data there is nothing to inspect; below 1,100 px the page needs the room (F9 floats it over the page
    // then).
    const bool open = m_session.dataset() != nullptr || m_session.model() != nullptr;
    const bool noRoom = !open || width() < overlayWidth;
    if (noRoom && !m_inspectorByWidth && !m_inspector->isHidden() && !m_inspector->isFloating()) {
        m_inspectorByWidth = true;
        m_inspector->hide();
    } else if (!noRoom && m_inspectorByWidth) {
        m_inspectorByWidth = false;
        m_inspector->setFloating(false);
        m_inspector->show();
        resizeDocks({m_inspector}, {inspectorWidth(narrow)}, Qt::Horizontal);
    }
}

void MainWindow::toggleInspector()
{
    if (!m_inspector->isHidden()) {
        m_inspector->hide();
        return;
    }
    if (width() < overlayWidth) {
        m_inspector->setFloating(true);
        const QRect area = centralWidget()->rect();
        const QPoint corner = centralWidget()->mapToGlobal(area.topRight());
        m_inspector->setGeometry(corner.x() - 288, corner.y(), 288, area.height());
    }
    m_inspector->show();
    m_inspector->raise();
}

void MainWindow::resetLayout()
{
    m_inspectorByWidth = false;
    m_inspector->setFloating(false);
    addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    m_inspector->show();
    resizeDocks({m_inspector}, {width() < narrowWidth ? 256 : Theme::inspectorWidth}, Qt::Horizontal);
    followSize();
}

void MainWindow::toggleFullScreen()
{
    setWindowState(windowState() ^ Qt::WindowFullScreen);
}

void MainWindow::restore()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(geometryKey).toByteArray())) {
        const QSize titleBar(0, style()->pixelMetric(QStyle::PM_TitleBarHeight));
        resize(QSize(1440, 900).boundedTo(screen()->availableSize() - titleBar));
    }
    if (!restoreState(settings.value(stateKey).toByteArray(), layoutVersion))
        resizeDocks({m_inspector}, {Theme::inspectorWidth}, Qt::Horizontal);
    followSize();
}

void MainWindow::rememberLayout() const
{
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    if (!m_inspectorByWidth)
        settings.setValue(stateKey, saveState(layoutVersion));
}

void MainWindow::askForFiles()
{
    openFiles(this, tr("Open MovieLens files or a model"),
              tr("Data and models (*.data *.base *.test *.item *.csv *.dat *.tsv *.projectionist *.safetensors);;All "
                 "files (*)"),
              [this](const QStringList& paths) { m_session.open(paths); });
}

void MainWindow::askForFolder()
{
    chooseFolder(this, tr("Open a folder of MovieLens data"), [this](const QString& path) { m_session.open({path}); });
}

void MainWindow::saveModel()
{
    if (m_session.modelPath().isEmpty())
        saveModelAs();
    else
        m_session.saveModel(m_session.modelPath());
}

void MainWindow::saveModelAs()
{
    if (!m_session.model())
        return;
    const QString name = QString::fromStdString(m_session.model()->card().dataName) + QStringLiteral(".projectionist");
    saveFile(this, tr("Save the model"),
             m_session.modelPath().isEmpty() ? name : QFileInfo(m_session.modelPath()).fileName(),
             tr("Projectionist models (*.projectionist)"), QStringLiteral("projectionist"),
             [this](const QString& path) { m_session.saveModel(path); });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (hasUnfinishedWork() && !m_closing) {
        event->ignore();
        askBeforeClosing();
        return;
    }
    rememberLayout();
    m_closing = true;
    const bool ready = isReadyToClose();
    event->setAccepted(ready);
    if (!ready && m_closing)
        hide();
}

/// Work whose result nobody would get who closes the window.
bool MainWindow::hasUnfinishedWork() const
{
    return m_session.training().isActive() || m_session.exportJob().isRunning();
}

void MainWindow::askBeforeClosing()
{
    if (m_question) {
        m_question->raise();
        return;
    }
    const bool trains = m_session.training().isActive(), exports = m_session.exportJob().isRunning();
    m_question = new QMessageBox(
        QMessageBox::NoIcon, tr("Projectionist"),
        trains && exports ? tr("A model is being trained, and an export is not done yet. Stop both and close?")
        : trains          ? tr("A model is being trained. Stop and close?")
                          : tr("%1 is not done yet. Stop it and close?").arg(m_session.exportJob().title()),
        QMessageBox::NoButton, this);
    m_question->setObjectName(QStringLiteral("closeQuestion"));
    QStringList consequences;
    if (trains)
        consequences.append(tr("The best epoch so far is kept and stands among the recent files at the next start."));
    if (exports)
        consequences.append(
            tr("The export leaves nothing half-written, and a file that it was to replace stays as it is."));
    m_question->setInformativeText(consequences.join(QLatin1Char(' ')));
    auto* stop = m_question->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    auto* stay = m_question->addButton(trains && exports ? tr("Go on with both")
                                       : trains          ? tr("Go on training")
                                                         : tr("Go on exporting"),
                                       QMessageBox::RejectRole);
    m_question->setDefaultButton(stay);
    m_question->setEscapeButton(stay);
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_question, &QMessageBox::buttonClicked, this, [this, stop](const QAbstractButton* clicked) {
        if (clicked != stop)
            return;
        m_closing = true;
        rememberLayout();
        hide();
        m_session.training().stop();
        m_session.exportJob().stop();
        finishClosing();
    });
    m_question->open();
}

/// What was trained and not saved is kept beside the program's data first, and stands among the recent files.
bool MainWindow::isReadyToClose()
{
    if (m_session.training().isActive() || m_session.saveJob().isRunning())
        return false;
    if (!std::exchange(m_triedToKeep, true))
        m_session.keepUnsavedModel();
    return m_closing && !m_session.saveJob().isRunning();
}

void MainWindow::finishClosing()
{
    if (m_closing && isReadyToClose())
        QApplication::quit();
}

void MainWindow::stayOpen()
{
    if (!std::exchange(m_closing, false))
        return;
    show();
    m_session.tell(Message{Message::Kind::Warning,
                           tr("The model could not be kept. Save it elsewhere, or close again to leave without it."),
                           {{tr("Save model as…"), [this] { saveModelAs(); }}}});
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    followSize();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_actions != nullptr)
        m_actions->fullScreen->setChecked(isFullScreen());
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    windowHandle()->installEventFilter(this);
}

/// Files are for the window wherever they are dropped. A file manager offers their paths as text too, which the fields
/// of a page would take for words to search.
bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != windowHandle())
        return QMainWindow::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
        return takeFiles(*static_cast<QDropEvent*>(event));
    case QEvent::DragLeave:
        showDragHint({});
        return false;
    default:
        return false;
    }
}

bool MainWindow::takeFiles(QDropEvent& event)
{
    const bool dropped = event.type() == QEvent::Drop;
    if (dropped)
        showDragHint({});
    const QStringList paths = localPaths(event.mimeData());
    if (paths.isEmpty())
        return false;
    event.setDropAction(Qt::CopyAction);  // never the proposed move, after which the source removes its files
    event.accept();
    if (dropped)
        m_session.open(paths);
    else if (event.type() == QEvent::DragEnter)
        showDragHint(dragHintFor(paths));
    return true;
}

void MainWindow::showDragHint(const QString& hint)
{
    if (currentPage() == m_start)
        m_start->setDragHint(hint);
    else
        static_cast<DropHint*>(m_dropHint)->setHint(hint);
}

}  // namespace projectionist
