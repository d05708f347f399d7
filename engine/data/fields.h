// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// What stands between the fields of a line: "\t", ",", ";", "|" or "::". Quotes count for commas and semicolons only,
/// and for tabs in a table with a header.
struct Separator {
    std::string_view text;
    bool quotes = false;
};

/// Takes the next line off `rest`, without its line end (LF or CRLF).
[[nodiscard]] std::string_view takeLine(std::string_view& rest);

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmedField(std::string_view text);

[[nodiscard]] bool allDigits(std::string_view text); ///< At least one, and nothing else.

/// Cuts lines into fields. The views are into the line, or into `unescaped` where a field holds an escaped quote.
class FieldCutter {
public:
    explicit FieldCutter(Separator separator) : m_separator(separator) {}
    /// Valid until the next call, but fields with an escaped quote live as long as this.
    const std::vector<std::string_view>& cut(std::string_view line);
    /// True when the line ended inside quotes: the record may go on in the next one.
    [[nodiscard]] bool isOpen() const { return m_isOpen; }

private:
    [[nodiscard]] std::string_view cutQuoted(std::string_view& rest);
    Separator m_separator;
    std::vector<std::string_view> m_fields;
    std::deque<std::string> m_unescaped;
    bool m_isOpen = false;
};

} // namespace projectionist
