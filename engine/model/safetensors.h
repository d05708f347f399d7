// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/file.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projectionist {

/// Types of numbers in a safetensors file, by the names that stand in its header.
enum class TensorType : std::uint8_t {
    BOOL,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    I64,
    U64,
    F64
};

[[nodiscard]] PROJECTIONIST_API std::string_view nameOf(TensorType type);
[[nodiscard]] PROJECTIONIST_API std::size_t bytesOf(TensorType type);

/// The tensor type of a C++ type that tensors are written from and read into.
template <class T>
struct TensorTypeOf;
template <TensorType type>
struct IsTensorType {
    static constexpr TensorType value = type;
};
// clang-format off
template <> struct TensorTypeOf<std::uint8_t> : IsTensorType<TensorType::U8> {};
template <> struct TensorTypeOf<char> : IsTensorType<TensorType::U8> {};
template <> struct TensorTypeOf<std::int32_t> : IsTensorType<TensorType::I32> {};
template <> struct TensorTypeOf<std::uint32_t> : IsTensorType<TensorType::U32> {};
template <class Tag> struct TensorTypeOf<Index<Tag>> : IsTensorType<TensorType::U32> {};
template <> struct TensorTypeOf<float> : IsTensorType<TensorType::F32> {};
template <> struct TensorTypeOf<std::int64_t> : IsTensorType<TensorType::I64> {};
template <> struct TensorTypeOf<std::uint64_t> : IsTensorType<TensorType::U64> {};
template <> struct TensorTypeOf<double> : IsTensorType<TensorType::F64> {};
// clang-format on

/// A tensor in an open file. The bytes are not aligned; copy them.
struct Tensor {
    std::string name;
    TensorType type = TensorType::U8;
    std::vector<std::uint64_t> shape;
    std::span<const std::byte> bytes;  ///< As many as type and shape say: the file has been checked.
};

/// Reads files in the safetensors format (8-byte little-endian length of the header, JSON header, tensors back to
/// back), as strictly as the format's own library: a header of at most 100 MB, known types, every byte after the header
/// in exactly one tensor, no name twice. Nothing is allocated on the word of the file alone.
class PROJECTIONIST_API SafetensorsFile {
public:
    /// Errors: those of MappedFile; Malformed names the tensor.
    [[nodiscard]] static Result<SafetensorsFile> open(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<Tensor>& tensors() const { return m_tensors; }  ///< By name.
    [[nodiscard]] const Tensor* find(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> metadata(std::string_view name) const;
    [[nodiscard]] std::size_t size() const { return m_file.size(); }

private:
    explicit SafetensorsFile(MappedFile file);
    MappedFile m_file;
    std::vector<Tensor> m_tensors;
    std::vector<std::pair<std::string, std::string>> m_metadata;
};

/// A name out of a file as it may stand in a sentence: quoted, without control characters, shortened when it is long.
[[nodiscard]] PROJECTIONIST_API std::string quotedName(std::string_view name);

/// True when a file's first bytes could be those of a safetensors file.
[[nodiscard]] PROJECTIONIST_API bool startsLikeSafetensors(std::string_view bytes);

/// Collects tensors and writes them as a safetensors file. Wide types come first, then as added, so that every tensor
/// is aligned to its type. Equal contents give equal bytes.
class PROJECTIONIST_API SafetensorsWriter {
public:
    void metadata(std::string name, std::string value);  ///< Bytes that are no UTF-8 are replaced.

    /// The values must live until write(). The product of the shape is their number; no name twice.
    template <class T>
    void add(std::string name, std::vector<std::uint64_t> shape, std::span<const T> values)
    {
        append(std::move(name), TensorTypeOf<T>::value, std::move(shape), std::as_bytes(values), {});
    }
    /// The same with one dimension.
    template <class T>
    void add(std::string name, const std::vector<T>& values)
    {
        add(std::move(name), {values.size()}, std::span<const T>(values));
    }
    /// Takes the values over.
    template <class T>
    void take(std::string name, std::vector<std::uint64_t> shape, std::vector<T>&& values)
    {
        auto owner = std::make_shared<const std::vector<T>>(std::move(values));
        const auto bytes = std::as_bytes(std::span<const T>(*owner));
        append(std::move(name), TensorTypeOf<T>::value, std::move(shape), bytes, std::move(owner));
    }
    template <class T>
    void take(std::string name, std::vector<T>&& values)
    {
        const std::uint64_t count = values.size();
        take(std::move(name), {count}, std::move(values));
    }

    /// Errors: those of AtomicFile. `stage` is what progress calls it.
    [[nodiscard]] Result<void> write(const std::filesystem::path& path, std::string_view stage,
                                     const ProgressFunction& progress = {});

private:
    struct Entry {
        Tensor tensor;
        std::shared_ptr<const void> owner;
    };
    void append(std::string name, TensorType type, std::vector<std::uint64_t> shape, std::span<const std::byte> bytes,
                std::shared_ptr<const void> owner);
    [[nodiscard]] std::string header() const;
    std::vector<Entry> m_entries;
    std::vector<std::pair<std::string, std::string>> m_metadata;
};

}  // namespace projectionist
