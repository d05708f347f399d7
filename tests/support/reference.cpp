// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/reference.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace projectionist::testing {

namespace {

using nlohmann::json;

json parsed(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return json::parse(file);
}

Matrix matrix(const json& rows)
{
    Matrix result(rows.size(), rows.at(0).size());
    for (std::size_t row = 0; row < result.rows(); ++row) {
        for (std::size_t column = 0; column < result.columns(); ++column)
            result.row(row)[column] = rows[row][column].get<float>();
    }
    return result;
}

std::vector<double> flat(const json& rows)
{
    std::vector<double> values;
    for (const auto& row : rows) {
        for (const auto& value : row)
            values.push_back(value.get<double>());
    }
    return values;
}

template <class Row>
std::vector<Row> tableRows(const json& values)
{
    std::vector<Row> rows;
    for (const auto& value : values)
        rows.push_back({value.get<std::uint32_t>()});
    return rows;
}

std::vector<float> maybeFloats(const json& values)
{
    return values.is_null() ? std::vector<float>{} : values.get<std::vector<float>>();
}

MetricsCase::User user(const json& values)
{
    if (values.is_null())
        return {};
    return {true,
            values.at("recall"),
            values.at("truncated_recall"),
            values.at("precision"),
            values.at("ndcg"),
            values.at("hit"),
            values.at("reciprocal_rank")};
}

}  // namespace

std::vector<StepCase> stepCases(const std::filesystem::path& reference)
{
    std::vector<StepCase> cases;
    for (const auto& item : parsed(reference / "step/cases.json")) {
        StepCase step;
        step.name = item.at("name");
        step.batch.users = matrix(item.at("users"));
        step.batch.movies = matrix(item.at("movies"));
        step.batch.userOfRow = tableRows<UserRow>(item.at("user_of_row"));
        step.batch.movieOfRow = tableRows<MovieRow>(item.at("movie_of_row"));
        step.batch.rowWeights = maybeFloats(item.at("row_weight"));
        step.batch.movieProbabilities = maybeFloats(item.at("movie_sampling_probability"));
        step.options.temperature = item.at("temperature");
        step.options.removeAccidentalHits = item.at("remove_accidental_hits");
        step.options.hardNegatives = item.at("hard_negatives").is_null() ? 0 : item.at("hard_negatives").get<int>();
        step.learningRate = item.at("learning_rate");
        step.loss = item.at("loss");
        step.userGradient = flat(item.at("user_gradient"));
        step.movieGradient = flat(item.at("movie_gradient"));
        step.usersAfterStep = flat(item.at("users_after_step"));
        step.moviesAfterStep = flat(item.at("movies_after_step"));
        cases.push_back(std::move(step));
    }
    return cases;
}

MetricsCase metricsCase(const std::filesystem::path& reference)
{
    const auto item = parsed(reference / "step/metrics.json");
    MetricsCase result;
    result.k = item.at("k");
    result.scores = item.at("scores");
    result.seen = item.at("seen");
    result.test = item.at("test");
    result.rankedLists = item.at("ranked_lists");
    result.trainingCount = item.at("training_count").get<std::vector<std::uint32_t>>();
    for (const auto& values : item.at("per_user"))
        result.users.push_back(user(values));
    result.mean = user(item.at("mean_over_users_with_test"));
    result.coverage = item.at("coverage");
    result.gini = item.at("gini");
    result.noveltyBits = item.at("novelty_bits");
    return result;
}

TutorialTrace tutorialTrace(const std::filesystem::path& reference, const std::string& run)
{
    TutorialTrace trace;
    const auto file = parsed(reference / "tutorial" / run / "training.json");
    for (const auto& item : file.at("epochs")) {
        TutorialTrace::Epoch epoch;
        epoch.stepLosses = item.at("step_losses").get<std::vector<double>>();
        std::size_t place = 0;
        for (const auto* k : {"1", "5", "10", "50", "100"})
            epoch.topK[place++] = item.at("top_k").at(k);
        trace.epochs.push_back(std::move(epoch));
    }
    return trace;
}

Matrix npyMatrix(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (bytes.size() < 10)
        throw std::runtime_error("cannot read " + path.string());
    const auto headerLength = static_cast<std::size_t>(static_cast<unsigned char>(bytes[8])) +
                              256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[9]));
    const auto header = bytes.substr(10, headerLength);
    const auto shape = header.find("'shape': (");
    if (header.find("'<f4'") == std::string::npos || shape == std::string::npos)
        throw std::runtime_error("no float32 matrix: " + path.string());
    const auto rows = std::stoul(header.substr(shape + 10));
    const auto columns = std::stoul(header.substr(header.find(',', shape + 10) + 1));
    Matrix result(rows, columns);
    if (bytes.size() != 10 + headerLength + rows * columns * sizeof(float))
        throw std::runtime_error("cut off: " + path.string());
    std::memcpy(result.data(), bytes.data() + 10 + headerLength, rows * columns * sizeof(float));
    return result;
}

}  // namespace projectionist::testing
