// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/training.h"

#include <QTest>

#include <algorithm>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

TrainOptions options(Candidates candidates)
{
    auto options = smallOptions();
    options.averaging = 0;
    options.candidates = candidates;
    return options;
}

}  // namespace

class TestUntrainedFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theyKeepTheirStart_data()
    {
        QTest::addColumn<Candidates>("candidates");
        QTest::newRow("candidates of the batch") << Candidates::Batch;
        QTest::newRow("all films as candidates") << Candidates::All;
    }

    void theyKeepTheirStart()
    {
        QFETCH(Candidates, candidates);
        const auto split = splitWithFilmsThatNobodyLikes();
        const auto run = makeRun(split, options(candidates));
        const auto before = run->model();
        QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
        const auto after = run->model();
        std::size_t untrained = 0;
        for (std::uint32_t row = 1; row < after->movies().rows; ++row) {
            const bool moved = !std::ranges::equal(before->movies().row(row), after->movies().row(row));
            QCOMPARE(moved, split->trainCounts()[row] > 0);
            untrained += moved ? 0 : 1;
        }
        QVERIFY(untrained > 0);
    }

private:
    /// Planted groups, of whose films the likes of the few users leave some out.
    static std::shared_ptr<const Split> splitWithFilmsThatNobodyLikes()
    {
        return plantedSplit({.users = 6, .movies = 40, .groups = 2, .likesPerUser = 4, .dislikesPerUser = 8},
                            noHoldout);
    }
};

QTEST_GUILESS_MAIN(TestUntrainedFilms)
#include "tst_untrained_films.moc"
