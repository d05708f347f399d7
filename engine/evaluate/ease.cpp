// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/bulk_vector.h"
#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/evaluate/item_scorers.h"
#include "engine/evaluate/liked_films.h"
#include "engine/evaluate/symmetric_inverse.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <utility>

#include <Eigen/Core>

namespace projectionist {

namespace {

using Values = Eigen::Map<Eigen::ArrayXf>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

/// A large square table whose rows are written first by those who fill them: clearing it beforehand takes long and
/// cannot be stopped.
struct Square {
    explicit Square(std::size_t size) : n(size) { values.resize(size * size); }
    [[nodiscard]] std::span<float> row(std::size_t index) { return std::span(values).subspan(index * n, n); }
    [[nodiscard]] std::span<const float> row(std::size_t index) const
    {
        return std::span(values).subspan(index * n, n);
    }

    std::size_t n;
    BulkVector<float> values;
};

/// B as a table of films × films.
class EaseByFilms final : public Scorer {
public:
    EaseByFilms(LikedFilms liked, Square weights, std::stop_token stop)
        : m_liked(std::move(liked)), m_weights(std::move(weights)), m_stop(std::move(stop))
    {
    }

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        const auto films = m_liked.films();
        const auto buffer = m_sums.lease();
        Values sum(buffer->require(films), static_cast<Eigen::Index>(films));
        std::ranges::fill(scores, 0.0F);
        for (std::size_t user = 0; user < count; ++user) {
            sum.setZero();
            for (const auto film : m_liked.filmsOf(first + user)) {
                if (m_stop.stop_requested())
                    return;
                sum += ConstValues(m_weights.row(film).data(), sum.size());
            }
            const auto own = scores.subspan(user * m_liked.movieRows, m_liked.movieRows);
            for (std::size_t film = 0; film < films; ++film)
                own[m_liked.rows[film]] = sum[static_cast<Eigen::Index>(film)];
        }
    }
    [[nodiscard]] std::size_t users() const override { return m_liked.users; }
    [[nodiscard]] std::size_t movies() const override { return m_liked.movieRows; }

private:
    LikedFilms m_liked;
    Square m_weights;  ///< From each film (row) to each film.
    std::stop_token m_stop;
    mutable ScratchPool<FloatBuffer> m_sums;
};

/// Rows of X that hold anything, numbered from 0 in their order.
struct ActiveUsers {
    explicit ActiveUsers(const LikedFilms& liked) : before(liked.users + 1, 0)
    {
        for (std::size_t user = 0; user < liked.users; ++user)
            before[user + 1] = before[user] + (liked.filmsOf(user).empty() ? 0 : 1);
    }
    [[nodiscard]] std::size_t count() const { return before.back(); }

    std::vector<std::uint32_t> before;  ///< How many of them come before each user.
};

/// The same scores from a table of users × users: with A = (XXᵀ + λI)⁻¹, X P is A X, and P's diagonal is
/// (1 − xᵀ A x) / λ for each column x of X. Much the smaller table where there are fewer users than films.
class EaseByUsers final : public Scorer {
public:
    EaseByUsers(LikedFilms liked, ActiveUsers active, Square inverse, std::vector<float> factors, std::stop_token stop)
        : m_liked(std::move(liked))
        , m_active(std::move(active))
        , m_inverse(std::move(inverse))
        , m_factors(std::move(factors))
        , m_stop(std::move(stop))
    {
    }

    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        std::ranges::fill(scores, 0.0F);
        const auto begin = m_active.before[first];
        const auto width = static_cast<Eigen::Index>(m_active.before[first + count] - begin);
        const auto buffer = m_sums.lease();
        Values sum(buffer->require(count), width);
        for (std::size_t film = 0; film < m_liked.films(); ++film) {
            sum.setZero();
            for (const auto other : m_liked.usersOf(film)) {
                if (m_stop.stop_requested())
                    return;
                sum += ConstValues(m_inverse.row(m_active.before[other]).data() + begin, width);
            }
            for (std::size_t user = 0; user < count; ++user) {
                const auto place = m_active.before[first + user];
                if (m_active.before[first + user + 1] > place)
                    scores[user * m_liked.movieRows + m_liked.rows[film]] = m_factors[film] * sum[place - begin];
            }
        }
        for (std::size_t user = 0; user < count; ++user) {
            for (const auto film : m_liked.filmsOf(first + user))
                scores[user * m_liked.movieRows + m_liked.rows[film]] += 1.0F;
        }
    }
    [[nodiscard]] std::size_t users() const override { return m_liked.users; }
    [[nodiscard]] std::size_t movies() const override { return m_liked.movieRows; }

private:
    LikedFilms m_liked;
    ActiveUsers m_active;
    Square m_inverse;
    std::vector<float> m_factors;  ///< −1 / P's diagonal.
    std::stop_token m_stop;
    mutable ScratchPool<FloatBuffer> m_sums;
};

