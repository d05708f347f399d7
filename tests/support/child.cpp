// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/child.h"

#include <csignal>
#include <cstdlib>
#include <string_view>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace projectionist::testing {

namespace {

constexpr uid_t nobody = 65534;

[[noreturn]] void giveUp(std::string_view why)
{
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, why.data(), why.size());
    ::_exit(1);
}

}  // namespace

std::string inChild(const std::function<std::string()>& body)
{
    int pipe[2];
    if (::pipe(pipe) != 0)
        return "no pipe";
    const auto child = ::fork();
    if (child < 0)
        return "no child";
    if (child == 0) {
        ::close(pipe[0]);
        const auto said = body();
        std::string_view rest = said;
        while (!rest.empty()) {
            const auto written = ::write(pipe[1], rest.data(), rest.size());
            if (written <= 0)
                break;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        ::_exit(0);
    }
    ::close(pipe[1]);
    std::string said;
    char piece[4096];
    for (ssize_t count = 0; (count = ::read(pipe[0], piece, sizeof piece)) > 0;)
        said.append(piece, static_cast<std::size_t>(count));
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        return "ended by signal " + std::to_string(WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return "ended with code " + std::to_string(WEXITSTATUS(status));
    return said;
}

void becomeOrdinaryUser()
{
    if (::geteuid() != 0)
        return;
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0)
        giveUp("cannot become an ordinary user\n");
}

void limitFileSize(std::uint64_t bytes)
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
        giveUp("cannot limit the size of files\n");
}

}  // namespace projectionist::testing
