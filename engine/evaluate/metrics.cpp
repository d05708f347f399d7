// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metrics.h"

#include "engine/core/scratch.h"
#include "engine/evaluate/sweep.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

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

void addRank(TopKHits& hits, std::size_t rank)
{
    ++hits.rows;
    for (std::size_t place = 0; place < topKs.size(); ++place)
        hits.hits[place] += rank < static_cast<std::size_t>(topKs[place]) ? 1 : 0;
}

void add(TopKHits& sum, const TopKHits& part)
{
    sum.rows += part.rows;
    for (std::size_t place = 0; place < sum.hits.size(); ++place)
        sum.hits[place] += part.hits[place];
}

/// Sums over users of one tile, or of all.
struct Sums {
    static constexpr std::size_t figures = 6;
    std::size_t users = 0;
    std::array<double, figures> sum{}, squares{};

    static std::array<double, figures> values(const UserMetrics& metrics)
    {
        return {metrics.recall, metrics.truncatedRecall, metrics.precision, metrics.ndcg,
                metrics.hit,    metrics.reciprocalRank};
    }
    static UserMetrics metrics(const std::array<double, figures>& values)
    {
        return {values[0], values[1], values[2], values[3], values[4], values[5]};
    }
    void add(const UserMetrics& metrics)
    {
        ++users;
        const auto figure = values(metrics);
        for (std::size_t place = 0; place < figures; ++place) {
            sum[place] += figure[place];
            squares[place] += figure[place] * figure[place];
        }
    }
    void add(const Sums& other)
    {
        users += other.users;
        for (std::size_t place = 0; place < figures; ++place) {
            sum[place] += other.sum[place];
            squares[place] += other.squares[place];
        }
    }
    void write(UserMetrics& mean, UserMetrics& interval) const
    {
        std::array<double, figures> means{}, halves{};
        const auto count = static_cast<double>(users);
        for (std::size_t place = 0; place < figures && users > 0; ++place) {
            means[place] = sum[place] / count;
            if (users > 1) {
                const double spread = std::max(0.0, squares[place] - count * means[place] * means[place]) / (count - 1);
                halves[place] = 1.96 * std::sqrt(spread / count);
            }
        }
        mean = metrics(means);
        interval = metrics(halves);
    }
};

struct RankScratch {
    std::vector<float> bounds;
    std::vector<std::size_t> counts;
};

struct ListScratch {
    std::vector<float> allowed;
    std::vector<std::pair<float, MovieRow>> best;
    std::vector<MovieRow> list;
};

double discount(std::size_t rank)
{
    return 1.0 / std::log2(static_cast<double>(rank) + 2.0);
}

}  // namespace

std::unique_ptr<Scorer> dotScorer(MatrixView users, MatrixView movies)
{
    return std::make_unique<DotScorer>(users, movies);
}

std::unique_ptr<Scorer> popularityScorer(std::span<const std::uint32_t> trainCounts, std::size_t users)
{
    return std::make_unique<PopularityScorer>(trainCounts, users);
}

std::optional<RankCounts> countRanks(const Scorer& scorer, std::span<const UserRow> users,
                                     std::span<const MovieRow> movies, const PositivesByUser* seen,
                                     std::stop_token stop)
{
    const RowsByUser rows(users, movies, scorer.users());
    const SweepTiles tiles(scorer);
    std::vector<TopKHits> all(tiles.tiles), hidden(tiles.tiles);
    ScratchPool<RankScratch> pool;
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return !rows.of(user).empty(); },
        [&](std::size_t tile, std::size_t user, std::span<const float> scores) {
            const auto scratch = pool.lease();
            auto& [bounds, counts] = *scratch;
            bounds.clear();
            for (const auto movie : rows.of(user))
                bounds.push_back(scores[movie.value]);
            countAbove(scores, bounds, counts);
            for (std::size_t place = 0; place < bounds.size(); ++place) {
                const auto score = bounds[place];
                const auto above = counts[place];
                addRank(all[tile], above);
                if (seen == nullptr)
                    continue;
                std::size_t seenAbove = 0;
                for (const auto other : seen->of(UserRow{static_cast<std::uint32_t>(user)}))
                    seenAbove += scores[other.value] > score ? 1 : 0;
                addRank(hidden[tile], above - seenAbove);
            }
        },
        stop);
    if (!finished)
        return {};
    RankCounts result;
    for (const auto& part : all)
        add(result.all, part);
    if (seen != nullptr) {
        result.seenHidden.emplace();
        for (const auto& part : hidden)
            add(*result.seenHidden, part);
    }
    return result;
}

