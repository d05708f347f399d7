// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"
#include "engine/data/fields.h"
#include "engine/data/file_form.h"
#include "engine/data/problem_log.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace projectionist {

/// Codes of ids while a block is read: integers below 2^31 are themselves, other ids number `block`'s texts from 2^31
/// on.
class IdCoder {
public:
    [[nodiscard]] std::uint32_t code(std::string_view id, bool keepCopy);
    [[nodiscard]] std::span<const std::string_view> texts() const { return m_texts; }

private:
    std::vector<std::string_view> m_texts;
    std::unordered_map<std::string_view, std::uint32_t> m_codes;
    std::deque<std::string> m_copies;  // of fields that do not stand in the file as they are
};

/// One block of a rating file. Users and films are codes.
struct RatingBlock {
    std::size_t rows = 0;
    bool hasWideTimes = false;                ///< Some time needs eight bytes; where they go has four.
    std::vector<std::uint32_t> linesWithout;  ///< Lines (0-based in the block) that gave no row: bad or blank.
    std::uint64_t lines = 0;
    IdCoder userTexts, movieTexts;
    ProblemLog log;  ///< Lines are 1-based in the block.
};

/// Where the rows of a block go: as many places as the block has lines. Times go to one of two; both are null when the
/// file has none.
struct RatingTarget {
    UserIndex* users = nullptr;
    MovieIndex* movies = nullptr;
    float* values = nullptr;
    std::uint32_t* times = nullptr;
    std::int64_t* wideTimes = nullptr;
};

/// Parses whole lines. No allocation for a row that is as it should be.
class RatingParser {
public:
    RatingParser(const FileForm& form, bool decimalComma);
    void parse(std::string_view block, RatingTarget target, RatingBlock& result) const;

private:
    struct Row {
        std::uint32_t user = 0, movie = 0;
        float value = 0;
        std::int64_t time = 0;
    };
    /// As parseUsual(), for the most common lines alone and at a glance: at least 48 bytes must follow.
    [[nodiscard]] static bool parseCommon(const char*& next, char separator, Row& row);
    /// Advances `next` past one line in the usual form; false, and nothing done, for any other line.
    [[nodiscard]] bool parseUsual(const char*& next, const char* end, Row& row) const;
    /// Any line; the fault when it is bad.
    [[nodiscard]] std::optional<RowFault> parseAny(std::string_view line, RatingBlock& block, FieldCutter& cutter,
                                                   Row& row) const;
    [[nodiscard]] std::optional<RowFault> parseId(std::string_view field, std::string_view line, std::string_view whose,
                                                  IdCoder& coder, std::uint32_t& code) const;
    [[nodiscard]] std::optional<RowFault> parseValue(std::string_view field, float& value) const;

    const FileForm& m_form;
    bool m_decimalComma;
    bool m_isUsual;   // user, film, rating, time in this order and nothing else
    bool m_isCommon;  // … with one character between them
    bool m_digitsOnly;
};

}  // namespace projectionist
