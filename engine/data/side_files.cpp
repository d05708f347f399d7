// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/side_files.h"

#include "engine/core/text.h"
#include "engine/data/fields.h"
#include "engine/data/row_checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t flagsBegin = 5;  // of u.item: id, title, two dates and a link come first

constexpr std::array<std::string_view, 19> movieLens100KGenres = {
    "unknown",     "Action", "Adventure", "Animation", "Children's", "Comedy",  "Crime",
    "Documentary", "Drama",  "Fantasy",   "Film-Noir", "Horror",     "Musical", "Mystery",
    "Romance",     "Sci-Fi", "Thriller",  "War",       "Western"};

constexpr std::array<std::string_view, 21> movieLens1MOccupations = {"other",
                                                                     "academic or educator",
                                                                     "artist",
                                                                     "clerical or admin",
                                                                     "college or grad student",
                                                                     "customer service",
                                                                     "doctor or health care",
                                                                     "executive or managerial",
                                                                     "farmer",
                                                                     "homemaker",
                                                                     "K-12 student",
                                                                     "lawyer",
                                                                     "programmer",
                                                                     "retired",
                                                                     "sales or marketing",
                                                                     "scientist",
                                                                     "self-employed",
                                                                     "technician or engineer",
                                                                     "tradesman or craftsman",
                                                                     "unemployed",
                                                                     "writer"};

std::optional<int> wholeNumber(std::string_view field)
{
    field = trimmedField(field);
    int value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size())
        return {};
    return value;
}

/// The year that "01-Jan-1995" ends with.
std::optional<int> yearOfDate(std::string_view date)
{
    date = trimmedField(date);
    if (date.size() < 4 || !allDigits(date.substr(date.size() - 4)))
        return {};
    return wholeNumber(date.substr(date.size() - 4));
}

/// Walks over the records of a file; a record in quotes may take several lines.
class Records {
public:
    Records(std::string_view text, const FileForm& form)
        : m_rest(withoutMark(text)), m_skipHeader(form.hasHeader), m_cutter(form.separator)
    {
    }

    /// The next record that is not blank; false at the end.
    bool next()
    {
        while (!m_rest.empty()) {
            m_line = m_nextLine;
            const char* begin = m_rest.data();
            m_record = takeLine(m_rest);
            ++m_nextLine;
            if (trimmedField(m_record).empty())
                continue;
            m_fields = &m_cutter.cut(m_record);
            const auto oneLine = m_record;
            const auto after = std::pair(m_rest, m_nextLine);
            for (int lines = 1; m_cutter.isOpen() && lines < mostLines && !m_rest.empty(); ++lines) {
                const auto more = takeLine(m_rest);
                ++m_nextLine;
                m_record = {begin, static_cast<std::size_t>(more.data() + more.size() - begin)};
                m_fields = &m_cutter.cut(m_record);
            }
            if (m_cutter.isOpen()) {  // a quote that nobody closes spoils its own line only
                m_record = oneLine;
                std::tie(m_rest, m_nextLine) = after;
                m_fields = &m_cutter.cut(m_record);
            }
            if (std::exchange(m_skipHeader, false))
                continue;
            return true;
        }
        return false;
    }

    [[nodiscard]] const std::vector<std::string_view>& fields() const { return *m_fields; }
    [[nodiscard]] std::uint64_t line() const { return m_line; }
    [[nodiscard]] std::string_view text() const { return m_record; }
    [[nodiscard]] bool isOpen() const { return m_cutter.isOpen(); }

private:
    static constexpr int mostLines = 50;
    std::string_view m_rest, m_record;
    bool m_skipHeader;
    FieldCutter m_cutter;
    const std::vector<std::string_view>* m_fields = nullptr;
    std::uint64_t m_line = 0, m_nextLine = 1;
};

std::vector<std::string> splitGenres(const std::string& text)
{
    std::vector<std::string> genres;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto bar = rest.find('|');
        const auto genre = trimmedField(rest.substr(0, bar));
        if (!genre.empty() && genre != "(no genres listed)")
            genres.emplace_back(genre);
        rest.remove_prefix(bar == std::string_view::npos ? rest.size() : bar + 1);
    }
    return genres;
}

/// One row of a film file, or what is wrong with it.
class FilmRow {
public:
    FilmRow(const FileForm& form, const std::vector<std::string>& genres, bool isLatin1)
        : m_form(form), m_genres(genres), m_isLatin1(isLatin1)
    {
    }

