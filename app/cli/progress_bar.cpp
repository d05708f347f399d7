// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_bar.h"

#include "app/cli/text.h"

#include <algorithm>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

namespace projectionist::cli {

namespace {

constexpr std::size_t barCells = 24;

std::size_t terminalColumns(int descriptor)
{
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void put(int descriptor, const std::string& text)
{
    [[maybe_unused]] const auto ignored = ::write(descriptor, text.data(), text.size());
}

std::string bar(double share)
{
    const auto filled = static_cast<std::size_t>(share * barCells);
    return "[" + std::string(filled, '#') + std::string(barCells - filled, '-') + "] " + fixed(100 * share, 0) + " %";
}

}  // namespace

ProgressBar::ProgressBar(int descriptor) : m_descriptor(descriptor), m_terminal(::isatty(descriptor) == 1) {}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::show(const Progress& progress)
{
    if (!m_terminal)
        return;
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (m_visible && now - m_last < std::chrono::milliseconds(100))
        return;
    m_last = now;
    m_visible = true;
    auto stage = oneLine(progress.stage);
    std::string measure;
    if (progress.total > 0) {
        const auto share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
        measure = " " + bar(std::clamp(share, 0.0, 1.0));
    }
    const auto room = terminalColumns(m_descriptor) - 1;
    const auto space = room > measure.size() ? room - measure.size() : 0;
    put(m_descriptor, "\r\033[K" + clipped(stage, space) + measure);
}

void ProgressBar::clear()
{
    if (!m_terminal)
        return;
    const std::scoped_lock lock(m_mutex);
    if (m_visible)
        put(m_descriptor, "\r\033[K");
    m_visible = false;
}

ProgressFunction ProgressBar::function()
{
    if (!m_terminal)
        return {};
    return [this](const Progress& progress) { show(progress); };
}

}  // namespace projectionist::cli
