// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/data/split.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projectionist {

enum class Candidates {
    Batch,  ///< The films of the batch, as often as they stand in it.
    All,    ///< Every film once.
};

enum class RowOrder {
    File,      ///< As in the rating file.
    Grouped,   ///< Grouped by film id, groups in the order of their first row among all ratings: what the tutorial's
               ///< join produced.
    Shuffled,  ///< Anew each epoch, from the seed.
};

/// What to train. Every field may be changed on its own; validate() says in words what does not go together. As they
/// stand here they are the balanced preset.
struct TrainOptions {
    /// Which rows: filter, key, holdout.
    SplitOptions data{.holdout = {Holdout::Kind::Random, 0.1, 1, {}}};

    /// Length of every embedding. Larger fits the training rows better and costs in proportion; 1 to 1,024.
    int dimension = 128;
    /// Rows per step. Larger batches see more negatives per positive and update less often; at least 1. The last batch
    /// of an epoch may be shorter, and a batch larger than the data holds all of it.
    int batchSize = 1024;
    /// Step of Adagrad. Above 0.
    float learningRate = 0.1F;
    /// At most so many epochs; at least 1.
    int epochs = 40;
    /// Scores are divided by this before the softmax. Smaller separates more sharply. Above 0.
    float temperature = 1.0F;
    /// Subtract log(share of a film among the training rows) from its scores, so that popular films, which stand in
    /// many batches as negatives, are not punished for it (Yi et al. 2019, eq. 3). Ignored when candidates are all
    /// films.
    bool samplingCorrection = true;
    /// Other rows of the same film are no negatives of a row.
    bool removeAccidentalHits = false;
    /// Only the so many highest-scoring negatives of a row count; 0 is all. Makes the collapse of duplicates
    /// impossible: slow.
    int hardNegatives = 0;
    /// g += l2 · n · N^(−l2Exponent) · w, n the row's positives in the batch, N in all training rows. 0 is off.
    float l2 = 0.32F;
    /// 0: a constant per occurrence; larger is gentler on frequent users and films. 0 to 1. Ignored when l2 is 0.
    float l2Exponent = 0.25F;
    /// A ← a A + (1 − a) W after each epoch; A is measured, shown and saved. 0 is off; below 1.
    float averaging = 0.7F;
    /// Tables of so many seeds side by side (vectors concatenated, scores add up); at least 1, dimension × starts ≤
    /// 4,096.
    int starts = 1;
    Candidates candidates = Candidates::Batch;
    RowOrder order = RowOrder::Shuffled;
    /// What early stopping watches (see metricNames()); ignored without a holdout.
    std::string metric = "ndcg@10";
    /// Stop after so many epochs without a better one; at least 1. Ignored without a holdout.
    int patience = 5;
    /// After the search, train anew on all rows for as many epochs as were best. Ignored without a holdout, and where
    /// it is a test file, which keeps no row from training.
    bool refit = true;
    /// Initial values are uniform in ± this; above 0.
    float startRange = 0.05F;

    /// Of tables, order and random holdout (data.seed follows it).
    std::uint64_t seed = 1;

    /// Nothing when all is well, else one sentence that names the field, its value and the rule it breaks.
    [[nodiscard]] PROJECTIONIST_API std::optional<std::string> validate() const;
};

/// The presets by name: "balanced" (the default: recommends well on most data without tuning), "thorough" (four starts
/// of it side by side, with less L2, their epoch chosen by NDCG@20: better, and as many times slower) and "tutorial"
/// (what the TensorFlow Recommenders tutorial does).
[[nodiscard]] PROJECTIONIST_API std::optional<TrainOptions> preset(std::string_view name);
[[nodiscard]] PROJECTIONIST_API std::span<const std::string_view> presetNames();

/// One option as `--set` and the window's form know it.
struct OptionDescription {
    enum class Kind { Integer, Real, Switch, Choice, Holdout };
    std::string_view name;   ///< snake_case: "batch_size".
    std::string_view label;  ///< "Batch size".
    std::string_view group;  ///< "Data", "Model", "Loss", "Run".
    std::string_view help;   ///< One sentence: what larger and smaller do.
    Kind kind = Kind::Integer;
    double minimum = 0, maximum = 0;        ///< Integer, Real: for the field. validate() is the judge.
    std::vector<std::string_view> choices;  ///< Choice.
};
[[nodiscard]] PROJECTIONIST_API std::span<const OptionDescription> optionDescriptions();

/// Sets an option by name from text ("batch_size", "1024"; "refit", "true"). InvalidOption: a wrong name lists the
/// right ones, a wrong value says what is expected.
[[nodiscard]] PROJECTIONIST_API Result<void> setOption(TrainOptions& options, std::string_view name,
                                                       std::string_view value);
[[nodiscard]] PROJECTIONIST_API std::string optionValue(const TrainOptions& options, std::string_view name);
/// All of them, in the order of the table, as the run card keeps them.
[[nodiscard]] PROJECTIONIST_API std::vector<std::pair<std::string, std::string>>
namedValues(const TrainOptions& options);
[[nodiscard]] PROJECTIONIST_API Result<TrainOptions>
fromNamedValues(std::span<const std::pair<std::string, std::string>> values, std::uint64_t seed);
/// The name of the preset whose options these are, else "custom".
[[nodiscard]] PROJECTIONIST_API std::string matchingPreset(const TrainOptions& options);

}  // namespace projectionist
