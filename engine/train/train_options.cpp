// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/train_options.h"

#include "engine/core/text.h"
#include "engine/evaluate/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace projectionist {

namespace {

using Kind = OptionDescription::Kind;

constexpr int mostDimensions = 1024;
constexpr int mostColumns = 4096;
constexpr double most = 1e9;

/// How an option is read and written as text.
struct Option {
    OptionDescription description;
    std::string (*read)(const TrainOptions&);
    bool (*write)(TrainOptions&, std::string_view);  ///< False: not of its kind.
    std::string_view expected;                       ///< "a whole number of at least 1".
};

bool parse(std::string_view text, int& value)
{
    int parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc{} || end != text.data() + text.size())
        return false;
    value = parsed;
    return true;
}

bool parse(std::string_view text, float& value)
{
    const auto number = parseNumber(text);
    if (!number || !std::isfinite(static_cast<float>(*number)))
        return false;
    value = static_cast<float>(*number);
    return true;
}

bool parse(std::string_view text, bool& value)
{
    const bool yes = text == "true" || text == "on" || text == "yes" || text == "1";
    const bool no = text == "false" || text == "off" || text == "no" || text == "0";
    value = yes || (value && !no);
    return yes || no;
}

bool parse(std::string_view text, Candidates& value)
{
    value = text == "all" ? Candidates::All : text == "batch" ? Candidates::Batch : value;
    return text == "all" || text == "batch";
}

bool parse(std::string_view text, RowOrder& value)
{
    if (text == "file")
        value = RowOrder::File;
    else if (text == "grouped")
        value = RowOrder::Grouped;
    else if (text == "shuffled")
        value = RowOrder::Shuffled;
    else
        return false;
    return true;
}

bool parse(std::string_view text, Key& value)
{
    value = text == "title" ? Key::Title : text == "id" ? Key::Id : value;
    return text == "title" || text == "id";
}

bool parse(std::string_view text, Holdout& value)
{
    auto parsed = Holdout::parse(text);
    if (parsed)
        value = std::move(*parsed);
    return parsed.has_value();
}

bool parse(std::string_view text, std::string& value)
{
    const bool known = std::ranges::find(metricNames(), text) != metricNames().end();
    if (known)
        value = text;
    return known;
}

std::string print(int value)
{
    return std::to_string(value);
}
std::string print(float value)
{
    return shortest(value);
}
std::string print(bool value)
{
    return value ? "true" : "false";
}
std::string print(Candidates value)
{
    return value == Candidates::All ? "all" : "batch";
}
std::string print(RowOrder value)
{
    return value == RowOrder::File ? "file" : value == RowOrder::Grouped ? "grouped" : "shuffled";
}
std::string print(Key value)
{
    return value == Key::Title ? "title" : "id";
}
std::string print(const Holdout& value)
{
    return value.toString();
}
std::string print(const std::string& value)
{
    return value;
}

/// The option that is `member` of the options, or of their data part.
template <auto member>
Option option(OptionDescription description, std::string_view expected)
{
    return {std::move(description), [](const TrainOptions& options) { return print(options.*member); },
            [](TrainOptions& options, std::string_view text) { return parse(text, options.*member); }, expected};
}

template <auto member>
Option dataOption(OptionDescription description, std::string_view expected)
{
    return {std::move(description), [](const TrainOptions& options) { return print(options.data.*member); },
            [](TrainOptions& options, std::string_view text) { return parse(text, options.data.*member); }, expected};
}

std::vector<std::string_view> allMetrics()
{
    return {metricNames().begin(), metricNames().end()};
}

