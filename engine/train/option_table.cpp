// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/option_table.h"

#include "engine/core/text.h"
#include "engine/evaluate/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace projectionist {

namespace {

using Kind = OptionDescription::Kind;

constexpr double most = 1e9;

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

}  // namespace

const std::vector<Option>& optionTable()
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

const Option* findOption(std::string_view name)
{
    const auto& options = optionTable();
    const auto found = std::ranges::find(options, name, [](const Option& option) { return option.description.name; });
    return found == options.end() ? nullptr : &*found;
}

std::string listed(const std::vector<std::string_view>& words)
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
        return "one of " + listed({metricNames().begin(), metricNames().end()});
    return std::string(option.expected);
}

}  // namespace projectionist
