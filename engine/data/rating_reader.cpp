// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_reader.h"

#include "engine/core/parallel.h"
#include "engine/data/group_rows.h"
#include "engine/data/rating_parser.h"
#include "engine/data/reading_progress.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 20;

/// Cuts the text at line ends into blocks of about `blockBytes`; each holds whole lines.
std::vector<std::string_view> cutIntoBlocks(std::string_view text)
{
    std::vector<std::string_view> blocks;
    blocks.reserve(text.size() / blockBytes + 1);
    while (!text.empty()) {
        const auto end = text.size() <= blockBytes ? std::string_view::npos : text.find('\n', blockBytes - 1);
        const auto size = end == std::string_view::npos ? text.size() : end + 1;
        blocks.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return blocks;
}

std::uint64_t countLines(std::string_view block)
{
    const auto ends = static_cast<std::uint64_t>(std::count(block.begin(), block.end(), '\n'));
    return ends + (block.empty() || block.back() == '\n' ? 0 : 1);
}

/// The parsed blocks with the columns they were written into.
class RatingFile {
public:
    RatingFile(std::string_view text, const FileForm& form, std::uint64_t firstLine)
        : m_blocks(cutIntoBlocks(text))
        , m_parsed(m_blocks.size())
        , m_firstRow(m_blocks.size() + 1, 0)
        , m_firstLine(firstLine)
        , m_hasTimes(form.columns.time != Columns::absent)
    {
    }

    /// Fills the columns with codes. False when stopped.
    bool parse(const RatingParser& parser, RatingRows& rows, const std::stop_token& stop, ReadingProgress& progress)
    {
        std::vector<std::uint64_t> lines(m_blocks.size());
        parallelFor(m_blocks.size(), [&](std::size_t block) {
            if (!stop.stop_requested())
                lines[block] = countLines(m_blocks[block]);
        });
        for (std::size_t block = 0; block < m_blocks.size(); ++block)
            m_firstRow[block + 1] = m_firstRow[block] + lines[block];
        if (stop.stop_requested())
            return false;
        rows.users.resize(m_firstRow.back());
        rows.movies.resize(m_firstRow.back());
        rows.values.resize(m_firstRow.back());
        rows.times.resize(m_hasTimes ? m_firstRow.back() : 0);
        parallelFor(m_blocks.size(), [&](std::size_t block) {
            if (stop.stop_requested())
                return;
            const auto first = m_firstRow[block];
            const RatingTarget target{rows.users.data() + first, rows.movies.data() + first, rows.values.data() + first,
                                      m_hasTimes ? rows.times.data() + first : nullptr};
            parser.parse(m_blocks[block], target, m_parsed[block]);
            progress.add(m_blocks[block].size());
        });
        return !stop.stop_requested();
    }

    /// Joins the blocks' logs.
    [[nodiscard]] ProblemLog takeLog()
    {
        ProblemLog log;
        for (std::size_t block = 0; block < m_blocks.size(); ++block)
            log.append(std::move(m_parsed[block].log), m_firstLine - 1 + m_firstRow[block]);
        return log;
    }

    /// Numbers the ids in the order of their first rating, and closes the gaps that lines without a rating left. False
    /// when stopped.
    bool number(RatingRows& rows, IdTable& users, IdTable& movies, const std::stop_token& stop)
    {
        const auto knownUsers = users.size();
        const auto knownMovies = movies.size();
        std::vector<std::uint32_t> userNumbers, movieNumbers;
        std::size_t next = 0;
        for (std::size_t block = 0; block < m_blocks.size(); ++block) {
            if (stop.stop_requested())
                return false;
            const auto& parsed = m_parsed[block];
            numberTexts(parsed.userTexts, userNumbers);
            numberTexts(parsed.movieTexts, movieNumbers);
            const auto first = m_firstRow[block];
            for (std::size_t row = first; row < first + parsed.rows; ++row, ++next) {
                const auto user = numberOf(rows.users[row].value, users, parsed.userTexts, userNumbers);
                const auto movie = numberOf(rows.movies[row].value, movies, parsed.movieTexts, movieNumbers);
                rows.users[next].value = user;
                rows.movies[next].value = movie;
                if (user == knownUsers + rows.lineOfNewUser.size())
                    rows.lineOfNewUser.push_back(lineOf(block, row - first));
                if (movie == knownMovies + rows.lineOfNewMovie.size())
                    rows.lineOfNewMovie.push_back(lineOf(block, row - first));
                if (next != row) {
                    rows.values[next] = rows.values[row];
                    if (m_hasTimes)
                        rows.times[next] = rows.times[row];
                }
            }
        }
        rows.users.resize(next);
        rows.movies.resize(next);
        rows.values.resize(next);
        rows.times.resize(m_hasTimes ? next : 0);
        return true;
    }

    /// Calls tell(line, text) for rows (ascending) as they stood before doubles were left out; lines are 1-based in the
    /// file.
    template <class Tell>
    void tellLines(std::span<const std::uint32_t> rows, const Tell& tell) const
    {
        std::size_t block = 0, firstRow = 0;  // of the block, among rows
        std::size_t without = 0, line = 0;    // in the block: lines without a row passed, lines read
        auto rest = m_blocks.empty() ? std::string_view() : m_blocks.front();
        for (const auto row : rows) {
            while (row - firstRow >= m_parsed[block].rows) {
                firstRow += m_parsed[block++].rows;
                without = line = 0;
                rest = m_blocks[block];
            }
            const auto& gaps = m_parsed[block].linesWithout;
            auto wanted = row - firstRow + without;
            while (without < gaps.size() && gaps[without] <= wanted) {
                ++without;
                ++wanted;
            }
            for (; line < wanted; ++line)
                (void)takeLine(rest);
            ++line;
            tell(m_firstLine + m_firstRow[block] + wanted, takeLine(rest));
        }
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    static void numberTexts(const IdCoder& coder, std::vector<std::uint32_t>& numbers)
    {
        numbers.assign(coder.texts().size(), none);
    }

    static std::uint32_t numberOf(std::uint32_t code, IdTable& table, const IdCoder& coder,
                                  std::vector<std::uint32_t>& numbers)
    {
        if (code < IdTable::integerBound)
            return table.number(code);
        const auto text = code - IdTable::integerBound;
        if (numbers[text] == none)
            numbers[text] = table.number(coder.texts()[text]);
        return numbers[text];
    }

    [[nodiscard]] std::uint64_t lineOf(std::size_t block, std::size_t row) const
    {
        // Each line without a row that comes before it moves it down by one.
        auto line = static_cast<std::uint64_t>(row);
        for (const auto without : m_parsed[block].linesWithout) {
            if (without > line)
                break;
            ++line;
        }
        return m_firstLine + m_firstRow[block] + line;
    }

    std::vector<std::string_view> m_blocks;
    std::vector<RatingBlock> m_parsed;
    std::vector<std::uint64_t> m_firstRow;  // place of each block's first line among all lines
    std::uint64_t m_firstLine;
    bool m_hasTimes;
};

/// Rows that another rating of the same user and film replaces, ascending.
std::vector<std::uint32_t> replacedRows(const RatingRows& rows, std::size_t users, std::size_t movies,
                                        const std::stop_token& stop)
{
    const auto byUser = groupRows(std::span<const UserIndex>(rows.users), users, stop);
    if (stop.stop_requested())
        return {};
    // Users are cut into blocks of about as many ratings.
    constexpr std::size_t ratingsPerBlock = std::size_t{1} << 20;
    std::vector<std::size_t> firstUser{0};
    for (std::size_t user = 0; user < users; ++user)
        if (byUser.offsets[user + 1] - byUser.offsets[firstUser.back()] >= ratingsPerBlock)
            firstUser.push_back(user + 1);
    if (firstUser.back() != users)
        firstUser.push_back(users);

    std::vector<std::vector<std::uint32_t>> found(firstUser.size() - 1);
    parallelFor(found.size(), [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        constexpr auto none = std::numeric_limits<std::uint32_t>::max();
        std::vector<std::uint32_t> lastUser(movies, none), lastRow(movies);
        for (auto user = firstUser[block]; user < firstUser[block + 1]; ++user) {
            for (const auto row : byUser.of(user)) {
                const auto movie = rows.movies[row].value;
                auto& kept = lastRow[movie];
                if (lastUser[movie] != user) {
                    lastUser[movie] = static_cast<std::uint32_t>(user);
                    kept = row;
                } else if (rows.times.empty() || rows.times[row] >= rows.times[kept]) {
                    found[block].push_back(std::exchange(kept, row));
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

template <class Value>
void eraseRows(std::vector<Value>& column, std::span<const std::uint32_t> rows)
{
    if (column.empty() || rows.empty())
        return;
    std::size_t next = rows.front();
    auto skipped = rows.begin();
    for (std::size_t row = rows.front(); row < column.size(); ++row) {
        if (skipped != rows.end() && *skipped == row)
            ++skipped;
        else
            column[next++] = column[row];
    }
    column.resize(next);
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
    if (!file.parse(RatingParser(form, options.decimalComma), rows, stop, reading))
        return std::optional<RatingRows>();
    rows.log = file.takeLog();
    if (!file.number(rows, users, movies, stop))
        return std::optional<RatingRows>();

    const auto bad = rows.log.badRows();
    const auto all = bad + rows.users.size();
    if (all == 0)
        return failure(ErrorCode::Empty,
                       form.hasHeader ? "it has a header but no ratings. Export it again, or choose another file."
                                      : "it holds no ratings. Export it again, or choose another file.",
                       path);
    if (rows.users.empty() || (areTooManyBad(bad, all) && !options.skipAnyNumberOfBadRows))
        return tl::unexpected(rows.log.tooManyBad(all, path));
    if (rows.users.size() > std::numeric_limits<std::uint32_t>::max())
        return failure(ErrorCode::OutOfMemory, "it has more than 4,294,967,295 ratings. Take a part of them.", path);

    const auto replaced = replacedRows(rows, users.size(), movies.size(), stop);
    if (stop.stop_requested())
        return std::optional<RatingRows>();
    constexpr std::string_view twice = "rated twice; the latest kept";
    const auto listed = std::min(replaced.size(), ProblemLog::linesKept);
    file.tellLines(std::span(replaced).first(listed),
                   [&](std::uint64_t line, std::string_view row) { rows.log.note(twice, true, line, row); });
    if (replaced.size() > listed)
        rows.log.note(twice, true, 0, {}, replaced.size() - listed);
    eraseRows(rows.users, replaced);
    eraseRows(rows.movies, replaced);
    eraseRows(rows.values, replaced);
    eraseRows(rows.times, replaced);
    reading.finish();
    return rows;
}

}  // namespace projectionist
