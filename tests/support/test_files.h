// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"

#include <QTemporaryDir>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace projectionist::testing {

/// A folder of its own for a test, gone at the end. Any user may look into it.
class TemporaryFolder {
public:
    TemporaryFolder();
    [[nodiscard]] std::filesystem::path path() const { return m_directory.path().toStdString(); }
    /// Writes a file (making the folders above it) and gives its path.
    std::filesystem::path write(const std::filesystem::path& name, std::string_view content) const;

private:
    QTemporaryDir m_directory;
};

/// All bytes of a file; empty when it is not there.
[[nodiscard]] std::string contentOf(const std::filesystem::path& path);

/// Runs `work` in a process of its own and gives the text that it returned. The child is started by fork(): `work` must
/// not use parallel loops. When it cannot be run, or crashes, the text says so.
[[nodiscard]] std::string inAnotherProcess(const std::function<std::string()>& work);

/// The same as an ordinary user, whom permissions stop: where the test itself runs as root, the child becomes "nobody".
[[nodiscard]] std::string asOrdinaryUser(const std::function<std::string()>& work);

/// The same with files limited to `bytes`: writing more fails as it does on a full disk.
[[nodiscard]] std::string withFileSizeLimit(std::size_t bytes, const std::function<std::string()>& work);

/// "NotFound: path, line 3: message": an error in one text, for comparisons that show what differed.
[[nodiscard]] std::string inFull(const Error& error);
[[nodiscard]] std::string nameOf(ErrorCode code);

}  // namespace projectionist::testing
