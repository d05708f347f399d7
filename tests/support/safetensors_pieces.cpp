// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/safetensors_pieces.h"

#include <QtGlobal>

namespace projectionist::testing {

using Json = nlohmann::ordered_json;

std::string lengthAsBytes(std::uint64_t length)
{
    return {reinterpret_cast<const char*>(&length), sizeof length};
}

SafetensorsPieces::SafetensorsPieces(const std::string& file)
{
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, file.data(), 8);
    const auto header = Json::parse(file.substr(8, headerBytes));
    for (const auto& [name, json] : header.items()) {
        if (name == "__metadata__") {
            metadata = json;
            continue;
        }
        const auto begin = json["data_offsets"][0].get<std::size_t>(), end = json["data_offsets"][1].get<std::size_t>();
        tensors.push_back({name, json["dtype"].get<std::string>(), json["shape"].get<std::vector<std::uint64_t>>(),
                           file.substr(8 + headerBytes + begin, end - begin)});
    }
}

SafetensorsPieces::Piece& SafetensorsPieces::operator[](const std::string& name)
{
    for (auto& tensor : tensors)
        if (tensor.name == name)
            return tensor;
    qFatal("no tensor %s", name.c_str());
}

void SafetensorsPieces::remove(const std::string& name)
{
    std::erase_if(tensors, [&](const Piece& tensor) { return tensor.name == name; });
}

void SafetensorsPieces::shorten(const std::string& name, std::size_t bytes)
{
    auto& tensor = (*this)[name];
    tensor.bytes.resize(tensor.bytes.size() - bytes);
    --tensor.shape[0];
}

Json SafetensorsPieces::header() const
{
    Json json = {{"__metadata__", metadata}};
    std::size_t offset = 0;
    for (const auto& tensor : tensors) {
        json[tensor.name] = {
            {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    return json;
}

std::string SafetensorsPieces::file(const std::string& header) const
{
    auto result = lengthAsBytes(header.size()) + header;
    for (const auto& tensor : tensors)
        result += tensor.bytes;
    return result;
}

Damage changed(std::function<void(SafetensorsPieces&)> change)
{
    return [change = std::move(change)](SafetensorsPieces& pieces) {
        change(pieces);
        return pieces.file();
    };
}

Damage headerChanged(std::function<void(Json&)> change)
{
    return [change = std::move(change)](SafetensorsPieces& pieces) {
        auto header = pieces.header();
        change(header);
        return pieces.file(header.dump());
    };
}

Damage headerReplaced(std::string text)
{
    return [text = std::move(text)](SafetensorsPieces& pieces) { return pieces.file(text); };
}

Damage fileReplaced(std::string text)
{
    return [text = std::move(text)](SafetensorsPieces&) { return text; };
}

}  // namespace projectionist::testing
