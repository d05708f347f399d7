// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/dataset.h"
#include "engine/data/file_form.h"
#include "engine/data/id_table.h"
#include "engine/data/problem_log.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// What a film or user file holds: things in file order, each id once.
template <class Thing>
struct SideRows {
    std::vector<Thing> things;  ///< By the number of their id.
    std::uint64_t lines = 0;    ///< Lines with something on them, the header left out.
    ProblemLog log;
};

/// The names of the flags of u.item, by flag: from u.genre, or, with empty text, those of MovieLens 100K.
[[nodiscard]] std::vector<std::string> genreNames(std::string_view text);

/// Films in any form; new ids get numbers from `ids`, which must be empty. `genres` names the flags of u.item.
[[nodiscard]] SideRows<Movie> readFilms(std::string_view text, const FileForm& form,
                                        const std::vector<std::string>& genres, IdTable& ids,
                                        const std::stop_token& stop = {});

/// Users of u.user or users.dat, whose ages are groups and whose occupations are codes.
[[nodiscard]] SideRows<User> readUsers(std::string_view text, const FileForm& form, IdTable& ids,
                                       const std::stop_token& stop = {});

}  // namespace projectionist
