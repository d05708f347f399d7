// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_file.h"

#include "engine/core/parallel.h"
#include "engine/core/scratch.h"

#include <algorithm>
#include <array>
#include <bit>

namespace projectionist {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 20;

std::uint64_t countLines(std::string_view block)
{
    // Counts of eight bits side by side, which compilers turn into vectors; added up before they overflow.
    constexpr std::size_t lanes = 64, mostRounds = 255;
    std::uint64_t ends = 0;
    const char* at = block.data();
    auto left = block.size();
    while (left >= lanes) {
        std::array<std::uint8_t, lanes> counts{};
        const auto rounds = std::min(left / lanes, mostRounds);
        for (std::size_t round = 0; round < rounds; ++round, at += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                counts[lane] = static_cast<std::uint8_t>(counts[lane] + (at[lane] == '\n' ? 1 : 0));
        for (const auto count : counts)
            ends += count;
        left -= rounds * lanes;
    }
    ends += static_cast<std::uint64_t>(std::count(at, at + left, '\n'));
    return ends + (block.empty() || block.back() == '\n' ? 0 : 1);
}

/// Codes that were met already.
class CodeSet {
public:
    void clear()
    {
        if (m_size > 0)
            std::ranges::fill(m_slots, none);
        m_size = 0;
    }
    /// True when the code is new.
    bool insert(std::uint32_t code)
    {
        if (2 * m_size >= m_slots.size())
            grow();
        auto& slot = find(code);
        if (slot == code)
            return false;
        slot = code;
        ++m_size;
        return true;
    }

private:
    static constexpr std::uint32_t none = 0xFFFFFFFFU;  // no block has so many texts

    std::uint32_t& find(std::uint32_t code)
    {
        auto at = (code * 0x9E3779B1U) >> m_shift;
        while (m_slots[at] != none && m_slots[at] != code)
            at = (at + 1) & static_cast<std::uint32_t>(m_slots.size() - 1);
        return m_slots[at];
    }
    void grow()
    {
        std::vector<std::uint32_t> before(std::max<std::size_t>(std::size_t{1} << 10, 2 * m_slots.size()), none);
        m_slots.swap(before);
        m_shift = 32 - static_cast<std::uint32_t>(std::countr_zero(m_slots.size()));
        for (const auto code : before)
            if (code != none)
                find(code) = code;
    }

    std::vector<std::uint32_t> m_slots;
    std::size_t m_size = 0;
    std::uint32_t m_shift = 0;
};

/// Calls tell(code, row) for the codes of a block that are texts or not in the table, at their first row.
template <class Index, class Tell>
void findNew(std::span<const Index> codes, const IdTable& table, CodeSet& met, const Tell& tell)
{
    met.clear();
    auto last = codes.empty() ? 0 : ~codes.front().value;
    for (std::size_t row = 0; row < codes.size(); ++row) {
        const auto code = codes[row].value;
        if (code == last)
            continue;
        last = code;
        if (code < IdTable::integerBound && table.find(code) != IdTable::none)
            continue;
        if (met.insert(code))
            tell(code, static_cast<std::uint32_t>(row));
    }
}

template <class Index>
void toNumbers(std::span<Index> codes, const IdTable& table, std::span<const std::uint32_t> numbersOfTexts)
{
    for (auto& code : codes)
        code.value = code.value < IdTable::integerBound ? table.find(code.value)
                                                        : numbersOfTexts[code.value - IdTable::integerBound];
}

}  // namespace

RatingFile::RatingFile(std::string_view text, const FileForm& form, std::uint64_t firstLine)
    : m_firstLine(firstLine), m_hasTimes(form.columns.time != Columns::absent)
{
    m_blocks.reserve(text.size() / blockBytes + 1);
    while (!text.empty()) {
        const auto end = text.size() <= blockBytes ? std::string_view::npos : text.find('\n', blockBytes - 1);
        const auto size = end == std::string_view::npos ? text.size() : end + 1;
        m_blocks.emplace_back().text = text.substr(0, size);
        text.remove_prefix(size);
    }
}

bool RatingFile::parse(const RatingParser& parser, RatingColumns& columns, const std::stop_token& stop,
                       ReadingProgress& progress)
{
    std::vector<std::uint64_t> lines(m_blocks.size());
    parallelFor(m_blocks.size(), [&](std::size_t block) {
        if (!stop.stop_requested())
            lines[block] = countLines(m_blocks[block].text);
    });
    if (stop.stop_requested())
        return false;
    for (std::size_t block = 0; block < m_blocks.size(); ++block) {
        m_blocks[block].firstRow = m_lines;
        m_lines += lines[block];
    }
    columns.users.resize(m_lines);
    columns.movies.resize(m_lines);
    columns.values.resize(m_lines);
    columns.times.resize(m_hasTimes ? m_lines : 0);
    if (!parseAll(parser, columns, stop, progress))
        return false;
    if (std::ranges::none_of(m_blocks, [](const Block& block) { return block.parsed.hasWideTimes; }))
        return true;
    columns.times = {};
    columns.times.widen();
    columns.times.resize(m_lines);
    for (auto& block : m_blocks)
        block.parsed = {};
    return parseAll(parser, columns, stop, progress);
}

bool RatingFile::parseAll(const RatingParser& parser, RatingColumns& columns, const std::stop_token& stop,
                          ReadingProgress& progress)
{
    auto* const narrow = m_hasTimes ? columns.times.narrow() : nullptr;
    auto* const wide = m_hasTimes ? columns.times.wide() : nullptr;
    parallelFor(m_blocks.size(), [&](std::size_t which) {
        if (stop.stop_requested())
            return;
        auto& block = m_blocks[which];
        const auto first = block.firstRow;
        const RatingTarget target{columns.users.data() + first, columns.movies.data() + first,
                                  columns.values.data() + first, narrow != nullptr ? narrow + first : nullptr,
                                  wide != nullptr ? wide + first : nullptr};
        parser.parse(block.text, target, block.parsed);
        progress.add(block.text.size());
    });
    return !stop.stop_requested();
}

ProblemLog RatingFile::takeLog()
{
    ProblemLog log;
    for (auto& block : m_blocks)
        log.append(std::move(block.parsed.log), m_firstLine - 1 + block.firstRow);
    return log;
}

void RatingFile::numberNew(IdTable& table, std::vector<FirstSeen> Block::*newIds, const IdCoder RatingBlock::*texts,
                           std::vector<std::uint32_t> Block::*numbersOfTexts, std::vector<std::uint64_t>& lines,
                           const std::stop_token& stop)
{
    const auto known = table.size();
    for (auto& block : m_blocks) {
        if (stop.stop_requested())
            return;
        const auto textsOfBlock = (block.parsed.*texts).texts();
        (block.*numbersOfTexts).resize(textsOfBlock.size());
        LineFinder finder(&block.parsed);
        for (const auto& [code, row] : block.*newIds) {
            std::uint32_t number = 0;
            if (code < IdTable::integerBound) {
                number = table.number(code);
            } else {
                const auto text = code - IdTable::integerBound;
                number = table.number(textsOfBlock[text]);
                (block.*numbersOfTexts)[text] = number;
            }
            if (number == known + lines.size())
                lines.push_back(m_firstLine + block.firstRow + finder.lineOf(row));
        }
    }
}

bool RatingFile::number(RatingColumns& columns, IdTable& users, IdTable& movies,
                        std::vector<std::uint64_t>& lineOfNewUser, std::vector<std::uint64_t>& lineOfNewMovie,
                        const std::stop_token& stop)
{
    ScratchPool<CodeSet> sets;
    parallelFor(m_blocks.size(), [&](std::size_t which) {
        if (stop.stop_requested())
            return;
        auto& block = m_blocks[which];
        const auto met = sets.lease();
        findNew(std::span<const UserIndex>(columns.users).subspan(block.firstRow, block.parsed.rows), users, *met,
                [&](std::uint32_t code, std::uint32_t row) {
                    block.users.push_back({code, row});
                });
        findNew(std::span<const MovieIndex>(columns.movies).subspan(block.firstRow, block.parsed.rows), movies, *met,
                [&](std::uint32_t code, std::uint32_t row) {
                    block.movies.push_back({code, row});
                });
    });
    if (stop.stop_requested())
        return false;
    numberNew(users, &Block::users, &RatingBlock::userTexts, &Block::numbersOfUsers, lineOfNewUser, stop);
    numberNew(movies, &Block::movies, &RatingBlock::movieTexts, &Block::numbersOfMovies, lineOfNewMovie, stop);
    parallelFor(m_blocks.size(), [&](std::size_t which) {
        const auto& block = m_blocks[which];
        if (stop.stop_requested())
            return;
        toNumbers(std::span(columns.users).subspan(block.firstRow, block.parsed.rows), users, block.numbersOfUsers);
        toNumbers(std::span(columns.movies).subspan(block.firstRow, block.parsed.rows), movies, block.numbersOfMovies);
    });
    closeGaps(columns, stop);
    return !stop.stop_requested();
}

void RatingFile::closeGaps(RatingColumns& columns, const std::stop_token& stop) const
{
    std::size_t next = 0;
    const auto move = [&](auto* column, const Block& block) {
        if (column != nullptr && next != block.firstRow)
            std::copy(column + block.firstRow, column + block.firstRow + block.parsed.rows, column + next);
    };
    for (const auto& block : m_blocks) {
        if (stop.stop_requested())
            return;
        move(columns.users.data(), block);
        move(columns.movies.data(), block);
        move(columns.values.data(), block);
        move(m_hasTimes ? columns.times.narrow() : nullptr, block);
        move(m_hasTimes ? columns.times.wide() : nullptr, block);
        next += block.parsed.rows;
    }
    columns.users.resize(next);
    columns.movies.resize(next);
    columns.values.resize(next);
    columns.times.resize(m_hasTimes ? next : 0);
}

}  // namespace projectionist
