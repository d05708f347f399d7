// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "engine/train/training_run.h"
#include "tests/support/environment.h"
#include "tests/support/reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::vector<std::string> lines(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::vector<std::string> result;
    for (std::string line; std::getline(file, line);)
        result.push_back(line);
    return result;
}

/// Largest difference, and the share of values that differ by more than `bound`.
struct Difference {
    double largest = 0, shareAbove = 0;
};

Difference difference(MatrixView a, MatrixView b, double bound)
{
    Difference result;
    std::size_t above = 0;
    for (std::size_t place = 0; place < a.values().size(); ++place) {
        const double here = std::abs(double(a.values()[place]) - double(b.values()[place]));
        result.largest = std::max(result.largest, here);
        above += here > bound ? 1 : 0;
    }
    result.shareAbove = double(above) / double(a.values().size());
    return result;
}

}  // namespace

/// The whole tutorial on MovieLens 100K against the traces of the reference implementation.
class TestReference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothRunsOfTheTutorialAreReproduced_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("order");
        QTest::newRow("file order") << "file-order" << int(RowOrder::File);
        QTest::newRow("grouped") << "grouped" << int(RowOrder::Grouped);
    }

    void bothRunsOfTheTutorialAreReproduced()
    {
        QFETCH(QString, folder);
        QFETCH(int, order);
        PROJECTIONIST_REQUIRE(dataFolder());
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto tutorial = *referenceFolder() / "tutorial";
        const auto dataset = openDataset({*dataFolder() / "ml-100k"});
        QVERIFY2(dataset, dataset ? "" : describe(dataset.error()).c_str());

        auto options = *preset("tutorial");
        options.order = RowOrder(order);
        const auto split = Split::make(*dataset, options.data);
        QVERIFY(split);
        const auto& catalogue = *(*split)->catalogue();
        const auto users = lines(tutorial / "user_vocabulary.txt");
        const auto movies = lines(tutorial / "movie_vocabulary.txt");
        QCOMPARE(catalogue.userRows(), users.size());
        QCOMPARE(catalogue.movieRows(), movies.size());
        for (std::uint32_t row = 0; row < users.size(); ++row)
            QCOMPARE(catalogue.user(UserRow{row}).id, users[row]);
        for (std::uint32_t row = 0; row < movies.size(); ++row)
            QCOMPARE(catalogue.movie(MovieRow{row}).title, movies[row]);

        InitialTables initial{npyMatrix(tutorial / "file-order/initial_users.npy"),
                              npyMatrix(tutorial / "file-order/initial_movies.npy")};
        const auto begin = initial;
        auto run = TrainingRun::create(*split, options, "tutorial", std::move(initial));
        QVERIFY2(run, run ? "" : describe(run.error()).c_str());
        QCOMPARE((*run)->run({}).kind, OutcomeKind::Completed);

        const auto trace = tutorialTrace(*referenceFolder(), folder.toStdString());
        const auto& history = (*run)->history();
        QCOMPARE(history.epochs.size(), trace.epochs.size());
        QCOMPARE(history.steps.size(), trace.epochs.size() * 14);
        std::size_t place = 0;
        for (std::size_t epoch = 0; epoch < trace.epochs.size(); ++epoch) {
            for (const double loss : trace.epochs[epoch].stepLosses) {
                const auto& step = history.steps[place++];
                QVERIFY2(std::abs(step.loss - loss) <= 2e-5 * loss, qPrintable(QString("step %1: %2 instead of %3")
                                                                                   .arg(place)
                                                                                   .arg(step.loss, 0, 'f', 4)
                                                                                   .arg(loss, 0, 'f', 4)));
                QVERIFY(std::abs(step.guessing - step.rows * std::log(double(step.rows))) < 0.01);
            }
            const auto& hits = *history.epochs[epoch].training;
            QCOMPARE(hits.rows, std::uint64_t{55375});
            for (std::size_t k = 0; k < topKs.size(); ++k) {
                const auto off = std::abs(double(hits.hits[k]) - double(trace.epochs[epoch].topK[k]));
                QVERIFY2(off <= 0.003 * 55375, qPrintable(QString("top %1 of epoch %2: %3 instead of %4")
                                                              .arg(topKs[k])
                                                              .arg(epoch + 1)
                                                              .arg(hits.hits[k])
                                                              .arg(trace.epochs[epoch].topK[k])));
            }
        }

        const auto model = (*run)->model();
        const auto runFolder = tutorial / folder.toStdString();
        const bool inFileOrder = RowOrder(order) == RowOrder::File;
        const std::pair<MatrixView, Matrix> tables[]{{model->users(), npyMatrix(runFolder / "users.npy")},
                                                     {model->movies(), npyMatrix(runFolder / "movies.npy")}};
        for (const auto& [ours, expected] : tables) {
            QCOMPARE(ours.rows, expected.rows());
            QCOMPARE(ours.columns, expected.columns());
            const auto off = difference(ours, expected, 0.003);
            const auto words = qPrintable(
                QString("off by %1, %2 of the values by more than 0.003").arg(off.largest).arg(off.shareAbove));
            QVERIFY2(off.largest <= (inFileOrder ? 0.002 : 0.06), words);
            QVERIFY2(off.shareAbove <= 0.001, words);
        }

        // The unknown row and films without a positive keep their start, to the bit.
        std::size_t untrained = 0;
        for (std::uint32_t row = 0; row < model->movies().rows; ++row) {
            if (model->isTrained(MovieRow{row}))
                continue;
            ++untrained;
            QCOMPARE(std::memcmp(model->movies().row(row).data(), begin.movies.row(row).data(), 64 * sizeof(float)), 0);
        }
        QCOMPARE(untrained, std::size_t{1664 - 1434 + 1});
        QCOMPARE(std::memcmp(model->users().row(0).data(), begin.users.row(0).data(), 64 * sizeof(float)), 0);
    }
};

QTEST_GUILESS_MAIN(TestReference)
#include "tst_reference.moc"
