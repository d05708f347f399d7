// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/fields.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

enum class FileRole { Unknown, Ratings, Films, Users, Genres };

/// Whose form a file is in.
enum class FileFamily {
    MovieLens100K, ///< Tabs in ratings, bars in the others.
    MovieLens1M,   ///< "::" everywhere: 1M and 10M.
    Csv,           ///< A header, or the order of MovieLens; commas, semicolons or tabs.
};

/// Where the columns stand; absent ones are `absent`.
struct Columns {
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);
    std::size_t count = 0;
    std::size_t user = absent, movie = absent, rating = absent, time = absent; // of ratings
    std::size_t title = absent, genres = absent, year = absent;                // of films, with movie
};

/// How a file is to be read.
struct FileForm {
    FileRole role = FileRole::Unknown;
    FileFamily family = FileFamily::Csv;
    Separator separator;
    bool hasHeader = false;
    Columns columns;
};

/// The role that a file's name promises, by MovieLens's names (in any case); Unknown for others.
[[nodiscard]] FileRole roleByName(std::string_view fileName);

/// The form by content, with the name's help where the content leaves a doubt; role Unknown when it is none of ours.
/// `text` may be the file's beginning only.
[[nodiscard]] FileForm recognise(std::string_view text, std::string_view fileName);

/// Nothing when the text may be read, else what it is instead: "binary", "UTF-16".
[[nodiscard]] std::optional<std::string> notText(std::string_view text);

/// The text without the mark that UTF-8 files may begin with.
[[nodiscard]] std::string_view withoutMark(std::string_view text);

} // namespace projectionist
