// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/data/split.h"
#include "engine/train/train_options.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace projectionist {

/// How long a search for options may take. It ends at whichever bound comes first.
struct TuneBudget {
    double seconds = 60;  ///< By the clock; above 0. The trial that is under way then counts as far as it came.
    int trials = 64;      ///< At most; at least 1. Results that are not cut by the clock are the same every time.
};

/// One choice of options, trained on the rows that are left when validation rows are cut from the training rows.
struct TuneTrial {
    enum class End : std::uint8_t {
        Running,
        Finished,   ///< Nothing got better for `patience` epochs, or all epochs are done.
        Behind,     ///< Given up: worse than half of the trials before it were at this epoch.
        OutOfTime,  ///< The budget was used up.
        NotFinite,  ///< The loss was no number any more.
        Failed,     ///< It could not begin: too large for the memory.
    };
    int number = 1;        ///< 1: the options as they were given.
    TrainOptions options;  ///< As they will be trained with if it wins.
    /// Names and values of the options that are searched, in the order of tunedOptions().
    std::vector<std::pair<std::string, std::string>> choice;
    std::vector<double> values;   ///< `metric` on the validation rows after each epoch.
    double best = 0;              ///< Of values.
    std::uint32_t bestEpoch = 0;  ///< 1-based; 0: not measured.
    End end = End::Running;
};

/// What a search tells while it goes on, from its own thread. Each may be empty.
struct TuneListener {
    std::function<void(const TuneTrial&)> trialBegan;
    std::function<void(const TuneTrial&)> epochDone;
    std::function<void(const TuneTrial&)> trialDone;
};

struct TuneResult {
    TrainOptions options;  ///< What to train with: those of the best trial; as given when none was measured.
    std::vector<TuneTrial> trials;
    std::optional<std::size_t> best;  ///< Its place among the trials.
    bool stopped = false;             ///< By the token, not by the budget. The result is the best until then.
    std::size_t trainingRows = 0, validationRows = 0;
    std::string message;  ///< "Tried 14 choices of options; the best was …": one sentence for the user.
};

/// Searches the few options that matter (learning rate, L2, dimensions, and where it is off the sampling correction;
/// the number of epochs by early stopping) on 10 % of the split's training rows, which are drawn with the seed and held
/// out for it; the split's own held-out rows are never looked at. The first trial is `base`; the others are drawn at
/// random around it, always the same for the same base and seed, and each goes on past epochs 3, 6, 12, 24 … only while
/// it is among the better half of the trials that came so far: successive halving, one trial after the other (Li et al.
/// 2020, with a single worker). Where the run to come has no holdout of its own, its epochs become those of the best
/// trial.
///
/// Stop takes effect within 50 ms. Not deterministic only where the clock cuts it. Thread-safe. Errors: InvalidOption
/// (options or budget), Empty (too few rows for validation).
[[nodiscard]] PROJECTIONIST_API Result<TuneResult> tune(const std::shared_ptr<const Split>& split,
                                                        const TrainOptions& base, const TuneBudget& budget,
                                                        std::stop_token stop = {}, const TuneListener& listener = {});

/// The names of the options that are searched: "dimension", "learning_rate", "l2", "l2_exponent",
/// "sampling_correction".
[[nodiscard]] PROJECTIONIST_API const std::vector<std::string>& tunedOptions();

/// "finished", "behind", …: as the history file has it.
[[nodiscard]] PROJECTIONIST_API std::string nameOf(TuneTrial::End end);

/// The search for the history file: {"metric", "training_rows", "validation_rows", "best": number, "trials":
/// [{"number", "end", "options": {…}, "best", "best_epoch", "values": […]}…]}.
[[nodiscard]] PROJECTIONIST_API std::string tuningJson(const TuneResult& result);

}  // namespace projectionist
