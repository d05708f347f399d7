// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/dataset.h"
#include "engine/data/rating_read_options.h"
#include "engine/model/model.h"
#include "engine/train/train_options.h"
#include "ui/jobs/job.h"
#include "ui/jobs/training_job.h"
#include "ui/jobs/tuning_job.h"
#include "ui/models/film_text.h"
#include "ui/session/selection.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace projectionist {

struct Group;
class ItemBaselines;

/// Something to tell the user, in the bar of the page: what is, then what to do.
struct Message {
    enum class Kind { Information, Warning, Error };
    struct Action {
        QString text;
        std::function<void()> run;
    };
    Kind kind = Kind::Information;
    QString text;
    std::vector<Action> actions;
};

/// What is open, what is selected and what is being done: the single source of truth. Every view watches it; no view
/// talks to another. Lives in the window's thread.
///
/// Films and users go by their ids as text (the same in data and model), so that a selection outlives a change of
/// model. With films keyed by title any of a film's ids means it.
class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    // What is open
    // -----------------------------------------------------------------------------------------------------
    [[nodiscard]] const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }  ///< Null at first.
    [[nodiscard]] const std::shared_ptr<const DatasetFigures>& figures() const
    {
        return m_figures;
    }  ///< With the data set.
    [[nodiscard]] const std::shared_ptr<const Model>& model() const
    {
        return m_model;
    }  ///< The one in use; null before training.
    /// All films of the data set, and of the model in use, in words; null without one.
    [[nodiscard]] const std::shared_ptr<const FilmTexts>& dataFilms() const { return m_dataFilms; }
    [[nodiscard]] std::shared_ptr<const FilmTexts> modelFilms() const;
    [[nodiscard]] bool modelIsLive() const { return m_modelIsLive; }        ///< A snapshot of the run that is going on.
    [[nodiscard]] const QString& modelPath() const { return m_modelPath; }  ///< Empty while it was not saved.
    [[nodiscard]] bool modelIsSaved() const { return m_modelIsSaved; }
    [[nodiscard]] QString modelName() const;  ///< "Balanced, 128 dimensions"; empty without one.
    [[nodiscard]] bool isSimulated() const;

    /// Data files, a folder of them, or a model file, on a job; what was open stays until the new is whole, and when it
    /// fails. What would let a file open that is not quite in order is offered with the error.
    void open(const QStringList& paths, const RatingReadOptions& reading = {});
    void openSample();
    void saveModel(const QString& path);
    /// Saves a trained model that nobody saved into the program's own folder before another takes its place: nothing is
    /// lost.
    void keepUnsavedModel();
    [[nodiscard]] Job& openJob() { return *m_openJob; }
    [[nodiscard]] Job& saveJob() { return *m_saveJob; }
    /// For exports of every kind: one at a time, shown in the status bar. `work` writes and gives the sentence to show.
    /// While one is under way a second only asks what to do.
    void exportInBackground(const QString& title,
                            std::function<Result<QString>(std::stop_token, const ProgressFunction&)> work);
    [[nodiscard]] Job& exportJob() { return *m_exportJob; }
    /// Pages announce their jobs, so that the status bar shows them.
    void addJob(Job* job);
    [[nodiscard]] const std::vector<Job*>& jobs() const { return m_jobs; }

    // Training
    // ---------------------------------------------------------------------------------------------------------
    [[nodiscard]] TrainingJob& training() { return *m_training; }
    [[nodiscard]] const TrainOptions& options() const { return m_options; }   ///< Of the next run.
    [[nodiscard]] const QString& basePreset() const { return m_basePreset; }  ///< "balanced", "tutorial".
    void setOptions(const TrainOptions& options);
    void setPreset(const QString& name);
    void startTraining();
    void continueTraining();
    [[nodiscard]] bool canContinue() const;
    /// The log of the run in the charts: the running one, or that of the model in use (from its file).
    [[nodiscard]] const TrainingLog& trainingLog() const;
    /// item-kNN and EASE on the rows of that run.
    [[nodiscard]] ItemBaselines& itemBaselines() { return *m_itemBaselines; }

    /// The search for options (engine/train/tune.h) around options(), on the training rows of the open data.
    [[nodiscard]] TuningJob& tuning() { return *m_tuning; }
    void suggestOptions(double seconds);
    void useSuggestion();  ///< The best of the search becomes options().

    // What is looked at
    // -------------------------------------------------------------------------------------------------
    [[nodiscard]] const Selection& selection() const { return m_selection; }
    void selectFilm(const QString& filmId);
    void selectUser(const QString& userId);
    void selectPair(const QString& filmA, const QString& filmB);
    void clearSelection();
    /// Many that were chosen together; null: none. Looked at while nothing single is selected, and gone with the model.
    [[nodiscard]] const std::shared_ptr<const Group>& group() const { return m_group; }
    void setGroup(std::shared_ptr<const Group> group);
    /// The film that the Film page shows and the user that the Recommend page shows.
    [[nodiscard]] const QString& openedFilm() const { return m_openedFilm; }
    [[nodiscard]] const QString& openedUser() const { return m_openedUser; }
    void openFilm(const QString& filmId);  ///< Also selects it and goes to the Film page.
    void openUser(const QString& userId);  ///< Also selects them and goes to the Recommend page.
    [[nodiscard]] PageId page() const { return m_page; }
    void setPage(PageId page);
    /// Walks through pages, opened films and users as they were looked at.
    void back();
    void forward();
    [[nodiscard]] bool canGoBack() const;
    [[nodiscard]] bool canGoForward() const;
    /// "Show on map": goes there and centres the selection.
    void showOnMap();

    /// Rows of the model in use for ids; nothing when it has none.
    [[nodiscard]] std::optional<MovieRow> movieRow(const QString& filmId) const;
    [[nodiscard]] std::optional<UserRow> userRow(const QString& userId) const;

    // Telling
    // -----------------------------------------------------------------------------------------------------------
    void tell(Message message);
    void tell(const Error& error);
    [[nodiscard]] QStringList recentPaths() const;
    void clearRecentPaths();

