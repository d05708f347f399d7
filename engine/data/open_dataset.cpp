// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"

#include "engine/core/file.h"
#include "engine/core/memory.h"
#include "engine/data/data_files.h"
#include "engine/data/file_form.h"
#include "engine/data/id_table.h"
#include "engine/data/rating_reader.h"
#include "engine/data/side_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace projectionist {

namespace {

constexpr std::string_view simulatedMark = "Simulated data";

/// The README of sample data begins with the mark.
bool isSimulated(const std::filesystem::path& ratings)
{
    const auto readme = MappedFile::open(ratings.parent_path() / "README.txt");
    return readme && withoutMark(readme->text()).starts_with(simulatedMark);
}

std::string folderName(const std::filesystem::path& file)
{
    std::error_code failed;
    auto folder = std::filesystem::canonical(file, failed).parent_path().filename().string();
    return failed || folder.empty() ? file.filename().string() : folder;
}

class Opening {
public:
    Opening(const OpenOptions& options, std::stop_token stop, const ProgressFunction& progress)
        : m_options(options), m_stop(std::move(stop)), m_progress(progress)
    {
    }

    Result<std::shared_ptr<const Dataset>> open(const DataFiles& files)
    {
        if (files.films)
            if (auto done = readFilmFile(*files.films, files.genres); !done)
                return tl::unexpected(std::move(done.error()));
        if (files.users)
            if (auto done = readUserFile(*files.users); !done)
                return tl::unexpected(std::move(done.error()));
        if (m_stop.stop_requested())
            return std::shared_ptr<const Dataset>();

        const auto& file = *files.ratings;
        const auto text = open(file);
        if (!text)
            return tl::unexpected(text.error());
        if (auto fits = checkMemory(text->text(), file); !fits)
            return tl::unexpected(std::move(fits.error()));
        auto read = readRatings(text->text(), file.form, file.path.string(), m_options.reading, m_userIds, m_movieIds,
                                m_stop, m_progress);
        if (!read)
            return tl::unexpected(std::move(read.error()));
        if (!*read)
            return std::shared_ptr<const Dataset>();
        auto byUser = std::move((*read)->byUser);
        take(std::move(**read), files, text->size());
        nameIt(files);
        if (m_progress)
            m_progress({"Sorting the ratings", 0, 0});
        return Dataset::make(std::move(m_parts), std::move(byUser), m_stop);
    }

private:
    [[nodiscard]] Result<MappedFile> open(const DataFile& file)
    {
        auto mapped = MappedFile::open(file.path);
        if (mapped)
            m_parts.files.push_back(file.path.string());
        return mapped;
    }

    /// Says so when the ratings will not fit into memory; how many there are is guessed from the first lines.
    [[nodiscard]] Result<void> checkMemory(std::string_view text, const DataFile& file) const
    {
        constexpr std::size_t bytesLookedAt = std::size_t{1} << 18;
        constexpr std::uint64_t bytesPerRating = 26;  // columns, both indices, and something for users and films
        const auto available = m_options.memoryLimit ? m_options.memoryLimit : availableBytes();
        const auto begin = text.substr(0, bytesLookedAt);
        const auto lines = static_cast<std::uint64_t>(std::count(begin.begin(), begin.end(), '\n')) + 1;
        const auto ratings = static_cast<std::uint64_t>(static_cast<double>(lines) * static_cast<double>(text.size()) /
                                                        static_cast<double>(begin.size()));
        if (!available || ratings * bytesPerRating <= *available)
            return {};
        return failure(ErrorCode::OutOfMemory,
                       "its ratings, about " + grouped(ratings) + ", need about " +
                           bytesInWords(ratings * bytesPerRating) + " of memory, and " + bytesInWords(*available) +
                           " are left. Close other programs, or take a part of the ratings.",
                       file.path.string());
    }

    template <class Thing>
    Result<void> judge(const SideRows<Thing>& rows, const DataFile& file, std::uint64_t bytes, std::string role)
    {
        const auto bad = rows.log.badRows();
        const auto path = file.path.string();
        if (rows.things.empty() && bad == 0)
            return failure(ErrorCode::Empty, "it holds no " + role + ". Export it again, or take it away.", path);
        if (rows.things.empty() || (areTooManyBad(bad, rows.lines) && !m_options.reading.skipAnyNumberOfBadRows))
            return tl::unexpected(rows.log.tooManyBad(rows.lines, path));
        m_parts.report.files.push_back({path, std::move(role), bytes, rows.things.size()});
        auto problems = rows.log.problems(path);
        m_parts.report.problems.insert(m_parts.report.problems.end(), problems.begin(), problems.end());
        return {};
    }

    Result<void> readFilmFile(const DataFile& file, const std::optional<DataFile>& genreFile)
    {
        std::vector<std::string> genres;
        if (genreFile && file.form.family == FileFamily::MovieLens100K) {
            const auto text = open(*genreFile);
            if (!text)
                return tl::unexpected(text.error());
            genres = genreNames(text->text());
            m_parts.report.files.push_back({genreFile->path.string(), "genres", text->size(), genres.size()});
        } else {
            genres = genreNames({});
        }
        const auto text = open(file);
        if (!text)
            return tl::unexpected(text.error());
        report("Reading " + file.path.filename().string());
        auto rows = readFilms(text->text(), file.form, genres, m_movieIds, m_stop);
        if (m_stop.stop_requested())
            return {};
        if (auto judged = judge(rows, file, text->size(), "films"); !judged)
            return judged;
        m_parts.movies = std::move(rows.things);
        return {};
    }

