// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/two_tower.h"

#include "engine/core/random.h"
#include "engine/train/adagrad.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist {

namespace {

std::vector<float> decays(const std::vector<std::uint32_t>& counts, const TrainOptions& options)
{
    std::vector<float> result(counts.size(), 0.0F);
    for (std::size_t row = 0; row < counts.size(); ++row) {
        if (counts[row] > 0)
            result[row] =
                static_cast<float>(double(options.l2) * std::pow(double(counts[row]), -double(options.l2Exponent)));
    }
    return result;
}

/// The decay of each touched row: that of an occurrence times its rows in the batch.
template <class Row>
std::span<const float> decaysOf(std::span<const Row> rows, std::span<const std::uint32_t> counts,
                                const std::vector<float>& perOccurrence, std::vector<float>& memory)
{
    if (perOccurrence.empty())
        return {};
    memory.resize(rows.size());
    for (std::size_t place = 0; place < rows.size(); ++place)
        memory[place] = static_cast<float>(counts[place]) * perOccurrence[rows[place].value];
    return memory;
}

bool fill(Matrix& table, Random& random, float range, const std::stop_token& stop)
{
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (row % 256 == 0 && stop.stop_requested())
            return false;
        for (auto& value : table.row(row))
            value = random.uniform(-range, range);
    }
    return true;
}

}  // namespace

PhaseRows::PhaseRows(std::shared_ptr<const Split> rows, const TrainOptions& options) : split(std::move(rows))
{
    const auto& catalogue = *split->catalogue();
    const auto counts = split->trainCounts();
    if (options.samplingCorrection && options.candidates == Candidates::Batch) {
        const auto all = static_cast<double>(split->trainMovies().size());
        for (const auto count : counts)
            movieProbabilities.push_back(static_cast<float>(double(count) / all));
    }
    if (options.l2 > 0) {
        std::vector<std::uint32_t> userCounts(catalogue.userRows(), 0);
        for (const auto user : split->trainUsers())
            ++userCounts[user.value];
        userDecay = decays(userCounts, options);
        movieDecay = decays({counts.begin(), counts.end()}, options);
    }
    if (options.candidates == Candidates::All) {
        for (std::uint32_t row = 1; row < catalogue.movieRows(); ++row) {
            if (counts[row] > 0)  // the others would only ever be pushed away from their start
                candidates.push_back({row});
        }
    }
}

TwoTower::TwoTower(std::size_t userRows, std::size_t movieRows, std::size_t dimension)
    : users(userRows, dimension)
    , movies(movieRows, dimension)
    , userAccumulators(userRows, dimension)
    , movieAccumulators(movieRows, dimension)
{
}

bool TwoTower::begin(const TrainOptions& options, std::uint32_t start, const std::stop_token& stop)
{
    std::ranges::fill(userAccumulators.values(), adagradStart);
    std::ranges::fill(movieAccumulators.values(), adagradStart);
    Random random(options.seed, static_cast<std::uint64_t>(RandomStream::Tables), start);
    return fill(users, random, options.startRange, stop) && fill(movies, random, options.startRange, stop);
}

std::optional<SoftmaxLoss> TwoTower::compute(const PhaseRows& phase, std::span<const std::uint32_t> places,
                                             const TrainOptions& options, const std::stop_token& stop)
{
    const auto trainUsers = phase.split->trainUsers();
    const auto trainMovies = phase.split->trainMovies();
    m_batchUsers.resize(places.size());
    m_batchMovies.resize(places.size());
    for (std::size_t row = 0; row < places.size(); ++row) {
        m_batchUsers[row] = trainUsers[places[row]];
        m_batchMovies[row] = trainMovies[places[row]];
    }
    return m_softmax.compute({.users = users,
                              .movies = movies,
                              .userOfRow = m_batchUsers,
                              .movieOfRow = m_batchMovies,
                              .movieProbabilities = phase.movieProbabilities,
                              .candidates = phase.candidates},
                             {.temperature = options.temperature,
                              .removeAccidentalHits = options.removeAccidentalHits,
                              .hardNegatives = options.hardNegatives},
                             stop);
}

void TwoTower::move(const PhaseRows& phase, const TrainOptions& options)
{
    adagradStep(users, userAccumulators, m_softmax.users(), m_softmax.userGradient(),
                decaysOf(m_softmax.users(), m_softmax.userCounts(), phase.userDecay, m_userDecay),
                options.learningRate);
    adagradStep(movies, movieAccumulators, m_softmax.movies(), m_softmax.movieGradient(),
                decaysOf(m_softmax.movies(), m_softmax.movieCounts(), phase.movieDecay, m_movieDecay),
                options.learningRate);
}

}  // namespace projectionist
