// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist::cli {

/// A table for people: columns side by side, wide enough for what they hold, two spaces between them. May be taken in
/// pieces: columns then only grow, so that what was written stays.
class TextTable {
public:
    enum class Align { Left, Right };
    struct Column {
        std::string name;
        Align align = Align::Left;
        std::size_t width = 0;  ///< At least so wide: for tables whose rows come one by one.
    };

    explicit TextTable(std::vector<Column> columns);

    /// Fewer cells than columns leave the rest empty.
    void row(std::vector<std::string> cells);
    [[nodiscard]] std::size_t pendingRows() const { return m_rows.size(); }
    /// The rows since the last take() as lines of text, with the header above the first of them.
    [[nodiscard]] std::string take();

private:
    void append(std::string& text, const std::vector<std::string>& cells) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
    bool m_headerDone = false;
};

}  // namespace projectionist::cli
