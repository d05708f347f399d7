// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include "engine/data/open_dataset.h"
#include "engine/data/sample_data.h"
#include "engine/model/model_file.h"
#include "ui/models/preset_text.h"
#include "ui/session/item_baselines.h"
#include "ui/session/remedy_actions.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace projectionist {

namespace {

constexpr int keptModelLimit = 5;

}  // namespace

Session::Session(QObject* parent)
    : QObject(parent)
    , m_options(*preset("balanced"))
    , m_basePreset(QStringLiteral("balanced"))
    , m_openJob(new Job(tr("Opening"), this))
    , m_saveJob(new Job(tr("Saving the model"), this))
    , m_exportJob(new Job(tr("Exporting"), this))
    , m_training(new TrainingJob(this))
    , m_tuning(new TuningJob(this))
{
    m_jobs = {m_openJob, m_saveJob, m_exportJob, &m_tuning->job()};
    m_places = {Place{}};
    connect(m_training, &TrainingJob::logChanged, this, &Session::trainingLogChanged);
    connect(m_training, &TrainingJob::snapshotAvailable, this,
            [this](std::shared_ptr<const Model> model) { setModel(std::move(model), true, {}); });
    connect(m_training, &TrainingJob::ended, this, [this](const Outcome& outcome, std::shared_ptr<const Model> model) {
        if (model)
            setModel(std::move(model), false, {});
        else
            restoreModel();
        m_before = {};
        if (outcome.kind == OutcomeKind::NotFinite)
            tell(Message{Message::Kind::Error, QString::fromStdString(outcome.message), {}});
        else if (!outcome.message.empty())
            tell(Message{Message::Kind::Information, QString::fromStdString(outcome.message), {}});
    });
    connect(m_training, &TrainingJob::failed, this, [this](const Error& error) {
        restoreModel();
        tellOfFailedTraining(error);
    });
    connect(m_tuning, &TuningJob::failed, this, [this](const Error& error) { tell(error); });
    connect(this, &Session::datasetChanged, m_tuning, &TuningJob::abandon);
    m_itemBaselines = std::make_unique<ItemBaselines>(*this);  // follows what is connected above
    m_jobs.push_back(&m_itemBaselines->job());
}

Session::~Session() = default;

Result<Session::Opened> Session::prepared(Result<std::shared_ptr<const Dataset>> dataset, const std::stop_token& stop)
{
    if (!dataset)
        return tl::unexpected(std::move(dataset.error()));
    Opened opened;
    opened.dataset = std::move(*dataset);
    if (opened.dataset) {
        opened.figures = std::make_shared<const DatasetFigures>(projectionist::figures(*opened.dataset, stop));
        opened.films = FilmTexts::of(*opened.dataset);
    }
    return stop.stop_requested() ? Opened() : std::move(opened);
}

Result<Session::Opened> Session::openedModel(const std::filesystem::path& path, const ProgressFunction& progress,
                                             const std::stop_token& stop)
{
    auto model = openModel(path, progress, stop);
    if (!model)
        return tl::unexpected(std::move(model.error()));
    if (!*model)
        return Opened();
    auto opened = prepared((*model)->catalogue().toDataset(stop), stop);
    if (opened)
        opened->model = std::move(*model);
    return opened;
}

std::shared_ptr<const FilmTexts> Session::modelFilms() const
{
    if (!m_model)
        return {};
    if (m_modelFilmsOf != m_model->sharedCatalogue()) {
        m_modelFilmsOf = m_model->sharedCatalogue();
        m_modelFilms = FilmTexts::of(*m_modelFilmsOf);
    }
    return m_modelFilms;
}

QString Session::modelName() const
{
    if (!m_model)
        return {};
    return tr("%1, %2 dimensions").arg(presetInWords(m_model->card().preset)).arg(m_model->dimension());
}

bool Session::isSimulated() const
{
    return m_dataset ? m_dataset->isSimulated() : m_model && m_model->card().simulated;
}