    std::optional<RowFault> read(const std::vector<std::string_view>& fields, Movie& movie) const
    {
        const bool isItem = m_form.family == FileFamily::MovieLens100K;
        const auto& columns = m_form.columns;
        if (fields.size() != columns.count)
            return columnsFault(fields.size(), columns.count);
        const auto id = trimmedField(fields[columns.movie]);
        if (auto fault = idFault(id, "film", m_form.family != FileFamily::Csv))
            return fault;
        movie.id = id;
        movie.title = decoded(fields[columns.title]);
        movie.hasTitle = !trimmedField(movie.title).empty();
        if (!movie.hasTitle)
            movie.title = movie.id;
        else
            movie.year = splitTitle(movie.title).year;
        if (isItem) {
            for (auto flag = flagsBegin; flag < fields.size(); ++flag) {
                const auto value = trimmedField(fields[flag]);
                if (value != "0" && value != "1")
                    return RowFault{"a genre flag is neither 0 nor 1",
                                    "a genre flag is " + inQuotes(value) + ", which is neither 0 nor 1"};
                if (value == "1" && flag - flagsBegin < m_genres.size() && m_genres[flag - flagsBegin] != "unknown")
                    movie.genres.push_back(m_genres[flag - flagsBegin]);
            }
            if (!movie.year)
                movie.year = yearOfDate(fields[2]);
        } else if (columns.genres != Columns::absent) {
            movie.genres = splitGenres(decoded(fields[columns.genres]));
        }
        if (!movie.year && columns.year != Columns::absent)
            movie.year = wholeNumber(fields[columns.year]);
        return {};
    }

private:
    [[nodiscard]] std::string decoded(std::string_view field) const
    {
        return m_isLatin1 ? fromLatin1(field) : std::string(field);
    }

    const FileForm& m_form;
    const std::vector<std::string>& m_genres;
    bool m_isLatin1;
};

std::optional<RowFault> readUser(const std::vector<std::string_view>& fields, bool isMovieLens1M, bool isLatin1,
                                 User& user)
{
    if (fields.size() != 5)
        return columnsFault(fields.size(), 5);
    const auto id = trimmedField(fields[0]);
    if (auto fault = idFault(id, "user", true))
        return fault;
    user.id = id;
    const auto age = trimmedField(fields[isMovieLens1M ? 2 : 1]);
    user.age = wholeNumber(age);
    if (!user.age || *user.age < 0)
        return RowFault{"the age is not a number", "the age is " + inQuotes(age) + ", which is not a number of years"};
    user.gender = trimmedField(fields[isMovieLens1M ? 1 : 2]);
    const auto occupation = trimmedField(fields[3]);
    const auto code = wholeNumber(occupation);
    if (isMovieLens1M && code && *code >= 0 && static_cast<std::size_t>(*code) < movieLens1MOccupations.size())
        user.occupation = movieLens1MOccupations[static_cast<std::size_t>(*code)];
    else
        user.occupation = isLatin1 ? fromLatin1(occupation) : std::string(occupation);
    return {};
}

/// Reads every record; `read` fills a thing or says what is wrong.
template <class Thing, class Read>
SideRows<Thing> readAll(std::string_view text, const FileForm& form, IdTable& ids, std::string_view whose,
                        const std::stop_token& stop, const Read& read)
{
    constexpr std::uint64_t linesBetweenChecks = 1024;
    SideRows<Thing> rows;
    Records records(text, form);
    while (records.next()) {
        if (++rows.lines % linesBetweenChecks == 0 && stop.stop_requested())
            return rows;
        Thing thing;
        if (records.isOpen()) {
            rows.log.skip({"a quote is not closed", "a quote is not closed"}, records.line(), records.text());
            continue;
        }
        if (auto fault = read(records.fields(), thing)) {
            rows.log.skip(std::move(*fault), records.line(), records.text());
            continue;
        }
        if (ids.number(thing.id) < rows.things.size()) {
            rows.log.note("the " + std::string(whose) + " id stands twice; the first kept", true, records.line(),
                          records.text());
            continue;
        }
        rows.things.push_back(std::move(thing));
    }
    return rows;
}

}  // namespace

std::vector<std::string> genreNames(std::string_view text)
{
    std::vector<std::string> names;
    const bool isLatin1 = !isUtf8(text);
    for (text = withoutMark(text); !text.empty();) {
        const auto line = takeLine(text);
        const auto bar = line.rfind('|');
        if (bar == std::string_view::npos || bar == 0)
            continue;
        const auto number = wholeNumber(line.substr(bar + 1));
        constexpr int mostGenres = 1000;
        if (!number || *number < 0 || *number >= mostGenres)
            continue;
        const auto index = static_cast<std::size_t>(*number);
        if (index >= names.size())
            names.resize(index + 1);
        names[index] = isLatin1 ? fromLatin1(line.substr(0, bar)) : std::string(line.substr(0, bar));
    }
    if (names.empty())
        names.assign(movieLens100KGenres.begin(), movieLens100KGenres.end());
    return names;
}

SideRows<Movie> readFilms(std::string_view text, const FileForm& form, const std::vector<std::string>& genres,
                          IdTable& ids, const std::stop_token& stop)
{
    const bool isLatin1 = !isUtf8(text);
    const FilmRow row(form, genres, isLatin1);
    auto rows =
        readAll<Movie>(text, form, ids, "film", stop, [&](const std::vector<std::string_view>& fields, Movie& movie) {
            return row.read(fields, movie);
        });
    if (isLatin1 && form.family == FileFamily::Csv)
        rows.log.note("the titles are not UTF-8; read as Latin-1", false, 0, {});
    return rows;
}

SideRows<User> readUsers(std::string_view text, const FileForm& form, IdTable& ids, const std::stop_token& stop)
{
    const bool isLatin1 = !isUtf8(text);
    const bool isMovieLens1M = form.family == FileFamily::MovieLens1M;
    return readAll<User>(text, form, ids, "user", stop, [&](const std::vector<std::string_view>& fields, User& user) {
        return readUser(fields, isMovieLens1M, isLatin1, user);
    });
}

}  // namespace projectionist
