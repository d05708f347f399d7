// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_table.h"

#include "app/cli/text.h"

#include <algorithm>
#include <utility>

namespace projectionist::cli {

TextTable::TextTable(std::vector<Column> columns) : m_columns(std::move(columns))
{
    for (auto& column : m_columns)
        column.width = std::max(column.width, displayWidth(column.name));
}

void TextTable::row(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = oneLine(cells[i]);
        m_columns[i].width = std::max(m_columns[i].width, displayWidth(cells[i]));
    }
    m_rows.push_back(std::move(cells));
}

std::string TextTable::take()
{
    std::string text;
    if (!std::exchange(m_headerDone, true)) {
        std::vector<std::string> names;
        for (const auto& column : m_columns)
            names.push_back(column.name);
        append(text, names);
    }
    for (const auto& cells : m_rows)
        append(text, cells);
    m_rows.clear();
    return text;
}

void TextTable::append(std::string& text, const std::vector<std::string>& cells) const
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto padding = std::string(m_columns[i].width - displayWidth(cells[i]), ' ');
        line += i > 0 ? "  " : "";
        line += m_columns[i].align == Align::Right ? padding + cells[i] : cells[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

}  // namespace projectionist::cli
