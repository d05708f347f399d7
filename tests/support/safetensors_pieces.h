// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace projectionist::testing {

/// A safetensors file taken apart, to be put together again with something wrong.
struct SafetensorsPieces {
    struct Piece {
        std::string name, type;
        std::vector<std::uint64_t> shape;
        std::string bytes;
    };
    nlohmann::ordered_json metadata;
    std::vector<Piece> tensors;

    explicit SafetensorsPieces(const std::string& file);

    Piece& operator[](const std::string& name);
    /// The tensor's number at `index`, counted in numbers of type T.
    template <class T>
    void set(const std::string& name, std::size_t index, T value)
    {
        std::memcpy((*this)[name].bytes.data() + index * sizeof(T), &value, sizeof(T));
    }
    void remove(const std::string& name);
    /// Takes the last number of so many bytes from a column.
    void shorten(const std::string& name, std::size_t bytes);

    [[nodiscard]] nlohmann::ordered_json header() const;
    [[nodiscard]] std::string file() const { return file(header().dump()); }
    [[nodiscard]] std::string file(const std::string& header) const;
};

/// A length as it stands in front of the header.
[[nodiscard]] std::string lengthAsBytes(std::uint64_t length);

/// Makes a damaged file from the pieces of a good one.
using Damage = std::function<std::string(SafetensorsPieces&)>;

struct DamageCase {
    const char* name;
    const char* words;  ///< What the error's message has.
    Damage damage;
};

[[nodiscard]] Damage changed(std::function<void(SafetensorsPieces&)> change);
[[nodiscard]] Damage headerChanged(std::function<void(nlohmann::ordered_json&)> change);
[[nodiscard]] Damage headerReplaced(std::string text);
[[nodiscard]] Damage fileReplaced(std::string text);
template <class T>
[[nodiscard]] Damage number(const char* tensor, std::size_t index, T value)
{
    return changed([=](SafetensorsPieces& pieces) { pieces.set(tensor, index, value); });
}

}  // namespace projectionist::testing
