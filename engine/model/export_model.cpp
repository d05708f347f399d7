// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/export_model.h"

#include "engine/core/csv_writer.h"
#include "engine/core/dot_products.h"
#include "engine/core/file.h"
#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/model/npy.h"
#include "engine/model/throttle.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <new>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace projectionist {

namespace {

using Path = std::filesystem::path;

constexpr std::string_view simulatedLine = "Simulated data: these users and ratings are made up.";

Result<void> makeFolder(const Path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored))
        return {};
    if (std::filesystem::exists(folder, ignored))
        return failure(ErrorCode::NotAFile, "this is a file, not a folder. Name a folder to export into.",
                       folder.string());
    return tl::unexpected(systemError(error.value(), folder, true));
}

bool isOurs(const Path& readme)
{
    const auto file = MappedFile::open(readme);
    return file ? file->text().starts_with(simulatedLine) : file.error().code == ErrorCode::NotFound;
}

/// Puts the label beside files that have no place for it. Gives its path, or an empty one when the data is real.
Result<Path> labelFolder(const Model& model, const Path& folder)
{
    if (!model.catalogue().isSimulated())
        return Path();
    auto path = folder / "README.txt";
    if (!isOurs(path))
        path = folder / "README-simulated.txt";
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    file->write(simulatedLine);
    file->write("\nThe vectors and scores in this folder were learned from ratings that a program made up: " +
                model.card().dataName + ".\n");
    if (auto done = file->commit(); !done)
        return tl::unexpected(done.error());
    return path;
}

/// Without what would end a line or a cell of plain text.
std::string onOneLine(std::string_view text)
{
    std::string result(text);
    std::ranges::replace_if(
        result, [](char character) { return character == '\n' || character == '\r'; }, ' ');
    return result;
}

std::string asCell(std::string_view text)
{
    auto result = onOneLine(text);
    std::ranges::replace(result, '\t', ' ');
    return result;
}

const std::string& tokenOf(const Catalogue& catalogue, MovieRow row)
{
    const auto& movie = catalogue.movie(row);
    return catalogue.key() == Key::Title ? movie.title : movie.ids.front();
}

/// Writes one export, file by file; after a stop or an error nothing more.
class Export {
public:
    Export(const Model& model, Path folder, std::stop_token stop, const ProgressFunction& progress)
        : m_model(model)
        , m_catalogue(model.catalogue())
        , m_folder(std::move(folder))
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
    }

    Result<std::vector<Path>> run(ExportFormat format)
    {
        switch (format) {
        case ExportFormat::Npy:
            npy();
            break;
        case ExportFormat::Csv:
            csv();
            break;
        case ExportFormat::Projector:
            projector();
            break;
        }
        if (m_error)
            return tl::unexpected(std::move(*m_error));
        return std::move(m_written);
    }

