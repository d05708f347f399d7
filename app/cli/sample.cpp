// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/json_writer.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/data/sample_data.h"

#include <memory>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::string folder, shape = "sample", seed = "1";
    bool json = false;
};

Result<Exit> run(Context& context, const Arguments& arguments)
{
    const auto shape = sampleShape(arguments.shape);
    if (!shape)
        throw UsageError("--shape must be 100k, 1m, 25m or 32m and is \"" + arguments.shape + "\"");
    const auto seed = parseWhole(arguments.seed);
    if (!seed)
        throw UsageError("--seed must be a whole number from 0 up and is \"" + arguments.seed + "\"");
    const auto written = writeSampleData(arguments.folder, *seed, *shape, context.stop, context.progress.function());
    context.progress.clear();
    if (!written)
        return tl::unexpected(written.error());
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    if (arguments.json) {
        JsonWriter(context.out)
            .beginObject()
            .field("folder", arguments.folder)
            .field("shape", arguments.shape)
            .field("seed", *seed)
            .field("simulated", true)
            .endObject();
    } else {
        context.out.line("Wrote simulated ratings as MovieLens files to " + arguments.folder);
    }
    return Exit::Done;
}

}  // namespace

Command addSample(CLI::App& app)
{
    auto* command = app.add_subcommand("sample", "Writes simulated data as MovieLens files");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("--out", arguments->folder, "Where to; made when it is missing")->required()->type_name("DIR");
    command
        ->add_option(
            "--shape", arguments->shape,
            "The size of this MovieLens release: 100k, 1m, 25m or 32m (default: some hundreds of well-known films)")
        ->type_name("NAME");
    command->add_option("--seed", arguments->seed, "The same seed gives the same data (default 1)")->type_name("N");
    addJsonOption(*command, arguments->json);
    describeJson(*command, R"({"folder", "shape", "seed", "simulated": true})");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
