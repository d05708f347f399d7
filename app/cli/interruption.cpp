// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interruption.h"

#include <atomic>
#include <thread>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace projectionist::cli {

namespace {

constexpr int interruptedExitCode = 130;

std::atomic<int>& held()
{
    static std::atomic<int> count = 0;
    return count;
}

/// A file opened later must not land on a standard stream that the caller has closed.
void occupyStandardStreams()
{
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) != -1)
            continue;
        const auto opened = ::open("/dev/null", descriptor == 2 ? O_WRONLY : O_RDONLY);
        if (opened != descriptor)
            ::close(opened);
    }
}

bool isIgnored(int signal)
{
    struct sigaction action {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

std::stop_token listenForInterruption()
{
    occupyStandardStreams();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    // Blocked here, and so in every thread to come, and waited for in one: no code of ours runs in a signal handler.
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    if (!isIgnored(SIGHUP))
        ::sigaddset(&signals, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    static auto* source = new std::stop_source;  // outlives the thread, which outlives main()
    std::thread([signals] {
        for (int signal = 0;;) {
            if (::sigwait(&signals, &signal) != 0)
                continue;
            if (source->request_stop() || held() > 0)
                continue;
            ::_exit(interruptedExitCode);
        }
    }).detach();
    return source->get_token();
}

BringToEnd::BringToEnd()
{
    ++held();
}

BringToEnd::~BringToEnd()
{
    --held();
}

}  // namespace projectionist::cli
