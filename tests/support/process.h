// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace projectionist::testing {

/// A folder of its own for a test, removed with everything in it. It belongs to the ordinary user that programs run as
/// (see ProcessOptions), who may read and write in it.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::string operator/(std::string_view name) const { return (m_path / name).string(); }
    /// Writes a file; returns its path.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path m_path;
};

struct ProcessOptions {
    enum class StandardOutput {
        Kept,        ///< Read to its end.
        Closed,      ///< Not there at all (`>&-`).
        Full,        ///< /dev/full.
        ReaderGone,  ///< A pipe that nobody reads.
    };
    StandardOutput standardOutput = StandardOutput::Kept;
    std::optional<std::uint64_t> fileSizeLimit;  ///< In bytes: as a full disk does it (`ulimit -f`).
};

struct ProcessResult {
    int exitCode = -1;  ///< −1 when a signal ended it.
    int signal = 0;     ///< … and which.
    std::string out, error;

    [[nodiscard]] std::size_t errorLines() const;
    /// All of it, for the message of a test that fails.
    [[nodiscard]] std::string described() const;
};

/// projectionist-cli as a process. Always as an ordinary user, whom permissions stop: where the tests run as root, as
/// "nobody".
class CliProcess {
public:
    explicit CliProcess(std::vector<std::string> arguments, const ProcessOptions& options = {});
    ~CliProcess();  ///< Kills it when it still runs.
    CliProcess(const CliProcess&) = delete;
    CliProcess& operator=(const CliProcess&) = delete;

    /// Reads until the text has appeared on standard output. False when it ended or the time was up before that.
    [[nodiscard]] bool awaitOutput(std::string_view text, std::chrono::seconds limit = std::chrono::seconds(60));
    void send(int signal) const;
    /// Reads to the end and waits.
    [[nodiscard]] ProcessResult finish();

private:
    bool readSome(int timeoutMilliseconds);

    pid_t m_pid = -1;
    int m_out = -1, m_error = -1;
    ProcessResult m_result;
};

/// Runs it to its end.
[[nodiscard]] ProcessResult runCli(std::vector<std::string> arguments, const ProcessOptions& options = {});

}  // namespace projectionist::testing

/// Fails the test function unless the process ended with this code; says all that the process said.
#define PROJECTIONIST_EXITS(result, code) QVERIFY2((result).exitCode == (code), (result).described().c_str())
