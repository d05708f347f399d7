// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/load_report.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// What is wrong with a row.
struct RowFault {
    std::string what;               ///< The kind, as the load report has it: "the rating is not a number".
    std::string sentence;           ///< This row: "the rating is "abc"".
    std::string decimalComma = {};  ///< The rating, "4,5", when the row would be fine with a point in it.
};

/// Collects the problems of one file, line by line; logs of consecutive blocks of a file can be joined.
class ProblemLog {
public:
    static constexpr std::size_t linesKept = 1000, examplesKept = 3, exampleBytes = 200;

    /// A row that was left out. Lines must ascend within a kind.
    void skip(RowFault fault, std::uint64_t line, std::string_view text);
    /// Something that was mended or noticed, or rows left out for another reason than being bad; line 0 for no line.
    void note(std::string_view what, bool skipped, std::uint64_t line, std::string_view text, std::uint64_t count = 1);
    /// Adds what a log of later lines of the same file holds; its lines are moved down by `lineOffset`.
    void append(ProblemLog later, std::uint64_t lineOffset);

    [[nodiscard]] std::uint64_t badRows() const { return m_badRows; }
    /// The error when more than 1 % of `rows` are bad (or all): names the first line and what to do, and holds the
    /// remedies of which the message speaks.
    [[nodiscard]] Error tooManyBad(std::uint64_t rows, const std::string& path) const;
    /// The problems in the order of their first lines, told of the file `path`.
    [[nodiscard]] std::vector<LoadProblem> problems(const std::string& path) const;

private:
    LoadProblem& kind(std::string_view what, bool skipped);
    static void addLine(LoadProblem& problem, std::uint64_t line, std::string_view text, std::uint64_t count);

    std::vector<LoadProblem> m_problems;
    std::uint64_t m_badRows = 0, m_decimalCommas = 0;
    std::uint64_t m_firstLine = 0;
    std::string m_firstSentence, m_firstDecimalComma;
};

/// True when so many rows are bad that reading must not go on unasked.
[[nodiscard]] constexpr bool areTooManyBad(std::uint64_t bad, std::uint64_t rows)
{
    return bad * 100 > rows;
}

}  // namespace projectionist