Q_SIGNALS:
    void datasetChanged();
    void modelChanged();
    void modelSaved();
    void modelNotKept();  ///< keepUnsavedModel() failed and has told why.
    void optionsChanged();
    void trainingLogChanged();
    void selectionChanged();
    void groupChanged();
    void openedFilmChanged();
    void openedUserChanged();
    void pageChanged();
    void historyChanged();  ///< Back and forward.
    void mapCentringRequested();
    void told(const projectionist::Message& message);
    void recentPathsChanged();
    void jobAdded(projectionist::Job* job);

private:
    struct Place {
        PageId page = PageId::Data;
        QString film, user;
        friend bool operator==(const Place&, const Place&) = default;
    };
    struct Opened {
        std::shared_ptr<const Dataset> dataset;
        std::shared_ptr<const DatasetFigures> figures;
        std::shared_ptr<const FilmTexts> films;
        std::shared_ptr<const Model> model;  ///< Only of a model file.
    };
    [[nodiscard]] static Result<Opened> prepared(Result<std::shared_ptr<const Dataset>> dataset,
                                                 const std::stop_token& stop);
    [[nodiscard]] static Result<Opened> openedModel(const std::filesystem::path& path, const ProgressFunction& progress,
                                                    const std::stop_token& stop);
    void setDataset(Opened opened);
    void setModel(std::shared_ptr<const Model> model, bool live, const QString& path);
    void restoreModel();
    void tellOfFailedTraining(const Error& error);
    void afterTraining(std::function<void()> next);
    [[nodiscard]] bool isOpening(std::function<void()> train);
    [[nodiscard]] bool isSearching(std::function<void()> train);
    void select(Selection selection);
    void walkTo(std::size_t place);
    [[nodiscard]] static Message messageOf(const Error& error);
    void rememberPath(const QString& path);
    void visit();
    void goTo(const Place& place);

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const DatasetFigures> m_figures;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const FilmTexts> m_dataFilms;
    mutable std::shared_ptr<const FilmTexts> m_modelFilms;  ///< Of m_modelFilmsOf; made when first asked for.
    mutable std::shared_ptr<const Catalogue> m_modelFilmsOf;
    bool m_modelIsLive = false, m_modelIsSaved = false;
    QString m_modelPath;
    struct {
        std::shared_ptr<const Model> model;
        QString path;
    } m_before;  ///< The model in use before the run that is going on; comes back when the run leaves none.
    TrainOptions m_options;
    QString m_basePreset;
    TrainingLog m_modelLog;
    bool m_logIsOfModel = true;
    Selection m_selection;
    std::shared_ptr<const Group> m_group;
    QString m_openedFilm, m_openedUser;
    PageId m_page = PageId::Data;
    std::vector<Place> m_places;
    std::size_t m_place = 0;
    std::vector<Job*> m_jobs;
    Job* m_openJob;
    Job* m_saveJob;
    Job* m_exportJob;
    TrainingJob* m_training;
    TuningJob* m_tuning;
    std::unique_ptr<ItemBaselines> m_itemBaselines;
};

}  // namespace projectionist
