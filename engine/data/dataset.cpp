// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"

#include "engine/core/parallel.h"
#include "engine/data/group_rows.h"
#include "engine/data/id_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

namespace projectionist {

namespace {

/// Mixes 64-bit words into one, order included; not for secrets.
class Hash {
public:
    void add(std::uint64_t word)
    {
        m_state = (m_state ^ word) * 0x9FB21C651E98DF25U;
        m_state ^= m_state >> 32;
    }
    void add(std::string_view text)
    {
        add(text.size());
        std::uint64_t word = 0;
        std::size_t used = 0;
        for (const char character : text) {
            word = word << 8 | static_cast<unsigned char>(character);
            if (++used == 8) {
                add(std::exchange(word, 0));
                used = 0;
            }
        }
        if (used > 0)
            add(word);
    }
    [[nodiscard]] std::uint64_t value() const
    {
        auto mixed = m_state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31);
    }

private:
    std::uint64_t m_state = 0x2545F4914F6CDD1DU;
};

constexpr std::size_t hashBlock = std::size_t{1} << 18, hashedTogether = 4;

std::string fingerprintOf(const DatasetParts& parts, const std::stop_token& stop)
{
    Hash all;
    all.add(parts.users.size());
    for (const auto& user : parts.users)
        all.add(user.id);
    all.add(parts.movies.size());
    for (const auto& movie : parts.movies) {
        all.add(movie.id);
        all.add(movie.title);
        all.add(movie.genres.size());
        for (const auto& genre : movie.genres)
            all.add(genre);
    }
    const auto rows = parts.ratingUsers.size();
    all.add(rows);
    const auto times = parts.ratingTimes.view();
    std::vector<std::uint64_t> blocks((rows + hashBlock - 1) / hashBlock);
    parallelFor((blocks.size() + hashedTogether - 1) / hashedTogether, [&](std::size_t group) {
        if (stop.stop_requested())
            return;
        // Each step of a hash waits for the one before: several blocks side by side hide that.
        std::array<Hash, hashedTogether> hashes;
        const auto first = group * hashedTogether;
        const auto count = std::min(hashedTogether, blocks.size() - first);
        const auto add = [&](Hash& hash, std::size_t row) {
            hash.add(std::uint64_t{parts.ratingUsers[row].value} << 32 | parts.ratingMovies[row].value);
            const std::uint64_t value = std::bit_cast<std::uint32_t>(parts.ratingValues[row]);
            const auto time = times.empty() ? std::int64_t{0} : times[row];
            hash.add(std::rotl(value, 32) ^ static_cast<std::uint64_t>(time));
        };
        const bool allFull = count == hashedTogether && (first + count) * hashBlock <= rows;
        for (std::size_t row = 0; allFull && row < hashBlock; ++row)
            for (std::size_t block = 0; block < hashedTogether; ++block)
                add(hashes[block], (first + block) * hashBlock + row);
        for (std::size_t block = 0; !allFull && block < count; ++block)
            for (auto row = (first + block) * hashBlock; row < std::min(rows, (first + block + 1) * hashBlock); ++row)
                add(hashes[block], row);
        for (std::size_t block = 0; block < count; ++block)
            blocks[first + block] = hashes[block].value();
    });
    for (const auto block : blocks)
        all.add(block);

    std::string text(16, '0');
    auto value = all.value();
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4)
        *digit = "0123456789abcdef"[value & 0xFU];
    return text;
}

