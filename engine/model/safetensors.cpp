// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/safetensors.h"

#include "engine/model/throttle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include <nlohmann/json.hpp>

namespace projectionist {

static_assert(std::endian::native == std::endian::little, "numbers are written and read as they lie in memory");

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t largestHeaderBytes = 100'000'000;
constexpr std::size_t mostDimensions = 8;
constexpr std::size_t pieceBytes = std::size_t{8} << 20;

struct TypeDescription {
    std::string_view name;
    std::size_t bytes;
};
/// In the order of TensorType.
constexpr std::array<TypeDescription, 15> types{{{"BOOL", 1},
                                                 {"U8", 1},
                                                 {"I8", 1},
                                                 {"F8_E5M2", 1},
                                                 {"F8_E4M3", 1},
                                                 {"I16", 2},
                                                 {"U16", 2},
                                                 {"F16", 2},
                                                 {"BF16", 2},
                                                 {"I32", 4},
                                                 {"U32", 4},
                                                 {"F32", 4},
                                                 {"I64", 8},
                                                 {"U64", 8},
                                                 {"F64", 8}}};

/// What the header says about one tensor.
struct HeaderEntry {
    std::string name;
    std::optional<TensorType> type;
    std::vector<std::uint64_t> shape, offsets;
    bool hasShape = false;
};

/// Takes the header in without building a tree of it: what does not have the one form that is allowed ends the parsing
/// at once, however deep or long it goes on.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
public:
    std::vector<HeaderEntry> entries;
    std::vector<std::pair<std::string, std::string>> metadata;
    std::string problem;

    bool null() override { return unexpected(); }
    bool boolean(bool) override { return unexpected(); }
    bool number_integer(number_integer_t) override { return unexpected(); }
    bool number_float(number_float_t, const string_t&) override { return unexpected(); }
    bool binary(binary_t&) override { return unexpected(); }

    bool number_unsigned(number_unsigned_t value) override
    {
        if (m_place == Place::Shape && entries.back().shape.size() < mostDimensions)
            entries.back().shape.push_back(value);
        else if (m_place == Place::Offsets && entries.back().offsets.size() < 2)
            entries.back().offsets.push_back(value);
        else
            return unexpected();
        return true;
    }

    bool string(string_t& value) override
    {
        if (m_place == Place::Metadata) {
            metadata.emplace_back(m_key, std::move(value));
            return true;
        }
        if (m_place != Place::Tensor || m_key != "dtype" || entries.back().type)
            return unexpected();
        const auto found = std::ranges::find(types, std::string_view(value), &TypeDescription::name);
        if (found == types.end()) {
            problem = "tensor " + quotedName(entries.back().name) + " has numbers of the type " + quotedName(value) +
                      ", which is not known here.";
            return false;
        }
        entries.back().type = static_cast<TensorType>(found - types.begin());
        return true;
    }

    bool start_object(std::size_t) override
    {
        if (m_place == Place::Outside)
            m_place = Place::Top;
        else if (m_place == Place::Top && m_key == "__metadata__")
            m_place = Place::Metadata;
        else if (m_place == Place::Top) {
            entries.push_back({.name = m_key, .type = {}, .shape = {}, .offsets = {}});
            m_place = Place::Tensor;
        } else
            return unexpected();
        return true;
    }

    bool key(string_t& value) override
    {
        m_key = std::move(value);
        return true;
    }

    bool end_object() override
    {
        if (m_place == Place::Tensor) {
            const auto& entry = entries.back();
            if (!entry.type || !entry.hasShape || entry.offsets.size() != 2) {
                problem = "the header does not say type, shape and place of tensor " + quotedName(entry.name) + ".";
                return false;
            }
        }
        m_place = m_place == Place::Top ? Place::Outside : Place::Top;
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_place == Place::Tensor && m_key == "shape" && !entries.back().hasShape) {
            entries.back().hasShape = true;
            m_place = Place::Shape;
        } else if (m_place == Place::Tensor && m_key == "data_offsets" && entries.back().offsets.empty())
            m_place = Place::Offsets;
        else
            return unexpected();
        return true;
    }

    bool end_array() override
    {
        m_place = Place::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override
    {
        problem = "its header is not valid JSON (byte " + grouped(position) + " of it).";
        return false;
    }

private:
    enum class Place { Outside, Top, Metadata, Tensor, Shape, Offsets };

    bool unexpected()
    {
        problem = m_place == Place::Outside || m_place == Place::Top ? "its header does not list tensors."
                  : m_place == Place::Metadata
                      ? "its header has something else than texts in __metadata__."
                      : "the header describes tensor " + quotedName(entries.back().name) + " in no known way.";
        return false;
    }

    Place m_place = Place::Outside;
    std::string m_key;
};