/// In the order of the table in the design.
const std::vector<Option>& table()
{
    static const std::vector<Option> options{
        option<&TrainOptions::dimension>(
            {"dimension",
             "Dimensions",
             "Model",
             "Length of every embedding. More fit the ratings better and cost in proportion; fewer generalise sooner.",
             Kind::Integer,
             1,
             mostDimensions,
             {}},
            "a whole number from 1 to 1024"),
        option<&TrainOptions::batchSize>(
            {"batch_size",
             "Batch size",
             "Run",
             "Rows per step. Larger batches see more negatives per positive and update less often.",
             Kind::Integer,
             1,
             most,
             {}},
            "a whole number of at least 1"),
        option<&TrainOptions::learningRate>(
            {"learning_rate",
             "Learning rate",
             "Run",
             "Step of Adagrad. Larger learns faster and less steadily; too large and the loss runs away.",
             Kind::Real,
             1e-6,
             100,
             {}},
            "a number above 0"),
        option<&TrainOptions::epochs>(
            {"epochs",
             "Epochs",
             "Run",
             "Passes over the training rows, at most: with a holdout the run ends earlier when nothing gets better.",
             Kind::Integer,
             1,
             most,
             {}},
            "a whole number of at least 1"),
        option<&TrainOptions::temperature>(
            {"temperature",
             "Temperature",
             "Loss",
             "Scores are divided by it before the softmax. Smaller separates more sharply, larger more gently.",
             Kind::Real,
             1e-3,
             100,
             {}},
            "a number above 0"),
        option<&TrainOptions::samplingCorrection>(
            {"sampling_correction",
             "Sampling correction",
             "Loss",
             "Popular films stand in many batches as negatives; this makes up for it. Ignored when candidates are all "
             "films.",
             Kind::Switch,
             0,
             1,
             {}},
            "true or false"),
        option<&TrainOptions::removeAccidentalHits>(
            {"remove_accidental_hits",
             "Remove accidental hits",
             "Loss",
             "Other rows of the same film are no negatives of a row. Ignored when candidates are all films.",
             Kind::Switch,
             0,
             1,
             {}},
            "true or false"),
        option<&TrainOptions::hardNegatives>({"hard_negatives",
                                              "Hard negatives",
                                              "Loss",
                                              "Only so many negatives of each row count, the highest-scoring ones. "
                                              "Fewer are harder and slower; 0 is all.",
                                              Kind::Integer,
                                              0,
                                              most,
                                              {}},
                                             "a whole number of at least 0, where 0 is all"),
        option<&TrainOptions::l2>({"l2",
                                   "L2",
                                   "Loss",
                                   "Pulls vectors towards zero. Larger generalises more and fits less; 0 is off.",
                                   Kind::Real,
                                   0,
                                   100,
                                   {}},
                                  "a number of at least 0"),
        option<&TrainOptions::l2Exponent>(
            {"l2_exponent",
             "L2 exponent",
             "Loss",
             "0 pulls the same at every occurrence; larger is gentler on users and films with many ratings. Ignored "
             "when L2 is 0.",
             Kind::Real,
             0,
             1,
             {}},
            "a number from 0 to 1"),
        option<&TrainOptions::averaging>(
            {"averaging",
             "Averaging",
             "Model",
             "Share of the older tables in what is measured and kept, epoch by epoch. Larger is smoother and slower to "
             "follow; 0 is off.",
             Kind::Real,
             0,
             0.99,
             {}},
            "a number of at least 0 and below 1"),
        option<&TrainOptions::starts>(
            {"starts",
             "Starts",
             "Model",
             "Models of so many seeds side by side, whose scores add up. More recommend better and cost in proportion.",
             Kind::Integer,
             1,
             mostColumns,
             {}},
            "a whole number of at least 1"),
        option<&TrainOptions::candidates>(
            {"candidates",
             "Candidates",
             "Loss",
             "What a film must win against: the films of the batch, or all films, which is slower on large catalogues.",
             Kind::Choice,
             0,
             0,
             {"batch", "all"}},
            "batch or all"),
        option<&TrainOptions::order>(
            {"order",
             "Row order",
             "Run",
             "As in the rating file, grouped by film as the tutorial has it, or shuffled anew each epoch.",
             Kind::Choice,
             0,
             0,
             {"file", "grouped", "shuffled"}},
            "file, grouped or shuffled"),
        dataOption<&SplitOptions::ratingAbove>(
            {"rating_above",
             "Liked above",
             "Data",
             "Ratings above it count as liked and are trained on. Higher leaves fewer rows of clearer taste.",
             Kind::Real,
             -1000,
             1000,
             {}},
            "a number"),
        dataOption<&SplitOptions::key>(
            {"key",
             "Films by",
             "Data",
             "By id, or by title as the tutorial does: then a title that stands under two ids is one film.",
             Kind::Choice,
             0,
             0,
             {"title", "id"}},
            "title or id"),
        dataOption<&SplitOptions::holdout>(
            {"holdout",
             "Holdout",
             "Data",
             "What is kept from training to measure on: nothing, a random share, or each user's last ratings. A larger "
             "share measures better and trains on less.",
             Kind::Holdout,
             0,
             1,
             {}},
            "none, random:SHARE with a share above 0 and below 1, or last:N with N at least 1"),
        option<&TrainOptions::metric>({"metric", "Best by", "Run",
                                       "What the best epoch is chosen by. Ignored without a holdout.", Kind::Choice, 0,
                                       0, allMetrics()},
                                      "one of the metrics"),
        option<&TrainOptions::patience>(
            {"patience",
             "Patience",
             "Run",
             "Stop after so many epochs without a better one. Larger waits longer. Ignored without a holdout.",
             Kind::Integer,
             1,
             most,
             {}},
            "a whole number of at least 1"),
        option<&TrainOptions::refit>(
            {"refit",
             "Refit",
             "Run",
             "Once the best epoch is known, train anew on all rows for as many epochs. Ignored without a holdout.",
             Kind::Switch,
             0,
             1,
             {}},
            "true or false"),
        option<&TrainOptions::startRange>(
            {"start_range",
             "Start range",
             "Model",
             "Vectors begin as random numbers between minus this and this. Larger starts further apart.",
             Kind::Real,
             1e-6,
             10,
             {}},
            "a number above 0"),
    };
    return options;
}

