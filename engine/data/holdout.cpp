// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/holdout.h"

#include "engine/core/text.h"

#include <charconv>
#include <system_error>

namespace projectionist {

Result<Holdout> Holdout::parse(std::string_view text)
{
    Holdout holdout;
    const auto colon = text.find(':');
    const auto kind = text.substr(0, colon);
    const auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const bool bare = colon == std::string_view::npos;
    if (kind == "none" && bare)
        return holdout;
    if (kind == "random") {
        holdout.kind = Kind::Random;
        const auto share = bare ? holdout.share : parseNumber(value);
        if (share && *share > 0 && *share < 1) {
            holdout.share = *share;
            return holdout;
        }
        return failure(ErrorCode::InvalidOption, "holdout is \"" + std::string(text) +
                                                     "\": the share must be above 0 and below 1, as in random:0.1.");
    }
    if (kind == "last") {
        holdout.kind = Kind::Last;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), holdout.count);
        if (bare || (error == std::errc{} && end == value.data() + value.size() && holdout.count >= 1))
            return holdout;
        return failure(ErrorCode::InvalidOption,
                       "holdout is \"" + std::string(text) +
                           "\": the number of ratings must be a whole number from 1, as in last:1.");
    }
    if (kind == "file" && !value.empty()) {
        holdout.kind = Kind::File;
        holdout.file = value;
        return holdout;
    }
    return failure(ErrorCode::InvalidOption,
                   "holdout is \"" + std::string(text) + "\": it must be none, random:SHARE, last:N or file:PATH.");
}

std::string Holdout::toString() const
{
    switch (kind) {
    case Kind::Random:
        return "random:" + shortest(share);
    case Kind::Last:
        return "last:" + std::to_string(count);
    case Kind::File:
        return "file:" + file.string();
    case Kind::None:
        break;
    }
    return "none";
}

}  // namespace projectionist
