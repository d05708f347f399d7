// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/help_formatter.h"

namespace projectionist::cli {

HelpFormatter::HelpFormatter()
{
    constexpr std::size_t columns = 30;
    column_width(columns);
    label("SUBCOMMAND", "SUB-COMMAND");
    label("Positionals", "Arguments");
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const
{
    std::string text;
    if (!option->get_type_name().empty())
        text += " " + option->get_type_name();
    if (option->get_positional() && option->get_expected_max() > 1)
        text += "...";
    if (option->get_required())
        text += " (needed)";
    return text;
}

}  // namespace projectionist::cli