void Session::open(const QStringList& paths, const RatingReadOptions& reading)
{
    if (paths.isEmpty())
        return;
    if (m_training->isActive()) {
        tell(Message{Message::Kind::Warning,
                     tr("A model is being trained on %1. Stop it, keep the best epoch, and open the files then.")
                         .arg(QString::fromStdString(m_dataset ? m_dataset->name() : std::string())),
                     {{tr("Stop and open"),
                       [this, paths, reading] { afterTraining([this, paths, reading] { open(paths, reading); }); }}}});
        return;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& path : paths)
        files.emplace_back(path.toStdString());
    m_openJob->setTitle(tr("Opening %1").arg(QFileInfo(paths.front()).fileName()));
    m_openJob->start(
        [files, reading](std::stop_token stop, const ProgressFunction& progress) {
            if (files.size() == 1 && looksLikeModel(files.front()))
                return openedModel(files.front(), progress, stop);
            OpenOptions options;
            options.reading = reading;
            return prepared(openDataset(files, options, stop, progress), stop);
        },
        [this, paths, reading](Result<Opened> opened) {
            if (!opened) {
                auto message = messageOf(opened.error());
                message.actions = remedyActions(opened.error().remedies, reading, tr("Open without the bad lines"),
                                                [this, paths](const RatingReadOptions& other) { open(paths, other); });
                tell(std::move(message));
                return;
            }
            if (!opened->dataset)
                return;
            rememberPath(paths.front());
            const auto model = opened->model;
            setDataset(std::move(*opened));
            if (model)
                setModel(model, false, paths.front());
        });
}

/// A run fails to begin over its test file, too: then what would let that be read is offered.
void Session::tellOfFailedTraining(const Error& error)
{
    auto message = messageOf(error);
    const auto& holdout = m_training->log().options.data.holdout;
    message.actions = remedyActions(error.remedies, holdout.reading, tr("Train without the bad lines"),
                                    [this, file = holdout.file](const RatingReadOptions& other) {
                                        auto options = m_options;
                                        if (options.data.holdout.file == file)
                                            options.data.holdout.reading = other;
                                        setOptions(options);
                                        startTraining();
                                    });
    tell(std::move(message));
}