/// Nothing when the columns fit together, else what does not.
std::string misfit(const DatasetParts& parts, const std::stop_token& stop)
{
    const auto rows = parts.ratingUsers.size();
    if (rows > std::numeric_limits<std::uint32_t>::max())
        return "more than 4,294,967,295 ratings. Take a part of them.";
    if (parts.ratingMovies.size() != rows || parts.ratingValues.size() != rows ||
        (!parts.ratingTimes.empty() && parts.ratingTimes.size() != rows))
        return "the columns of the ratings have different lengths.";
    struct Found {
        bool strangeUser = false, strangeMovie = false, notFinite = false;
    };
    std::vector<Found> blocks((rows + hashBlock - 1) / hashBlock);
    parallelFor(blocks.size(), [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        const auto begin = block * hashBlock, end = std::min(rows, begin + hashBlock);
        std::uint32_t highestUser = 0, highestMovie = 0;
        bool finite = true;
        for (auto row = begin; row < end; ++row) {
            highestUser = std::max(highestUser, parts.ratingUsers[row].value);
            highestMovie = std::max(highestMovie, parts.ratingMovies[row].value);
            finite = finite && std::isfinite(parts.ratingValues[row]);
        }
        blocks[block] = {highestUser >= parts.users.size(), highestMovie >= parts.movies.size(), !finite};
    });
    const auto any = [&](bool Found::*what) { return std::ranges::any_of(blocks, what); };
    if (any(&Found::strangeUser))
        return "a rating names a user that is not there.";
    if (any(&Found::strangeMovie))
        return "a rating names a film that is not there.";
    if (any(&Found::notFinite))
        return "a rating is not a finite number.";
    return {};
}

template <class Thing>
bool idsAreDistinct(std::span<const Thing> things, std::span<const std::uint32_t> sorted)
{
    return std::adjacent_find(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
               return things[a].id == things[b].id;
           }) == sorted.end();
}

}  // namespace

Result<std::shared_ptr<const Dataset>> Dataset::make(DatasetParts parts, std::stop_token stop)
{
    return make(std::move(parts), RowGroups(), std::move(stop));
}

Result<std::shared_ptr<const Dataset>> Dataset::make(DatasetParts parts, RowGroups byUser, std::stop_token stop)
try {
    if (auto wrong = misfit(parts, stop); !wrong.empty())
        return failure(ErrorCode::Malformed, std::move(wrong), parts.name);
    std::shared_ptr<Dataset> dataset(new Dataset);
    dataset->m_parts = std::move(parts);
    const auto& all = dataset->m_parts;
    dataset->m_usersById = sortedById(std::span(all.users));
    dataset->m_moviesById = sortedById(std::span(all.movies));
    if (!idsAreDistinct(std::span(all.users), dataset->m_usersById))
        return failure(ErrorCode::Malformed, "two users have the same id.", all.name);
    if (!idsAreDistinct(std::span(all.movies), dataset->m_moviesById))
        return failure(ErrorCode::Malformed, "two films have the same id.", all.name);

    if (byUser.offsets.empty() && !stop.stop_requested())
        byUser = groupRows(std::span<const UserIndex>(all.ratingUsers), all.users.size(), stop);
    if (stop.stop_requested())
        return std::shared_ptr<const Dataset>();
    auto byMovie = groupRows(std::span<const MovieIndex>(all.ratingMovies), all.movies.size(), stop);
    dataset->m_userOffsets = std::move(byUser.offsets);
    dataset->m_byUser = std::move(byUser.positions);
    dataset->m_movieOffsets = std::move(byMovie.offsets);
    dataset->m_byMovie = std::move(byMovie.positions);
    dataset->m_hasTitles =
        std::any_of(all.movies.begin(), all.movies.end(), [](const Movie& movie) { return movie.hasTitle; });
    dataset->m_fingerprint = all.fingerprint.empty() ? fingerprintOf(all, stop) : all.fingerprint;
    if (stop.stop_requested())
        return std::shared_ptr<const Dataset>();
    return dataset;
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "there is not enough memory for this data. Close other programs, or take a part.");
}

std::optional<UserIndex> Dataset::findUser(std::string_view id) const
{
    const auto found = findById(std::span(m_parts.users), m_usersById, id);
    return found ? std::optional(UserIndex{*found}) : std::nullopt;
}

std::optional<MovieIndex> Dataset::findMovie(std::string_view id) const
{
    const auto found = findById(std::span(m_parts.movies), m_moviesById, id);
    return found ? std::optional(MovieIndex{*found}) : std::nullopt;
}

}  // namespace projectionist
