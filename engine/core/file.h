// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace projectionist {

/// A file's bytes, mapped read-only into memory. Errors: NotFound, NotAFile (a folder, a device), Unreadable. An empty file
/// gives an empty view. Movable; the bytes stay where they are.
class PROJECTIONIST_API MappedFile {
public:
    [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    [[nodiscard]] std::string_view text() const { return {m_data, m_size}; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span(m_data, m_size)); }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    MappedFile() = default;
    const char* m_data = nullptr;
    std::size_t m_size = 0;
};

/// Writes a file so that a crash, a full disk or an early return leaves either the old file or the whole new one: to a
/// temporary file beside it, flushed to the disk, then renamed over it. Errors of write() are kept and returned by commit():
/// DiskFull, Unwritable, NotAFile. Without commit() the temporary file is removed. A path that exists and is no regular file
/// (/dev/full, /dev/stdout, a pipe) is written to directly. Not thread-safe.
class PROJECTIONIST_API AtomicFile {
public:
    [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path& path);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    ~AtomicFile();

    /// Appends; buffered. Cheap to call for short pieces. Returns false once writing has failed, so that long work can end
    /// early; commit() has the reason.
    bool write(std::string_view text);
    bool write(std::span<const std::byte> bytes);

    [[nodiscard]] std::uint64_t size() const;  ///< Bytes written so far.
    [[nodiscard]] Result<void> commit();

private:
    struct Private;
    explicit AtomicFile(std::unique_ptr<Private> data);
    std::unique_ptr<Private> m_private;
};

/// Error for what the system said in errno about `path`: NotFound, Unreadable, NotAFile, DiskFull or Unwritable, in words.
[[nodiscard]] PROJECTIONIST_API Error systemError(int errorNumber, const std::filesystem::path& path, bool writing);

}  // namespace projectionist
