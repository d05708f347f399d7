// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/memory.h"

#include "engine/core/error.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string_view>

namespace projectionist {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

std::optional<std::uint64_t> numberIn(const fs::path& path)
{
    std::ifstream file(path);
    std::uint64_t number = 0;
    if (file >> number)
        return number;
    return {};  // not there, or "max"
}

/// The number after a name in a file of lines "name number", with or without a colon.
std::optional<std::uint64_t> numberOf(const fs::path& path, std::string_view wanted)
{
    std::ifstream file(path);
    std::string name;
    std::uint64_t number = 0;
    while (file >> name >> number) {
        if (name == wanted)
            return number;
        file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return {};
}

/// The names of one version's files.
struct GroupFiles {
    const char *limit, *usage, *inactiveFiles, *activeFiles;
};

/// What a group and those above it leave. Pages of files count as used, but make way when memory is needed.
std::optional<std::uint64_t> leftInGroup(const fs::path& mount, fs::path group, const GroupFiles& files)
{
    std::optional<std::uint64_t> least;
    for (;; group = group.parent_path()) {
        const auto folder = mount / group.relative_path();
        const auto limit = numberIn(folder / files.limit), usage = numberIn(folder / files.usage);
        if (limit && usage) {
            const auto inactive = numberOf(folder / "memory.stat", files.inactiveFiles).value_or(0);
            const auto active = numberOf(folder / "memory.stat", files.activeFiles).value_or(0);
            const auto used = *usage - std::min(*usage, inactive + active);
            least = std::min(least.value_or(*limit), *limit - std::min(*limit, used));
        }
        if (!group.has_relative_path())
            return least;
    }
}

std::optional<std::uint64_t> leftInGroups(const fs::path& root)
{
    // Lines "number:controllers:path"; version 2 has no controllers there.
    std::ifstream groups(root / "proc/self/cgroup");
    std::optional<std::uint64_t> least;
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const fs::path group = line.substr(second + 1);
        std::optional<std::uint64_t> left;
        if (controllers == ",,")
            left = leftInGroup(root / "sys/fs/cgroup", group,
                               {"memory.max", "memory.current", "inactive_file", "active_file"});
        else if (controllers.find(",memory,") != std::string::npos)
            left = leftInGroup(
                root / "sys/fs/cgroup/memory", group,
                {"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", "total_active_file"});
        if (left)
            least = std::min(least.value_or(*left), *left);
    }
    return least;
}

}  // namespace

std::optional<std::uint64_t> availableBytes(const fs::path& root)
{
    auto left = numberOf(root / "proc/meminfo", "MemAvailable:");
    if (left)
        *left *= 1024;
    const auto inGroups = leftInGroups(root);
    if (left && inGroups)
        return std::min(*left, *inGroups);
    return left ? left : inGroups;
}

std::string bytesInWords(std::uint64_t bytes)
{
    if (bytes < 1024 * mebibyte)
        return grouped((bytes + mebibyte - 1) / mebibyte) + " MiB";
    const auto tenths = (bytes * 10 + 512 * mebibyte) / (1024 * mebibyte);
    return grouped(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

}  // namespace projectionist
