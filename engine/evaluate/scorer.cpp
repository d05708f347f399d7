// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/scorer.h"

#include "engine/core/dot_products.h"
#include "engine/core/scratch.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <vector>

namespace projectionist {

namespace {

constexpr std::size_t blockBytes = std::size_t{256} << 10;  // of films, in the second-level cache

/// Each score is a sum in one fixed order, whatever else is computed beside it (see dot_products.h).
class DotScorer final : public Scorer {
public:
    DotScorer(MatrixView users, MatrixView movies) : m_users(users), m_movies(movies)
    {
        assert(users.columns == movies.columns);
    }

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        const auto width = m_movies.rowsWithin(blockBytes), atOnce = ProductStrip::rowsAtOnce();
        const auto lease = m_strips.lease();
        if (!*lease)
            lease->emplace(m_users.columns, width);
        auto& strip = **lease;
        for (std::size_t movie = 0; movie < m_movies.rows(); movie += width) {
            const auto movies = std::min(width, m_movies.rows() - movie);
            for (std::size_t user = 0; user < count; user += atOnce) {
                const auto users = std::min(atOnce, count - user);
                strip.compute(m_users, first + user, users, m_movies, movie, movies);
                for (std::size_t i = 0; i < users; ++i)
                    std::ranges::copy(strip.row(i), scores.data() + (user + i) * m_movies.rows() + movie);
            }
        }
    }
    [[nodiscard]] std::size_t users() const override { return m_users.rows; }
    [[nodiscard]] std::size_t movies() const override { return m_movies.rows(); }

private:
    MatrixView m_users;
    PackedRows m_movies;
    mutable ScratchPool<std::optional<ProductStrip>> m_strips;
};

class PopularityScorer final : public Scorer {
public:
    PopularityScorer(std::span<const std::uint32_t> counts, std::size_t users)
        : m_scores(counts.begin(), counts.end()), m_users(users)
    {
    }

    void score(std::size_t, std::size_t count, std::span<float> scores) const override
    {
        for (std::size_t user = 0; user < count; ++user)
            std::ranges::copy(m_scores, scores.begin() + std::ptrdiff_t(user * m_scores.size()));
    }
    [[nodiscard]] std::size_t users() const override { return m_users; }
    [[nodiscard]] std::size_t movies() const override { return m_scores.size(); }

private:
    std::vector<float> m_scores;
    std::size_t m_users;
};

}  // namespace

std::unique_ptr<Scorer> dotScorer(MatrixView users, MatrixView movies)
{
    return std::make_unique<DotScorer>(users, movies);
}

std::unique_ptr<Scorer> popularityScorer(std::span<const std::uint32_t> trainCounts, std::size_t users)
{
    return std::make_unique<PopularityScorer>(trainCounts, users);
}

}  // namespace projectionist
