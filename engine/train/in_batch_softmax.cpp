// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/in_batch_softmax.h"

#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/train/collapsed_batch.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace projectionist {

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Table = Eigen::Map<RowMajor>;
using ConstTable = Eigen::Map<const RowMajor>;
using Tile = Eigen::Map<RowMajor, Eigen::Aligned64, Eigen::OuterStride<>>;
using Values = Eigen::Map<Eigen::ArrayXf, Eigen::Aligned64>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf, Eigen::Aligned64>;
using Pair = CollapsedBatch::Pair;

constexpr std::size_t lineFloats = 16;                       // rows of scores begin on cache lines
constexpr std::size_t tileFloats = std::size_t{1} << 17;     // 512 KiB of scores stay in the L2 cache
constexpr std::size_t chunksAtMost = 16;                     // partial film gradients that are added up at the end
constexpr std::size_t partialFloats = std::size_t{1} << 26;  // … and how large they may be together
constexpr std::size_t moviesPerBlock = 256;
constexpr std::size_t columnsPerBlock = 512;

Eigen::Index index(std::size_t value)
{
    return static_cast<Eigen::Index>(value);
}

std::size_t roundedUp(std::size_t value, std::size_t step)
{
    return (value + step - 1) / step * step;
}

/// How the work is cut: by sizes alone, so that every number of threads does the same sums.
struct Cut {
    std::size_t tileRows = 0, tiles = 0, chunks = 0;

    Cut(std::size_t users, std::size_t movies, std::size_t dimension)
    {
        const auto fitting = tileFloats / std::max<std::size_t>(1, movies);
        tileRows = std::min(roundedUp(users / 8 + 1, 16), fitting / 16 * 16);
        tileRows = std::clamp<std::size_t>(tileRows, 64, 256);
        tiles = (users + tileRows - 1) / tileRows;
        const auto affordable = partialFloats / std::max<std::size_t>(1, movies * dimension);
        chunks = std::min({tiles, chunksAtMost, std::max<std::size_t>(1, affordable)});
    }
    [[nodiscard]] std::size_t firstTile(std::size_t chunk) const { return chunk * tiles / chunks; }
};

struct Scratch {
    FloatBuffer scores, users;
    std::vector<double> logits, exponentials;  // of a user's pairs
    std::vector<std::uint32_t> order;          // films by score, for hard negatives
    std::vector<double> row;
};

/// What is the same for every row of scores of a batch.
struct Rows {
    const CollapsedBatch& batch;
    std::size_t columns;       ///< Film slots …
    std::size_t stride;        ///< … and with those that fill the last cache line.
    const float* factors;      ///< c_m / p_m, 0 in what fills up.
    const float* corrections;  ///< −log p_m.
    float inverseTemperature;
    bool candidatesOnce;  ///< Every film stands once, however many rows of the batch name it.
    bool removeAccidentalHits;
    std::size_t hardNegatives;

    /// Turns raw scores of one user (row of `stride` floats) into the gradient of the loss by these scores; returns the
    /// loss.
    double turn(float* scores, std::span<const Pair> pairs, Scratch& scratch) const;

private:
    [[nodiscard]] double logit(const float* scores, std::uint32_t movie) const
    {
        return double(scores[movie]) * double(inverseTemperature) + double(corrections[movie]);
    }
    double exponentiate(float* scores, float largest) const;
    double turnAll(float* scores, std::span<const Pair> pairs) const;
    double turnWithoutHits(float* scores, std::span<const Pair> pairs, Scratch& scratch) const;
    double turnHard(float* scores, std::span<const Pair> pairs, Scratch& scratch) const;
};

/// Scores become exp((s − largest) / temperature) · factor; returns their sum.
double Rows::exponentiate(float* scores, float largest) const
{
    double sum = 0;
    for (std::size_t begin = 0; begin < stride; begin += columnsPerBlock) {
        const auto count = index(std::min(columnsPerBlock, stride - begin));
        Values block(scores + begin, count);
        block = ((block - largest) * inverseTemperature).exp() * ConstValues(factors + begin, count);
        sum += double(block.sum());
    }
    return sum;
}

