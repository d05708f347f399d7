// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/scorer.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include <Eigen/Core>

namespace projectionist {

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Table = Eigen::Map<const RowMajor>;

class DotScorer final : public Scorer {
public:
    DotScorer(MatrixView users, MatrixView movies) : m_users(users), m_movies(movies)
    {
        assert(users.columns == movies.columns);
    }

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        const auto columns = static_cast<Eigen::Index>(m_users.columns);
        const auto rows = static_cast<Eigen::Index>(count);
        const auto movies = static_cast<Eigen::Index>(m_movies.rows);
        Eigen::Map<RowMajor>(scores.data(), rows, movies).noalias() =
            Table(m_users.data + first * m_users.columns, rows, columns) *
            Table(m_movies.data, movies, columns).transpose();
    }
    [[nodiscard]] std::size_t users() const override { return m_users.rows; }
    [[nodiscard]] std::size_t movies() const override { return m_movies.rows; }

private:
    MatrixView m_users, m_movies;
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
