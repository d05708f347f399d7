// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/map_drawing.h"

#include "app/cli/text.h"
#include "app/cli/time_left.h"
#include "engine/core/text.h"
#include "engine/project/map_start.h"
#include "engine/project/tsne_affinities.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist::cli {

namespace {

constexpr std::size_t fewestPoints = 3;

std::string_view kindOfPoint(MapOf of, bool many)
{
    return of == MapOf::Films   ? many ? "films" : "film"
           : of == MapOf::Users ? many ? "users" : "user"
           : many               ? "points"
                                : "point";
}

/// An error unless there are enough points, dimensions and numbers.
Result<void> checkPoints(const Model& model, const ProjectedMap& map, const MapPlan& plan, const std::string& path)
{
    const auto available = map.components.varianceShare.size();
    if (map.rows.size() < fewestPoints || (plan.method == MapMethod::Pca && available < 2)) {
        const bool onlyPoints = plan.method != MapMethod::Pca;
        return failure(ErrorCode::Empty,
                       "a plane needs at least three " + std::string(kindOfPoint(map.of, true)) +
                           (onlyPoints ? "" : ", and vectors of two dimensions") + ": this model has " +
                           pointsInWords(map) + " to show" +
                           (onlyPoints ? "" : " and " + counted(model.dimension(), "dimension", "dimensions")) +
                           ". Train on more data" + (onlyPoints ? "." : ", or with a larger dimension."),
                       path);
    }
    const auto highest = std::max(plan.componentOfX, plan.componentOfY);
    if (plan.method == MapMethod::Pca && highest >= available) {
        return failure(ErrorCode::InvalidOption, "--components asks for component " + std::to_string(highest + 1) +
                                                     ", and this model has only " + std::to_string(available) +
                                                     ". Choose others.");
    }
    return {};
}

Matrix columnsOf(const Matrix& components, std::size_t x, std::size_t y)
{
    Matrix positions(components.rows(), 2);
    for (std::size_t point = 0; point < components.rows(); ++point) {
        positions.row(point)[0] = components.row(point)[x];
        positions.row(point)[1] = components.row(point)[y];
    }
    return positions;
}

std::size_t neighboursNeeded(const MapPlan& plan, std::size_t points)
{
    auto needed = QualityOptions{}.neighbours;
    if (plan.method == MapMethod::Tsne)
        needed = std::max(needed, projectionist::neighboursNeeded(plan.tsne.perplexity, points));
    if (plan.method == MapMethod::Umap)
        needed = std::max<std::size_t>(needed, plan.umap.neighbours);
    return std::min(needed, points - 1);
}

/// Draws one map, step by step.
class Drawing {
public:
    Drawing(Context& context, DrawnMap& drawn) : m_context(context), m_drawn(drawn) {}

    /// False when it was stopped.
    Result<bool> findNeighbours()
    {
        const auto points = m_drawn.map->rows.size();
        TimeLeft progress(m_context.progress);
        auto graph = neighbourGraph(m_drawn.map->table(*m_drawn.model), m_drawn.map->tableRows(),
                                    neighboursNeeded(m_drawn.plan, points), m_drawn.plan.distance, m_context.stop,
                                    progress.function());
        if (graph) {
            m_graph = std::make_shared<const NeighbourGraph>(std::move(*graph));
            return true;
        }
        if (m_context.stop.stop_requested())
            return false;
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for the neighbours of " +
                                                   counted(points, "point", "points") +
                                                   ". Close other programs, or leave untrained films out.");
    }

