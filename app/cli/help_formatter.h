// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace projectionist::cli {

/// What --help looks like: CLI11's form in this program's words.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter();

    [[nodiscard]] std::string make_option_opts(const CLI::Option* option) const override;
};

}  // namespace projectionist::cli
