// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/group_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

namespace projectionist {

namespace {

std::size_t ratingsOf(const Group& group, std::uint32_t row)
{
    const auto& catalogue = group.model->catalogue();
    if (group.ofFilms)
        return catalogue.ratingCount(MovieRow{row});
    const auto range = catalogue.ratingsOfUser(UserRow{row});
    return range.end - range.begin;
}

double sumOfRatings(const Group& group, std::uint32_t row)
{
    const auto& catalogue = group.model->catalogue();
    if (group.ofFilms) {
        const auto count = catalogue.ratingCount(MovieRow{row});
        return count > 0 ? catalogue.meanRating(MovieRow{row}) * count : 0;
    }
    double sum = 0;
    const auto range = catalogue.ratingsOfUser(UserRow{row});
    for (auto rating = range.begin; rating < range.end; ++rating)
        sum += double{catalogue.parts().ratingValues[rating]};
    return sum;
}

double lengthOf(std::span<const float> vector)
{
    double sum = 0;
    for (const float value : vector)
        sum += double{value} * double{value};
    return std::sqrt(sum);
}

void addRatings(const Group& group, std::size_t most, GroupFacts& facts)
{
    std::vector<std::pair<std::uint32_t, std::size_t>> counts;
    double sum = 0, ratings = 0;
    for (const auto row : group.rows) {
        counts.emplace_back(row, ratingsOf(group, row));
        ratings += static_cast<double>(counts.back().second);
        sum += sumOfRatings(group, row);
    }
    if (counts.empty())
        return;
    std::ranges::stable_sort(counts, std::greater<>{}, [](const auto& one) { return one.second; });
    const std::size_t middle = counts.size() / 2;
    facts.medianRatings =
        counts.size() % 2 == 1
            ? static_cast<double>(counts[middle].second)
            : (static_cast<double>(counts[middle - 1].second) + static_cast<double>(counts[middle].second)) / 2;
    if (ratings > 0)
        facts.meanRating = sum / ratings;
    counts.resize(std::min(counts.size(), most));
    facts.mostRated = std::move(counts);
}

void addVectors(const Group& group, std::size_t most, const std::stop_token& stop, GroupFacts& facts)
{
    const MatrixView table = group.ofFilms ? group.model->movies() : group.model->users();
    std::vector<double> sum(table.columns, 0.0);
    double withLength = 0;
    for (const auto row : group.rows) {
        if (stop.stop_requested())
            return;
        const auto vector = table.row(row);
        const double length = lengthOf(vector);
        if (!(length > 0) || !std::isfinite(length))
            continue;
        ++withLength;
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += double{vector[i]} / length;
    }
    double square = 0;
    for (const double value : sum)
        square += value * value;
    // The cosines of all pairs add up to half of what the square of the sum has beyond the unit lengths.
    if (withLength >= 2)
        facts.meanCosine = (square - withLength) / (withLength * (withLength - 1));
    if (!(square > 0))
        return;
    for (const auto row : group.rows) {
        if (stop.stop_requested())
            return;
        const auto vector = table.row(row);
        const double length = lengthOf(vector);
        if (!(length > 0) || !std::isfinite(length))
            continue;
        double dot = 0;
        for (std::size_t i = 0; i < sum.size(); ++i)
            dot += sum[i] * double{vector[i]};
        facts.typical.emplace_back(row, dot / (length * std::sqrt(square)));
    }
    std::ranges::stable_sort(facts.typical, std::greater<>{}, [](const auto& one) { return one.second; });
    facts.typical.resize(std::min(facts.typical.size(), most));
}

void addParts(const Group& group, GroupFacts& facts)
{
    std::array<PartOfGroup, genreGroupCount> genres{};
    std::map<int, PartOfGroup> decades;
    const auto count = [&](std::uint32_t row, std::size_t PartOfGroup::*where) {
        const FilmText& film = (*group.films)[MovieRow{row}];
        ++(genres[static_cast<std::size_t>(film.group)].*where);
        if (film.year)
            ++(decades[*film.year / 10 * 10].*where);
    };
    for (std::uint32_t row = 1; row < group.model->catalogue().movieRows(); ++row)
        count(row, &PartOfGroup::all);
    for (const auto row : group.rows)
        count(row, &PartOfGroup::here);
    const auto withShares = [&](PartOfGroup part) {
        part.shareHere = static_cast<double>(part.here) / static_cast<double>(std::max<std::size_t>(facts.count, 1));
        part.shareInAll = static_cast<double>(part.all) / static_cast<double>(std::max<std::size_t>(facts.all, 1));
        return part;
    };
    for (std::size_t i = 0; i < genres.size(); ++i) {
        if (genres[i].here > 0)
            facts.genres.emplace_back(static_cast<GenreGroup>(i), withShares(genres[i]));
    }
    std::ranges::stable_sort(facts.genres, std::greater<>{}, [](const auto& one) { return one.second.here; });
    for (const auto& [decade, part] : decades) {
        if (part.here > 0)
            facts.decades.emplace_back(decade, withShares(part));
    }
}

}  // namespace

GroupFacts groupFacts(const Group& group, std::size_t most, const std::stop_token& stop)
{
    GroupFacts facts;
    const auto& catalogue = group.model->catalogue();
    facts.count = group.rows.size();
    facts.all = (group.ofFilms ? catalogue.movieRows() : catalogue.userRows()) - 1;
    addRatings(group, most, facts);
    addVectors(group, most, stop, facts);
    if (group.ofFilms)
        addParts(group, facts);
    return facts;
}

}  // namespace projectionist