private:
    [[nodiscard]] bool ended() const { return m_error || m_stop.stop_requested(); }
    [[nodiscard]] std::size_t users() const { return m_catalogue.userRows(); }
    [[nodiscard]] std::size_t movies() const { return m_catalogue.movieRows(); }

    void label()
    {
        auto path = labelFolder(m_model, m_folder);
        if (!path)
            m_error = path.error();
        else if (!path->empty())
            m_written.push_back(std::move(*path));
    }

    /// `row` writes one row and gives false to end; `finish` puts the file in place.
    template <class Writer, class Row, class Finish>
    void file(const char* name, Result<Writer> (*create)(const Path&), std::size_t first, std::size_t rows, Row row,
              Finish finish, const std::function<void(Writer&)>& begin = {})
    {
        if (ended())
            return;
        const auto path = m_folder / name;
        auto writer = create(path);
        if (!writer) {
            m_error = writer.error();
            return;
        }
        if (begin)
            begin(*writer);
        const auto stage = "Writing " + std::string(name);
        Throttle throttle(m_progress, stage, rows - first);
        bool good = true;
        for (std::size_t i = first; good && i < rows; ++i) {
            if (m_stop.stop_requested())
                return;
            good = row(*writer, static_cast<std::uint32_t>(i));
            throttle.advance(1);
        }
        if (auto done = finish(*writer); !done)
            m_error = done.error();
        else
            m_written.push_back(path);
    }

    template <class Line>
    void lines(const char* name, std::size_t first, std::size_t rows, Line line, std::string_view header = {})
    {
        file<AtomicFile>(
            name, &AtomicFile::create, first, rows,
            [&](AtomicFile& out, std::uint32_t row) { return out.write(line(row)); },
            [](AtomicFile& out) { return out.commit(); }, [&](AtomicFile& out) { out.write(header); });
    }

    template <class Cells>
    void table(const char* name, std::initializer_list<std::string_view> names, MatrixView vectors, Cells cells)
    {
        file<CsvWriter>(
            name, &CsvWriter::create, 0, vectors.rows,
            [&](CsvWriter& out, std::uint32_t row) {
                cells(out, row);
                for (const auto value : vectors.row(row))
                    out.number(value);
                return out.endRow();
            },
            [](CsvWriter& out) { return out.finish(); },
            [&](CsvWriter& out) {
                if (m_catalogue.isSimulated())
                    out.comment(simulatedLine);
                for (const auto column : names)
                    out.text(column);
                for (std::size_t column = 0; column < vectors.columns; ++column)
                    out.text("d" + std::to_string(column));
                out.endRow();
            });
    }

    void matrix(const char* name, MatrixView vectors)
    {
        if (ended())
            return;
        constexpr std::size_t pieceRows = 8192;
        const auto path = m_folder / name;
        auto writer = NpyWriter::create(path, vectors.rows, vectors.columns);
        if (!writer) {
            m_error = writer.error();
            return;
        }
        const auto stage = "Writing " + std::string(name);
        Throttle throttle(m_progress, stage, vectors.rows);
        bool good = true;
        for (std::size_t first = 0; good && first < vectors.rows; first += pieceRows) {
            if (m_stop.stop_requested())
                return;
            const auto rows = std::min(pieceRows, vectors.rows - first);
            good = writer->rows(vectors.values().subspan(first * vectors.columns, rows * vectors.columns));
            throttle.advance(rows);
        }
        if (auto done = writer->commit(); !done)
            m_error = done.error();
        else
            m_written.push_back(path);
    }

    void vectors(const char* name, MatrixView table)
    {
        std::string line;
        lines(name, 1, table.rows, [&, table](std::uint32_t row) {
            line.clear();
            char number[32];
            for (const auto value : table.row(row)) {
                const auto [end, error] = std::to_chars(std::begin(number), std::end(number), value);
                line.append(line.empty() ? "" : "\t").append(number, end);
            }
            line += '\n';
            return std::string_view(line);
        });
    }

    void npy()
    {
        label();
        matrix("users.npy", m_model.users());
        matrix("movies.npy", m_model.movies());
        lines("users.txt", 0, users(),
              [&](std::uint32_t row) { return onOneLine(m_catalogue.user(UserRow{row}).id) + '\n'; });
        lines("movies.txt", 0, movies(),
              [&](std::uint32_t row) { return onOneLine(tokenOf(m_catalogue, MovieRow{row})) + '\n'; });
    }

    static void idCell(CsvWriter& out, const std::string& id)
    {
        std::int64_t number = 0;
        if (isCanonicalInteger(id)) {
            std::from_chars(id.data(), id.data() + id.size(), number);
            out.integer(number);
        } else {
            out.text(id);
        }
    }

    void csv()
    {
        table("users.csv", {"user_id"}, m_model.users(),
              [&](CsvWriter& out, std::uint32_t row) { idCell(out, m_catalogue.user(UserRow{row}).id); });
        table("movies.csv", {"film_id", "title"}, m_model.movies(), [&](CsvWriter& out, std::uint32_t row) {
            const auto& movie = m_catalogue.movie(MovieRow{row});
            idCell(out, movie.ids.front());
            out.text(movie.title);
        });
    }

    void projector()
    {
        label();
        vectors("users_vectors.tsv", m_model.users());
        lines(
            "users_metadata.tsv", 1, users(),
            [&](std::uint32_t row) {
                const auto& user = m_catalogue.user(UserRow{row});
                const auto [begin, end] = m_catalogue.ratingsOfUser(UserRow{row});
                return asCell(user.id) + '\t' + (user.age ? std::to_string(*user.age) : "") + '\t' +
                       asCell(user.gender) + '\t' + asCell(user.occupation) + '\t' + std::to_string(end - begin) + '\n';
            },
            "user_id\tage\tgender\toccupation\tratings\n");
        vectors("movies_vectors.tsv", m_model.movies());
        lines(
            "movies_metadata.tsv", 1, movies(),
            [&](std::uint32_t row) {
                const auto& movie = m_catalogue.movie(MovieRow{row});
                std::string genres;
                for (const auto& genre : movie.genres)
                    genres.append(genres.empty() ? "" : "|").append(genre);
                return asCell(movie.title) + '\t' + asCell(movie.ids.front()) + '\t' +
                       (movie.year ? std::to_string(*movie.year) : "") + '\t' + asCell(genres) + '\t' +
                       std::to_string(m_catalogue.ratingCount(MovieRow{row})) + '\t' +
                       (m_model.isTrained(MovieRow{row}) ? "yes" : "no") + '\n';
            },
            "title\tfilm_id\tyear\tgenres\tratings\ttrained\n");
    }

    const Model& m_model;
    const Catalogue& m_catalogue;
    Path m_folder;
    std::stop_token m_stop;
    const ProgressFunction& m_progress;
    std::vector<Path> m_written;
    std::optional<Error> m_error;
};

