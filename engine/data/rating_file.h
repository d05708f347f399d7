// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/bulk_vector.h"
#include "engine/core/ids.h"
#include "engine/data/fields.h"
#include "engine/data/id_table.h"
#include "engine/data/problem_log.h"
#include "engine/data/rating_parser.h"
#include "engine/data/rating_times.h"
#include "engine/data/reading_progress.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace projectionist {

/// The ratings of a file, in file order.
struct RatingColumns {
    BulkVector<UserIndex> users;
    BulkVector<MovieIndex> movies;
    BulkVector<float> values;
    RatingTimes times;  ///< Empty when the file has none.
};

/// A rating file in blocks of whole lines, worked on in parallel.
class RatingFile {
public:
    /// `text` is without the header; `firstLine` is the number of its first line.
    RatingFile(std::string_view text, const FileForm& form, std::uint64_t firstLine);

    /// Fills the columns with codes, block by block; gaps remain where lines gave no row. False when stopped.
    bool parse(const RatingParser& parser, RatingColumns& columns, const std::stop_token& stop,
               ReadingProgress& progress);

    /// Joins the blocks' logs.
    [[nodiscard]] ProblemLog takeLog();
    /// The last line of the file, 1-based; after parse().
    [[nodiscard]] std::uint64_t lastLine() const { return m_firstLine - 1 + m_lines; }

    /// Numbers the ids in the order of their first rating, and closes the gaps. The lines are those of the first rating
    /// of each id that the tables did not know. False when stopped.
    bool number(RatingColumns& columns, IdTable& users, IdTable& movies, std::vector<std::uint64_t>& lineOfNewUser,
                std::vector<std::uint64_t>& lineOfNewMovie, const std::stop_token& stop);

    /// Calls tell(line, text) for rows (ascending) of the columns; lines are 1-based in the file.
    template <class Tell>
    void tellLines(std::span<const std::uint32_t> rows, const Tell& tell) const
    {
        std::size_t block = 0, firstRow = 0;  // of the block, among rows
        std::size_t line = 0;                 // lines of the block that were read
        LineFinder finder(m_blocks.empty() ? nullptr : &m_blocks.front().parsed);
        auto rest = m_blocks.empty() ? std::string_view() : m_blocks.front().text;
        for (const auto row : rows) {
            while (row - firstRow >= m_blocks[block].parsed.rows) {
                firstRow += m_blocks[block++].parsed.rows;
                line = 0;
                finder = LineFinder(&m_blocks[block].parsed);
                rest = m_blocks[block].text;
            }
            const auto wanted = finder.lineOf(row - firstRow);
            for (; line < wanted; ++line)
                (void)takeLine(rest);
            ++line;
            tell(m_firstLine + m_blocks[block].firstRow + wanted, takeLine(rest));
        }
    }

private:
    struct FirstSeen {
        std::uint32_t code = 0, row = 0;
    };
    struct Block {
        std::string_view text;
        std::size_t firstRow = 0;  // place of its first line among all lines
        RatingBlock parsed;
        std::vector<FirstSeen> users, movies;                        // codes that stand in no table yet, each once
        std::vector<std::uint32_t> numbersOfUsers, numbersOfMovies;  // of the ids that are text
    };

    /// In which line of its block each of ascending rows stands.
    class LineFinder {
    public:
        explicit LineFinder(const RatingBlock* block) : m_block(block) {}
        [[nodiscard]] std::size_t lineOf(std::size_t row)
        {
            const auto& gaps = m_block->linesWithout;
            while (m_passed < gaps.size() && gaps[m_passed] <= row + m_passed)
                ++m_passed;
            return row + m_passed;
        }

    private:
        const RatingBlock* m_block;
        std::size_t m_passed = 0;
    };

    bool parseAll(const RatingParser& parser, RatingColumns& columns, const std::stop_token& stop,
                  ReadingProgress& progress);
    /// Numbers one table's new ids, in the order of the blocks.
    void numberNew(IdTable& table, std::vector<FirstSeen> Block::*newIds, const IdCoder RatingBlock::*texts,
                   std::vector<std::uint32_t> Block::*numbersOfTexts, std::vector<std::uint64_t>& lines,
                   const std::stop_token& stop);
    void closeGaps(RatingColumns& columns, const std::stop_token& stop) const;

    std::vector<Block> m_blocks;
    std::size_t m_lines = 0;
    std::uint64_t m_firstLine;
    bool m_hasTimes;
};

}  // namespace projectionist
