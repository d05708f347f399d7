// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/time_left.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace projectionist::cli {

namespace {

constexpr double secondsBeforeGuessing = 1;

}  // namespace

std::string durationInWords(double seconds)
{
    constexpr std::uint64_t perMinute = 60, perHour = 3'600;
    const auto whole = static_cast<std::uint64_t>(std::ceil(std::clamp(seconds, 0.0, 1e9)));
    if (whole < perMinute)
        return std::to_string(whole) + " s";
    if (whole < perHour)
        return std::to_string(whole / perMinute) + " min " + std::to_string(whole % perMinute) + " s";
    return std::to_string(whole / perHour) + " h " + std::to_string(whole % perHour / perMinute) + " min";
}

TimeLeft::TimeLeft(ProgressBar& bar) : m_bar(bar), m_begin(std::chrono::steady_clock::now()) {}

void TimeLeft::show(const Progress& progress)
{
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - m_begin;
    if (progress.done == 0 || progress.done >= progress.total || taken.count() < secondsBeforeGuessing) {
        m_bar.show(progress);
        return;
    }
    const auto left =
        taken.count() * static_cast<double>(progress.total - progress.done) / static_cast<double>(progress.done);
    m_bar.show({std::string(progress.stage) + ", " + durationInWords(left) + " left", progress.done, progress.total});
}

ProgressFunction TimeLeft::function()
{
    if (!m_bar.function())
        return {};
    return [this](const Progress& progress) { show(progress); };
}

}  // namespace projectionist::cli
