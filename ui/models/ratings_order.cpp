// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ratings_order.h"

#include "engine/core/ids.h"
#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>

namespace projectionist {

namespace {

constexpr std::size_t rowsBetweenChecks = std::size_t{1} << 18;
constexpr int digitBits = 16;
constexpr std::size_t digits = std::size_t{1} << digitBits;

/// Tells how many rows were passed over, and whether to go on.
class Passage {
public:
    Passage(const std::stop_token& stop, const ProgressFunction& progress) : m_stop(stop), m_progress(progress) {}

    void expect(std::uint64_t rows) { m_total = m_done + rows; }
    /// Calls work(place) for each place below `count`. False when stopped.
    template <class Work>
    bool over(std::size_t count, const Work& work)
    {
        for (std::size_t begin = 0; begin < count; begin += rowsBetweenChecks) {
            if (m_stop.stop_requested())
                return false;
            const auto end = std::min(count, begin + rowsBetweenChecks);
            for (auto place = begin; place < end; ++place)
                work(place);
            m_done += end - begin;
            if (m_progress)
                m_progress({"Sorting the ratings", m_done, m_total});
        }
        return !m_stop.stop_requested();
    }

private:
    const std::stop_token& m_stop;
    const ProgressFunction& m_progress;
    std::uint64_t m_done = 0, m_total = 0;
};

/// Stable, by digits from the lowest up; keys are at most `largest`.
template <class KeyOf>
bool sortByDigits(std::vector<std::uint32_t>& positions, const KeyOf& keyOf, std::uint64_t largest, bool falling,
                  Passage& passage)
{
    const int passes = (static_cast<int>(std::bit_width(largest)) + digitBits - 1) / digitBits;
    passage.expect(std::uint64_t{2} * static_cast<std::uint64_t>(passes) * positions.size());
    std::vector<std::uint32_t> sorted(passes > 0 ? positions.size() : 0), places(digits);
    for (int pass = 0; pass < passes; ++pass) {
        const auto digitOf = [&](std::uint32_t position) {
            const auto digit = static_cast<std::size_t>(keyOf(position) >> (pass * digitBits)) % digits;
            return falling ? digits - 1 - digit : digit;
        };
        std::ranges::fill(places, 0U);
        if (!passage.over(positions.size(), [&](std::size_t place) { ++places[digitOf(positions[place])]; }))
            return false;
        std::exclusive_scan(places.begin(), places.end(), places.begin(), 0U);
        if (!passage.over(positions.size(),
                          [&](std::size_t place) { sorted[places[digitOf(positions[place])]++] = positions[place]; }))
            return false;
        positions.swap(sorted);
    }
    return true;
}

/// For names: the place of each user or film among the sorted ones, so that sorting ratings compares integers only.
template <class Less>
std::vector<std::uint32_t> ranks(std::size_t count, const Less& less)
{
    std::vector<std::uint32_t> order(count), result(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, less);
    for (std::uint32_t place = 0; place < count; ++place)
        result[order[place]] = place;
    return result;
}

/// Rises as the float does. For finite ones.
std::uint32_t risingBits(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);  // −0 is 0
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

}  // namespace

std::optional<std::vector<std::uint32_t>> RatingsOrder::positions(const std::stop_token& stop,
                                                                  const ProgressFunction& progress) const
try {
    const auto count = static_cast<std::uint32_t>(dataset->ratingCount());
    const auto movies = dataset->ratingMovies();
    const auto users = dataset->ratingUsers();
    Passage passage(stop, progress);
    std::vector<std::uint32_t> result;
    if (filter.isEmpty()) {
        result.resize(count);
        std::iota(result.begin(), result.end(), 0U);
    } else {
        const auto folded = QString::fromStdString(foldForSearch(filter.toStdString()));
        std::vector<bool> matches(films->size());
        for (std::size_t film = 0; film < matches.size(); ++film)
            matches[film] = films->films()[film].search.contains(folded);
        const auto user = dataset->findUser(filter.toStdString());
        passage.expect(count);
        if (!passage.over(count, [&](std::size_t position) {
                if (matches[movies[position].value] || (user && users[position] == *user))
                    result.push_back(static_cast<std::uint32_t>(position));
            }))
            return {};
    }

    const bool falling = direction == Qt::DescendingOrder;
    bool finished = true;
    switch (key) {
    case RatingsKey::File:
        if (falling)
            std::ranges::reverse(result);
        break;
    case RatingsKey::User: {
        const auto by = ranks(dataset->users().size(), [&](std::uint32_t a, std::uint32_t b) {
            return compareIds(dataset->user({a}).id, dataset->user({b}).id) < 0;
        });
        finished = sortByDigits(
            result, [&](std::uint32_t position) { return std::uint64_t{by[users[position].value]}; }, by.size(),
            falling, passage);
        break;
    }
    case RatingsKey::Film: {
        const auto by = ranks(dataset->movies().size(), [&](std::uint32_t a, std::uint32_t b) {
            return (*films)[MovieIndex{a}].name.localeAwareCompare((*films)[MovieIndex{b}].name) < 0;
        });
        finished = sortByDigits(
            result, [&](std::uint32_t position) { return std::uint64_t{by[movies[position].value]}; }, by.size(),
            falling, passage);
        break;
    }
    case RatingsKey::Rating:
        finished = sortByDigits(
            result,
            [values = dataset->ratingValues()](std::uint32_t position) {
                return std::uint64_t{risingBits(values[position])};
            },
            std::numeric_limits<std::uint32_t>::max(), falling, passage);
        break;
    case RatingsKey::Time: {
        if (!dataset->hasTimes() || count == 0)
            break;
        const auto times = dataset->ratingTimes();
        std::int64_t first = times[0], last = times[0];
        passage.expect(count);
        finished = passage.over(count, [&](std::size_t position) {
            first = std::min(first, std::int64_t{times[position]});
            last = std::max(last, std::int64_t{times[position]});
        });
        const auto since = [&](std::int64_t time) {
            return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(first);
        };
        finished = finished && sortByDigits(
                                   result, [&](std::uint32_t position) { return since(times[position]); }, since(last),
                                   falling, passage);
        break;
    }
    }
    if (!finished || stop.stop_requested())
        return {};
    return result;
} catch (const std::bad_alloc&) {
    return {};
}

}  // namespace projectionist
