// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/recommend.h"

#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/model/throttle.h"
#include "engine/retrieve/listed_movies.h"
#include "engine/retrieve/top_k.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace projectionist {

namespace {

struct BetterMovie {
    bool operator()(const ScoredMovie& a, const ScoredMovie& b) const
    {
        return a.score > b.score || (a.score == b.score && a.movie < b.movie);
    }
};

struct BetterUser {
    bool operator()(const ScoredUser& a, const ScoredUser& b) const
    {
        return a.score > b.score || (a.score == b.score && a.user < b.user);
    }
};

using TopMovies = TopK<ScoredMovie, BetterMovie>;

constexpr std::array<std::pair<Hide, std::string_view>, 3> hideNames{
    {{Hide::Liked, "liked"}, {Hide::Rated, "rated"}, {Hide::Nothing, "none"}}};

/// The films that a user's list leaves out, asked for in ascending order of rows.
class HiddenMovies {
public:
    HiddenMovies(const Catalogue& catalogue, UserRow user, Hide hide)
    {
        if (hide == Hide::Nothing)
            return;
        const auto [begin, end] = catalogue.ratingsOfUser(user);
        for (auto rating = begin; rating < end; ++rating)
            if (hide == Hide::Rated || catalogue.isLiked(rating))
                m_rows.push_back(catalogue.parts().ratingMovies[rating]);
        std::sort(m_rows.begin(), m_rows.end());
    }

    [[nodiscard]] bool contains(MovieRow row)
    {
        while (m_next < m_rows.size() && m_rows[m_next] < row)
            ++m_next;
        return m_next < m_rows.size() && m_rows[m_next] == row;
    }

private:
    std::vector<MovieRow> m_rows;
    std::size_t m_next = 0;
};

// How recommendAll cuts its work: by sizes alone.
constexpr std::size_t filmTileBytes = std::size_t{256} << 10;  // what a core's second-level cache holds beside the rest
constexpr std::size_t filmsAtMost = 512;
constexpr std::size_t usersPerBlock = 48;
constexpr std::size_t blocksPerWave = 32;
constexpr std::size_t listBytesPerWave = std::size_t{64} << 20;

/// The lists of some users.
class UserBlock {
public:
    UserBlock(const Model& model, const RecommendOptions& options, const std::vector<std::uint32_t>& films,
              const PackedRows& packed)
        : m_model(model), m_options(options), m_films(films), m_packed(packed)
    {
    }

    /// When stopped, only some of them.
    void compute(UserRow first, std::span<std::vector<ScoredMovie>> lists, const std::stop_token& stop) const
    {
        std::vector<TopMovies> best;
        std::vector<HiddenMovies> hidden;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            best.emplace_back(m_options.k);
            hidden.emplace_back(m_model.catalogue(), UserRow{first.value + static_cast<std::uint32_t>(i)},
                                m_options.hide);
        }
        const auto width = std::min(m_packed.rowsWithin(filmTileBytes), filmsAtMost);
        ProductStrip strip(m_model.dimension(), width);
        for (std::size_t film = 0; film < m_films.size(); film += width) {
            const auto films = std::min(width, m_films.size() - film);
            for (std::size_t user = 0; user < lists.size(); user += ProductStrip::rowsAtOnce()) {
                if (stop.stop_requested())
                    return;
                const auto users = std::min(ProductStrip::rowsAtOnce(), lists.size() - user);
                strip.compute(m_model.users(), first.value + user, users, m_packed, film, films);
                for (std::size_t i = 0; i < users; ++i)
                    gather(strip.row(i), film, best[user + i], hidden[user + i]);
            }
        }
        for (std::size_t i = 0; i < lists.size(); ++i) {
            if (stop.stop_requested())
                return;
            lists[i] = best[i].take();
        }
    }

private:
    void gather(std::span<const float> scores, std::size_t firstFilm, TopMovies& best, HiddenMovies& hidden) const
    {
        for (std::size_t j = 0; j < scores.size(); ++j) {
            if (!best.wants(scores[j])) [[likely]]
                continue;
            const MovieRow movie{m_films[firstFilm + j]};
            if (!hidden.contains(movie))
                best.add({.movie = movie, .score = scores[j]});
        }
    }

    const Model& m_model;
    const RecommendOptions& m_options;
    const std::vector<std::uint32_t>& m_films;
    const PackedRows& m_packed;
};

}  // namespace

std::optional<Hide> hideFromName(std::string_view name)
{
    for (const auto& [hide, known] : hideNames)
        if (known == name)
            return hide;
    return {};
}