RankCounts expectedRandomRanks(std::size_t movieRows, std::span<const UserRow> users, std::span<const MovieRow> movies,
                               const PositivesByUser* seen)
{
    std::array<double, topKs.size()> all{}, hidden{};
    const auto expect = [](std::array<double, topKs.size()>& sums, std::size_t candidates) {
        for (std::size_t place = 0; place < topKs.size(); ++place)
            sums[place] += std::min(1.0, double(topKs[place]) / double(std::max<std::size_t>(1, candidates)));
    };
    const auto candidates = movieRows > 0 ? movieRows - 1 : 0;
    for (std::size_t row = 0; row < users.size(); ++row) {
        expect(all, candidates);
        if (seen != nullptr) {
            const auto films = seen->of(users[row]);
            const bool itself = std::ranges::binary_search(films, movies[row]);
            expect(hidden, candidates - films.size() + (itself ? 1 : 0));
        }
    }
    const auto rounded = [&](const std::array<double, topKs.size()>& sums) {
        TopKHits hits{.rows = users.size()};
        for (std::size_t place = 0; place < topKs.size(); ++place)
            hits.hits[place] = static_cast<std::uint64_t>(std::llround(sums[place]));
        return hits;
    };
    RankCounts result{rounded(all), {}};
    if (seen != nullptr)
        result.seenHidden = rounded(hidden);
    return result;
}

UserMetrics userMetrics(std::span<const MovieRow> list, std::span<const MovieRow> relevant, int k)
{
    UserMetrics result;
    if (relevant.empty() || k < 1)
        return result;
    const auto length = static_cast<std::size_t>(k);
    std::size_t hits = 0;
    double gain = 0;
    for (std::size_t rank = 0; rank < std::min(length, list.size()); ++rank) {
        if (!std::ranges::binary_search(relevant, list[rank]))
            continue;
        if (hits++ == 0)
            result.reciprocalRank = 1.0 / double(rank + 1);
        gain += discount(rank);
    }
    const auto reachable = std::min(length, relevant.size());
    double ideal = 0;
    for (std::size_t rank = 0; rank < reachable; ++rank)
        ideal += discount(rank);
    result.recall = double(hits) / double(relevant.size());
    result.truncatedRecall = double(hits) / double(reachable);
    result.precision = double(hits) / double(k);
    result.ndcg = gain / ideal;
    result.hit = hits > 0 ? 1.0 : 0.0;
    return result;
}

ListMetrics listMetrics(std::span<const std::uint32_t> timesListed, std::span<const std::uint32_t> trainCounts)
{
    ListMetrics result;
    if (timesListed.size() < 2)
        return result;
    const auto films = timesListed.size() - 1;
    const auto listed = timesListed.subspan(1);
    const auto counts = trainCounts.subspan(1);
    const auto places = std::accumulate(listed.begin(), listed.end(), std::uint64_t{0});
    const auto positives = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    const auto covered = std::ranges::count_if(listed, [](std::uint32_t times) { return times > 0; });
    result.coverage = double(covered) / double(films);
    if (places == 0)
        return result;

    std::vector<std::uint32_t> sorted(listed.begin(), listed.end());
    std::ranges::sort(sorted);
    double weighted = 0;
    for (std::size_t place = 0; place < films; ++place)
        weighted += (2.0 * double(place + 1) - double(films) - 1.0) * double(sorted[place]);
    result.gini = weighted / (double(films) * double(places));

    std::vector<std::uint32_t> byCount(films);
    std::iota(byCount.begin(), byCount.end(), 0U);
    std::ranges::stable_sort(byCount, std::greater{}, [&](std::uint32_t film) { return counts[film]; });
    std::uint64_t held = 0, tail = places;
    for (const auto film : byCount) {
        if (2 * held >= positives)
            break;
        held += counts[film];
        tail -= listed[film];
    }
    result.longTailShare = double(tail) / double(places);

    double bits = 0;
    for (std::size_t film = 0; film < films; ++film) {
        if (listed[film] > 0)
            bits -=
                double(listed[film]) * std::log2((double(counts[film]) + 1.0) / (double(positives) + double(films)));
    }
    result.noveltyBits = bits / double(places);
    return result;
}

