// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/file_form.h"

#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace projectionist {

namespace {

constexpr std::size_t headBytes = std::size_t{1} << 16;
constexpr int linesTried = 20;

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& character : lower)
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character + ('a' - 'A'));
    return lower;
}

/// A column's name in lower case without what stands between its words: "movieId", "movie_id" and "Movie ID" are one.
std::string plainName(std::string_view name)
{
    auto plain = lowerCase(name);
    std::erase_if(plain, [](char character) { return character == '_' || character == ' ' || character == '-'; });
    return plain;
}

bool oneOf(std::string_view text, std::initializer_list<std::string_view> names)
{
    return std::find(names.begin(), names.end(), text) != names.end();
}

Columns columnsByName(std::span<const std::string_view> names)
{
    Columns columns;
    columns.count = names.size();
    const auto take = [](std::size_t& column, std::size_t index) {
        if (column == Columns::absent)
            column = index;
    };
    for (std::size_t index = 0; index < names.size(); ++index) {
        const auto name = plainName(names[index]);
        if (oneOf(name, {"userid", "user", "customerid", "viewerid"}))
            take(columns.user, index);
        else if (oneOf(name, {"movieid", "movie", "filmid", "film", "itemid", "item"}))
            take(columns.movie, index);
        else if (oneOf(name, {"rating", "stars", "score"}))
            take(columns.rating, index);
        else if (oneOf(name, {"timestamp", "time"}))
            take(columns.time, index);
        else if (oneOf(name, {"title", "movietitle", "filmtitle", "name"}))
            take(columns.title, index);
        else if (oneOf(name, {"genres", "genre"}))
            take(columns.genres, index);
        else if (oneOf(name, {"year", "releaseyear"}))
            take(columns.year, index);
    }
    return columns;
}

Columns movieLensRatings(std::size_t count)
{
    Columns columns;
    columns.count = count;
    columns.user = 0;
    columns.movie = 1;
    columns.rating = 2;
    if (count > 3)
        columns.time = 3;
    return columns;
}

Columns movieLensFilms(std::size_t count)
{
    Columns columns;
    columns.count = count;
    columns.movie = 0;
    columns.title = 1;
    if (count > 2)
        columns.genres = 2;
    return columns;
}

bool isNumber(std::string_view text)
{
    return parseNumber(trimmedField(text)).has_value();
}

/// A table with a header that names what we need.
std::optional<FileForm> byHeader(std::string_view line)
{
    for (const std::string_view separator : {",", ";", "\t"}) {
        FileForm form;
        form.separator = {separator, true};
        form.hasHeader = true;
        FieldCutter cutter(form.separator);
        form.columns = columnsByName(cutter.cut(line));
        const auto& columns = form.columns;
        if (columns.movie == Columns::absent)
            continue;
        if (columns.user != Columns::absent && columns.rating != Columns::absent)
            form.role = FileRole::Ratings;
        else if (columns.user == Columns::absent && columns.title != Columns::absent)
            form.role = FileRole::Films;
        else
            continue;
        return form;
    }
    return {};
}

/// The form that one line without a header shows.
std::optional<FileForm> byLine(std::string_view line)
{
    FileForm form;
    if (line.find("::") != std::string_view::npos) {
        form.family = FileFamily::MovieLens1M;
        form.separator = {"::", false};
        FieldCutter cutter(form.separator);
        const auto& fields = cutter.cut(line);
        if (!allDigits(fields[0]))
            return {};
        if (fields.size() == 4 && isNumber(fields[1]) && isNumber(fields[2])) {
            form.role = FileRole::Ratings;
            form.columns = movieLensRatings(4);
            return form;
        }
        if (fields.size() == 5 && oneOf(fields[1], {"M", "F"}) && isNumber(fields[2])) {
            form.role = FileRole::Users;
            return form;
        }
        if (fields.size() == 3 && !isNumber(fields[1])) {
            form.role = FileRole::Films;
            form.columns = movieLensFilms(3);
            return form;
        }
        return {};
    }
    if (line.find('\t') != std::string_view::npos) {
        form.family = FileFamily::MovieLens100K;
        form.separator = {"\t", false};
        FieldCutter cutter(form.separator);
        const auto& fields = cutter.cut(line);
        if (fields.size() != 4 || !std::all_of(fields.begin(), fields.end(), isNumber))
            return {};
        form.role = FileRole::Ratings;
        form.columns = movieLensRatings(4);
        return form;
    }
    if (std::count(line.begin(), line.end(), '|') > 0) {
        form.family = FileFamily::MovieLens100K;
        form.separator = {"|", false};
        FieldCutter cutter(form.separator);
        const auto& fields = cutter.cut(line);
        if (fields.size() > 5 && allDigits(fields[0]) && oneOf(fields.back(), {"0", "1"})) {
            form.role = FileRole::Films;
            form.columns = movieLensFilms(2);
            form.columns.count = fields.size();
            return form;
        }
        if (fields.size() == 5 && allDigits(fields[0]) && isNumber(fields[1]) && fields[2].size() == 1) {
            form.role = FileRole::Users;
            return form;
        }
        if (fields.size() == 2 && !isNumber(fields[0]) && allDigits(fields[1])) {
            form.role = FileRole::Genres;
            return form;
        }
    }
    for (const std::string_view separator : {",", ";"}) {
        form.family = FileFamily::Csv;
        form.separator = {separator, true};
        FieldCutter cutter(form.separator);
        const auto& fields = cutter.cut(line);
        if ((fields.size() == 3 || fields.size() == 4) && std::all_of(fields.begin(), fields.end(), isNumber)) {
            form.role = FileRole::Ratings;
            form.columns = movieLensRatings(fields.size());
            return form;
        }
        if (fields.size() == 3 && allDigits(fields[0]) && !isNumber(fields[1]) && !isNumber(fields[2])) {
            form.role = FileRole::Films;
            form.columns = movieLensFilms(3);
            return form;
        }
    }
    return {};
}

