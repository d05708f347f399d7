// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_files.h"

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>

#include <grp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace projectionist::testing {

TemporaryFolder::TemporaryFolder()
{
    std::filesystem::permissions(path(),
                                 std::filesystem::perms::others_read | std::filesystem::perms::others_exec |
                                     std::filesystem::perms::group_read | std::filesystem::perms::group_exec,
                                 std::filesystem::perm_options::add);
}

std::filesystem::path TemporaryFolder::write(const std::filesystem::path& name, std::string_view content) const
{
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::remove(file); // ext4 flushes a file that is cut to nothing and written anew
    std::ofstream stream(file, std::ios::binary);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    return file;
}

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string inAnotherProcess(const std::function<std::string()>& work)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return "no pipe";
    const auto child = ::fork();
    if (child < 0)
        return "no process";
    if (child == 0) {
        ::close(ends[0]);
        const auto text = work();
        std::size_t sent = 0;
        while (sent < text.size()) {
            const auto written = ::write(ends[1], text.data() + sent, text.size() - sent);
            if (written <= 0)
                ::_exit(2);
            sent += static_cast<std::size_t>(written);
        }
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    for (auto got = ::read(ends[0], buffer.data(), buffer.size()); got > 0;
         got = ::read(ends[0], buffer.data(), buffer.size()))
        text.append(buffer.data(), static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return "the process ended with status " + std::to_string(status) + " after: " + text;
    return text;
}

std::string asOrdinaryUser(const std::function<std::string()>& work)
{
    return inAnotherProcess([&]() -> std::string {
        constexpr unsigned nobody = 65534;
        if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0))
            return "cannot become an ordinary user";
        return work();
    });
}

std::string withFileSizeLimit(std::size_t bytes, const std::function<std::string()>& work)
{
    return inAnotherProcess([&]() -> std::string {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, bytes};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            return "cannot limit the size of files";
        return work();
    });
}

std::string nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return "NotFound";
    case ErrorCode::Unreadable:
        return "Unreadable";
    case ErrorCode::NotAFile:
        return "NotAFile";
    case ErrorCode::Empty:
        return "Empty";
    case ErrorCode::Malformed:
        return "Malformed";
    case ErrorCode::Ambiguous:
        return "Ambiguous";
    case ErrorCode::InvalidOption:
        return "InvalidOption";
    case ErrorCode::Mismatch:
        return "Mismatch";
    case ErrorCode::DiskFull:
        return "DiskFull";
    case ErrorCode::Unwritable:
        return "Unwritable";
    case ErrorCode::OutOfMemory:
        return "OutOfMemory";
    case ErrorCode::Internal:
        break;
    }
    return "Internal";
}

std::string inFull(const Error& error)
{
    return nameOf(error.code) + ": " + describe(error);
}

}  // namespace projectionist::testing
