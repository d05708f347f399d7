// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_data.h"

#include "engine/core/csv_writer.h"
#include "engine/core/file.h"
#include "engine/core/parallel.h"
#include "engine/data/reading_progress.h"
#include "engine/data/sample_world.h"

#include <algorithm>
#include <charconv>
#include <new>
#include <string>
#include <vector>

namespace projectionist {

namespace {

constexpr std::string_view readmeLine = "Simulated data made by Projectionist: well-known films, invented viewers. "
                                        "Results say nothing about real ones.";
constexpr std::uint32_t usersPerBlock = 64;
constexpr std::size_t blocksPerWave = 32;  // bounds the text that waits to be written

constexpr struct {
    std::string_view name;
    SampleShape shape;
    std::string_view title;
} shapes[] = {{"sample", SampleShape::Sample, "Sample data"},
              {"100k", SampleShape::MovieLens100K, "Simulated data, 100K ratings"},
              {"1m", SampleShape::MovieLens1M, "Simulated data, 1M ratings"},
              {"25m", SampleShape::MovieLens25M, "Simulated data, 25M ratings"},
              {"32m", SampleShape::MovieLens32M, "Simulated data, 32M ratings"}};

std::size_t blockCount(const SampleWorld& world)
{
    return (world.userCount() + usersPerBlock - 1) / usersPerBlock;
}

template <class Visit>
void forUsersOfBlock(const SampleWorld& world, std::size_t block, const Visit& visit)
{
    const auto first = static_cast<std::uint32_t>(block) * usersPerBlock;
    const auto last = std::min(world.userCount(), first + usersPerBlock);
    SampleWorld::Scratch scratch;
    std::vector<SampleRating> ratings;
    for (auto user = first; user < last; ++user) {
        world.rate(user, ratings, scratch);
        visit(user, ratings);
    }
}

void append(std::string& text, std::int64_t number)
{
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// As the CSV releases print it: "4.0".
void appendStars(std::string& text, float value)
{
    const auto halves = static_cast<int>(2 * value);
    text += static_cast<char>('0' + halves / 2);
    text += halves % 2 == 0 ? ".0" : ".5";
}

bool isOurs(const std::filesystem::path& readme)
{
    const auto file = MappedFile::open(readme);
    return file && file->text().starts_with(readmeLine);
}

/// Nothing when the folder may be written to: it holds none of the files, or those that an earlier call wrote.
std::optional<Error> obstacle(const std::filesystem::path& folder)
{
    const auto readme = folder / "README.txt";
    for (const auto* name : {"ratings.csv", "movies.csv", "README.txt"}) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / name, ignored) && !isOurs(readme))
            return Error{.code = ErrorCode::Unwritable,
                         .message = "the folder already holds this file, and it is not one of sample data, so nothing "
                                    "was written. Choose another folder.",
                         .path = (folder / name).string()};
    }
    return std::nullopt;
}

std::string readmeText(const SampleWorld& world, std::uint64_t seed, SampleShape shape)
{
    std::string text(readmeLine);
    text += "\n\n" + std::string(shapes[static_cast<std::size_t>(shape)].title) + ", seed " + std::to_string(seed) +
            ": " + grouped(world.userCount()) + " viewers, " + grouped(world.movies().size()) + " films, " +
            grouped(world.ratingCount()) +
            " ratings.\n\n"
            "Titles, years and genres of the well-known films are facts; films named \"Simulated film\" are invented, "
            "and so\nare all viewers, their ratings and the times of these. The form is that of the CSV files of "
            "MovieLens:\n\n"
            "  ratings.csv   userId,movieId,rating,timestamp: 1 to 5 stars, seconds since 1970 UTC\n"
            "  movies.csv    movieId,title,genres\n\n"
            "Made by: projectionist-cli sample --shape " +
            std::string(shapes[static_cast<std::size_t>(shape)].name) + " --seed " + std::to_string(seed) + "\n";
    return text;
}

Result<AtomicFile> movieFile(const SampleWorld& world, const std::filesystem::path& path)
{
    auto file = AtomicFile::create(path);
    if (!file)
        return file;
    CsvWriter csv([&](std::string_view text) { return file->write(text); });
    csv.header({"movieId", "title", "genres"});
    for (const auto& movie : world.movies()) {
        std::string genres;
        for (const auto& genre : movie.genres)
            genres += (genres.empty() ? "" : "|") + genre;
        if (!csv.text(movie.id).text(movie.title).text(genres).endRow())
            break;
    }
    if (auto done = csv.finish(); !done)
        return tl::unexpected(std::move(done.error()));
    return file;
}

