// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/layout_job.h"

#include "engine/project/tsne_affinities.h"
#include "ui/models/format.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <utility>

namespace projectionist {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t knownAtMost = 2;  // films and users, say, or both distances
constexpr std::size_t manyPoints = 20'000;
constexpr auto betweenPlaces = std::chrono::milliseconds(33), betweenManyPlaces = std::chrono::milliseconds(66);
constexpr std::uint64_t sharesInAll = 10'000;

/// Seconds that the parts of a map take on a machine of ours, to make one share of them.
struct Expected {
    double search = 0, layout = 0;

    explicit Expected(const LayoutRequest& request)
    {
        const auto points = static_cast<double>(request.map->rows.size());
        search = 1.9e-11 * points * points * static_cast<double>(request.model->dimension());
        if (request.method == MapMethod::Tsne)
            layout = 1.5e-7 * points * request.tsne.iterations;
        else if (request.method == MapMethod::Umap)
            layout = 2.9e-8 * points * request.umap.neighbours * (request.umap.epochs > 0 ? request.umap.epochs : 300);
    }
    [[nodiscard]] std::uint64_t share(double searched, double laidOut) const
    {
        const auto all = std::max(search + layout, 1e-9);
        return static_cast<std::uint64_t>((search * searched + layout * laidOut) / all * sharesInAll);
    }
};

Error noMemory(const LayoutRequest& request)
{
    const auto points = counted(request.map->rows.size(), LayoutJob::tr("%1 point"), LayoutJob::tr("%1 points"));
    Error error;
    error.code = ErrorCode::OutOfMemory;
    error.message = LayoutJob::tr("There is no memory left for a map of %1. Close other programs, or leave untrained "
                                  "films out.")
                        .arg(points)
                        .toStdString();
    return error;
}

}  // namespace

QString nameOf(MapMethod method)
{
    switch (method) {
    case MapMethod::Pca:
        return LayoutJob::tr("PCA");
    case MapMethod::Tsne:
        return LayoutJob::tr("t-SNE");
    case MapMethod::Umap:
        break;
    }
    return LayoutJob::tr("UMAP");
}

std::size_t neighboursNeeded(const LayoutRequest& request)
{
    const auto points = request.map->rows.size();
    const auto others = points - std::min<std::size_t>(points, 1);
    auto needed = std::max(request.neighbours, QualityOptions{}.neighbours);
    if (request.method == MapMethod::Tsne)
        needed = std::max(needed, neighboursNeeded(request.tsne.perplexity, points));
    else if (request.method == MapMethod::Umap)
        needed = std::max<std::size_t>(needed, request.umap.neighbours);
    return std::min(needed, others);
}

/// The neighbours of some points, and what measures maps of them.
struct LayoutJob::Known {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const ProjectedMap> map;
    std::shared_ptr<const NeighbourGraph> graph;
    std::shared_ptr<const QualityMeter> meter;

    [[nodiscard]] bool isOf(const LayoutRequest& request) const
    {
        return model == request.model && graph->distance == request.distance &&
               (map == request.map || (map->of == request.map->of && map->rows == request.map->rows));
    }
};

/// What the worker shares with the window.
struct LayoutJob::Shared {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<LayoutRequest> request;  ///< Until the worker takes it, when it has the neighbours.
    bool paused = false;
    std::stop_source end;    ///< What has formed is kept.
    std::stop_source piece;  ///< Of the iterations that run.

    // To the window, with one event at most under way
    bool posted = false;
    std::shared_ptr<const Known> known;
    Places places;
    std::uint32_t iteration = 0, iterations = 0;

    /// True when the window has to be woken.
    bool put(std::shared_ptr<const Known> found)
    {
        const std::scoped_lock lock(mutex);
        known = std::move(found);
        return !std::exchange(posted, true);
    }
    bool put(Places newest, const Layout& layout)
    {
        const std::scoped_lock lock(mutex);
        places = std::move(newest);
        iteration = layout.iteration();
        iterations = layout.iterations();
        return !std::exchange(posted, true);
    }
};

/// What became of a start.
struct LayoutJob::Found {
    bool isComplete = false;
    std::optional<Error> error = {};
};

/// What runs on the worker thread: the search, then the iterations.
class LayoutJob::Worker {
public:
    Worker(LayoutJob& job, std::shared_ptr<Shared> shared, std::shared_ptr<const Known> known,
           const std::stop_token& dropped, const ProgressFunction& progress)
        : m_job(job)
        , m_shared(std::move(shared))
        , m_known(std::move(known))
        , m_knewThem(m_known != nullptr)
        , m_progress(progress)
        , m_onDrop(dropped, Stop{m_either})
        , m_onEnd(m_shared->end.get_token(), Stop{m_either})
    {
    }

    Found run()
    {
        take(m_knewThem);
        try {
            if (!m_known) {
                if (auto failed = search())
                    return std::move(*failed);
                take(true);
            }
            return m_request.method == MapMethod::Pca ? Found{.isComplete = true} : form();
        } catch (const std::bad_alloc&) {
            return {.error = noMemory(m_request)};
        }
    }

private:
    struct Stop {
        std::stop_source& source;
        void operator()() const { source.request_stop(); }
    };

