// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"
#include "engine/data/catalogue.h"
#include "engine/data/id_order.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

std::string quoted(std::string_view text)
{
    return std::string("\"").append(text).append("\"");
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& character : lower)
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character + ('a' - 'A'));
    return lower;
}

/// "Rock, The (1996)" as "Rock, The": the data's own words without the year.
std::string_view withoutYear(std::string_view title, std::optional<int> year)
{
    title = trimmed(title);
    if (!year)
        return title;
    const auto tail = std::string("(").append(std::to_string(*year)).append(")");
    if (title.ends_with(tail))
        title = trimmed(title.substr(0, title.size() - tail.size()));
    return title;
}

/// Every way in which a film may be asked for by name, from the closest to the loosest.
constexpr int waysToAsk = 3;
bool isCalled(const CatalogueMovie& movie, std::string_view asked, int way)
{
    if (way == 0)
        return movie.title == asked;
    const std::function<std::string(std::string_view)> fold = way == 1 ? lowerCase : foldForSearch;
    const auto wanted = fold(trimmed(asked));
    if (fold(trimmed(movie.title)) == wanted)
        return true;
    const auto shown = splitTitle(movie.title);
    if (fold(shown.name) == wanted || fold(withoutYear(movie.title, shown.year)) == wanted)
        return true;
    if (!shown.year)
        return false;
    const auto year = std::to_string(*shown.year);
    return fold(shown.name + " (" + year + ")") == wanted || fold(shown.name + " " + year) == wanted;
}

/// Edits (a letter put in, left out, changed, or two swapped) between two texts (Damerau 1964, restricted), bytewise;
/// anything above `most` counts as most + 1.
std::size_t edits(std::string_view a, std::string_view b, std::size_t most)
{
    const auto difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > most)
        return most + 1;
    std::vector<std::size_t> twoBack(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
    std::iota(back.begin(), back.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        auto least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], twoBack[j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > most)
            return most + 1;
        std::swap(twoBack, back);
        std::swap(back, row);
    }
    return back[b.size()];
}

/// "a", "b" and "c".
std::string listed(const std::vector<std::string>& texts)
{
    std::string list;
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (index > 0)
            list += index + 1 == texts.size() ? " and " : ", ";
        list += texts[index];
    }
    return list;
}

} // namespace

std::optional<UserRow> Catalogue::findUser(std::string_view id) const
{
    const auto found = findById(std::span<const User>(m_parts.users), m_usersById, id);
    return found ? std::optional(UserRow{*found}) : std::nullopt;
}

std::optional<MovieRow> Catalogue::findMovieById(std::string_view id) const
{
    const auto found =
        std::lower_bound(m_moviesById.begin(), m_moviesById.end(), id,
                         [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
    if (found == m_moviesById.end() || found->first != id)
        return {};
    return MovieRow{found->second};
}

Result<UserRow> Catalogue::requireUser(std::string_view id) const
{
    if (const auto row = findUser(id))
        return *row;
    if (m_usersById.empty())
        return failure(ErrorCode::NotFound, "there is no user " + quoted(id) + ": there are no users at all.");
    const auto& first = m_parts.users[m_usersById.front()].id;
    const auto& last = m_parts.users[m_usersById.back()].id;
    return failure(ErrorCode::NotFound, "there is no user " + quoted(id) + ". The " + grouped(m_usersById.size()) +
                                            " users have the ids of the rating file, from " + first + " to " + last +
                                            ".");
}

Result<MovieRow> Catalogue::requireMovieById(std::string_view id) const
{
    if (const auto row = findMovieById(id))
        return *row;
    if (m_moviesById.empty())
        return failure(ErrorCode::NotFound,
                       "there is no film with the id " + quoted(id) + ": there are no films at all.");
    const auto [least, most] =
        std::minmax_element(m_moviesById.begin(), m_moviesById.end(),
                            [](const auto& a, const auto& b) { return compareIds(a.first, b.first) < 0; });
    return failure(ErrorCode::NotFound, "there is no film with the id " + quoted(id) + ". The ids of the " +
                                            grouped(m_moviesById.size()) + " films are those of the data, from " +
                                            least->first + " to " + most->first +
                                            "; films can also be named by title.");
}

Result<MovieRow> Catalogue::findMovieByTitle(std::string_view title) const
{
    std::vector<std::uint32_t> found;
    for (int way = 0; way < waysToAsk && found.empty(); ++way)
        for (std::uint32_t row = 1; row < m_parts.movies.size(); ++row)
            if (m_parts.movies[row].hasTitle && isCalled(m_parts.movies[row], title, way))
                found.push_back(row);
    if (found.size() == 1)
        return MovieRow{found.front()};
    if (!found.empty()) {
        std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
            return compareIds(m_parts.movies[a].ids.front(), m_parts.movies[b].ids.front()) < 0;
        });
        constexpr std::size_t mostListed = 10;
        std::vector<std::string> texts;
        for (const auto row : found) {
            if (texts.size() == mostListed && found.size() > mostListed + 1) {
                texts.push_back(grouped(found.size() - mostListed) + " more");
                break;
            }
            const auto& movie = m_parts.movies[row];
            texts.push_back(movie.ids.front() + (movie.title == title ? "" : " (" + movie.title + ")"));
        }
        return failure(ErrorCode::Ambiguous, grouped(found.size()) + " films are called " + quoted(title) + ": ids " +
                                                 listed(texts) + ". Name the film by its id.");
    }

    // The closest: titles that hold the words, then those that are a few letters away; of equally close ones the most
    // rated.
    const auto wanted = foldForSearch(splitTitle(title).name);
    const auto most = std::max<std::size_t>(2, wanted.size() / 4);
    std::vector<std::pair<std::pair<std::size_t, std::uint32_t>, std::uint32_t>> close; // (distance, place), row
    for (std::uint32_t row = 1; row < m_parts.movies.size(); ++row) {
        const auto& movie = m_parts.movies[row];
        if (!movie.hasTitle || wanted.empty())
            continue;
        const auto name = foldForSearch(splitTitle(movie.title).name);
        const bool holds = wanted.size() >= 3 && name.find(wanted) != std::string::npos;
        const auto distance = holds ? 0 : edits(wanted, name, most);
        if (distance <= most)
            close.push_back({{distance, m_popularityRanks[row]}, row});
    }
    std::sort(close.begin(), close.end());
    auto message = "no film is called " + quoted(title) + ".";
    if (close.empty())
        return failure(ErrorCode::NotFound, message + " Give the title as the data has it, or the film's id.");
    constexpr std::size_t mostNamed = 3;
    std::vector<std::string> names;
    for (std::size_t index = 0; index < std::min(close.size(), mostNamed); ++index)
        names.push_back(quoted(m_parts.movies[close[index].second].title));
    message += names.size() == 1 ? " The closest title is " : " The closest titles are ";
    return failure(ErrorCode::NotFound, message + listed(names) + ".");
}

} // namespace projectionist
