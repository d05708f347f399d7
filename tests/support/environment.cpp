// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/environment.h"

#include <cstdlib>

namespace projectionist::testing {

namespace {

std::optional<std::filesystem::path> folderFrom(const char* variable, const char* fallback)
{
    const char* named = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
    const auto path = named != nullptr && *named != '\0' ? std::filesystem::path(named)
                                                         : std::filesystem::path(PROJECTIONIST_SOURCE_DIR) / fallback;
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored))
        return {};
    return path;
}

}  // namespace

std::optional<std::filesystem::path> dataFolder()
{
    return folderFrom("PROJECTIONIST_DATA", "../shared/data");
}

std::optional<std::filesystem::path> referenceFolder()
{
    return folderFrom("PROJECTIONIST_REFERENCE", "../shared/reference");
}

std::filesystem::path fixturesFolder()
{
    return std::filesystem::path(PROJECTIONIST_SOURCE_DIR) / "tests/fixtures";
}

bool isCi()
{
    const char* value = std::getenv("CI");  // NOLINT(concurrency-mt-unsafe)
    return value != nullptr && *value != '\0';
}

}  // namespace projectionist::testing