/// Bytes that a tensor must have by type and shape; nothing when the number does not fit 64 bits.
std::optional<std::uint64_t> bytesOf(const HeaderEntry& entry)
{
    std::uint64_t bytes = projectionist::bytesOf(*entry.type);
    for (const auto extent : entry.shape) {
        if (__builtin_mul_overflow(bytes, extent, &bytes))
            return {};
    }
    return bytes;
}

/// A sentence about the first thing that is wrong with the places of the tensors, or nothing.
std::string wrongPlaces(const std::vector<HeaderEntry>& byOffset, std::uint64_t dataBytes)
{
    std::uint64_t end = 0;
    const HeaderEntry* previous = nullptr;
    for (const auto& entry : byOffset) {
        const auto name = quotedName(entry.name);
        if (entry.offsets[0] > entry.offsets[1])
            return "tensor " + name + " ends before it begins.";
        if (entry.offsets[1] > dataBytes)
            return "the file is cut off: tensor " + name + " ends at byte " + grouped(entry.offsets[1]) +
                   " of the data, and there are " + grouped(dataBytes) + ".";
        const auto bytes = bytesOf(entry);
        if (!bytes || *bytes != entry.offsets[1] - entry.offsets[0])
            return "tensor " + name + " has " + grouped(entry.offsets[1] - entry.offsets[0]) +
                   " bytes, which its shape does not explain.";
        if (entry.offsets[0] < end)
            return "tensor " + name + " overlaps tensor " + quotedName(previous->name) + ".";
        if (entry.offsets[0] > end)
            return "there is a gap of " + grouped(entry.offsets[0] - end) + " bytes in front of tensor " + name + ".";
        end = entry.offsets[1];
        previous = &entry;
    }
    if (end != dataBytes)
        return grouped(dataBytes - end) + " bytes follow the last tensor.";
    return {};
}

std::string sizeProblem(std::string_view text)
{
    if (text.empty())
        return "the file is empty.";
    if (text.size() < 8)
        return "the file is cut off: it has only " + grouped(text.size()) + " bytes.";
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, text.data(), 8);
    if (headerBytes > largestHeaderBytes || (text.size() > 8 && text[8] != '{'))
        return "this is not a safetensors file.";
    if (headerBytes > text.size() - 8)
        return "the file is cut off within its header: it has " + grouped(text.size()) + " bytes.";
    return {};
}

}  // namespace

std::string_view nameOf(TensorType type)
{
    return types[static_cast<std::size_t>(type)].name;
}

std::size_t bytesOf(TensorType type)
{
    return types[static_cast<std::size_t>(type)].bytes;
}

std::string quotedName(std::string_view name)
{
    constexpr std::size_t longest = 60;
    std::string result = "\"";
    for (const auto character : name.substr(0, longest))
        result += static_cast<unsigned char>(character) < 0x20 || character == 0x7f ? '?' : character;
    if (name.size() > longest) {
        while ((static_cast<unsigned char>(result.back()) & 0xc0U) == 0x80U)  // not within a character
            result.pop_back();
        if (static_cast<unsigned char>(result.back()) >= 0xc0U)
            result.pop_back();
        result += "\u2026";
    }
    return result + "\"";
}

bool startsLikeSafetensors(std::string_view bytes)
{
    return bytes.size() > 8 && sizeProblem(bytes).empty();
}

