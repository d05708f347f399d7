// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/command.h"
#include "app/cli/help_formatter.h"
#include "app/cli/interruption.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/version.h"

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <unistd.h>

namespace projectionist::cli {

namespace {

constexpr auto programName = "projectionist-cli";
constexpr auto description = "Trains recommender embeddings from MovieLens files and looks around in them.";
constexpr auto footer =
    "\n\"projectionist-cli SUB-COMMAND --help\" tells more about each. Tables go to standard output; --json "
    "is for programs.\nExit codes: 0 done, 1 failed (one line on standard error), 2 wrong usage, 130 "
    "interrupted.";

void complain(const std::string& text)
{
    const auto line = oneLine(text) + "\n";
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

/// The words for what CLI11 found wrong.
std::string inWords(const CLI::ParseError& error, const CLI::App& app)
{
    const auto extras = app.remaining(true);
    if (!extras.empty()) {
        if (extras.front().starts_with('-') && extras.front() != "-")
            return "there is no option " + extras.front();
        return "\"" + extras.front() + "\" is one argument too many";
    }
    const std::string words = error.what();
    const auto name = words.substr(0, words.find_first_of(": "));
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
        return words.ends_with("missing") ? name + " needs a value" : name + " is given more than once";
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr)
        return name + " and " + words.substr(words.rfind(' ') + 1) + " do not go together";
    if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr)
        return name + " needs " + words.substr(words.rfind(' ') + 1) + " too";
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
        return name + " is missing";
    return words;
}

Exit wrongUsage(const CLI::App& app, const std::string& what)
{
    const auto chosen = app.get_subcommands();
    const auto command = std::string(programName) + (chosen.empty() ? "" : " " + chosen.front()->get_name());
    const bool ended = what.ends_with('.') || what.ends_with('?');
    complain(command + ": " + what + (ended ? "" : ".") + " See " + command + " --help");
    return Exit::Usage;
}

Exit failed(const std::string& what)
{
    complain(what);
    return Exit::Failed;
}

Exit failed(const Error& error)
{
    const auto remedies = remediesInWords(error.remedies);
    return failed(describe(error) + (remedies.empty() ? "" : " " + remedies));
}

Exit show(Output& out, std::string text)
{
    for (auto gap = text.find("\n\n\n"); gap != std::string::npos; gap = text.find("\n\n\n"))
        text.erase(gap, 1);
    while (text.ends_with('\n'))
        text.pop_back();
    out.line(text);
    const auto written = out.finish();
    return written ? Exit::Done : failed(written.error());
}

std::vector<Command> addCommands(CLI::App& app)
{
    return {addInfo(app),       addSample(app), addTrain(app),     addEvaluate(app), addRecommend(app),
            addNeighbours(app), addPairs(app),  addEmbedding(app), addMap(app),      addExport(app)};
}

Exit runCommand(const CLI::App& app, const Command& command, Context& context)
{
    try {
        const auto outcome = command.run(context);
        context.progress.clear();
        if (!outcome) {
            context.out.flush();
            return failed(outcome.error());
        }
        if (const auto written = context.out.finish(); !written && *outcome == Exit::Done)
            return failed(written.error());
        for (const auto& note : context.notes)
            complain(note);
        return *outcome;
    } catch (const UsageError& error) {
        context.progress.clear();
        return wrongUsage(app, error.what());
    } catch (const std::bad_alloc&) {
        context.progress.clear();
        return failed("There is not enough memory for this. Close other programs, or use a smaller data set.");
    } catch (const std::exception& error) {
        context.progress.clear();
        return failed(std::string("A defect of this program: ") + error.what() + ". Please report it.");
    }
}

Exit run(int argc, char** argv)
{
    const auto stop = listenForInterruption();
    Output out(STDOUT_FILENO);
    ProgressBar progress(STDERR_FILENO);
    Context context{out, progress, stop, {}};

    CLI::App app(description, programName);
    app.footer(footer);
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_help_flag("-h,--help", "What there is to choose from");
    app.set_version_flag("--version",
                         std::string(programName) + " " + std::string(programVersion()) + " (engine for " +
                             std::string(engineVariant()) + ")",
                         "The version, and the processor level of the engine in use");
    app.require_subcommand(0, 1);
    const auto commands = addCommands(app);
    for (const auto& command : commands)
        command.app->group("Sub-commands");

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return show(out, app.help());
    } catch (const CLI::CallForVersion& version) {
        return show(out, version.what());
    } catch (const CLI::ParseError& error) {
        const auto extras = app.remaining();
        if (app.get_subcommands().empty() && !extras.empty() && !extras.front().starts_with('-'))
            return wrongUsage(app, "there is no sub-command \"" + extras.front() + "\"");
        return wrongUsage(app, inWords(error, app));
    }
    for (const auto& command : commands) {
        if (command.app->parsed())
            return runCommand(app, command, context);
    }
    return wrongUsage(app,
                      "say what to do: info, sample, train, evaluate, recommend, neighbours, pairs, embedding, map or "
                      "export");
}

}  // namespace

int runCommandLine(int argc, char** argv)
{
    return static_cast<int>(run(argc, argv));
}

}  // namespace projectionist::cli