std::string_view nameOf(Hide hide)
{
    for (const auto& [known, name] : hideNames)
        if (known == hide)
            return name;
    return {};
}

std::optional<Error> whyNoVector(const Model& model, UserRow user)
{
    if (model.hasVector(user))
        return {};
    if (user.value >= model.catalogue().allUsers())
        return Error{ErrorCode::InvalidOption, "There is no such user in the model. Choose another user.", {}, 0};
    if (user.value == 0)
        return Error{ErrorCode::InvalidOption, "The unknown user has no lists. Choose another user.", {}, 0};
    return Error{ErrorCode::InvalidOption,
                 "User " + model.catalogue().user(user).id + " rated no film above " +
                     shortest(model.catalogue().parts().ratingAbove) +
                     ", so the model has no vector for them. Choose another user.",
                 {},
                 0};
}

Result<std::vector<ScoredMovie>> recommend(const Model& model, UserRow user, const RecommendOptions& options)
{
    if (auto error = whyNoVector(model, user))
        return tl::unexpected(std::move(*error));
    try {
        std::vector<float> scores(model.movies().rows);
        scoresOf(model, user, scores);
        const ListedMovies listed(model, options.includeUntrained, options.minimumRatings);
        HiddenMovies hidden(model.catalogue(), user, options.hide);
        TopMovies best(options.k);
        for (std::uint32_t row = 1; row < scores.size(); ++row)
            if (const MovieRow movie{row}; best.wants(scores[row]) && listed(movie) && !hidden.contains(movie))
                best.add({.movie = movie, .score = scores[row]});
        return best.take();
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "There is not enough memory for this list. Close something, then try again.");
    }
}

bool recommendAll(const Model& model, const RecommendOptions& options,
                  const std::function<bool(UserRow, std::span<const ScoredMovie>)>& sink, std::stop_token stop,
                  const ProgressFunction& progress)
{
    try {
        const ListedMovies listed(model, options.includeUntrained, options.minimumRatings);
        std::vector<std::uint32_t> films;
        for (std::uint32_t row = 1; row < model.movies().rows; ++row)
            if (listed(MovieRow{row}))
                films.push_back(row);
        const PackedRows packed(model.movies(), films);
        const UserBlock work(model, options, films, packed);

        // Long lists are made for fewer users at a time, so that those which wait for the sink stay within bounds.
        const auto listBytes =
            (options.k == 0 ? films.size() : std::min(options.k, films.size())) * 2 * sizeof(ScoredMovie);
        const auto usersInMemory = std::max<std::size_t>(listBytesPerWave / std::max<std::size_t>(listBytes, 1), 1);
        const auto perBlock =
            usersInMemory >= usersPerBlock * blocksPerWave ? usersPerBlock : ProductStrip::rowsAtOnce();
        const auto perWave = std::clamp<std::size_t>(usersInMemory / perBlock, 1, blocksPerWave) * perBlock;

        const auto rows = model.users().rows;
        Throttle report(progress, "Making lists", rows - std::min<std::size_t>(rows, 1));
        std::vector<std::vector<ScoredMovie>> lists;
        for (std::size_t first = 1; first < rows; first += perWave) {
            const auto users = std::min(perWave, rows - first);
            lists.assign(users, {});
            parallelFor((users + perBlock - 1) / perBlock, [&](std::size_t block) {
                const auto begin = block * perBlock;
                work.compute(UserRow{static_cast<std::uint32_t>(first + begin)},
                             std::span(lists).subspan(begin, std::min(perBlock, users - begin)), stop);
            });
            for (std::size_t i = 0; i < users; ++i) {
                if (stop.stop_requested())
                    return false;
                if (!sink(UserRow{static_cast<std::uint32_t>(first + i)}, lists[i]))
                    return true;
            }
            report.advance(users);
        }
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void scoresOf(const Model& model, UserRow user, std::span<float> scores)
{
    dotProducts(model.movies(), model.users().row(user.value), scores);
}

std::vector<ScoredUser> usersFor(const Model& model, MovieRow movie, std::size_t k)
{
    std::vector<float> scores(model.users().rows);
    dotProducts(model.users(), model.movies().row(movie.value), scores);
    TopK<ScoredUser, BetterUser> best(k);
    for (std::uint32_t row = 1; row < scores.size(); ++row)
        if (best.wants(scores[row]))
            best.add({.user = UserRow{row}, .score = scores[row]});
    return best.take();
}

}  // namespace projectionist