SafetensorsFile::SafetensorsFile(MappedFile file) : m_file(std::move(file)) {}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path)
{
    auto mapped = MappedFile::open(path);
    if (!mapped)
        return tl::unexpected(std::move(mapped).error());
    SafetensorsFile file(std::move(*mapped));
    const auto malformed = [&](std::string message) {
        return failure(ErrorCode::Malformed, std::move(message), path.string());
    };
    const auto text = file.m_file.text();
    if (auto problem = sizeProblem(text); !problem.empty())
        return malformed(std::move(problem));
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, text.data(), 8);
    HeaderReader reader;
    if (!nlohmann::json::sax_parse(text.substr(8, headerBytes), &reader))
        return malformed(std::move(reader.problem));

    std::ranges::sort(reader.entries, {},
                      [](const HeaderEntry& entry) { return std::pair(entry.offsets[0], entry.offsets[1]); });
    const auto data = file.m_file.bytes().subspan(8 + headerBytes);
    if (auto problem = wrongPlaces(reader.entries, data.size()); !problem.empty())
        return malformed(std::move(problem));
    file.m_metadata = std::move(reader.metadata);
    file.m_tensors.reserve(reader.entries.size());
    for (auto& entry : reader.entries)
        file.m_tensors.push_back({.name = std::move(entry.name),
                                  .type = *entry.type,
                                  .shape = std::move(entry.shape),
                                  .bytes = data.subspan(entry.offsets[0], entry.offsets[1] - entry.offsets[0])});
    std::ranges::sort(file.m_tensors, {}, &Tensor::name);
    const auto twice = std::ranges::adjacent_find(file.m_tensors, {}, &Tensor::name);
    if (twice != file.m_tensors.end())
        return malformed("tensor " + quotedName(twice->name) + " is in it twice.");
    return file;
}

const Tensor* SafetensorsFile::find(std::string_view name) const
{
    const auto found = std::ranges::lower_bound(m_tensors, name, {},
                                                [](const Tensor& tensor) { return std::string_view(tensor.name); });
    return found != m_tensors.end() && found->name == name ? &*found : nullptr;
}

std::optional<std::string_view> SafetensorsFile::metadata(std::string_view name) const
{
    const auto found = std::ranges::find(m_metadata, name, &std::pair<std::string, std::string>::first);
    if (found == m_metadata.end())
        return {};
    return found->second;
}

void SafetensorsWriter::metadata(std::string name, std::string value)
{
    m_metadata.emplace_back(std::move(name), std::move(value));
}

void SafetensorsWriter::append(std::string name, TensorType type, std::vector<std::uint64_t> shape,
                               std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
{
    assert(bytesOf(HeaderEntry{.name = {}, .type = type, .shape = shape, .offsets = {}}) == bytes.size());
    m_entries.push_back({.tensor = {.name = std::move(name), .type = type, .shape = std::move(shape), .bytes = bytes},
                         .owner = std::move(owner)});
}

std::string SafetensorsWriter::header() const
{
    Json json = Json::object();
    if (!m_metadata.empty()) {
        auto& texts = json["__metadata__"] = Json::object();
        for (const auto& [name, value] : m_metadata)
            texts[name] = value;
    }
    std::uint64_t offset = 0;
    for (const auto& [tensor, owner] : m_entries) {
        json[tensor.name] = {{"dtype", nameOf(tensor.type)},
                             {"shape", tensor.shape},
                             {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

Result<void> SafetensorsWriter::write(const std::filesystem::path& path, std::string_view stage,
                                      const ProgressFunction& progress)
{
    std::ranges::stable_sort(m_entries, std::ranges::greater{},
                             [](const Entry& entry) { return projectionist::bytesOf(entry.tensor.type); });
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(std::move(file).error());
    const auto text = header();
    const std::uint64_t headerBytes = text.size();
    std::uint64_t total = sizeof headerBytes + headerBytes;
    for (const auto& entry : m_entries)
        total += entry.tensor.bytes.size();
    Throttle throttle(progress, stage, total);
    file->write(std::as_bytes(std::span(&headerBytes, 1)));
    bool good = file->write(text);
    throttle.advance(sizeof headerBytes + headerBytes);
    for (auto entry = m_entries.begin(); good && entry != m_entries.end(); ++entry) {
        for (auto rest = entry->tensor.bytes; good && !rest.empty();) {
            const auto piece = rest.first(std::min(rest.size(), pieceBytes));
            good = file->write(piece);
            throttle.advance(piece.size());
            rest = rest.subspan(piece.size());
        }
    }
    return file->commit();
}

}  // namespace projectionist