std::optional<std::vector<MetricsAtK>> rankingMetrics(const Scorer& scorer, const PositivesByUser& seen,
                                                      const PositivesByUser& relevant,
                                                      std::span<const std::uint32_t> trainCounts,
                                                      const std::vector<bool>& candidates, std::span<const int> ks,
                                                      std::stop_token stop, const ProgressFunction& progress)
{
    const auto movies = scorer.movies();
    const auto longest = static_cast<std::size_t>(ks.empty() ? 0 : std::max(0, ks.back()));
    const SweepTiles tiles(scorer);
    std::vector<std::vector<Sums>> sums(tiles.tiles, std::vector<Sums>(ks.size()));
    std::vector<std::vector<std::uint32_t>> listed(ks.size(), std::vector<std::uint32_t>(movies, 0));
    ScratchPool<ListScratch> pool;
    const auto relevantOf = [&](std::size_t user) {
        return user < relevant.users() ? relevant.of(UserRow{static_cast<std::uint32_t>(user)})
                                       : std::span<const MovieRow>{};
    };
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return !relevantOf(user).empty(); },
        [&](std::size_t tile, std::size_t user, std::span<const float> scores) {
            const auto scratch = pool.lease();
            auto& [allowed, best, list] = *scratch;
            constexpr float never = -std::numeric_limits<float>::infinity();
            allowed.assign(scores.begin(), scores.end());
            for (std::size_t movie = 0; movie < candidates.size(); ++movie) {
                if (!candidates[movie])
                    allowed[movie] = never;
            }
            for (const auto movie : seen.of(UserRow{static_cast<std::uint32_t>(user)}))
                allowed[movie.value] = never;
            selectBest(allowed, longest, best);
            list.clear();
            for (const auto& [score, movie] : best)
                list.push_back(movie);
            for (std::size_t place = 0; place < ks.size(); ++place) {
                sums[tile][place].add(userMetrics(list, relevantOf(user), ks[place]));
                const auto shown = std::min(list.size(), static_cast<std::size_t>(std::max(0, ks[place])));
                for (std::size_t rank = 0; rank < shown; ++rank)
                    std::atomic_ref(listed[place][list[rank].value]).fetch_add(1, std::memory_order_relaxed);
            }
        },
        stop, progress);
    if (!finished)
        return {};
    std::vector<MetricsAtK> result;
    for (std::size_t place = 0; place < ks.size(); ++place) {
        Sums all;
        for (const auto& part : sums)
            all.add(part[place]);
        MetricsAtK metrics{.k = ks[place], .users = all.users, .mean = {}, .interval95 = {}, .lists = {}};
        all.write(metrics.mean, metrics.interval95);
        metrics.lists = listMetrics(listed[place], trainCounts);
        result.push_back(metrics);
    }
    return result;
}

std::optional<RankingMetrics> epochMetrics(const Scorer& scorer, const Split& split, bool includeUntrained,
                                           std::stop_token stop)
{
    std::vector<bool> candidates;
    if (!includeUntrained) {
        for (const auto count : split.trainCounts())
            candidates.push_back(count > 0);
    }
    constexpr std::array ks{10, 20};
    const auto metrics =
        rankingMetrics(scorer, split.seen(), split.relevant(), split.trainCounts(), candidates, ks, stop);
    if (!metrics)
        return {};
    const auto& ten = metrics->front();
    const auto& twenty = metrics->back();
    return RankingMetrics{.users = ten.users,
                          .recallAt10 = ten.mean.truncatedRecall,
                          .recallAt20 = twenty.mean.truncatedRecall,
                          .ndcgAt10 = ten.mean.ndcg,
                          .ndcgAt20 = twenty.mean.ndcg,
                          .hitRateAt10 = ten.mean.hit,
                          .mrr = twenty.mean.reciprocalRank,
                          .coverageAt10 = ten.lists.coverage,
                          .giniAt10 = ten.lists.gini,
                          .noveltyAt10 = ten.lists.noveltyBits};
}

std::span<const std::string_view> metricNames()
{
    static constexpr std::array<std::string_view, 11> names{"ndcg@10",     "ndcg@20",  "recall@10", "recall@20",
                                                            "hit_rate@10", "mrr",      "top_k@1",   "top_k@5",
                                                            "top_k@10",    "top_k@50", "top_k@100"};
    return names;
}

std::optional<double> metricByName(const EpochRecord& epoch, std::string_view name)
{
    if (name.starts_with("top_k@")) {
        const auto& hits = epoch.holdoutSeenHidden ? epoch.holdoutSeenHidden : epoch.training;
        for (std::size_t place = 0; hits && place < topKs.size(); ++place) {
            if (name == "top_k@" + std::to_string(topKs[place]))
                return hits->accuracy(place);
        }
        return {};
    }
    if (!epoch.metrics)
        return {};
    const auto& metrics = *epoch.metrics;
    const std::array<std::pair<std::string_view, double>, 6> figures{{{"ndcg@10", metrics.ndcgAt10},
                                                                      {"ndcg@20", metrics.ndcgAt20},
                                                                      {"recall@10", metrics.recallAt10},
                                                                      {"recall@20", metrics.recallAt20},
                                                                      {"hit_rate@10", metrics.hitRateAt10},
                                                                      {"mrr", metrics.mrr}}};
    for (const auto& [known, value] : figures) {
        if (known == name)
            return value;
    }
    return {};
}

}  // namespace projectionist
