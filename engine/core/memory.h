// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace projectionist {

/// Bytes of memory that are left for this process: what the system can give (MemAvailable of /proc/meminfo) or what its
/// control groups allow, whichever is less; nothing where the system does not say. `root` is where /proc and /sys are
/// looked for.
[[nodiscard]] PROJECTIONIST_API std::optional<std::uint64_t> availableBytes(const std::filesystem::path& root = "/");

/// "3.4 GiB", "120 MiB", for sentences.
[[nodiscard]] PROJECTIONIST_API std::string bytesInWords(std::uint64_t bytes);

}  // namespace projectionist