    void take(bool last)
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_request = *m_shared->request;
        if (last)
            m_shared->request.reset();
    }

    void post()
    {
        QMetaObject::invokeMethod(
            &m_job, [&job = m_job, shared = m_shared] { job.drain(shared); }, Qt::QueuedConnection);
    }

    /// What ends the job; nothing when the neighbours are known now.
    std::optional<Found> search()
    {
        const auto stage = tr("Finding neighbours").toStdString();
        const Expected expected(m_request);
        const auto table = m_request.map->table(*m_request.model);
        const auto report = [&](const Progress& done) {
            const auto share = done.total == 0 ? 0 : double(done.done) / double(done.total);
            m_progress({.stage = stage, .done = expected.share(share, 0), .total = sharesInAll});
        };
        auto found = neighbourGraph(table, m_request.map->tableRows(), neighboursNeeded(m_request), m_request.distance,
                                    m_either.get_token(), report);
        if (!found)
            return m_either.stop_requested() ? Found{} : Found{.error = noMemory(m_request)};
        auto graph = std::make_shared<const NeighbourGraph>(std::move(*found));
        auto meter = QualityMeter::create(table, m_request.map->tableRows(), graph);
        if (!meter)
            return Found{.error = std::move(meter.error())};
        m_known = std::make_shared<const Known>(Known{m_request.model, m_request.map, std::move(graph),
                                                      std::make_shared<const QualityMeter>(std::move(*meter))});
        if (m_shared->put(m_known))
            post();
        return {};
    }

    Found form()
    {
        report(tr("Weighing neighbours"), 0);
        auto made = create();
        if (!made)
            return {.error = std::move(made.error())};
        if (!*made)
            return {};
        auto& layout = **made;
        const auto pause = m_request.map->rows.size() > manyPoints ? betweenManyPlaces : betweenPlaces;
        auto shown = Clock::now();
        show(layout, layout.positions());
        while (layout.iteration() < layout.iterations()) {
            const auto piece = nextPiece();
            if (!piece)
                return {};
            const std::stop_callback onEither(m_either.get_token(), Stop{*piece});
            const auto isDone =
                layout.run(layout.iterations(), piece->get_token(), [&](std::uint32_t, MatrixView positions) {
                    reportIteration(layout);
                    if (Clock::now() - shown < pause)
                        return;
                    shown = Clock::now();
                    show(layout, positions);
                });
            show(layout, layout.positions());
            if (!isDone && !piece->stop_requested())
                return {.error = noMemory(m_request)};
        }
        return {.isComplete = true};
    }

    Result<std::unique_ptr<Layout>> create()
    {
        const auto made = [](auto result) -> Result<std::unique_ptr<Layout>> {
            if (!result)
                return tl::unexpected(std::move(result.error()));
            return std::unique_ptr<Layout>(std::move(*result));
        };
        const auto& graph = *m_known->graph;
        return m_request.method == MapMethod::Tsne
                   ? made(Tsne::create(graph, *m_request.start, m_request.tsne, m_either.get_token()))
                   : made(Umap::create(graph, *m_request.start, m_request.umap, m_either.get_token()));
    }

    /// Waits while paused. What stops the next iterations; null when there are to be none.
    std::shared_ptr<std::stop_source> nextPiece()
    {
        auto piece = std::make_shared<std::stop_source>();
        std::unique_lock lock(m_shared->mutex);
        m_shared->changed.wait(lock, m_either.get_token(), [this] { return !m_shared->paused; });
        if (m_either.stop_requested())
            return nullptr;
        m_shared->piece = *piece;
        return piece;
    }

    void show(const Layout& layout, MatrixView positions)
    {
        auto copy = std::make_shared<Matrix>(positions.rows, positions.columns);
        std::ranges::copy(positions.values(), copy->values().begin());
        if (m_shared->put(std::move(copy), layout))
            post();
    }

    void report(const QString& words, double laidOut)
    {
        const auto stage = words.toStdString();
        const auto whole =
            m_knewThem ? static_cast<std::uint64_t>(laidOut * sharesInAll) : Expected(m_request).share(1, laidOut);
        m_progress({.stage = stage, .done = whole, .total = sharesInAll});
    }

    void reportIteration(const Layout& layout)
    {
        report(tr("%1, iteration %2 of %3")
                   .arg(nameOf(m_request.method), formatCount(layout.iteration()), formatCount(layout.iterations())),
               double(layout.iteration()) / double(layout.iterations()));
    }

    LayoutJob& m_job;
    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<const Known> m_known;
    bool m_knewThem;  ///< Before the start.
    const ProgressFunction& m_progress;
    LayoutRequest m_request;
    std::stop_source m_either;  ///< Of being dropped and of being ended.
    std::stop_callback<Stop> m_onDrop, m_onEnd;
};

