// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/evaluate/item_scorers.h"
#include "engine/evaluate/liked_films.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace projectionist {

namespace {

struct Neighbour {
    std::uint32_t film = 0;
    float similarity = 0;
};

/// How often each film was liked together with one, and which films that were.
struct Together {
    std::vector<std::uint32_t> counts, films;
    std::vector<Neighbour> similar;
};

class ItemKnnScorer final : public Scorer {
public:
    ItemKnnScorer(LikedFilms liked, const std::vector<std::vector<Neighbour>>& nearest, std::stop_token stop)
        : m_liked(std::move(liked)), m_stop(std::move(stop))
    {
        // By the film that is liked, for scoring: whose lists it is in.
        const auto films = m_liked.films();
        m_offsets.assign(films + 1, 0);
        for (const auto& list : nearest) {
            for (const auto& neighbour : list)
                ++m_offsets[neighbour.film + 1];
        }
        for (std::size_t film = 0; film < films; ++film)
            m_offsets[film + 1] += m_offsets[film];
        m_targets.resize(m_offsets.back());
        auto places = m_offsets;
        for (std::uint32_t target = 0; target < films; ++target) {
            for (const auto& neighbour : nearest[target])
                m_targets[places[neighbour.film]++] = {m_liked.rows[target], neighbour.similarity};
        }
    }

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        std::ranges::fill(scores, 0.0F);
        for (std::size_t user = 0; user < count && !m_stop.stop_requested(); ++user) {
            const auto own = scores.subspan(user * m_liked.movieRows, m_liked.movieRows);
            for (const auto film : m_liked.filmsOf(first + user)) {
                for (auto place = m_offsets[film]; place < m_offsets[film + 1]; ++place)
                    own[m_targets[place].film] += m_targets[place].similarity;
            }
        }
    }
    [[nodiscard]] std::size_t users() const override { return m_liked.users; }
    [[nodiscard]] std::size_t movies() const override { return m_liked.movieRows; }

private:
    LikedFilms m_liked;
    std::vector<std::uint64_t> m_offsets;
    std::vector<Neighbour> m_targets;  ///< `film` is a row here.
    std::stop_token m_stop;
};

}  // namespace

std::uint64_t itemKnnBytes(const PositivesByUser& training, std::size_t films, std::size_t neighbours)
{
    const std::uint64_t lists = sizeof(Neighbour) * films * std::min(neighbours, films);
    return 2 * lists + sizeof(std::uint32_t) * (2 * training.movies.size() + 4 * training.users());
}

std::unique_ptr<Scorer> itemKnnScorer(const PositivesByUser& training, std::size_t movieRows, std::size_t neighbours,
                                      std::stop_token stop, const ProgressFunction& progress)
try {
    LikedFilms liked(training, movieRows, stop);
    if (stop.stop_requested())
        return nullptr;
    const auto films = liked.films();
    std::vector<std::vector<Neighbour>> nearest(films);
    ScratchPool<Together> pool;
    std::atomic<std::size_t> done = 0;
    const auto caller = std::this_thread::get_id();
    constexpr std::size_t filmsPerBlock = 8;
    parallelFor((films + filmsPerBlock - 1) / filmsPerBlock, [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        const auto scratch = pool.lease();
        auto& [counts, others, similar] = *scratch;
        counts.resize(films, 0);
        for (auto film = block * filmsPerBlock; film < std::min(films, (block + 1) * filmsPerBlock); ++film) {
            others.clear();
            for (const auto user : liked.usersOf(film)) {
                if (stop.stop_requested())
                    break;
                for (const auto other : liked.filmsOf(user)) {
                    if (counts[other]++ == 0)
                        others.push_back(other);
                }
            }
            similar.clear();
            const auto likes = double(liked.usersOf(film).size());
            for (const auto other : others) {
                if (other != film)
                    similar.push_back(
                        {other, static_cast<float>(double(counts[other]) /
                                                   std::sqrt(likes * double(liked.usersOf(other).size())))});
                counts[other] = 0;
            }
            const auto kept = std::min(neighbours, similar.size());
            const auto nearer = [](const Neighbour& a, const Neighbour& b) {
                return a.similarity != b.similarity ? a.similarity > b.similarity : a.film < b.film;
            };
            if (kept < similar.size())
                std::ranges::nth_element(similar, similar.begin() + std::ptrdiff_t(kept), nearer);
            nearest[film].assign(similar.begin(), similar.begin() + std::ptrdiff_t(kept));
        }
        const auto ready = done += filmsPerBlock;
        if (progress && std::this_thread::get_id() == caller && block % 64 == 0)
            progress({"Comparing films for item-kNN", std::min(ready, films), films});
    });
    if (stop.stop_requested())
        return nullptr;
    return std::make_unique<ItemKnnScorer>(std::move(liked), nearest, stop);
} catch (const std::bad_alloc&) {
    return nullptr;
}

}  // namespace projectionist