    /// False when it was stopped before there was anything to keep.
    Result<bool> layOut(const std::function<void(const DrawnMap&)>& announce)
    {
        auto made = create();
        if (!made)
            return tl::unexpected(std::move(made.error()));
        if (!*made)
            return false;
        auto& layout = **made;
        m_drawn.iterations = layout.iterations();
        announce(m_drawn);
        TimeLeft progress(m_context.progress);
        const auto name =
            nameOf(m_drawn.plan.method) + (m_drawn.plan.method == MapMethod::Umap ? ", epoch " : ", iteration ");
        const bool whole = layout.run(layout.iterations(), m_context.stop, [&](std::uint32_t done, MatrixView) {
            progress.show({name + grouped(done) + " of " + grouped(layout.iterations()), done, layout.iterations()});
        });
        m_context.progress.clear();
        m_drawn.iteration = layout.iteration();
        if (!whole && !m_context.stop.stop_requested())
            return failure(ErrorCode::OutOfMemory, "there is not enough memory left to go on with the map. Close other "
                                                   "programs, or leave untrained films out.");
        if (layout.iteration() == 0)
            return false;
        m_drawn.stopped = !whole;
        m_drawn.positions = Matrix(layout.positions().rows, 2);
        std::ranges::copy(layout.positions().values(), m_drawn.positions.values().begin());
        return true;
    }

    Result<void> measure()
    {
        const auto meter = QualityMeter::create(m_drawn.map->table(*m_drawn.model), m_drawn.map->tableRows(), m_graph);
        if (!meter)
            return tl::unexpected(meter.error());
        TimeLeft progress(m_context.progress);
        // Who has pressed Ctrl+C does not want to wait for more than a moment.
        m_drawn.quality = m_drawn.stopped ? meter->measure(m_drawn.positions, pointsMeasuredLive)
                                          : meter->measure(m_drawn.positions, pointsMeasuredAtRest, m_context.stop,
                                                           progress.function());
        m_context.progress.clear();
        if (m_drawn.quality)
            return {};
        if (!m_context.stop.stop_requested())
            return failure(ErrorCode::OutOfMemory,
                           "there is not enough memory to measure the map. Leave --quality out.");
        m_drawn.stopped = true;
        return {};
    }

private:
    [[nodiscard]] Matrix start() const
    {
        return m_drawn.plan.start == MapStart::Random ? randomStart(m_graph->points, m_drawn.plan.seed)
                                                      : startFromComponents(m_drawn.map->components);
    }

    Result<std::unique_ptr<Layout>> create()
    {
        auto& plan = m_drawn.plan;
        if (plan.method == MapMethod::Umap) {
            auto umap = Umap::create(*m_graph, start(), plan.umap, m_context.stop);
            if (!umap)
                return tl::unexpected(std::move(umap.error()));
            if (*umap) {
                adopt(static_cast<std::uint32_t>((*umap)->neighbours()));
                plan.umap.epochs = (*umap)->iterations();
            }
            return std::unique_ptr<Layout>(std::move(*umap));
        }
        auto tsne = Tsne::create(*m_graph, start(), plan.tsne, m_context.stop);
        if (!tsne)
            return tl::unexpected(std::move(tsne.error()));
        if (*tsne) {
            adopt((*tsne)->perplexity());
            plan.tsne.exaggeration = (*tsne)->exaggeration();
        }
        return std::unique_ptr<Layout>(std::move(*tsne));
    }

    void adopt(double perplexity)
    {
        if (perplexity < m_drawn.plan.tsne.perplexity)
            m_context.notes.push_back("--perplexity " + shortest(m_drawn.plan.tsne.perplexity) + " is more than " +
                                      pointsInWords(*m_drawn.map) + " allow: " + fixed(perplexity, 1) + " was used.");
        m_drawn.plan.tsne.perplexity = perplexity;
    }

    void adopt(std::uint32_t neighbours)
    {
        if (neighbours < m_drawn.plan.umap.neighbours)
            m_context.notes.push_back("--neighbours " + grouped(m_drawn.plan.umap.neighbours) + " is more than " +
                                      pointsInWords(*m_drawn.map) + " have: " + grouped(neighbours) + " were used.");
        m_drawn.plan.umap.neighbours = neighbours;
    }

