// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/data_files.h"

#include "engine/core/file.h"
#include "engine/data/row_checks.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace projectionist {

namespace {

namespace fs = std::filesystem;

/// The names of MovieLens's files, family by family.
struct Family {
    FileFamily family;
    std::string_view ratings, films, users, genres;
};
constexpr std::array<Family, 3> families = {{{FileFamily::MovieLens100K, "u.data", "u.item", "u.user", "u.genre"},
                                             {FileFamily::Csv, "ratings.csv", "movies.csv", "", ""},
                                             {FileFamily::MovieLens1M, "ratings.dat", "movies.dat", "users.dat", ""}}};

std::string lowerCase(std::string text)
{
    for (auto& character : text)
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character + ('a' - 'A'));
    return text;
}

constexpr std::string_view inWords(FileRole role)
{
    switch (role) {
    case FileRole::Ratings:
        return "ratings";
    case FileRole::Films:
        return "films";
    case FileRole::Users:
        return "users";
    case FileRole::Genres:
        return "genres";
    case FileRole::Unknown:
        break;
    }
    return "nothing known";
}

/// Regular files of a folder, by name.
Result<std::vector<fs::path>> filesOf(const fs::path& folder)
{
    std::error_code failed;
    std::vector<fs::path> files;
    fs::directory_iterator entries(folder, failed);
    if (failed)
        return tl::unexpected(systemError(failed.value(), folder, false));
    for (const fs::directory_iterator end; entries != end; entries.increment(failed)) {
        if (failed)
            return tl::unexpected(systemError(failed.value(), folder, false));
        std::error_code ignored;
        if (!entries->is_directory(ignored))
            files.push_back(entries->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

fs::path folderOf(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// A file of that name (in any case) among those of a folder, named as the user named the folder.
std::optional<fs::path> named(std::span<const fs::path> files, std::string_view name)
{
    if (name.empty())
        return {};
    for (const auto& file : files)
        if (lowerCase(file.filename().string()) == name)
            return file;
    return {};
}

class Finder {
public:
    explicit Finder(const OpenOptions& options) : m_options(options) {}

    Result<DataFiles> find(const std::vector<fs::path>& paths)
    {
        if (!m_options.ratingsFile.empty()) {
            auto file = look(m_options.ratingsFile, FileRole::Ratings);
            if (!file)
                return tl::unexpected(std::move(file.error()));
            m_files.ratings = std::move(*file);
        }
        std::vector<fs::path> folders;
        for (const auto& path : paths) {
            std::error_code ignored;
            if (fs::is_directory(path, ignored)) {
                folders.push_back(path);
                continue;
            }
            if (auto taken = takeFile(path); !taken)
                return tl::unexpected(std::move(taken.error()));
        }
        if (m_twice && m_options.ratingsFile.empty() && !isMain(m_files.ratings->path))
            return tl::unexpected(std::move(*m_twice));
        for (const auto& folder : folders)
            if (auto taken = takeFolder(folder); !taken)
                return tl::unexpected(std::move(taken.error()));
        if (paths.empty() && !m_files.ratings)
            return failure(ErrorCode::NotFound, "no file was named. Name a folder with MovieLens data, or its files.");
        if (!m_options.ratingsOnly)
            if (auto taken = takeNeighbours(); !taken)
                return tl::unexpected(std::move(taken.error()));
        if (!m_files.ratings && m_firstError)
            return tl::unexpected(std::move(*m_firstError));
        if (!m_files.ratings)
            return failure(ErrorCode::NotFound,
                           std::string("it holds ")
                               .append(inWords(m_firstRole))
                               .append(" but no ratings. Add u.data, ratings.csv or ratings.dat."),
                           m_firstPath.string());
        return std::move(m_files);
    }

private:
    std::optional<DataFile>& place(FileRole role)
    {
        switch (role) {
        case FileRole::Films:
            return m_files.films;
        case FileRole::Users:
            return m_files.users;
        case FileRole::Genres:
            return m_files.genres;
        default:
            return m_files.ratings;
        }
    }

    /// Opens a file as far as it takes to know its form. `wanted` other than Unknown: it must have that role.
    [[nodiscard]] static Result<DataFile> look(const fs::path& path, FileRole wanted)
    {
        const auto mapped = MappedFile::open(path);
        if (!mapped)
            return tl::unexpected(mapped.error());
        const auto text = mapped->text();
        if (withoutMark(text).find_first_not_of(" \t\r\n") == std::string_view::npos)
            return failure(ErrorCode::Empty,
                           text.empty() ? "the file is empty (0 bytes). Export or download it again."
                                        : "there is nothing but blank lines in it. Export or download it again.",
                           path.string());
        if (const auto what = notText(text))
            return failure(ErrorCode::Malformed,
                           *what == "UTF-16"
                               ? "it is UTF-16 text. Save it as UTF-8 and open it again."
                               : "it is a binary file, not a table of text. Choose a text file with ratings.",
                           path.string());
        DataFile file{path, recognise(text, path.filename().string())};
        if (file.form.role == FileRole::Unknown || (wanted != FileRole::Unknown && file.form.role != wanted))
            return tl::unexpected(notKnown(path, text, wanted, file.form.role));
        return file;
    }

    [[nodiscard]] static Error notKnown(const fs::path& path, std::string_view text, FileRole wanted, FileRole found)
    {
        Error error{ErrorCode::Malformed, {}, path.string(), 0};
        if (found != FileRole::Unknown) {
            error.message = std::string("it holds ").append(inWords(found)).append(", not ").append(inWords(wanted)) +
                            ". Choose another file.";
            return error;
        }
        text = withoutMark(text);
        std::uint64_t line = 0;
        std::string_view first;
        while (!text.empty() && trimmedField(first).empty()) {
            first = takeLine(text);
            ++line;
        }
        constexpr std::size_t shownBytes = 80;
        error.line = line;
        error.message =
            "this is in no form that is known: it begins with " + inQuotes(first.substr(0, shownBytes)) +
            ". Ratings need the columns userId, movieId and rating in a header, or the form of a MovieLens release.";
        return error;
    }

    /// Takes a file that the user named. One that is no data is left out, as long as another holds ratings.
    Result<void> takeFile(const fs::path& path)
    {
        auto file = look(path, FileRole::Unknown);
        if (!file) {
            if (file.error().code != ErrorCode::Malformed && file.error().code != ErrorCode::Empty)
                return tl::unexpected(std::move(file.error()));
            m_files.leftOut.push_back(path);
            if (!m_firstError)
                m_firstError = std::move(file.error());
            return {};
        }
        const auto role = file->form.role;
        if (m_firstPath.empty()) {
            m_firstPath = path;
            m_firstRole = role;
        }
        auto& taken = place(role);
        if (!taken) {
            taken = std::move(*file);
            return {};
        }
        auto twice = Error{ErrorCode::Ambiguous,
                           std::string("it holds ").append(inWords(role)).append(", and so does ") +
                               taken->path.filename().string() + ". Open one of the two.",
                           path.string(), 0};
        if (role != FileRole::Ratings)
            return tl::unexpected(std::move(twice));
        if (!m_options.ratingsFile.empty() || isMain(taken->path) || !isMain(path)) {
            m_files.leftOut.push_back(path);
        } else {
            m_files.leftOut.push_back(taken->path);
            taken = std::move(*file);
        }
        m_twice = std::move(twice);
        return {};
    }

    /// u.data, ratings.csv or ratings.dat: beside it, folds are left out.
    [[nodiscard]] static bool isMain(const fs::path& path)
    {
        const auto name = lowerCase(path.filename().string());
        return std::any_of(families.begin(), families.end(),
                           [&](const Family& family) { return family.ratings == name; });
    }

    /// Takes a file for a role that is still open; one that is missing is no error.
    Result<void> takeNamed(std::span<const fs::path> files, std::string_view name, FileRole role)
    {
        if (place(role))
            return {};
        const auto path = named(files, name);
        if (!path)
            return {};
        auto file = look(*path, role);
        if (!file)
            return tl::unexpected(std::move(file.error()));
        place(role) = std::move(*file);
        return {};
    }

    Result<void> takeFamily(std::span<const fs::path> files, const Family& family, bool withRatings)
    {
        if (withRatings)
            if (auto taken = takeNamed(files, family.ratings, FileRole::Ratings); !taken)
                return taken;
        if (m_options.ratingsOnly)
            return {};
        if (auto taken = takeNamed(files, family.films, FileRole::Films); !taken)
            return taken;
        if (auto taken = takeNamed(files, family.users, FileRole::Users); !taken)
            return taken;
        return takeNamed(files, family.genres, FileRole::Genres);
    }

    Result<void> takeFolder(const fs::path& folder)
    {
        const auto files = filesOf(folder);
        if (!files)
            return tl::unexpected(files.error());
        if (m_files.ratings) {  // a file of ratings was named: the folder gives the rest
            for (const auto& family : families)
                if (family.family == m_files.ratings->form.family)
                    return takeFamily(*files, family, false);
            return {};
        }
        for (const auto& family : families)
            if (named(*files, family.ratings))
                return takeFamily(*files, family, true);
        return takeOnlyRatings(folder, *files);
    }

    /// A folder whose ratings go by another name: the one file in it that holds ratings.
    Result<void> takeOnlyRatings(const fs::path& folder, std::span<const fs::path> files)
    {
        constexpr std::size_t mostFiles = 200;
        std::vector<DataFile> found;
        for (const auto& path : files.first(std::min(files.size(), mostFiles)))
            if (auto file = look(path, FileRole::Ratings))
                found.push_back(std::move(*file));
        if (found.size() == 1) {
            m_files.ratings = std::move(found.front());
            return {};
        }
        if (!found.empty())
            return failure(ErrorCode::Ambiguous,
                           std::to_string(found.size()) + " files in this folder hold ratings, " +
                               found[0].path.filename().string() + " and " + found[1].path.filename().string() +
                               " among them. Open one of them.",
                           folder.string());
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (entry.is_directory(ignored) && looksLikeData(entry.path()))
                return failure(ErrorCode::NotFound,
                               "there are no ratings in this folder, but in " + entry.path().filename().string() +
                                   " inside it. Open that.",
                               folder.string());
        return failure(ErrorCode::NotFound,
                       "there are no ratings in this folder: no u.data, ratings.csv or ratings.dat. "
                       "Open the folder that holds them.",
                       folder.string());
    }

    Result<void> takeNeighbours()
    {
        const auto& known = m_files.ratings ? m_files.ratings
                            : m_files.films ? m_files.films
                            : m_files.users ? m_files.users
                                            : m_files.genres;
        if (!known)
            return {};
        const auto family = known->form.family;
        auto files = filesOf(folderOf(known->path));
        if (!files)
            return {};  // the file itself could be opened: it stays alone
        if (!known->path.has_parent_path())
            for (auto& file : *files)
                file = file.filename();
        for (const auto& names : families)
            if (names.family == family)
                return takeFamily(*files, names, true);
        return {};
    }

    const OpenOptions& m_options;
    DataFiles m_files;
    fs::path m_firstPath;               // of a file that was taken
    std::optional<Error> m_firstError;  // of a file that was left out
    std::optional<Error> m_twice;       // two files of ratings
    FileRole m_firstRole = FileRole::Unknown;
};

}  // namespace

Result<DataFiles> findDataFiles(const std::vector<fs::path>& paths, const OpenOptions& options)
{
    return Finder(options).find(paths);
}

}  // namespace projectionist