/// Scores of users from `first` on into `scores`, as the lists have them to the last bit.
void fillScores(const Model& model, const PackedRows& movies, std::size_t first, std::span<float> scores)
{
    constexpr std::size_t tileBytes = std::size_t{1} << 18;
    const auto width = movies.rowsWithin(tileBytes), height = ProductStrip::rowsAtOnce();
    const auto columns = movies.rows(), count = scores.size() / columns;
    parallelFor((count + height - 1) / height, [&](std::size_t block) {
        const auto begin = block * height, rows = std::min(height, count - begin);
        ProductStrip strip(model.dimension(), width);
        for (std::size_t tile = 0; tile < columns; tile += width) {
            strip.compute(model.users(), first + begin, rows, movies, tile, std::min(width, columns - tile));
            for (std::size_t row = 0; row < rows; ++row)
                std::ranges::copy(strip.row(row),
                                  scores.begin() + static_cast<std::ptrdiff_t>((begin + row) * columns + tile));
        }
    });
}

Result<Path> writeScores(const Model& model, const Path& folder, const std::stop_token& stop,
                         const ProgressFunction& progress)
{
    constexpr std::size_t blockNumbers = std::size_t{1} << 23;
    const auto path = folder / "scores.npy";
    const auto users = model.users().rows, movies = model.movies().rows;
    const PackedRows packed(model.movies());
    const auto block = std::clamp<std::size_t>(blockNumbers / movies, 1, users);
    std::vector<float> scores(block * movies);
    auto writer = NpyWriter::create(path, users, movies);
    if (!writer)
        return tl::unexpected(writer.error());
    Throttle throttle(progress, "Writing scores.npy", users);
    bool good = true;
    for (std::size_t first = 0; good && first < users; first += block) {
        if (stop.stop_requested())
            return Path();
        const auto count = std::min(block, users - first);
        const auto filled = std::span(scores).first(count * movies);
        fillScores(model, packed, first, filled);
        good = writer->rows(filled);
        throttle.advance(count);
    }
    if (auto done = writer->commit(); !done)
        return tl::unexpected(done.error());
    return path;
}

Error outOfMemory(const Path& folder)
{
    return {ErrorCode::OutOfMemory, "there is not enough memory for this export. Close something, then try again.",
            folder.string(), 0};
}

}  // namespace

std::optional<ExportFormat> exportFormat(std::string_view name)
{
    if (name == "npy")
        return ExportFormat::Npy;
    if (name == "csv")
        return ExportFormat::Csv;
    if (name == "projector")
        return ExportFormat::Projector;
    return {};
}

Result<std::vector<Path>> exportVectors(const Model& model, ExportFormat format, const Path& folder,
                                        std::stop_token stop, const ProgressFunction& progress)
{
    try {
        if (auto made = makeFolder(folder); !made)
            return tl::unexpected(made.error());
        return Export(model, folder, std::move(stop), progress).run(format);
    } catch (const std::bad_alloc&) {
        return tl::unexpected(outOfMemory(folder));
    }
}

Result<Path> exportScores(const Model& model, const Path& folder, std::stop_token stop,
                          const ProgressFunction& progress)
{
    try {
        if (auto made = makeFolder(folder); !made)
            return tl::unexpected(made.error());
        if (auto labelled = labelFolder(model, folder); !labelled)
            return tl::unexpected(labelled.error());
        return writeScores(model, folder, stop, progress);
    } catch (const std::bad_alloc&) {
        return tl::unexpected(outOfMemory(folder));
    }
}

}  // namespace projectionist
