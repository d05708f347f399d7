// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace projectionist::cli {

/// Makes Ctrl+C (SIGINT), SIGTERM and, unless it was ignored (nohup), SIGHUP a request to stop, a closed pipe and a
/// file-size limit errors of the write instead of deadly signals, and sees to it that descriptors 0 to 2 are taken. To
/// be called once, before any thread starts. A second signal ends the program at once.
[[nodiscard]] std::stop_token listenForInterruption();

/// While it lives, no further signal ends the program: what was begun, a file that is being saved, say, is brought to
/// its end.
class BringToEnd {
public:
    BringToEnd();
    ~BringToEnd();
    BringToEnd(const BringToEnd&) = delete;
    BringToEnd& operator=(const BringToEnd&) = delete;
};

}  // namespace projectionist::cli