/// Stops the run, if it has not ended meanwhile, and goes on when it has.
void Session::afterTraining(std::function<void()> next)
{
    m_training->stop();
    if (m_training
            ->isActive())  // stopping: the next state is idle, and queued, so that the session takes the model first
        connect(m_training, &TrainingJob::stateChanged, this, std::move(next),
                static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    else
        next();
}

void Session::openSample()
{
    if (m_training->isActive()) {
        tell(Message{Message::Kind::Warning,
                     tr("A model is being trained. Stop it, keep the best epoch, and open the sample data then."),
                     {{tr("Stop and open"), [this] { afterTraining([this] { openSample(); }); }}}});
        return;
    }
    m_openJob->setTitle(tr("Making sample data"));
    m_openJob->start(
        [](std::stop_token stop, const ProgressFunction& progress) {
            return prepared(sampleDataset(1, SampleShape::Sample, stop, progress), stop);
        },
        [this](Result<Opened> opened) {
            if (!opened)
                tell(opened.error());
            else if (opened->dataset)
                setDataset(std::move(*opened));
        });
}

void Session::setDataset(Opened opened)
{
    keepUnsavedModel();
    m_dataset = std::move(opened.dataset);
    m_figures = std::move(opened.figures);
    m_dataFilms = std::move(opened.films);
    m_selection = {};
    m_openedFilm.clear();
    m_openedUser.clear();
    m_places = {Place{PageId::Data, {}, {}}};
    m_place = 0;
    m_logIsOfModel = true;
    m_modelLog = {};
    setModel(nullptr, false, {});
    m_page = PageId::Data;
    Q_EMIT datasetChanged();
    Q_EMIT selectionChanged();
    Q_EMIT openedFilmChanged();
    Q_EMIT openedUserChanged();
    Q_EMIT pageChanged();
    Q_EMIT historyChanged();
    Q_EMIT trainingLogChanged();
}

void Session::setModel(std::shared_ptr<const Model> model, bool live, const QString& path)
{
    m_model = std::move(model);
    m_modelIsLive = live;
    m_modelPath = path;
    m_modelIsSaved = !path.isEmpty();
    if (m_modelIsSaved && m_model) {
        m_modelLog = TrainingJob::logOf(*m_model);
        m_logIsOfModel = true;
        Q_EMIT trainingLogChanged();
    }
    if (!m_model)
        setGroup({});
    Q_EMIT modelChanged();
}

void Session::restoreModel()
{
    if (!m_before.model && !m_modelIsLive)
        return;
    auto before = std::exchange(m_before, {});
    setModel(std::move(before.model), false, before.path);
}

void Session::saveModel(const QString& path)
{
    if (!m_model)
        return;
    m_saveJob->setTitle(tr("Saving %1").arg(QFileInfo(path).fileName()));
    m_saveJob->start(
        [model = m_model, path = path.toStdString()](std::stop_token, const ProgressFunction& progress) {
            return projectionist::saveModel(*model, path, progress);
        },
        [this, path, model = m_model](const Result<void>& saved) {
            if (!saved) {
                tell(saved.error());
                return;
            }
            rememberPath(path);
            if (m_model != model)
                return;  // training has gone on meanwhile
            m_modelPath = path;
            m_modelIsSaved = true;
            Q_EMIT modelSaved();
        });
}

void Session::keepUnsavedModel()
{
    if (!m_model || m_modelIsSaved || m_modelIsLive)
        return;
    QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/unsaved models"));
    if (!folder.mkpath(QStringLiteral("."))) {
        tell(Message{Message::Kind::Error,
                     tr("The folder %1 cannot be made, so the unsaved model was not kept.")
                         .arg(QDir::toNativeSeparators(folder.path())),
                     {}});
        Q_EMIT modelNotKept();
        return;
    }
    const auto path =
        folder.filePath(QStringLiteral("%1, %2.projectionist")
                            .arg(QString::fromStdString(m_model->card().dataName),
                                 QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hh.mm.ss"))));
    m_saveJob->setTitle(tr("Keeping the unsaved model"));
    m_saveJob->start(
        [model = m_model, path = path.toStdString()](std::stop_token, const ProgressFunction& progress) {
            return projectionist::saveModel(*model, path, progress);
        },
        [this, path, folder](const Result<void>& saved) {
            if (!saved) {
                tell(saved.error());
                Q_EMIT modelNotKept();
                return;
            }
            rememberPath(path);
            const auto kept = folder.entryInfoList({QStringLiteral("*.projectionist")}, QDir::Files, QDir::Time);
            for (int index = keptModelLimit; index < kept.size(); ++index)
                QFile::remove(kept[index].filePath());
        });
}

void Session::exportInBackground(const QString& title,
                                 std::function<Result<QString>(std::stop_token, const ProgressFunction&)> work)
{
    if (m_exportJob->isRunning()) {
        tell(Message{Message::Kind::Warning,
                     tr("%1 is not done yet. Wait for it, or leave it unfinished.").arg(m_exportJob->title()),
                     {{tr("Cancel it and go on"), [this, title, work = std::move(work)] {
                           m_exportJob->stop();
                           exportInBackground(title, work);
                       }}}});
        return;
    }
    m_exportJob->setTitle(title);
    m_exportJob->start(std::move(work), [this](const Result<QString>& said) {
        if (!said)
            tell(said.error());
        else if (!said->isEmpty())
            tell(Message{Message::Kind::Information, *said, {}});
    });
}

void Session::addJob(Job* job)
{
    m_jobs.push_back(job);
    connect(job, &QObject::destroyed, this, [this, job] { std::erase(m_jobs, job); });
    Q_EMIT jobAdded(job);
}

void Session::setOptions(const TrainOptions& options)
{
    m_options = options;
    Q_EMIT optionsChanged();
}

void Session::setPreset(const QString& name)
{
    auto options = preset(name.toStdString());
    if (!options)
        return;
    m_basePreset = name;
    options->seed = options->data.seed = m_options.seed;
    setOptions(*options);
}

/// A run on what is about to be replaced would end beside other data: says so, and offers to do without the opening.
bool Session::isOpening(std::function<void()> train)
{
    if (!m_openJob->isRunning())
        return false;
    tell(Message{Message::Kind::Warning,
                 tr("%1: training can start when every row is in. Wait for it, or leave the file closed.")
                     .arg(m_openJob->title()),
                 {{tr("Cancel and train"), [this, train = std::move(train)] {
                       m_openJob->stop();
                       train();
                   }}}});
    return true;
}

void Session::startTraining()
{
    if (!m_dataset || isOpening([this] { startTraining(); }) || isSearching([this] { startTraining(); }))
        return;
    if (const auto wrong = m_options.validate()) {
        tell(Message{Message::Kind::Error, QString::fromStdString(*wrong), {}});
        return;
    }
    if (!m_training->isActive()) {
        keepUnsavedModel();
        m_before = {m_model, m_modelPath};
    }
    m_logIsOfModel = false;
    m_training->start(m_dataset, m_options, m_basePreset);
}

bool Session::canContinue() const
{
    return m_model && !m_modelIsLive && !m_training->isActive() && m_model->parts().state && !m_model->card().finished;
}

void Session::continueTraining()
{
    if (!canContinue() || isOpening([this] { continueTraining(); }) || isSearching([this] { continueTraining(); }))
        return;
    m_before = {m_model, m_modelPath};
    m_logIsOfModel = false;
    m_training->resume(m_model);
}

const TrainingLog& Session::trainingLog() const
{
    return m_logIsOfModel ? m_modelLog : m_training->log();
}

std::optional<MovieRow> Session::movieRow(const QString& filmId) const
{
    if (!m_model || filmId.isEmpty())
        return {};
    return m_model->catalogue().findMovieById(filmId.toStdString());
}

std::optional<UserRow> Session::userRow(const QString& userId) const
{
    if (!m_model || userId.isEmpty())
        return {};
    return m_model->catalogue().findUser(userId.toStdString());
}

}  // namespace projectionist
