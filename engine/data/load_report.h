// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// One kind of row that was left out or mended while reading one file.
struct LoadProblem {
    std::string path; ///< The file.
    std::string what; ///< "the rating is not a number", "3 columns instead of 4", "rated twice; the latest kept".
    std::uint64_t count = 0;
    std::vector<std::uint64_t> lines;  ///< The first thousand of them, 1-based, ascending.
    std::vector<std::string> examples; ///< The text of the first three lines.
    bool skipped = true;               ///< False: mended or only noticed.
};

/// What is noticed of a rating file that ends without a line end: its last row may be half of one that looks whole.
inline constexpr std::string_view endsWithinALine = "the file ends without a line end and may be cut off";

/// What reading did, kept with the data.
struct LoadReport {
    struct File {
        std::string path;
        std::string role; ///< "ratings", "films", "users", "genres".
        std::uint64_t bytes = 0;
        std::uint64_t rows = 0; ///< Rows read, without the header and without what was skipped.
    };
    std::vector<File> files;
    std::vector<LoadProblem> problems; ///< In the order of files, then of first line.

    [[nodiscard]] std::uint64_t skippedRows() const
    {
        std::uint64_t sum = 0;
        for (const auto& problem : problems)
            sum += problem.skipped ? problem.count : 0;
        return sum;
    }
};

} // namespace projectionist
