// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the chosen points away from the window.
#include "engine/core/csv_writer.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/retrieve/neighbours.h"
#include "ui/pages/map/map_choice.h"
#include "ui/pages/map/map_content.h"

#include <algorithm>

namespace projectionist {

namespace {

constexpr std::size_t mostOneByOne = 1500;  // beyond, the graph of all is there sooner

void addNearest(const MapContent& content, std::size_t point, const NeighbourOptions& options,
                std::vector<std::size_t>& points)
{
    const auto& model = content.model();
    const auto add = [&](std::uint32_t row) {
        if (const auto place = content.pointOf(row))
            points.push_back(*place);
    };
    const std::uint32_t row = content.map()->rows[point];
    if (content.isOfFilms()) {
        if (const auto films = neighbours(model, MovieRow{row}, options))
            std::ranges::for_each(*films, [&](const ScoredMovie& film) { add(film.movie.value); });
    } else if (const auto users = neighbours(model, UserRow{row}, options)) {
        std::ranges::for_each(*users, [&](const ScoredUser& user) { add(user.user.value); });
    }
}

}  // namespace

std::vector<std::size_t> withNeighbours(const MapContent& content, std::vector<std::size_t> points, std::size_t count,
                                        bool includeUntrained, const std::stop_token& stop,
                                        const ProgressFunction& progress)
{
    const std::vector<std::size_t> from = points;
    if (content.map()->of != MapOf::Both && from.size() <= mostOneByOne) {
        NeighbourOptions options;
        options.k = count;
        options.includeUntrained = includeUntrained;
        for (std::size_t i = 0; i < from.size() && !stop.stop_requested(); ++i) {
            if (progress && i % 16 == 0)
                progress({"Finding the nearest", i, from.size()});
            addNearest(content, from[i], options, points);
        }
    } else if (const auto graph = neighbourGraph(content.map()->table(content.model()), content.map()->tableRows(),
                                                 count, Distance::Cosine, stop, progress)) {
        for (const auto point : from) {
            const auto nearest = graph->neighboursOf(point);
            points.insert(points.end(), nearest.begin(), nearest.end());
        }
    }
    std::ranges::sort(points);
    const auto same = std::ranges::unique(points);
    points.erase(same.begin(), same.end());
    return points;
}

Result<void> writeCsv(const MapContent& content, const MapRows& rows, const std::string& path,
                      const std::stop_token& stop, const ProgressFunction& progress)
{
    auto csv = CsvWriter::create(path);
    if (!csv)
        return tl::unexpected(csv.error());
    if (!rows.comment.empty())
        csv->comment(rows.comment);
    const bool films = content.isOfFilms();
    if (films)
        csv->header({"film_id", "title", "year", "genres", "ratings", "x", "y"});
    else
        csv->header({"user_id", "age", "gender", "occupation", "ratings", "x", "y"});
    const auto orBlank = [&](std::optional<int> number) {
        if (number)
            csv->integer(*number);
        else
            csv->blank();
    };
    for (std::size_t i = 0; i < rows.points.size(); ++i) {
        const std::size_t point = rows.points[i];
        if (films) {
            const auto& film = content.filmOf(point);
            csv->text(film.id.toStdString()).text(film.title.toStdString());
            orBlank(film.year);
            csv->text(film.genres.join(QLatin1Char('|')).toStdString());
        } else {
            const auto& user = content.userOf(point);
            csv->text(user.id);
            orBlank(user.age);
            csv->text(user.gender).text(user.occupation);
        }
        csv->integer(static_cast<std::int64_t>(content.ratingCountOf(point)));
        csv->number(rows.places[i].x()).number(rows.places[i].y());
        if (!csv->endRow())
            break;  // finish() has the reason
        if (i % 4096 == 0) {
            if (stop.stop_requested())
                return {};
            if (progress)
                progress({"Writing the table", i, rows.points.size()});
        }
    }
    return csv->finish();
}

}  // namespace projectionist
