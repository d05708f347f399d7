// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QTest>

namespace projectionist::testing {

/// Film 40 of the small data is never rated. The model is of the tutorial preset, which shows such films.
class TestCliUntrained : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = trainSmallModel(m_scratch);
        QVERIFY(!m_model.empty());
    }

    void listsShowOrHideFilmsWithoutAPositive_data()
    {
        QTest::addColumn<std::vector<std::string>>("command");
        QTest::newRow("recommend") << std::vector<std::string>{"recommend", "--user", "3",  "--hide",
                                                               "none",      "-k",     "all"};
        QTest::newRow("neighbours") << std::vector<std::string>{"neighbours", "--film-id", "2", "-k", "all"};
        QTest::newRow("pairs") << std::vector<std::string>{"pairs", "--threshold", "-1"};
        QTest::newRow("map") << std::vector<std::string>{"map", "--method", "pca"};
    }

    void listsShowOrHideFilmsWithoutAPositive()
    {
        QFETCH(std::vector<std::string>, command);
        command.insert(command.begin() + 1, m_model);
        command.insert(command.end(), {"--csv", "-"});
        const auto names = [&](const std::vector<std::string>& more) {
            auto arguments = command;
            arguments.insert(arguments.end(), more.begin(), more.end());
            return runCli(arguments).out.find("Film 40 (1990)") != std::string::npos;
        };
        QVERIFY(names({}));
        QVERIFY(names({"--untrained", "show"}));
        QVERIFY(!names({"--untrained", "hide"}));
    }

    void anotherWordIsWrongUsage()
    {
        const auto result = runCli({"recommend", m_model, "--user", "3", "--untrained", "perhaps"});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.error.find("--untrained must be show or hide") != std::string::npos, result.error.c_str());
    }

private:
    ScratchFolder m_scratch;
    std::string m_model;
};

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliUntrained)
#include "tst_cli_untrained.moc"