double Rows::turnAll(float* scores, std::span<const Pair> pairs) const
{
    double weight = 0, positives = 0;
    for (const auto& pair : pairs) {
        weight += double(pair.weight);
        positives += double(pair.weight) * logit(scores, pair.movie);
    }
    const float largest = Values(scores, index(stride)).maxCoeff();
    const double sum = exponentiate(scores, largest);
    Values(scores, index(stride)) *= static_cast<float>(weight / sum) * inverseTemperature;
    for (const auto& pair : pairs)
        scores[pair.movie] -= pair.weight * inverseTemperature;
    return weight * (double(largest) * double(inverseTemperature) + std::log(sum)) - positives;
}

double Rows::turnWithoutHits(float* scores, std::span<const Pair> pairs, Scratch& scratch) const
{
    scratch.logits.clear();
    for (const auto& pair : pairs)
        scratch.logits.push_back(logit(scores, pair.movie));
    const float largest = Values(scores, index(stride)).maxCoeff();
    exponentiate(scores, largest);
    double sum = 0;  // of the same numbers in double, so that taking a large part away leaves the rest exact
    for (std::size_t column = 0; column < columns; ++column)
        sum += double(scores[column]);

    // Z of a pair lacks the film's other rows: (c − 1) of its c equal terms.
    scratch.exponentials.clear();
    const double base = double(largest) * double(inverseTemperature);
    double loss = 0, shared = 0;
    for (std::size_t place = 0; place < pairs.size(); ++place) {
        const auto& [movie, weight] = pairs[place];
        const double all = double(scores[movie]);
        const double one = all / double(batch.movieCounts()[movie]);
        const double own = sum - (all - one);
        loss += double(weight) * (base + std::log(own) - scratch.logits[place]);
        shared += double(weight) / own;
        scratch.exponentials.push_back(all);
        scratch.logits[place] = own;
    }
    Values(scores, index(stride)) *= static_cast<float>(shared) * inverseTemperature;
    for (std::size_t place = 0; place < pairs.size(); ++place) {
        const auto& [movie, weight] = pairs[place];
        const double all = scratch.exponentials[place];
        const double one = all / double(batch.movieCounts()[movie]);
        const double own = scratch.logits[place];
        const double slope = all * (shared - double(weight) / own) + double(weight) * (one / own - 1.0);
        scores[movie] = static_cast<float>(slope) * inverseTemperature;
    }
    return loss;
}

double Rows::turnHard(float* scores, std::span<const Pair> pairs, Scratch& scratch) const
{
    auto& order = scratch.order;
    order.resize(columns);
    for (std::size_t column = 0; column < columns; ++column)
        order[column] = static_cast<std::uint32_t>(column);
    const auto higher = [&](std::uint32_t a, std::uint32_t b) {
        const double left = logit(scores, a), right = logit(scores, b);
        return left != right ? left > right : a < b;
    };
    // Every film gives at least one negative, except perhaps a row's own.
    const auto needed = std::min(columns, hardNegatives + 1);
    if (needed < columns)
        std::nth_element(order.begin(), order.begin() + std::ptrdiff_t(needed), order.end(), higher);
    std::sort(order.begin(), order.begin() + std::ptrdiff_t(needed), higher);
    order.resize(needed);

    scratch.row.assign(columns, 0.0);
    double loss = 0;
    for (const auto& [movie, weight] : pairs) {
        const double positive = logit(scores, movie);
        const double largest = std::max(positive, logit(scores, order.front()));
        double sum = std::exp(positive - largest);
        const auto forEachNegative = [&](const auto& visit) {
            std::size_t wanted = hardNegatives;
            for (const auto other : order) {
                if (wanted == 0)
                    break;
                const std::size_t rows = candidatesOnce ? 1 : batch.movieCounts()[other];
                const std::size_t there = other != movie ? rows : removeAccidentalHits ? 0 : rows - 1;
                const auto taken = std::min(there, wanted);
                wanted -= taken;
                if (taken > 0)
                    visit(other, double(taken) * std::exp(logit(scores, other) - largest));
            }
        };
        forEachNegative([&](std::uint32_t, double mass) { sum += mass; });
        loss += double(weight) * (largest + std::log(sum) - positive);
        const double share = double(weight) / sum;
        forEachNegative([&](std::uint32_t other, double mass) { scratch.row[other] += share * mass; });
        scratch.row[movie] += share * std::exp(positive - largest) - double(weight);
    }
    for (std::size_t column = 0; column < columns; ++column)
        scores[column] = static_cast<float>(scratch.row[column]) * inverseTemperature;
    return loss;
}

