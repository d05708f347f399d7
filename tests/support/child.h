// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace projectionist::testing {

/// Runs `body` in a forked child and returns what it returns; "ended by signal N" when it crashes. For what a process
/// cannot take back: another user, limits. The body must not use parallel loops: the child has one thread.
[[nodiscard]] std::string inChild(const std::function<std::string()>& body);

/// In a child: gives up the rights of root, whom permissions do not stop. Nothing when it is an ordinary user already.
void becomeOrdinaryUser();

/// In a child: no file may grow beyond so many bytes; writing more fails, as on a full disk.
void limitFileSize(std::uint64_t bytes);

}  // namespace projectionist::testing
