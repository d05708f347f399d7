// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/info_model.h"

#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/results.h"
#include "app/cli/text.h"
#include "engine/core/file.h"

#include <bit>
#include <cstring>

#include <nlohmann/json.hpp>

namespace projectionist::cli {

namespace {

struct Tensor {
    std::string name, type;
    std::vector<std::uint64_t> shape;
};

/// The header of a file that openModel() has checked.
Result<std::vector<Tensor>> tensorsOf(const std::string& path)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const auto changed = [&path] {
        return failure(ErrorCode::Malformed, "the file has changed while it was read. Try again.", path);
    };
    std::uint64_t length = 0;
    if (file->size() < sizeof length)
        return changed();
    std::memcpy(&length, file->text().data(), sizeof length);
    if constexpr (std::endian::native == std::endian::big)
        length = __builtin_bswap64(length);
    if (length > file->size() - sizeof length)
        return changed();
    const auto header = nlohmann::json::parse(file->text().substr(sizeof length, length), nullptr, false);
    if (!header.is_object())
        return changed();
    std::vector<Tensor> tensors;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__" || !entry.is_object())
            continue;
        tensors.push_back(
            {name, entry.value("dtype", std::string()), entry.value("shape", std::vector<std::uint64_t>())});
    }
    return tensors;
}

std::string shapeInWords(const std::vector<std::uint64_t>& shape)
{
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "" : " × ") + grouped(size);
    return text;
}

std::string stateInWords(const RunCard& card)
{
    const auto epoch = std::to_string(card.shownEpoch);
    switch (card.state) {
    case RunCard::State::Untrained:
        return "not trained yet";
    case RunCard::State::Search:
        return "epoch " + epoch + " of the search";
    case RunCard::State::Refit:
        return "trained anew on all rows for " + counted(card.shownEpoch, "epoch", "epochs");
    case RunCard::State::WithoutHoldout:
        return "epoch " + epoch;
    }
    return "";
}

void showCard(Output& out, const Model& model)
{
    const auto& card = model.card();
    TextTable table({{""}, {""}});
    table.row({"data", card.dataName + ", fingerprint " + card.fingerprint});
    table.row({"vectors", counted(card.users, "user", "users") + " and " + counted(card.movies, "film", "films") +
                              ", " + counted(model.dimension(), "number", "numbers") + " each"});
    table.row({"rows", grouped(card.trainingRows) + " for training, " + grouped(card.heldOutRows) + " held out"});
    table.row({"preset", card.preset + (card.preset == card.basePreset ? "" : ", from " + card.basePreset)});
    table.row({"seed", std::to_string(card.seed)});
    table.row({"shown", stateInWords(card) + (card.finished ? "" : "; stopped before its end")});
    if (card.bestEpoch > 0)
        table.row({"best epoch", std::to_string(card.bestEpoch)});
    table.row({"made by version", card.programVersion});
    for (const auto& [name, value] : card.options)
        table.row({name, value});
    const auto text = table.take();
    out.write(std::string_view(text).substr(1));  // without the empty header
}

void toText(Context& context, const Model& model, const std::vector<Tensor>& tensors)
{
    auto& out = context.out;
    out.write(simulatedInWords(model));
    showCard(out, model);
    out.line("");
    out.write(resultsInWords(model));
    TextTable table({{"tensor"}, {"type"}, {"shape"}});
    for (const auto& tensor : tensors)
        table.row({tensor.name, tensor.type, shapeInWords(tensor.shape)});
    out.write(table.take());
}

void toJson(Context& context, const Model& model, const std::vector<Tensor>& tensors)
{
    JsonWriter json(context.out);
    json.beginObject().field("kind", "model");
    writeSimulated(json, model.catalogue().isSimulated());
    json.field("dimension", model.dimension())
        .field("users", model.card().users)
        .field("films", model.card().movies)
        .field("ratings", model.catalogue().parts().ratingMovies.size())
        .field("can_be_continued", model.parts().state != nullptr && !model.card().finished);
    json.key("run").raw(model.card().toJson());
    json.key("tensors").beginArray();
    for (const auto& tensor : tensors) {
        json.beginObject(JsonWriter::Layout::Line).field("name", tensor.name).field("type", tensor.type);
        json.key("shape").beginArray();
        for (const auto size : tensor.shape)
            json.value(size);
        json.endArray().endObject();
    }
    json.endArray().endObject();
}

}  // namespace

Result<Exit> infoOfModel(Context& context, const std::string& path, bool asJson)
{
    const auto model = loadModel(context, path);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    const auto tensors = tensorsOf(path);
    if (!tensors)
        return tl::unexpected(tensors.error());
    if (asJson)
        toJson(context, **model, *tensors);
    else
        toText(context, **model, *tensors);
    return Exit::Done;
}

}  // namespace projectionist::cli
