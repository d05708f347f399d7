// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "engine/core/file.h"

#include <cerrno>

#include <unistd.h>

namespace projectionist::cli {

namespace {

constexpr std::size_t bufferBytes = std::size_t{1} << 16;

}  // namespace

Output::Output(int descriptor) : m_descriptor(descriptor)
{
    m_buffer.reserve(bufferBytes);
}

bool Output::write(std::string_view text)
{
    if (m_error != 0)
        return false;
    m_buffer += text;
    return m_buffer.size() < bufferBytes || flush();
}

bool Output::line(std::string_view text)
{
    write(text);
    return write("\n");
}

bool Output::flush()
{
    std::string_view rest = m_buffer;
    while (m_error == 0 && !rest.empty()) {
        const auto written = ::write(m_descriptor, rest.data(), rest.size());
        if (written >= 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            m_error = errno;
    }
    m_buffer.clear();
    return m_error == 0;
}

bool Output::isTerminal() const
{
    return ::isatty(m_descriptor) == 1;
}

Result<void> Output::finish()
{
    flush();
    if (m_error == 0 || m_error == EPIPE)
        return {};
    if (m_error == ENOSPC || m_error == EDQUOT || m_error == EFBIG)
        return failure(ErrorCode::DiskFull,
                       "not all was written: the disk is full or the file too large for it. Send the output elsewhere.",
                       "standard output");
    auto error = systemError(m_error, "standard output", true);
    if (m_error == EBADF)
        error.message = "it is closed. Send it to a file, or use --csv FILE where there is one.";
    return tl::unexpected(std::move(error));
}

}  // namespace projectionist::cli