    Result<void> readUserFile(const DataFile& file)
    {
        const auto text = open(file);
        if (!text)
            return tl::unexpected(text.error());
        report("Reading " + file.path.filename().string());
        auto rows = readUsers(text->text(), file.form, m_userIds, m_stop);
        if (m_stop.stop_requested())
            return {};
        if (auto judged = judge(rows, file, text->size(), "users"); !judged)
            return judged;
        m_parts.users = std::move(rows.things);
        m_parts.agesAreGroups = file.form.family == FileFamily::MovieLens1M;
        return {};
    }

    /// Moves the ratings over; users and films that only they name follow after those of the files.
    void take(RatingRows rows, const DataFiles& files, std::uint64_t bytes)
    {
        const auto path = files.ratings->path.string();
        if (files.users)
            for (const auto line : rows.lineOfNewUser)
                rows.log.note("the user is not in " + files.users->path.filename().string(), false, line, {});
        if (files.films)
            for (const auto line : rows.lineOfNewMovie)
                rows.log.note("the film is not in " + files.films->path.filename().string() + "; shown by its id",
                              false, line, {});
        m_parts.users.reserve(m_userIds.size());
        m_parts.movies.reserve(m_movieIds.size());
        for (auto user = static_cast<std::uint32_t>(m_parts.users.size()); user < m_userIds.size(); ++user)
            m_parts.users.push_back({m_userIds.id(user), {}, {}, {}});
        for (auto movie = static_cast<std::uint32_t>(m_parts.movies.size()); movie < m_movieIds.size(); ++movie) {
            auto id = m_movieIds.id(movie);
            m_parts.movies.push_back({id, id, {}, {}, false});
        }
        auto& report = m_parts.report;
        for (const auto& left : files.leftOut)
            report.problems.push_back(
                {left.string(), "the file is no part of this data set; left out", 1, {}, {}, false});
        report.files.insert(report.files.begin(), {path, "ratings", bytes, rows.columns.users.size()});
        auto problems = rows.log.problems(path);
        report.problems.insert(report.problems.begin(), problems.begin(), problems.end());
        m_parts.ratingUsers = std::move(rows.columns.users);
        m_parts.ratingMovies = std::move(rows.columns.movies);
        m_parts.ratingValues = std::move(rows.columns.values);
        m_parts.ratingTimes = std::move(rows.columns.times);
    }

    void nameIt(const DataFiles& files)
    {
        const auto& path = files.ratings->path;
        const auto fileName = path.filename().string();
        m_parts.simulated = isSimulated(path);
        if (!files.films) {
            m_parts.name = fileName;
            m_parts.form = "ratings only";
        } else if (files.ratings->form.family == FileFamily::MovieLens100K) {
            m_parts.form = "MovieLens 100K";
            m_parts.name = fileName == "u.data" ? m_parts.form : m_parts.form + ", " + fileName;
        } else if (files.ratings->form.family == FileFamily::MovieLens1M) {
            const auto isHalf = [](float value) { return value != std::floor(value); };
            const bool is10M =
                !files.users && std::any_of(m_parts.ratingValues.begin(), m_parts.ratingValues.end(), isHalf);
            m_parts.form = is10M ? "MovieLens 10M" : "MovieLens 1M";
            m_parts.name = fileName == "ratings.dat" ? m_parts.form : m_parts.form + ", " + fileName;
        } else {
            m_parts.form = "MovieLens CSV";
            m_parts.name = fileName == "ratings.csv" ? folderName(path) : fileName;
        }
        if (m_parts.simulated)
            m_parts.form = "sample data";
    }

    void report(const std::string& stage)
    {
        if (m_progress)
            m_progress({stage, 0, 0});
    }

    const OpenOptions& m_options;
    std::stop_token m_stop;
    const ProgressFunction& m_progress;
    IdTable m_userIds, m_movieIds;
    DatasetParts m_parts;
};

}  // namespace

Result<std::shared_ptr<const Dataset>> openDataset(const std::vector<std::filesystem::path>& paths,
                                                   const OpenOptions& options, std::stop_token stop,
                                                   const ProgressFunction& progress)
try {
    const auto files = findDataFiles(paths, options);
    if (!files)
        return tl::unexpected(files.error());
    return Opening(options, std::move(stop), progress).open(*files);
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "there is not enough memory for this data. Close other programs, or take a part.");
} catch (const std::exception& unexpected) {
    return failure(ErrorCode::Internal, std::string("reading failed: ") + unexpected.what() + ".");
}

bool looksLikeData(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored)) {
        constexpr std::array<std::string_view, 6> endings = {".csv", ".tsv", ".dat", ".data", ".base", ".test"};
        const auto ending = path.extension().string();
        return roleByName(path.filename().string()) != FileRole::Unknown ||
               std::find(endings.begin(), endings.end(), ending) != endings.end();
    }
    for (const auto& entry : std::filesystem::directory_iterator(path, ignored))
        if (roleByName(entry.path().filename().string()) == FileRole::Ratings)
            return true;
    return false;
}

}  // namespace projectionist
