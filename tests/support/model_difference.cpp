// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model_difference.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace projectionist::testing {

namespace {

template <class T>
bool sameBits(const std::vector<T>& a, const std::vector<T>& b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool sameBits(const Matrix& a, const Matrix& b)
{
    return a.rows() == b.rows() && a.columns() == b.columns() &&
           (a.rows() == 0 || std::memcmp(a.data(), b.data(), a.values().size_bytes()) == 0);
}

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool same(const User& a, const User& b)
{
    return a.id == b.id && a.age == b.age && a.gender == b.gender && a.occupation == b.occupation;
}

bool same(const CatalogueMovie& a, const CatalogueMovie& b)
{
    return a.ids == b.ids && a.title == b.title && a.year == b.year && a.genres == b.genres && a.hasTitle == b.hasTitle;
}

std::string difference(const Catalogue::Parts& a, const Catalogue::Parts& b)
{
    if (a.dataName != b.dataName || a.fingerprint != b.fingerprint || a.simulated != b.simulated ||
        a.agesAreGroups != b.agesAreGroups || a.key != b.key || a.ratingAbove != b.ratingAbove)
        return "what the catalogue says about the data";
    if (a.usersWithVectors != b.usersWithVectors ||
        !std::ranges::equal(a.users, b.users, [](const User& x, const User& y) { return same(x, y); }))
        return "users";
    if (!std::ranges::equal(a.movies, b.movies,
                            [](const CatalogueMovie& x, const CatalogueMovie& y) { return same(x, y); }))
        return "movies";
    if (a.ratingOffsets != b.ratingOffsets || a.ratingMovies != b.ratingMovies ||
        !sameBits(a.ratingValues, b.ratingValues) || a.ratingTimes != b.ratingTimes ||
        a.ratingPositions != b.ratingPositions || a.ratingIds != b.ratingIds)
        return "ratings";
    return {};
}

std::string difference(const History& a, const History& b)
{
    const auto sameStep = [](const StepRecord& x, const StepRecord& y) {
        return x.phase == y.phase && x.epoch == y.epoch && x.step == y.step && x.rows == y.rows &&
               sameBits(x.loss, y.loss) && sameBits(x.guessing, y.guessing);
    };
    if (!std::ranges::equal(a.steps, b.steps, sameStep))
        return "steps of the history";
    if (a.epochs != b.epochs)
        return "epochs of the history";
    return a.baselines == b.baselines ? "" : "baselines";
}

std::string difference(const TrainingState& a, const TrainingState& b)
{
    if (a.phase != b.phase || a.epoch != b.epoch || a.step != b.step || a.bestEpoch != b.bestEpoch ||
        !sameBits(a.bestValue, b.bestValue) || a.epochsWithoutBetter != b.epochsWithoutBetter)
        return "counters of the state";
    if (!sameBits(a.rawUsers, b.rawUsers) || !sameBits(a.rawMovies, b.rawMovies) ||
        !sameBits(a.userAccumulators, b.userAccumulators) || !sameBits(a.movieAccumulators, b.movieAccumulators) ||
        !sameBits(a.averagedUsers, b.averagedUsers) || !sameBits(a.averagedMovies, b.averagedMovies) ||
        !sameBits(a.initialUsers, b.initialUsers) || !sameBits(a.initialMovies, b.initialMovies))
        return "tables of the state";
    return {};
}

}  // namespace

std::string difference(const ModelParts& a, const ModelParts& b)
{
    if (auto catalogue = difference(a.catalogue->parts(), b.catalogue->parts()); !catalogue.empty())
        return catalogue;
    if (a.card.toJson() != b.card.toJson())
        return "run card";
    if (!sameBits(a.users, b.users) || !sameBits(a.movies, b.movies))
        return "vectors";
    if (a.trainCounts != b.trainCounts)
        return "train counts";
    if (a.holdoutUsers != b.holdoutUsers || a.holdoutMovies != b.holdoutMovies ||
        a.holdoutPositions != b.holdoutPositions)
        return "held-out rows";
    if (auto history = difference(a.history, b.history); !history.empty())
        return history;
    if (!a.state != !b.state)
        return "whether there is a state";
    return a.state ? difference(*a.state, *b.state) : "";
}

}  // namespace projectionist::testing