/// False when it was stopped or writing failed; commit() tells which.
bool writeRatings(const SampleWorld& world, AtomicFile& file, const std::stop_token& stop,
                  const ProgressFunction& progress)
{
    ReadingProgress report(progress, "Writing ratings.csv", world.ratingCount());
    const auto blocks = blockCount(world);
    std::vector<std::string> texts(blocksPerWave);
    if (!file.write("userId,movieId,rating,timestamp\n"))
        return false;
    for (std::size_t first = 0; first < blocks; first += blocksPerWave) {
        const auto count = std::min(blocksPerWave, blocks - first);
        parallelFor(count, [&](std::size_t slot) {
            auto& text = texts[slot];
            text.clear();
            if (stop.stop_requested())
                return;
            forUsersOfBlock(world, first + slot, [&](std::uint32_t user, const std::vector<SampleRating>& ratings) {
                for (const auto& rating : ratings) {
                    append(text, user + 1);
                    text += ',';
                    text += world.movies()[rating.movie].id;
                    text += ',';
                    appendStars(text, rating.value);
                    text += ',';
                    append(text, rating.time);
                    text += '\n';
                }
                report.add(ratings.size());
            });
        });
        if (stop.stop_requested())
            return false;
        for (std::size_t slot = 0; slot < count; ++slot)
            if (!file.write(texts[slot]))
                return false;
    }
    report.finish();
    return true;
}

}  // namespace

std::optional<SampleShape> sampleShape(std::string_view name)
{
    for (const auto& known : shapes)
        if (known.name == name)
            return known.shape;
    return std::nullopt;
}

Result<std::shared_ptr<const Dataset>> sampleDataset(std::uint64_t seed, SampleShape shape, std::stop_token stop,
                                                     const ProgressFunction& progress)
try {
    const SampleWorld world(seed, shape, stop);
    if (stop.stop_requested())
        return std::shared_ptr<const Dataset>();
    DatasetParts parts;
    parts.name = shapes[static_cast<std::size_t>(shape)].title;
    parts.form = "sample data";
    parts.simulated = true;
    parts.movies = world.movies();
    std::vector<std::uint64_t> offsets{0};
    for (std::uint32_t user = 0; user < world.userCount(); ++user) {
        parts.users.push_back(world.user(user));
        offsets.push_back(offsets.back() + world.ratingsOfUser(user));
    }
    parts.ratingUsers.resize(world.ratingCount());
    parts.ratingMovies.resize(world.ratingCount());
    parts.ratingValues.resize(world.ratingCount());
    parts.ratingTimes.resize(world.ratingCount());
    auto* const times = parts.ratingTimes.narrow();

    ReadingProgress report(progress, "Simulating viewers", world.ratingCount());
    parallelFor(blockCount(world), [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        forUsersOfBlock(world, block, [&](std::uint32_t user, const std::vector<SampleRating>& ratings) {
            auto row = offsets[user];
            for (const auto& rating : ratings) {
                parts.ratingUsers[row] = UserIndex{user};
                parts.ratingMovies[row] = MovieIndex{rating.movie};
                parts.ratingValues[row] = rating.value;
                times[row] = static_cast<std::uint32_t>(rating.time);  // all are of our days
                ++row;
            }
            report.add(ratings.size());
        });
    });
    if (stop.stop_requested())
        return std::shared_ptr<const Dataset>();
    report.finish();
    return Dataset::make(std::move(parts), stop);
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "there is not enough memory for this data. Choose a smaller shape.");
}

Result<void> writeSampleData(const std::filesystem::path& folder, std::uint64_t seed, SampleShape shape,
                             std::stop_token stop, const ProgressFunction& progress)
try {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return tl::unexpected(systemError(failed.value(), folder, true));
    if (auto error = obstacle(folder))
        return tl::unexpected(std::move(*error));

    const SampleWorld world(seed, shape, stop);
    if (stop.stop_requested())
        return {};
    auto readme = AtomicFile::create(folder / "README.txt");
    if (!readme)
        return tl::unexpected(std::move(readme.error()));
    readme->write(readmeText(world, seed, shape));
    auto movies = movieFile(world, folder / "movies.csv");
    if (!movies)
        return tl::unexpected(std::move(movies.error()));
    auto ratings = AtomicFile::create(folder / "ratings.csv");
    if (!ratings)
        return tl::unexpected(std::move(ratings.error()));
    if (!writeRatings(world, *ratings, stop, progress))
        return stop.stop_requested() ? Result<void>() : ratings->commit();

    // First the file that says what they are, so that no folder holds simulated ratings without it.
    if (auto done = readme->commit(); !done)
        return done;
    if (auto done = movies->commit(); !done)
        return done;
    return ratings->commit();
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "there is not enough memory for this data. Choose a smaller shape.");
}

}  // namespace projectionist
