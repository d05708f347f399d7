// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"

#include <string>
#include <string_view>

namespace projectionist::cli {

/// Standard output: buffered, and it remembers what went wrong. A reader that has gone away (`… | head`) is no error:
/// what is written after that is dropped. Not thread-safe.
class Output {
public:
    explicit Output(int descriptor);
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// False once nothing arrives any more, so that long work can end early.
    bool write(std::string_view text);
    bool line(std::string_view text);
    /// Hands over what is buffered: after each line of something that takes long.
    bool flush();

    [[nodiscard]] bool isOpen() const { return m_error == 0; }
    [[nodiscard]] bool isTerminal() const;
    /// Flushes. An error unless everything arrived or the reader has gone away.
    [[nodiscard]] Result<void> finish();

private:
    int m_descriptor;
    int m_error = 0;  ///< What the system said first.
    std::string m_buffer;
};

}  // namespace projectionist::cli
