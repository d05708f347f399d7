// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace projectionist {

namespace {

constexpr std::size_t bufferBytes = std::size_t{1} << 20;

bool writeAll(int descriptor, const char* data, std::size_t size)
{
    while (size > 0) {
        const auto written = ::write(descriptor, data, size);
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        data += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace

Error systemError(int errorNumber, const std::filesystem::path& path, bool writing)
{
    Error error;
    error.path = path.string();
    switch (errorNumber) {
    case ENOENT:
    case ENOTDIR:
        error.code = ErrorCode::NotFound;
        error.message = writing ? "there is no such folder to write into. Choose a folder that exists."
                                : "there is no such file. Check the path.";
        break;
    case EISDIR:
        error.code = ErrorCode::NotAFile;
        error.message = "this is a folder, not a file. Name a file in it.";
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        error.code = writing ? ErrorCode::Unwritable : ErrorCode::Unreadable;
        error.message = writing ? "you may not write here. Choose another place, or change the permissions."
                                : "you may not read this file. Change its permissions, or copy it elsewhere.";
        break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        error.code = ErrorCode::DiskFull;
        error.message = "not saved: the disk is full or the file too large for it. What was there is untouched; choose "
                        "another place.";
        break;
    default:
        error.code = writing ? ErrorCode::Unwritable : ErrorCode::Unreadable;
        error.message = std::string(writing ? "cannot be written: " : "cannot be read: ") + std::strerror(errorNumber) +
                        ". Choose another place, or try again.";
    }
    return error;
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const auto descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return tl::unexpected(systemError(errno, path, false));
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        auto error = systemError(errno, path, false);
        ::close(descriptor);
        return tl::unexpected(std::move(error));
    }
    if (!S_ISREG(status.st_mode)) {
        ::close(descriptor);
        if (S_ISDIR(status.st_mode))
            return tl::unexpected(systemError(EISDIR, path, false));
        return failure(ErrorCode::NotAFile, "this is a device or a pipe, not a file. Copy its data into a file first.",
                       path.string());
    }
    MappedFile file;
    file.m_size = static_cast<std::size_t>(status.st_size);
    if (file.m_size > 0) {
        void* memory = ::mmap(nullptr, file.m_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (memory == MAP_FAILED) {
            auto error = systemError(errno, path, false);
            file.m_size = 0;
            ::close(descriptor);
            return tl::unexpected(std::move(error));
        }
        file.m_data = static_cast<const char*>(memory);
        ::madvise(memory, file.m_size, MADV_SEQUENTIAL);
    }
    ::close(descriptor);
    return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr)
        ::munmap(const_cast<char*>(m_data), m_size);
}

struct AtomicFile::Private {
    std::filesystem::path path;        // as the user named it
    std::filesystem::path target;      // links followed
    std::filesystem::path temporary;   // empty when written to directly
    int descriptor = -1;
    int error = 0;
    std::uint64_t size = 0;
    std::vector<char> buffer;

    void flush()
    {
        if (error == 0 && !buffer.empty() && !writeAll(descriptor, buffer.data(), buffer.size()))
            error = errno;
        buffer.clear();
    }

    ~Private()
    {
        if (descriptor >= 0)
            ::close(descriptor);
        if (!temporary.empty())
            ::unlink(temporary.c_str());
    }
};

AtomicFile::AtomicFile(std::unique_ptr<Private> data)
    : m_private(std::move(data))
{
}
AtomicFile::AtomicFile(AtomicFile&& other) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& path)
{
    auto data = std::make_unique<Private>();
    data->path = path;
    data->target = path;
    struct stat status {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return tl::unexpected(systemError(EISDIR, path, true));
    if (exists && !S_ISREG(status.st_mode)) {
        data->descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (data->descriptor < 0)
            return tl::unexpected(systemError(errno, path, true));
        return AtomicFile(std::move(data));
    }
    if (exists) {
        std::error_code ignored;
        if (auto real = std::filesystem::canonical(path, ignored); !ignored)
            data->target = std::move(real);
        if (::access(data->target.c_str(), W_OK) != 0)
            return tl::unexpected(systemError(errno, path, true));
    }
    auto pattern = data->target.string() + ".XXXXXX";
    data->descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (data->descriptor < 0)
        return tl::unexpected(systemError(errno, path, true));
    data->temporary = pattern;
    const auto mask = ::umask(0);  // no call reads it without setting it
    ::umask(mask);
    ::fchmod(data->descriptor, exists ? status.st_mode & 07777U : 0666U & ~mask);
    data->buffer.reserve(bufferBytes);
    return AtomicFile(std::move(data));
}

bool AtomicFile::write(std::string_view text)
{
    auto& data = *m_private;
    data.size += text.size();
    if (data.buffer.size() + text.size() > bufferBytes)
        data.flush();
    if (text.size() >= bufferBytes) {
        if (data.error == 0 && !writeAll(data.descriptor, text.data(), text.size()))
            data.error = errno;
    } else {
        data.buffer.insert(data.buffer.end(), text.begin(), text.end());
    }
    return data.error == 0;
}

bool AtomicFile::write(std::span<const std::byte> bytes)
{
    return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::uint64_t AtomicFile::size() const
{
    return m_private->size;
}

Result<void> AtomicFile::commit()
{
    auto& data = *m_private;
    data.flush();
    if (data.error == 0 && !data.temporary.empty() && ::fsync(data.descriptor) != 0)
        data.error = errno;
    if (::close(std::exchange(data.descriptor, -1)) != 0 && data.error == 0)
        data.error = errno;
    if (data.error == 0 && !data.temporary.empty()) {
        if (::rename(data.temporary.c_str(), data.target.c_str()) != 0)
            data.error = errno;
        else
            data.temporary.clear();
    }
    if (data.error != 0)
        return tl::unexpected(systemError(data.error, data.path, true));
    return {};
}

}  // namespace projectionist