    Context& m_context;
    DrawnMap& m_drawn;
    std::shared_ptr<const NeighbourGraph> m_graph;
};

std::string componentInWords(const DrawnMap& drawn, std::size_t component)
{
    return std::to_string(component + 1) + " with " + percent(drawn.map->components.varianceShare[component]) +
           " of the variance";
}

}  // namespace

std::string DrawnMap::description() const
{
    auto text = pointsInWords(*map);
    if (plan.method == MapMethod::Pca) {
        const auto y = componentInWords(*this, plan.componentOfY);
        return text + "; x is principal component " + std::to_string(plan.componentOfX + 1) + " with " +
               percent(map->components.varianceShare[plan.componentOfX]) + " of the variance, y is component " + y;
    }
    text += "; " + nameOf(plan.method) + " by " + (plan.distance == Distance::Cosine ? "cosine" : "Euclidean distance");
    if (plan.method == MapMethod::Tsne)
        text += ", perplexity " + shortest(std::round(plan.tsne.perplexity * 10) / 10) + ", exaggeration " +
                shortest(plan.tsne.exaggeration) + ", " + counted(iterations, "iteration", "iterations");
    else
        text += ", " + counted(plan.umap.neighbours, "neighbour", "neighbours") + ", minimum distance " +
                shortest(plan.umap.minimumDistance) + ", " + counted(iterations, "epoch", "epochs");
    return text + ", seed " + std::to_string(plan.seed) + ", from " +
           (plan.start == MapStart::Components ? "PCA" : "a random start");
}

std::string DrawnMap::stoppedInWords() const
{
    if (iteration >= iterations)
        return "Stopped before the map was measured: it is complete.";
    return "Stopped after " + std::string(plan.method == MapMethod::Umap ? "epoch " : "iteration ") +
           grouped(iteration) + " of " + grouped(iterations) + ": the map is as it was then.";
}

std::string DrawnMap::qualityInWords() const
{
    const auto& figures = *quality;
    const bool all = figures.measured == figures.points;
    return percent(figures.keptShare.value_or(0), 1) + " of the " + grouped(figures.neighbours) +
           " nearest neighbours are among the " + grouped(figures.neighbours) +
           " nearest on the map; trustworthiness " + fixed(figures.trustworthiness.value_or(0), 4) + ". Measured on " +
           (all ? "all " : "a fixed " + grouped(figures.measured) + " of ") +
           counted(figures.points, "point", "points") + ".";
}

Result<std::optional<DrawnMap>> drawMap(Context& context, const std::string& path, const MapPlan& plan,
                                        const std::function<void(const DrawnMap&)>& announce)
{
    using Outcome = std::optional<DrawnMap>;
    const auto model = loadModel(context, path);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Outcome();
    auto map = projectModel(**model, plan.of, plan.untrained, context.stop);
    if (!map && context.stop.stop_requested())
        return Outcome();
    if (!map)
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for a map. Close other programs.");
    if (const auto checked = checkPoints(**model, *map, plan, path); !checked)
        return tl::unexpected(checked.error());
    DrawnMap drawn;
    drawn.plan = plan;
    drawn.model = *model;
    drawn.map = std::move(map);
    Drawing drawing(context, drawn);
    if (plan.method != MapMethod::Pca || plan.quality) {
        const auto found = drawing.findNeighbours();
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return Outcome();
    }
    if (plan.method == MapMethod::Pca) {
        drawn.positions = columnsOf(drawn.map->components.positions, plan.componentOfX, plan.componentOfY);
        announce(drawn);
    } else {
        const auto laidOut = drawing.layOut(announce);
        if (!laidOut)
            return tl::unexpected(laidOut.error());
        if (!*laidOut)
            return Outcome();
    }
    if (plan.quality) {
        if (const auto measured = drawing.measure(); !measured)
            return tl::unexpected(measured.error());
    }
    return Outcome(std::move(drawn));
}

}  // namespace projectionist::cli