/// The lower triangle of XᵀX + λI. Nothing is of use when stopped.
Square gramOfFilms(const LikedFilms& liked, double lambda, const std::stop_token& stop)
{
    Square matrix(liked.films());
    parallelFor(liked.films(), [&](std::size_t film) {
        if (stop.stop_requested())
            return;
        const auto row = matrix.row(film);
        std::ranges::fill(row, 0.0F);
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

/// The lower triangle of XXᵀ + λI over active users.
Square gramOfUsers(const LikedFilms& liked, const ActiveUsers& active, double lambda, const std::stop_token& stop)
{
    Square matrix(active.count());
    parallelFor(liked.users, [&](std::size_t user) {
        if (liked.filmsOf(user).empty() || stop.stop_requested())
            return;
        const auto row = matrix.row(active.before[user]);
        std::ranges::fill(row, 0.0F);
        for (const auto film : liked.filmsOf(user)) {
            if (stop.stop_requested())
                return;
            for (const auto other : liked.usersOf(film)) {
                if (other > user)
                    break;
                row[active.before[other]] += 1.0F;
            }
        }
        row[active.before[user]] += static_cast<float>(lambda);
    });
    return matrix;
}

std::unique_ptr<Scorer> byFilms(LikedFilms liked, double lambda, const std::stop_token& stop,
                                const ProgressFunction& progress)
{
    auto weights = gramOfFilms(liked, lambda, stop);
    if (stop.stop_requested() || invertSymmetric(weights.values, weights.n, stop, progress) != InverseOutcome::Done)
        return nullptr;
    const auto films = liked.films();
    std::vector<float> factors(films);
    for (std::size_t film = 0; film < films; ++film)
        factors[film] = -1.0F / weights.row(film)[film];
    const ConstValues factor(factors.data(), static_cast<Eigen::Index>(films));
    parallelFor(films, [&](std::size_t film) {
        if (stop.stop_requested())
            return;
        Values row(weights.row(film).data(), factor.size());
        row *= factor;
        row[static_cast<Eigen::Index>(film)] = 0.0F;
    });
    if (stop.stop_requested())
        return nullptr;
    return std::make_unique<EaseByFilms>(std::move(liked), std::move(weights), stop);
}

std::unique_ptr<Scorer> byUsers(LikedFilms liked, ActiveUsers active, double lambda, const std::stop_token& stop,
                                const ProgressFunction& progress)
{
    auto inverse = gramOfUsers(liked, active, lambda, stop);
    if (stop.stop_requested() || invertSymmetric(inverse.values, inverse.n, stop, progress) != InverseOutcome::Done)
        return nullptr;
    std::vector<float> factors(liked.films());
    std::atomic<bool> positive = true;
    parallelFor(liked.films(), [&](std::size_t film) {
        const auto users = liked.usersOf(film);
        double sum = 0;
        for (const auto user : users) {
            if (stop.stop_requested())
                return;
            const auto row = inverse.row(active.before[user]);
            for (const auto other : users)
                sum += double(row[active.before[other]]);
        }
        if (!(sum < 1))
            positive = false;
        factors[film] = static_cast<float>(-lambda / (1 - sum));
    });
    if (stop.stop_requested() || !positive)
        return nullptr;
    return std::make_unique<EaseByUsers>(std::move(liked), std::move(active), std::move(inverse), std::move(factors),
                                         stop);
}

std::size_t usersWithAny(const PositivesByUser& training)
{
    std::size_t count = 0;
    for (std::size_t user = 0; user < training.users(); ++user)
        count += training.offsets[user + 1] > training.offsets[user] ? 1 : 0;
    return count;
}

}  // namespace

std::uint64_t easeBytes(const PositivesByUser& training, std::size_t films)
{
    const std::uint64_t rows = std::min(usersWithAny(training), films);
    return sizeof(float) * rows * (rows + inversePanelColumns) +
           sizeof(std::uint32_t) * (2 * training.movies.size() + 4 * training.users());
}

std::unique_ptr<Scorer> easeScorer(const PositivesByUser& training, std::size_t movieRows, double lambda,
                                   std::stop_token stop, const ProgressFunction& progress)
try {
    LikedFilms liked(training, movieRows, stop);
    if (stop.stop_requested())
        return nullptr;
    ActiveUsers active(liked);
    return active.count() < liked.films() ? byUsers(std::move(liked), std::move(active), lambda, stop, progress)
                                          : byFilms(std::move(liked), lambda, stop, progress);
} catch (const std::bad_alloc&) {
    return nullptr;
}

}  // namespace projectionist
