// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/evaluate/item_scorers.h"
#include "engine/evaluate/liked_films.h"
#include "engine/evaluate/symmetric_inverse.h"

#include <algorithm>
#include <new>
#include <utility>

#include <Eigen/Core>

namespace projectionist {

namespace {

using Values = Eigen::Map<Eigen::ArrayXf>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

class EaseScorer final : public Scorer {
public:
    EaseScorer(LikedFilms liked, Matrix weights) : m_liked(std::move(liked)), m_weights(std::move(weights)) {}

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        const auto films = m_liked.films();
        const auto buffer = m_sums.lease();
        Values sum(buffer->require(films), static_cast<Eigen::Index>(films));
        std::ranges::fill(scores, 0.0F);
        for (std::size_t user = 0; user < count; ++user) {
            sum.setZero();
            for (const auto film : m_liked.filmsOf(first + user))
                sum += ConstValues(m_weights.row(film).data(), sum.size());
            const auto own = scores.subspan(user * m_liked.movieRows, m_liked.movieRows);
            for (std::size_t film = 0; film < films; ++film)
                own[m_liked.rows[film]] = sum[static_cast<Eigen::Index>(film)];
        }
    }
    [[nodiscard]] std::size_t users() const override { return m_liked.users; }
    [[nodiscard]] std::size_t movies() const override { return m_liked.movieRows; }

private:
    LikedFilms m_liked;
    Matrix m_weights;  ///< From each film (row) to each film.
    mutable ScratchPool<FloatBuffer> m_sums;
};

/// The lower triangle of XᵀX + λI. Nothing is of use when stopped.
Matrix gram(const LikedFilms& liked, double lambda, const std::stop_token& stop)
{
    Matrix matrix(liked.films(), liked.films());
    parallelFor(liked.films(), [&](std::size_t film) {
        const auto row = matrix.row(film);
        for (const auto user : liked.usersOf(film)) {
            if (stop.stop_requested())
                return;
            for (const auto other : liked.filmsOf(user)) {
                if (other > film)
                    break;
                row[other] += 1.0F;
            }
        }
        row[film] += static_cast<float>(lambda);
    });
    return matrix;
}

}  // namespace

std::unique_ptr<Scorer> easeScorer(const PositivesByUser& training, std::size_t movieRows, double lambda,
                                   std::stop_token stop, const ProgressFunction& progress)
try {
    LikedFilms liked(training, movieRows);
    auto weights = gram(liked, lambda, stop);
    if (stop.stop_requested() || invertSymmetric(weights, stop, progress) != InverseOutcome::Done)
        return nullptr;
    const auto films = liked.films();
    std::vector<float> factors(films);
    for (std::size_t film = 0; film < films; ++film)
        factors[film] = -1.0F / weights.row(film)[film];
    const ConstValues factor(factors.data(), static_cast<Eigen::Index>(films));
    parallelFor(films, [&](std::size_t film) {
        Values row(weights.row(film).data(), factor.size());
        row *= factor;
        row[static_cast<Eigen::Index>(film)] = 0.0F;
    });
    return std::make_unique<EaseScorer>(std::move(liked), std::move(weights));
} catch (const std::bad_alloc&) {
    return nullptr;
}

}  // namespace projectionist
