// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <filesystem>
#include <optional>

namespace projectionist::testing {

/// The folder of real data (PROJECTIONIST_DATA, default ../shared/data from the source root); nothing when it is missing.
[[nodiscard]] std::optional<std::filesystem::path> dataFolder();
/// The folder of reference traces (PROJECTIONIST_REFERENCE, default ../shared/reference from the source root).
[[nodiscard]] std::optional<std::filesystem::path> referenceFolder();
/// Files of the repository: tests/fixtures.
[[nodiscard]] std::filesystem::path fixturesFolder();
/// True where a missing folder is a failure and not a reason to skip.
[[nodiscard]] bool isCi();

}  // namespace projectionist::testing

/// Skips the test function, saying so, where the folder is missing; fails it with CI set.
#define PROJECTIONIST_REQUIRE(folder)                                                                                  \
    do {                                                                                                               \
        if (!(folder)) {                                                                                               \
            if (::projectionist::testing::isCi())                                                                      \
                QFAIL(#folder " is missing, and with CI set that is a failure");                                       \
            QSKIP(#folder " is missing here");                                                                         \
        }                                                                                                              \
    } while (false)
