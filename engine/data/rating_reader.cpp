// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_reader.h"

#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/data/rating_parser.h"
#include "engine/data/reading_progress.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

/// Rows that another rating of the same user and film replaces, ascending.
std::vector<std::uint32_t> replacedRows(const RatingColumns& rows, const RowGroups& byUser, std::size_t movies,
                                        const std::stop_token& stop)
{
    // Users are cut into blocks of about as many ratings.
    constexpr std::size_t ratingsPerBlock = std::size_t{1} << 20, ratingsBetweenChecks = std::size_t{1} << 16;
    const auto users = byUser.offsets.size() - 1;
    std::vector<std::size_t> firstUser{0};
    for (std::size_t user = 0; user < users; ++user)
        if (byUser.offsets[user + 1] - byUser.offsets[firstUser.back()] >= ratingsPerBlock)
            firstUser.push_back(user + 1);
    if (firstUser.back() != users)
        firstUser.push_back(users);

    struct Last {
        std::uint32_t user, row;
    };
    ScratchPool<std::vector<Last>> scratch;
    std::vector<std::vector<std::uint32_t>> found(firstUser.size() - 1);
    const auto times = rows.times.view();
    parallelFor(found.size(), [&](std::size_t block) {
        constexpr auto none = std::numeric_limits<std::uint32_t>::max();
        const auto lastOf = scratch.lease();  // by film; what other blocks left is of other users
        lastOf->resize(movies, Last{none, 0});
        std::size_t untilCheck = 0;
        for (auto user = firstUser[block]; user < firstUser[block + 1]; ++user) {
            const auto ratings = byUser.of(user);
            if (untilCheck <= ratings.size()) {
                if (stop.stop_requested())
                    return;
                untilCheck = ratingsBetweenChecks + ratings.size();
            }
            untilCheck -= ratings.size();
            for (const auto row : ratings) {
                auto& last = (*lastOf)[rows.movies[row].value];
                if (last.user != user) {
                    last = {static_cast<std::uint32_t>(user), row};
                } else if (times.empty() || times[row] >= times[last.row]) {
                    found[block].push_back(std::exchange(last.row, row));
                } else {
                    found[block].push_back(row);
                }
            }
        }
    });
    std::vector<std::uint32_t> all;
    for (const auto& some : found)
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    return all;
}

/// Takes rows (ascending) out of a column of that size.
template <class Value>
void eraseRows(Value* column, std::size_t size, std::span<const std::uint32_t> rows)
{
    if (column == nullptr)
        return;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto end = i + 1 < rows.size() ? rows[i + 1] : size;
        std::copy(column + rows[i] + 1, column + end, column + rows[i] - i);
    }
}

void eraseRows(RatingColumns& columns, std::span<const std::uint32_t> rows)
{
    const auto size = columns.users.size();
    eraseRows(columns.users.data(), size, rows);
    eraseRows(columns.movies.data(), size, rows);
    eraseRows(columns.values.data(), size, rows);
    columns.users.resize(size - rows.size());
    columns.movies.resize(size - rows.size());
    columns.values.resize(size - rows.size());
    if (columns.times.empty())
        return;
    eraseRows(columns.times.narrow(), size, rows);
    eraseRows(columns.times.wide(), size, rows);
    columns.times.resize(size - rows.size());
}

}  // namespace

Result<std::optional<RatingRows>> readRatings(std::string_view text, const FileForm& form, const std::string& path,
                                              const RatingReadOptions& options, IdTable& users, IdTable& movies,
                                              std::stop_token stop, const ProgressFunction& progress)
{
    text = withoutMark(text);
    std::uint64_t firstLine = 1;
    for (bool isHeader = form.hasHeader; isHeader && !text.empty(); ++firstLine)
        isHeader = trimmedField(takeLine(text)).empty();
    ReadingProgress reading(progress, "Reading " + std::filesystem::path(path).filename().string(), text.size());
    RatingFile file(text, form, firstLine);
    RatingRows rows;
    auto& columns = rows.columns;
    if (!file.parse(RatingParser(form, options.decimalComma), columns, stop, reading))
        return std::optional<RatingRows>();
    rows.log = file.takeLog();
    if (!text.empty() && text.back() != '\n')
        rows.log.note(endsWithinALine, false, file.lastLine(), text.substr(text.rfind('\n') + 1));
    if (!file.number(columns, users, movies, rows.lineOfNewUser, rows.lineOfNewMovie, stop))
        return std::optional<RatingRows>();

    const auto bad = rows.log.badRows();
    const auto all = bad + columns.users.size();
    if (all == 0)
        return failure(ErrorCode::Empty,
                       form.hasHeader ? "it has a header but no ratings. Export it again, or choose another file."
                                      : "it holds no ratings. Export it again, or choose another file.",
                       path);
    if (columns.users.empty() || (areTooManyBad(bad, all) && !options.skipAnyNumberOfBadRows))
        return tl::unexpected(rows.log.tooManyBad(all, path));
    if (columns.users.size() > std::numeric_limits<std::uint32_t>::max())
        return failure(ErrorCode::OutOfMemory, "it has more than 4,294,967,295 ratings. Take a part of them.", path);

    rows.byUser = groupRows(std::span<const UserIndex>(columns.users), users.size(), stop);
    if (stop.stop_requested())
        return std::optional<RatingRows>();
    const auto replaced = replacedRows(columns, rows.byUser, movies.size(), stop);
    if (stop.stop_requested())
        return std::optional<RatingRows>();
    if (!replaced.empty()) {
        constexpr std::string_view twice = "rated twice; the latest kept";
        const auto listed = std::min(replaced.size(), ProblemLog::linesKept);
        file.tellLines(std::span(replaced).first(listed),
                       [&](std::uint64_t line, std::string_view row) { rows.log.note(twice, true, line, row); });
        if (replaced.size() > listed)
            rows.log.note(twice, true, 0, {}, replaced.size() - listed);
        eraseRows(columns, replaced);
        rows.byUser = {};
        rows.byUser = groupRows(std::span<const UserIndex>(columns.users), users.size(), stop);
    }
    if (stop.stop_requested())
        return std::optional<RatingRows>();
    reading.finish();
    return rows;
}

}  // namespace projectionist
