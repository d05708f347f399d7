// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/model/model.h"
#include "engine/project/map_quality.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"
#include "ui/jobs/job.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace projectionist {

enum class MapMethod { Pca, Tsne, Umap };

/// "PCA", "t-SNE", "UMAP".
[[nodiscard]] QString nameOf(MapMethod method);

/// A map to be drawn. For PCA, whose places are known already, only the neighbours are found, to measure it by.
struct LayoutRequest {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const ProjectedMap> map;  ///< Of the model: which points.
    MapMethod method = MapMethod::Pca;
    Distance distance = Distance::Cosine;
    std::size_t neighbours = 15;  ///< So many are found of each point, even where the method needs fewer.
    TsneOptions tsne;
    UmapOptions umap;
    std::shared_ptr<const Matrix> start;  ///< Points × 2. Not needed for PCA.
};

/// How many neighbours of each point a request needs at least, as far as there are so many points.
[[nodiscard]] std::size_t neighboursNeeded(const LayoutRequest& request);

/// Finds neighbours and lets a map form, on a worker thread. Positions come while it goes on. A newer start drops the
/// older; neighbours that were found before are not sought again. Only the destructor joins.
class LayoutJob : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Preparing, Running, Paused, Stopping };
    enum class End { None, Finished, Stopped, Failed };
    using Places = std::shared_ptr<const Matrix>;

    explicit LayoutJob(QObject* parent = nullptr);
    ~LayoutJob() override;

    void start(LayoutRequest request);
    /// Only while Running. Within an iteration; resume() goes on as if nothing had happened.
    void pause();
    void resume();
    /// Keeps what has formed: ended() follows.
    void stop();
    /// Stops and forgets positions and how it ended, not the neighbours.
    void abandon();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isActive() const { return m_state != State::Idle; }
    /// Of the map that was started last.
    [[nodiscard]] End end() const { return m_end; }
    [[nodiscard]] std::uint32_t iteration() const { return m_iteration; }
    [[nodiscard]] std::uint32_t iterations() const { return m_iterations; }  ///< 0 before the first.
    /// Points × 2; null before the first iteration, and for PCA.
    [[nodiscard]] const Places& places() const { return m_places; }
    /// Of the points and the distance of the last start; null before their neighbours are known.
    [[nodiscard]] std::shared_ptr<const QualityMeter> meter() const;
    /// For the status bar. Stopped from there, the last positions that came are kept.
    [[nodiscard]] Job& job() { return *m_job; }
    [[nodiscard]] const Job& job() const { return *m_job; }
    /// How many searches for neighbours have been begun.
    [[nodiscard]] int searches() const { return m_searches; }

Q_SIGNALS:
    void stateChanged();
    void neighboursFound();  ///< meter() is another one.
    void placesChanged();    ///< At most one event is ever pending.
    void ended();            ///< end() says how.
    void failed(const projectionist::Error& error);

private:
    struct Shared;
    struct Found;
    struct Known;
    class Worker;
    void launch(LayoutRequest request, std::shared_ptr<const Known> known);
    void drain(const std::shared_ptr<Shared>& shared);
    void remember(std::shared_ptr<const Known> known);
    [[nodiscard]] std::shared_ptr<const Known> knownFor(const LayoutRequest& request) const;
    void setState(State state);
    void finish(End end);

    std::unique_ptr<Job> m_job;
    std::shared_ptr<Shared> m_shared;
    std::vector<std::shared_ptr<const Known>> m_known;  ///< The newest last.
    std::shared_ptr<const Known> m_current;
    State m_state = State::Idle;
    End m_end = End::None;
    std::uint32_t m_iteration = 0, m_iterations = 0;
    Places m_places;
    int m_searches = 0;
};

}  // namespace projectionist
