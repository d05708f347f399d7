// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "engine/model/model_file.h"
#include "tests/app/small_data.h"
#include "tests/support/test_files.h"
#include "ui/jobs/training_job.h"

#include <QSignalSpy>

namespace projectionist::testing {

/// What the window trains and saves is what the command line trains and saves.
class TestSameBytesInTheWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWindowAndTheCommandLineWriteTheSameFile()
    {
        const ScratchFolder scratch;
        const auto data = writeSmallData(scratch);
        const auto fromCommandLine = scratch / "command.projectionist";
        PROJECTIONIST_EXITS(runCli({"train", data, "--out", fromCommandLine, "--seed", "7", "--set", "dimension=16",
                                    "--set", "batch_size=64", "--set", "epochs=4"}),
                            0);

        const auto dataset = openDataset({data}, {});
        QVERIFY(dataset);
        auto options = *preset("balanced");
        options.seed = options.data.seed = 7;
        options.dimension = 16;
        options.batchSize = 64;
        options.epochs = 4;
        TrainingJob job;
        std::shared_ptr<const Model> model;
        connect(&job, &TrainingJob::ended, this,
                [&](const Outcome&, std::shared_ptr<const Model> trained) { model = std::move(trained); });
        job.start(*dataset, options, QStringLiteral("balanced"));
        QTRY_VERIFY_WITH_TIMEOUT(model != nullptr, 30'000);
        const auto fromWindow = scratch / "window.projectionist";
        QVERIFY(saveModel(*model, fromWindow));

        const auto bytes = contentOf(fromCommandLine);
        QVERIFY(!bytes.empty());
        QVERIFY(contentOf(fromWindow) == bytes);
    }
};

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestSameBytesInTheWindow)
#include "tst_same_bytes_in_the_window.moc"