double Rows::turn(float* scores, std::span<const Pair> pairs, Scratch& scratch) const
{
    std::fill(scores + columns, scores + stride, std::numeric_limits<float>::lowest());
    if (hardNegatives > 0)
        return turnHard(scores, pairs, scratch);
    return removeAccidentalHits ? turnWithoutHits(scores, pairs, scratch) : turnAll(scores, pairs);
}

}  // namespace

struct InBatchSoftmax::Private {
    CollapsedBatch batch;
    std::size_t dimension = 0;
    FloatBuffer movieVectors, factors, corrections, userGradient, movieGradient;
    std::vector<FloatBuffer> partials;
    std::vector<double> losses;    // by tile
    std::vector<Pair> everyMovie;  // for the loss of guessing
    ScratchPool<Scratch> pool;

    void gatherMovies(const SoftmaxBatch& data, const Rows& rows);
    void workTile(const SoftmaxBatch& data, const Rows& rows, std::size_t first, std::size_t count, std::size_t tile,
                  float* partial, bool begin, Scratch& scratch);
    void addPartials(std::size_t chunks);
    double guessing(const Rows& rows);
};

void InBatchSoftmax::Private::gatherMovies(const SoftmaxBatch& data, const Rows& rows)
{
    const auto movies = batch.movies();
    float* vectors = movieVectors.require(movies.size() * dimension);
    float* factor = factors.require(rows.stride);
    float* correction = corrections.require(rows.stride);
    parallelFor((movies.size() + moviesPerBlock - 1) / moviesPerBlock, [&](std::size_t block) {
        const auto end = std::min(movies.size(), (block + 1) * moviesPerBlock);
        for (auto slot = block * moviesPerBlock; slot < end; ++slot) {
            std::ranges::copy(data.movies.row(movies[slot].value), vectors + slot * dimension);
            const double copies = rows.candidatesOnce ? 1.0 : double(batch.movieCounts()[slot]);
            double chance = 1.0;
            if (!data.movieProbabilities.empty())
                chance = std::clamp(double(data.movieProbabilities[movies[slot].value]), 1e-6, 1.0);
            factor[slot] = static_cast<float>(copies / chance);
            correction[slot] = static_cast<float>(-std::log(chance));
        }
    });
    std::fill(factor + movies.size(), factor + rows.stride, 0.0F);
    std::fill(correction + movies.size(), correction + rows.stride, 0.0F);
}

void InBatchSoftmax::Private::workTile(const SoftmaxBatch& data, const Rows& rows, std::size_t first, std::size_t count,
                                       std::size_t tile, float* partial, bool begin, Scratch& scratch)
{
    const auto users = batch.users();
    float* vectors = scratch.users.require(count * dimension);
    for (std::size_t row = 0; row < count; ++row)
        std::ranges::copy(data.users.row(users[first + row].value), vectors + row * dimension);
    const ConstTable u(vectors, index(count), index(dimension));
    const ConstTable v(movieVectors.data(), index(rows.columns), index(dimension));
    float* memory = scratch.scores.require(count * rows.stride);
    Tile scores(memory, index(count), index(rows.columns), Eigen::OuterStride<>(index(rows.stride)));
    scores.noalias() = u * v.transpose();

    double loss = 0;
    for (std::size_t row = 0; row < count; ++row)
        loss += rows.turn(memory + row * rows.stride, batch.pairsOf(first + row), scratch);
    losses[tile] = loss;

    Table(userGradient.data() + first * dimension, index(count), index(dimension)).noalias() = scores * v;
    Table movieSlope(partial, index(rows.columns), index(dimension));
    if (begin)
        movieSlope.noalias() = scores.transpose() * u;
    else
        movieSlope.noalias() += scores.transpose() * u;
}

void InBatchSoftmax::Private::addPartials(std::size_t chunks)
{
    const auto movies = batch.movies().size();
    float* sum = movieGradient.require(movies * dimension);
    parallelFor((movies + moviesPerBlock - 1) / moviesPerBlock, [&](std::size_t block) {
        const auto begin = block * moviesPerBlock * dimension;
        const auto count = index(std::min(movies, (block + 1) * moviesPerBlock) * dimension - begin);
        Values target(sum + begin, count);
        target = ConstValues(partials[0].data() + begin, count);
        for (std::size_t chunk = 1; chunk < chunks; ++chunk)
            target += ConstValues(partials[chunk].data() + begin, count);
    });
}