const Option* find(std::string_view name)
{
    const auto& options = table();
    const auto found = std::ranges::find(options, name, [](const Option& option) { return option.description.name; });
    return found == options.end() ? nullptr : &*found;
}

std::string listed(std::span<const std::string_view> words)
{
    std::string text;
    for (const auto word : words) {
        if (!text.empty())
            text += ", ";
        text += word;
    }
    return text;
}

std::string expectation(const Option& option)
{
    if (option.description.name == "metric")
        return "one of " + listed(metricNames());
    return std::string(option.expected);
}

/// Collects the first rule that is broken.
class Judge {
public:
    explicit Judge(const TrainOptions& options) : m_options(options) {}

    void require(std::string_view name, bool holds)
    {
        if (!holds)
            object(std::string(name) + " is " + optionValue(m_options, name) + "; it must be " +
                   expectation(*find(name)) + ".");
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

std::optional<TrainOptions> preset(std::string_view name)
{
    TrainOptions options;
    if (name == "balanced")
        return options;
    if (name != "tutorial")
        return {};
    options.data.key = Key::Title;
    options.data.holdout = {};
    options.dimension = 64;
    options.batchSize = 4096;
    options.learningRate = 0.5F;
    options.epochs = 3;
    options.samplingCorrection = false;
    options.l2 = 0;
    options.l2Exponent = 0;
    options.averaging = 0;
    options.order = RowOrder::Grouped;
    options.refit = false;
    return options;
}

std::span<const std::string_view> presetNames()
{
    static constexpr std::array<std::string_view, 2> names{"balanced", "tutorial"};
    return names;
}

std::span<const OptionDescription> optionDescriptions()
{
    static const auto descriptions = [] {
        std::vector<OptionDescription> result;
        for (const auto& option : table())
            result.push_back(option.description);
        return result;
    }();
    return descriptions;
}

Result<void> setOption(TrainOptions& options, std::string_view name, std::string_view value)
{
    const auto* option = find(name);
    if (option == nullptr) {
        std::vector<std::string_view> names;
        for (const auto& known : table())
            names.push_back(known.description.name);
        return failure(ErrorCode::InvalidOption,
                       "there is no option \"" + std::string(name) + "\". The options are " + listed(names) + ".");
    }
    if (!option->write(options, value))
        return failure(ErrorCode::InvalidOption, std::string(name) + " is \"" + std::string(value) + "\"; it must be " +
                                                     expectation(*option) + ".");
    return {};
}

std::string optionValue(const TrainOptions& options, std::string_view name)
{
    const auto* option = find(name);
    return option != nullptr ? option->read(options) : std::string{};
}

std::vector<std::pair<std::string, std::string>> namedValues(const TrainOptions& options)
{
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& option : table())
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

std::string matchingPreset(const TrainOptions& options)
{
    const auto values = namedValues(options);
    for (const auto name : presetNames()) {
        if (values == namedValues(*preset(name)))
            return std::string(name);
    }
    return "custom";
}

}  // namespace projectionist