/// What a file of that name would be, when nothing in it could be recognised: its rows are then told to be bad one by
/// one.
FileForm byNameAlone(std::string_view fileName)
{
    FileForm form;
    const auto name = lowerCase(fileName);
    form.role = roleByName(name);
    if (name.ends_with(".dat")) {
        form.family = FileFamily::MovieLens1M;
        form.separator = {"::", false};
        form.columns = form.role == FileRole::Ratings ? movieLensRatings(4) : movieLensFilms(3);
    } else if (name.ends_with(".csv")) {
        form.role = FileRole::Unknown;  // a table whose header names no column that is needed
    } else {
        form.family = FileFamily::MovieLens100K;
        form.separator = {form.role == FileRole::Ratings ? "\t" : "|", false};
        form.columns = form.role == FileRole::Ratings ? movieLensRatings(4) : movieLensFilms(2);
        if (form.role == FileRole::Films)
            form.columns.count = 24;
    }
    return form;
}

bool isFold(std::string_view name)
{
    // u1.base … u5.test, ua.base, ub.test
    return name.size() == 7 && name[0] == 'u' && (name.ends_with(".base") || name.ends_with(".test"));
}

}  // namespace

FileRole roleByName(std::string_view fileName)
{
    const auto name = lowerCase(fileName);
    if (oneOf(name, {"u.data", "ratings.csv", "ratings.dat"}) || isFold(name))
        return FileRole::Ratings;
    if (oneOf(name, {"u.item", "movies.csv", "movies.dat"}))
        return FileRole::Films;
    if (oneOf(name, {"u.user", "users.dat"}))
        return FileRole::Users;
    if (name == "u.genre")
        return FileRole::Genres;
    return FileRole::Unknown;
}

FileForm recognise(std::string_view text, std::string_view fileName)
{
    text = withoutMark(text).substr(0, headBytes);
    const auto promised = roleByName(fileName);
    FileForm other;
    for (int tried = 0; tried < linesTried && !text.empty();) {
        const auto line = takeLine(text);
        if (trimmedField(line).empty())
            continue;
        if (tried++ == 0)
            if (auto form = byHeader(line))
                return *form;
        auto form = byLine(line);
        // Rows without a header are a table of ours only from the first line on: below, they belong to another header.
        if (form && (tried == 1 || form->family != FileFamily::Csv)) {
            if (promised == FileRole::Unknown || form->role == promised)
                return *form;
            if (other.role == FileRole::Unknown)
                other = *form;
        }
    }
    // Ratings under the name of a film file, say, are taken for what they are.
    return other.role != FileRole::Unknown ? other : byNameAlone(fileName);
}

std::optional<std::string> notText(std::string_view text)
{
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return "UTF-16";
    const auto head = text.substr(0, headBytes);
    const auto isControl = [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte < 0x20 && character != '\t' && character != '\n' && character != '\r' && byte != 0x1A;
    };
    const auto controls = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), isControl));
    if (head.find('\0') != std::string_view::npos || controls * 100 > head.size())
        return "binary";
    return {};
}

std::string_view withoutMark(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    return text;
}

}  // namespace projectionist
