// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/process.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace projectionist::testing {

namespace {

constexpr uid_t nobody = 65534;
constexpr int couldNotStart = 127;
constexpr int finishLimitSeconds = 600;

bool isRoot()
{
    return ::geteuid() == 0;
}

/// Whether everybody may run the program where it stands: every folder above it can be passed.
bool reachableByOthers(const std::filesystem::path& program)
{
    for (auto folder = program.parent_path(); folder != folder.root_path(); folder = folder.parent_path()) {
        struct stat status {};
        if (::stat(folder.c_str(), &status) != 0 || (status.st_mode & S_IXOTH) == 0)
            return false;
    }
    return true;
}

/// A copy of the program and of the engine where everybody may run it.
std::filesystem::path copyForOthers(const std::filesystem::path& program)
{
    static const ScratchFolder scratch;
    const auto root = program.parent_path().parent_path();
    const auto copied = scratch.path() / "bin" / program.filename();
    if (std::filesystem::exists(copied))
        return copied;
    std::filesystem::create_directories(copied.parent_path());
    std::filesystem::copy(program, copied);
    std::filesystem::copy(root / "lib", scratch.path() / "lib",
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
    return copied;
}

std::string program()
{
    const std::filesystem::path path = PROJECTIONIST_CLI;
    return (isRoot() && !reachableByOthers(path) ? copyForOthers(path) : path).string();
}

/// In the child, after the fork: only calls that are safe there.
[[noreturn]] void become(char* const* arguments, const ProcessOptions& options, int out, int error)
{
    using StandardOutput = ProcessOptions::StandardOutput;
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    ::dup2(error, STDERR_FILENO);
    switch (options.standardOutput) {
    case StandardOutput::Kept:
    case StandardOutput::ReaderGone:
        ::dup2(out, STDOUT_FILENO);
        break;
    case StandardOutput::Closed:
        ::close(STDOUT_FILENO);
        break;
    case StandardOutput::Full:
        ::dup2(::open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
        break;
    }
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGXFSZ})
        ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (options.fileSizeLimit) {
        const rlimit limit{*options.fileSizeLimit, *options.fileSizeLimit};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0))
        ::_exit(couldNotStart);
    ::execv(arguments[0], arguments);
    ::_exit(couldNotStart);
}

}  // namespace

ScratchFolder::ScratchFolder()
{
    auto pattern = (std::filesystem::temp_directory_path() / "projectionist-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("no scratch folder: " + pattern);
    m_path = pattern;
    ::chmod(m_path.c_str(), 0755);
    if (isRoot() && ::chown(m_path.c_str(), nobody, nobody) != 0)
        throw std::runtime_error("cannot give away " + pattern);
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             m_path, std::filesystem::directory_options::skip_permission_denied, ignored)) {
        if (entry.is_directory(ignored))  // one that a test has locked
            std::filesystem::permissions(entry, std::filesystem::perms::owner_all, ignored);
    }
    std::filesystem::remove_all(m_path, ignored);
}

std::string ScratchFolder::write(std::string_view name, std::string_view content) const
{
    const auto file = m_path / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    if (isRoot() &&
        (::chown(file.c_str(), nobody, nobody) != 0 || ::chown(file.parent_path().c_str(), nobody, nobody) != 0))
        throw std::runtime_error("cannot give away " + file.string());
    return file.string();
}

std::size_t ProcessResult::errorLines() const
{
    return static_cast<std::size_t>(std::count(error.begin(), error.end(), '\n')) +
           (!error.empty() && error.back() != '\n' ? 1U : 0U);
}

std::string ProcessResult::described() const
{
    return "exit code " + std::to_string(exitCode) + ", signal " + std::to_string(signal) +
           "\nstandard output: " + out.substr(0, 4000) + "\nstandard error: " + error.substr(0, 4000);
}

CliProcess::CliProcess(std::vector<std::string> arguments, const ProcessOptions& options)
{
    arguments.insert(arguments.begin(), program());
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    int out[2], error[2];
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(error, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    m_out = out[0];
    m_error = error[0];
    if (options.standardOutput == ProcessOptions::StandardOutput::ReaderGone) {
        ::close(m_out);
        m_out = -1;
    }
    m_pid = ::fork();
    if (m_pid == 0)
        become(pointers.data(), options, out[1], error[1]);
    ::close(out[1]);
    ::close(error[1]);
}

CliProcess::~CliProcess()
{
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    for (const int descriptor : {m_out, m_error}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

bool CliProcess::readSome(int timeoutMilliseconds)
{
    pollfd descriptors[] = {{m_out, POLLIN, 0}, {m_error, POLLIN, 0}};
    if (m_out < 0 && m_error < 0)
        return false;
    if (::poll(descriptors, 2, timeoutMilliseconds) <= 0)
        return false;
    const auto take = [](int& descriptor, short events, std::string& text) {
        if (descriptor < 0 || events == 0)
            return;
        char buffer[1 << 16];
        const auto count = ::read(descriptor, buffer, sizeof buffer);
        if (count > 0) {
            text.append(buffer, static_cast<std::size_t>(count));
            return;
        }
        ::close(descriptor);
        descriptor = -1;
    };
    take(m_out, descriptors[0].revents, m_result.out);
    take(m_error, descriptors[1].revents, m_result.error);
    return true;
}

bool CliProcess::awaitOutput(std::string_view text, std::chrono::seconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (m_result.out.find(text) == std::string::npos) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !readSome(static_cast<int>(left.count())))
            return false;
    }
    return true;
}

void CliProcess::send(int signal) const
{
    ::kill(m_pid, signal);
}

ProcessResult CliProcess::finish()
{
    while (readSome(finishLimitSeconds * 1000)) {
    }
    if (m_out >= 0 || m_error >= 0)
        ::kill(m_pid, SIGKILL);  // nothing came for so long: it hangs
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = -1;
    if (WIFEXITED(status))
        m_result.exitCode = WEXITSTATUS(status);
    if (WIFSIGNALED(status))
        m_result.signal = WTERMSIG(status);
    return m_result;
}

ProcessResult runCli(std::vector<std::string> arguments, const ProcessOptions& options)
{
    return CliProcess(std::move(arguments), options).finish();
}

}  // namespace projectionist::testing
