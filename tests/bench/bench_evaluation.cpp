// SPDX-License-Identifier: GPL-3.0-or-later
// Measuring a model against the matrix product alone: a user's scores are made once, and everything else comes from
// them.
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/evaluate/baselines.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <Eigen/Core>

using namespace projectionist;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Table = Eigen::Map<const RowMajor>;

constexpr std::size_t dimension = 128;

struct Shape {
    std::size_t users, movies, positives;
    double heldOut;
};

/// Tables and positives of so many users and films, with a long tail of films and of users.
struct Data {
    Matrix users, movies;
    std::vector<UserRow> rowUsers;
    std::vector<MovieRow> rowMovies;
    PositivesByUser seen, relevant;
    std::vector<std::uint32_t> trainCounts;

    explicit Data(const Shape& shape)
        : users(shape.users + 1, dimension), movies(shape.movies + 1, dimension), trainCounts(shape.movies + 1, 0)
    {
        Random random(5);
        for (auto* table : {&users, &movies}) {
            for (auto& value : table->values())
                value = random.uniform(-0.5F, 0.5F);
        }
        seen.offsets.assign(1, 0);
        relevant.offsets.assign(1, 0);
        seen.offsets.push_back(0);
        relevant.offsets.push_back(0);
        for (std::size_t user = 1; user <= shape.users; ++user) {
            const double share = (double(user) - 0.5) / double(shape.users);
            const auto wanted =
                static_cast<std::size_t>(double(shape.positives) / double(shape.users) * 0.5 / std::sqrt(share));
            std::set<std::uint32_t> films;
            for (std::size_t draw = 0; draw < wanted; ++draw) {
                const double place = random.uniform();
                films.insert(1 + static_cast<std::uint32_t>(place * place * place * double(shape.movies)));
            }
            for (const auto film : films) {
                const bool out = double(random.uniform()) < shape.heldOut;
                if (out || shape.heldOut == 0) {
                    rowUsers.push_back({static_cast<std::uint32_t>(user)});
                    rowMovies.push_back({film});
                }
                (out ? relevant : seen).movies.push_back({film});
                trainCounts[film] += out ? 0 : 1;
            }
            seen.offsets.push_back(seen.movies.size());
            relevant.offsets.push_back(relevant.movies.size());
        }
    }
};

const Data& ofMovieLens1M()
{
    static const Data data({6040, 3706, 575'281, 0});
    return data;
}

/// 162,541 users take a minute and more; each eighth of them costs an eighth, in the product as in the evaluation.
const Data& ofMovieLens25M()
{
    static const Data data({162'541 / 8, 59'047, 12'452'811 / 8, 0.1});
    return data;
}

/// In the tiles that suit Eigen best: scores stay in the second-level cache, and packed films serve many users.
void productAlone(benchmark::State& state, const Data& data)
{
    constexpr Eigen::Index userTile = 256, movieTile = 1024;
    const Table users(data.users.data(), Eigen::Index(data.users.rows()), dimension);
    const Table movies(data.movies.data(), Eigen::Index(data.movies.rows()), dimension);
    const auto tiles = static_cast<std::size_t>((users.rows() + userTile - 1) / userTile);
    for (auto iteration : state) {
        parallelFor(tiles, [&](std::size_t number) {
            thread_local RowMajor scores(userTile, movieTile);
            const auto first = Eigen::Index(number) * userTile;
            const auto rows = std::min(userTile, users.rows() - first);
            for (Eigen::Index movie = 0; movie < movies.rows(); movie += movieTile) {
                const auto columns = std::min(movieTile, movies.rows() - movie);
                scores.topLeftCorner(rows, columns).noalias() =
                    users.middleRows(first, rows) * movies.middleRows(movie, columns).transpose();
                benchmark::DoNotOptimize(scores.data());
            }
        });
    }
}

void product1M(benchmark::State& state)
{
    productAlone(state, ofMovieLens1M());
}

void ranksOfAllPositives(benchmark::State& state)
{
    const auto& data = ofMovieLens1M();
    const auto scorer = dotScorer(data.users, data.movies);
    for (auto iteration : state)
        benchmark::DoNotOptimize(countRanks(*scorer, data.rowUsers, data.rowMovies, nullptr));
    state.SetLabel("exact ranks of all positives of MovieLens 1M | yardstick: product1M | at most 5");
}

void product25M(benchmark::State& state)
{
    productAlone(state, ofMovieLens25M());
}

void evaluation25M(benchmark::State& state)
{
    const auto& data = ofMovieLens25M();
    MeasuredRows rows;
    rows.users = data.rowUsers;
    rows.movies = data.rowMovies;
    rows.training = &data.seen;
    rows.relevant = &data.relevant;
    rows.trainCounts = data.trainCounts;
    constexpr std::array ks{1, 5, 10, 20, 50, 100};
    for (auto iteration : state)
        benchmark::DoNotOptimize(measure("model", *dotScorer(data.users, data.movies), rows, ks));
    state.SetLabel("evaluation of MovieLens 25M's shape (each eighth user: 20,317 x 59,047 films, 10 % held out) | "
                   "yardstick: product25M | at most 2.5");
}

BENCHMARK(product1M)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(ranksOfAllPositives)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(product25M)->Unit(benchmark::kSecond)->UseRealTime();
BENCHMARK(evaluation25M)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
