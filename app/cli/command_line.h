// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace projectionist::cli {

/// The whole program: reads the arguments, does what they say and gives the exit code. 0 done; 1 failed, with exactly
/// one line on standard error; 2 wrong usage, with one line that ends with where to look; 130 interrupted.
[[nodiscard]] int runCommandLine(int argc, char** argv);

}  // namespace projectionist::cli
