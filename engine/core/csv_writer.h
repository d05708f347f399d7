// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/file.h"

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace projectionist {

/// Writes tables: UTF-8, LF, a header line, numbers in the shortest form that reads back, text quoted only where it
/// must be (comma, quote, line break, leading or trailing space), and an apostrophe in front of text that a spreadsheet
/// would take for a formula (= + - @ tab CR). Comment lines begin with "# " and come before the header. Goes to a file
/// (atomically, see AtomicFile) or to a function that takes pieces of text.
class PROJECTIONIST_API CsvWriter {
public:
    using Sink = std::function<bool(std::string_view)>; ///< Returns false to end early.

    [[nodiscard]] static Result<CsvWriter> create(const std::filesystem::path& path);
    explicit CsvWriter(Sink sink);
    CsvWriter(CsvWriter&&) noexcept;
    CsvWriter& operator=(CsvWriter&&) noexcept;
    ~CsvWriter();

    void comment(std::string_view text); ///< May hold several lines.
    void header(std::initializer_list<std::string_view> names);
    CsvWriter& text(std::string_view value);
    CsvWriter& number(float value);  ///< NaN is blank.
    CsvWriter& number(double value); ///< NaN is blank.
    CsvWriter& integer(std::int64_t value);
    CsvWriter& blank(); ///< "Not computed": an empty cell.
    bool endRow();      ///< False once writing has failed; finish() has the reason.

    /// Flushes and, for a file, puts it in place. A sink that ended early is no error here: its owner knows why.
    [[nodiscard]] Result<void> finish();

private:
    struct Private;
    explicit CsvWriter(std::unique_ptr<Private> data);
    std::unique_ptr<Private> m_private;
};

} // namespace projectionist