LayoutJob::LayoutJob(QObject* parent) : QObject(parent), m_job(std::make_unique<Job>(tr("Forming the map")))
{
    connect(m_job.get(), &Job::ended, this, [this] {
        if (isActive())  // from the status bar
            finish(End::Stopped);
    });
}

LayoutJob::~LayoutJob()
{
    m_job->disconnect(this);
    m_job.reset();  // joins while what the worker calls is still there
}

std::shared_ptr<const QualityMeter> LayoutJob::meter() const
{
    return m_current ? m_current->meter : nullptr;
}

std::shared_ptr<const LayoutJob::Known> LayoutJob::knownFor(const LayoutRequest& request) const
{
    const auto found = std::ranges::find_if(m_known, [&](const auto& known) { return known->isOf(request); });
    return found == m_known.end() ? nullptr : *found;
}

void LayoutJob::remember(std::shared_ptr<const Known> known)
{
    const auto isReplaced = [&](const auto& older) {
        return older == known || older->model != known->model ||
               (older->map->of == known->map->of && older->graph->distance == known->graph->distance);
    };
    std::erase_if(m_known, isReplaced);
    if (m_known.size() == knownAtMost)
        m_known.erase(m_known.begin());
    m_known.push_back(std::move(known));
}

void LayoutJob::start(LayoutRequest request)
{
    const auto needed = neighboursNeeded(request);
    m_end = End::None;
    m_iteration = 0;
    m_iterations = 0;
    m_places.reset();
    if (m_state == State::Preparing && m_shared) {
        // A search that serves the new options, too, goes on.
        const std::scoped_lock lock(m_shared->mutex);
        if (auto& running = m_shared->request; running && !m_shared->known && running->model == request.model &&
                                               running->map == request.map && running->distance == request.distance &&
                                               neighboursNeeded(*running) >= needed) {
            running = std::move(request);
            return;
        }
    }
    auto known = knownFor(request);
    if (known && known->graph->count < needed)
        known.reset();
    const auto before = std::exchange(m_current, known);
    if (known) {
        remember(known);
        if (before != known)
            Q_EMIT neighboursFound();
        if (request.method == MapMethod::Pca) {
            m_state = State::Idle;
            m_job->stop();
            finish(End::Finished);
            return;
        }
    } else {
        ++m_searches;
        if (before)
            Q_EMIT neighboursFound();
    }
    launch(std::move(request), std::move(known));
}

void LayoutJob::launch(LayoutRequest request, std::shared_ptr<const Known> known)
{
    m_shared = std::make_shared<Shared>();
    m_shared->request = std::move(request);
    m_state = State::Idle;  // that of the start before
    m_job->setWaiting(false);
    m_job->start(
        [this, shared = m_shared, known = std::move(known)](const std::stop_token& dropped,
                                                            const ProgressFunction& progress) {
            return Worker(*this, shared, known, dropped, progress).run();
        },
        [this, shared = m_shared](Found found) {
            drain(shared);
            if (found.error) {
                finish(End::Failed);
                Q_EMIT failed(*found.error);
            } else {
                finish(found.isComplete ? End::Finished : End::Stopped);
            }
        });
    setState(State::Preparing);
}

void LayoutJob::pause()
{
    if (m_state != State::Running)
        return;
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->paused = true;
        m_shared->piece.request_stop();
    }
    m_job->setWaiting(true);
    setState(State::Paused);
}

void LayoutJob::resume()
{
    if (m_state != State::Paused)
        return;
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->paused = false;
    }
    m_shared->changed.notify_all();
    m_job->setWaiting(false);
    setState(State::Running);
}

void LayoutJob::stop()
{
    if (!isActive() || m_state == State::Stopping)
        return;
    m_shared->end.request_stop();
    setState(State::Stopping);
}

void LayoutJob::abandon()
{
    m_shared.reset();
    m_places.reset();
    m_current.reset();
    m_iteration = m_iterations = 0;
    m_end = End::None;
    const bool wasActive = isActive();
    m_state = State::Idle;
    m_job->stop();
    if (wasActive)
        Q_EMIT stateChanged();
}

void LayoutJob::drain(const std::shared_ptr<Shared>& shared)
{
    Places places;
    std::shared_ptr<const Known> known;
    {
        const std::scoped_lock lock(shared->mutex);
        shared->posted = false;
        if (shared != m_shared)
            return;
        places = std::exchange(shared->places, nullptr);
        if (shared->known != m_current)
            known = shared->known;
        if (places) {
            m_iteration = shared->iteration;
            m_iterations = shared->iterations;
        }
    }
    if (known) {
        remember(known);
        m_current = std::move(known);
        Q_EMIT neighboursFound();
    }
    if (!places || shared != m_shared)
        return;
    m_places = std::move(places);
    if (m_state == State::Preparing)
        setState(State::Running);
    Q_EMIT placesChanged();
}

void LayoutJob::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void LayoutJob::finish(End end)
{
    m_end = end;
    m_shared.reset();
    m_state = State::Idle;
    Q_EMIT stateChanged();
    Q_EMIT ended();
}

}  // namespace projectionist