double InBatchSoftmax::Private::guessing(const Rows& rows)
{
    auto scratch = pool.lease();
    everyMovie.clear();
    for (std::size_t slot = 0; slot < rows.columns; ++slot) {
        if (batch.movieCounts()[slot] > 0)
            everyMovie.push_back({static_cast<std::uint32_t>(slot), static_cast<float>(batch.movieWeights()[slot])});
    }
    float* scores = scratch->scores.require(rows.stride);
    std::fill_n(scores, rows.columns, 0.0F);
    return rows.turn(scores, everyMovie, *scratch);
}

InBatchSoftmax::InBatchSoftmax() : m_private(std::make_unique<Private>()) {}
InBatchSoftmax::~InBatchSoftmax() = default;
InBatchSoftmax::InBatchSoftmax(InBatchSoftmax&& other) noexcept = default;
InBatchSoftmax& InBatchSoftmax::operator=(InBatchSoftmax&& other) noexcept = default;

std::optional<SoftmaxLoss> InBatchSoftmax::compute(const SoftmaxBatch& data, const SoftmaxOptions& options,
                                                   std::stop_token stop)
{
    auto& my = *m_private;
    assert(data.users.columns == data.movies.columns);
    assert(data.movieProbabilities.empty() || data.movieProbabilities.size() == data.movies.rows);
    my.dimension = data.users.columns;
    my.batch.collapse(data.users.rows, data.movies.rows, data.userOfRow, data.movieOfRow, data.rowWeights,
                      data.candidates);
    const auto users = my.batch.users().size();
    const auto movies = my.batch.movies().size();
    const auto stride = roundedUp(movies, lineFloats);
    const Rows rows{.batch = my.batch,
                    .columns = movies,
                    .stride = stride,
                    .factors = my.factors.require(stride),
                    .corrections = my.corrections.require(stride),
                    .inverseTemperature = 1.0F / options.temperature,
                    .candidatesOnce = !data.candidates.empty(),
                    .removeAccidentalHits = options.removeAccidentalHits && data.candidates.empty(),
                    .hardNegatives = static_cast<std::size_t>(std::max(0, options.hardNegatives))};
    my.gatherMovies(data, rows);

    const Cut cut(users, movies, my.dimension);
    my.userGradient.require(users * my.dimension);
    my.losses.resize(cut.tiles);
    if (my.partials.size() < cut.chunks)
        my.partials.resize(cut.chunks);
    std::atomic<bool> stopped = false;
    parallelFor(cut.chunks, [&](std::size_t chunk) {
        auto scratch = my.pool.lease();
        float* partial = my.partials[chunk].require(movies * my.dimension);
        const auto begin = cut.firstTile(chunk);
        for (auto tile = begin; tile < cut.firstTile(chunk + 1); ++tile) {
            if (stop.stop_requested()) {
                stopped = true;
                return;
            }
            const auto first = tile * cut.tileRows;
            my.workTile(data, rows, first, std::min(cut.tileRows, users - first), tile, partial, tile == begin,
                        *scratch);
        }
    });
    if (stopped)
        return {};
    my.addPartials(cut.chunks);
    SoftmaxLoss result;
    for (const auto loss : my.losses)
        result.loss += loss;
    result.guessing = my.guessing(rows);
    return result;
}

std::span<const UserRow> InBatchSoftmax::users() const
{
    return m_private->batch.users();
}

std::span<const std::uint32_t> InBatchSoftmax::userCounts() const
{
    return m_private->batch.userCounts();
}

MatrixView InBatchSoftmax::userGradient() const
{
    return {m_private->userGradient.data(), users().size(), m_private->dimension};
}

std::span<const MovieRow> InBatchSoftmax::movies() const
{
    return m_private->batch.movies();
}

std::span<const std::uint32_t> InBatchSoftmax::movieCounts() const
{
    return m_private->batch.movieCounts();
}

MatrixView InBatchSoftmax::movieGradient() const
{
    return {m_private->movieGradient.data(), movies().size(), m_private->dimension};
}

}  // namespace projectionist
