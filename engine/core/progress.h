// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace projectionist {

/// How far a long piece of work has come. `total` is 0 while it is not known.
struct Progress {
    std::string_view stage;  ///< What is being done, in words for the user: "Reading ratings.csv". Static storage or
                             ///< alive for the call only; copy it to keep it.
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};

/// Called from the thread that does the work (never from two at once), at most about fifty times a second. May be empty.
using ProgressFunction = std::function<void(const Progress&)>;

/// Long work that was stopped gives this beside a result or an error: an outcome, not an error.
struct Stopped {};

}  // namespace projectionist
