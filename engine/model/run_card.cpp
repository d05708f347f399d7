// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/run_card.h"

#include "engine/model/history_json.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <new>

namespace projectionist {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largestCardBytes = std::size_t{1} << 20;
constexpr std::array<std::string_view, 4> stateNames{"untrained", "search", "refit", "without_holdout"};

/// Takes fields out of a JSON object and remembers the first that is missing or not of its kind.
class Fields {
public:
    explicit Fields(const Json& json) : m_json(json) {}

    void take(const char* name, std::string& value)
    {
        if (const auto* field = find(name, &Json::is_string))
            value = field->get<std::string>();
    }
    void take(const char* name, bool& value)
    {
        if (const auto* field = find(name, &Json::is_boolean))
            value = field->get<bool>();
    }
    template <std::unsigned_integral T>
    void take(const char* name, T& value)
    {
        const auto* field = find(name, &Json::is_number_unsigned);
        if (field == nullptr)
            return;
        const auto number = field->get<std::uint64_t>();
        if (number > std::numeric_limits<T>::max())
            m_problem = name;
        else
            value = static_cast<T>(number);
    }
    [[nodiscard]] const Json* object(const char* name) { return find(name, &Json::is_object); }
    void reject(const char* name) { m_problem = name; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }

private:
    const Json* find(const char* name, bool (Json::*isKind)() const noexcept)
    {
        const auto found = m_json.find(name);
        if (found != m_json.end() && ((*found).*isKind)())
            return &*found;
        if (m_problem.empty())
            m_problem = name;
        return nullptr;
    }

    const Json& m_json;
    std::string m_problem;
};

/// The first field that is wrong, or nothing.
std::string read(const Json& json, RunCard& card)
{
    Fields fields(json);
    fields.take("program_version", card.programVersion);
    fields.take("data_name", card.dataName);
    fields.take("fingerprint", card.fingerprint);
    fields.take("simulated", card.simulated);
    fields.take("users", card.users);
    fields.take("movies", card.movies);
    fields.take("training_rows", card.trainingRows);
    fields.take("held_out_rows", card.heldOutRows);
    fields.take("preset", card.preset);
    fields.take("base_preset", card.basePreset);
    fields.take("seed", card.seed);
    fields.take("finished", card.finished);
    fields.take("shown_epoch", card.shownEpoch);
    fields.take("best_epoch", card.bestEpoch);
    if (const auto* options = fields.object("options")) {
        for (const auto& [name, value] : options->items()) {
            if (!value.is_string())
                return "options";
            card.options.emplace_back(name, value.get<std::string>());
        }
    }
    std::string state;
    fields.take("state", state);
    const auto found = std::ranges::find(stateNames, state);
    if (found == stateNames.end())
        fields.reject("state");
    else
        card.state = static_cast<RunCard::State>(found - stateNames.begin());
    if (const auto results = json.find("results"); results != json.end()) {
        card.results = epochRecordFromJson(*results);
        if (!card.results)
            fields.reject("results");
    }
    return fields.problem();
}

}  // namespace

std::string RunCard::option(std::string_view name) const
{
    const auto found = std::ranges::find(options, name, &std::pair<std::string, std::string>::first);
    return found == options.end() ? std::string() : found->second;
}

std::string RunCard::toJson() const
{
    Json named = Json::object();
    for (const auto& [name, value] : options)
        named[name] = value;
    Json json = {
        {"program_version", programVersion},
        {"data_name", dataName},
        {"fingerprint", fingerprint},
        {"simulated", simulated},
        {"users", users},
        {"movies", movies},
        {"training_rows", trainingRows},
        {"held_out_rows", heldOutRows},
        {"preset", preset},
        {"base_preset", basePreset},
        {"options", std::move(named)},
        {"seed", seed},
        {"state", stateNames[static_cast<std::size_t>(state)]},
        {"finished", finished},
        {"shown_epoch", shownEpoch},
        {"best_epoch", bestEpoch},
    };
    if (results)
        json["results"] = projectionist::toJson(*results);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<RunCard> RunCard::fromJson(std::string_view json)
{
    if (json.size() > largestCardBytes)
        return failure(ErrorCode::Malformed, "the run card is larger than any run card is.");
    try {
        const auto parsed = Json::parse(json, nullptr, false);
        if (!parsed.is_object())
            return failure(ErrorCode::Malformed, "the run card is not a JSON object.");
        RunCard card;
        if (const auto problem = read(parsed, card); !problem.empty())
            return failure(ErrorCode::Malformed,
                           "the run card's field \"" + problem + "\" is missing or not of its kind.");
        return card;
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for the run card.");
    }
}

}  // namespace projectionist
