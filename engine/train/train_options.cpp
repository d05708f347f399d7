// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/train_options.h"

#include "engine/evaluate/metrics.h"
#include "engine/train/option_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

/// Collects the first rule that is broken.
class Judge {
public:
    explicit Judge(const TrainOptions& options) : m_options(options) {}

    void require(std::string_view name, bool holds)
    {
        if (!holds)
            object(std::string(name) + " is " + optionValue(m_options, name) + "; it must be " +
                   expectation(*findOption(name)) + ".");
    }
    void object(std::string sentence)
    {
        if (!m_objection)
            m_objection = std::move(sentence);
    }
    [[nodiscard]] std::optional<std::string> objection() && { return std::move(m_objection); }

private:
    const TrainOptions& m_options;
    std::optional<std::string> m_objection;
};

constexpr std::uint64_t mostWhole = std::numeric_limits<int>::max();

bool isAbove(float value, float bound)
{
    return std::isfinite(value) && value > bound;
}

bool isAtLeast(float value, float bound)
{
    return std::isfinite(value) && value >= bound;
}

bool isWithin(const Holdout& holdout)
{
    switch (holdout.kind) {
    case Holdout::Kind::Random:
        return holdout.share > 0 && holdout.share < 1;
    case Holdout::Kind::Last:
        return holdout.count >= 1;
    case Holdout::Kind::None:
    case Holdout::Kind::File:
        break;
    }
    return true;
}

}  // namespace

std::optional<std::string> TrainOptions::validate() const
{
    Judge judge(*this);
    judge.require("dimension", dimension >= 1 && dimension <= mostDimensions);
    judge.require("batch_size", batchSize >= 1);
    judge.require("learning_rate", isAbove(learningRate, 0));
    judge.require("epochs", epochs >= 1);
    judge.require("temperature", isAbove(temperature, 0));
    judge.require("hard_negatives", hardNegatives >= 0);
    judge.require("l2", isAtLeast(l2, 0));
    judge.require("l2_exponent", isAtLeast(l2Exponent, 0) && l2Exponent <= 1);
    judge.require("averaging", isAtLeast(averaging, 0) && averaging < 1);
    judge.require("starts", starts >= 1);
    if (std::int64_t{dimension} * starts > mostColumns)
        judge.object("dimension × starts is " +
                     grouped(static_cast<std::uint64_t>(dimension) * static_cast<std::uint64_t>(starts)) +
                     "; it must be at most 4,096. Make one of them smaller.");
    judge.require("rating_above", std::isfinite(data.ratingAbove));
    judge.require("holdout", isWithin(data.holdout));
    judge.require("metric", std::ranges::find(metricNames(), metric) != metricNames().end());
    judge.require("patience", patience >= 1);
    judge.require("start_range", isAbove(startRange, 0));
    return std::move(judge).objection();
}

std::span<const OptionDescription> optionDescriptions()
{
    static const auto descriptions = [] {
        std::vector<OptionDescription> result;
        for (const auto& option : optionTable())
            result.push_back(option.description);
        return result;
    }();
    return descriptions;
}

Result<void> setOption(TrainOptions& options, std::string_view name, std::string_view value)
{
    const auto* option = findOption(name);
    if (option == nullptr) {
        std::vector<std::string_view> names;
        for (const auto& known : optionTable())
            names.push_back(known.description.name);
        return failure(ErrorCode::InvalidOption,
                       "there is no option \"" + std::string(name) + "\". The options are " + listed(names) + ".");
    }
    if (option->write(options, value))
        return {};
    const bool isWhole = !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
    const bool tooLarge = option->description.kind == OptionDescription::Kind::Integer && isWhole;
    return failure(ErrorCode::InvalidOption, std::string(name) + " is \"" + std::string(value) + "\"; it must be " +
                                                 expectation(*option) +
                                                 (tooLarge ? ", and at most " + grouped(mostWhole) : "") + ".");
}

std::string optionValue(const TrainOptions& options, std::string_view name)
{
    const auto* option = findOption(name);
    return option != nullptr ? option->read(options) : std::string{};
}

std::vector<std::pair<std::string, std::string>> namedValues(const TrainOptions& options)
{
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& option : optionTable())
        values.emplace_back(option.description.name, option.read(options));
    return values;
}

Result<TrainOptions> fromNamedValues(std::span<const std::pair<std::string, std::string>> values, std::uint64_t seed)
{
    TrainOptions options;
    for (const auto& [name, value] : values) {
        if (auto set = setOption(options, name, value); !set)
            return tl::unexpected(std::move(set.error()));
    }
    options.seed = seed;
    options.data.seed = seed;
    if (auto objection = options.validate())
        return failure(ErrorCode::InvalidOption, std::move(*objection));
    return options;
}

}  // namespace projectionist
