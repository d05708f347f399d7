// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/train_options.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <set>

using namespace projectionist;

namespace {

using Change = void (*)(TrainOptions&);

std::vector<std::string_view> names()
{
    std::vector<std::string_view> result;
    for (const auto& description : optionDescriptions())
        result.push_back(description.name);
    return result;
}

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestTrainOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePresetsAreThoseOfTheDesign()
    {
        const std::vector<std::array<std::string_view, 3>> table{
            {"dimension", "64", "128"},
            {"batch_size", "4096", "1024"},
            {"learning_rate", "0.5", "0.1"},
            {"epochs", "3", "40"},
            {"temperature", "1", "1"},
            {"sampling_correction", "false", "true"},
            {"remove_accidental_hits", "false", "false"},
            {"hard_negatives", "0", "0"},
            {"l2", "0", "0.32"},
            {"l2_exponent", "0", "0.25"},
            {"averaging", "0", "0.7"},
            {"starts", "1", "1"},
            {"candidates", "batch", "batch"},
            {"order", "grouped", "shuffled"},
            {"rating_above", "3", "3"},
            {"key", "title", "id"},
            {"holdout", "none", "random:0.1"},
            {"metric", "ndcg@10", "ndcg@10"},
            {"patience", "5", "5"},
            {"refit", "false", "true"},
            {"start_range", "0.05", "0.05"},
        };
        const auto tutorial = *preset("tutorial");
        const auto balanced = *preset("balanced");
        QCOMPARE(names().size(), table.size());
        for (std::size_t place = 0; place < table.size(); ++place) {
            const auto [name, inTutorial, inBalanced] = table[place];
            QCOMPARE(names()[place], name);
            QCOMPARE(optionValue(tutorial, name), std::string(inTutorial));
            QCOMPARE(optionValue(balanced, name), std::string(inBalanced));
        }
        QVERIFY(!tutorial.validate() && !balanced.validate());
        QVERIFY(!preset("best"));
    }

    void thoroughIsBalancedInFourStartsWithLessL2AndASteadierMetric()
    {
        const auto thorough = *preset("thorough");
        QVERIFY(!thorough.validate());
        auto expected = *preset("balanced");
        expected.starts = 4;
        expected.l2 = 0.25F;
        expected.metric = "ndcg@20";
        QCOMPARE(namedValues(thorough), namedValues(expected));
        QCOMPARE(matchingPreset(thorough), std::string("thorough"));
    }

    void theDefaultIsTheBalancedPreset()
    {
        QCOMPARE(namedValues(TrainOptions{}), namedValues(*preset("balanced")));
        QCOMPARE(presetNames().front(), std::string_view("balanced"));
    }

    void aChangedOptionMakesTheOptionsCustom()
    {
        auto options = *preset("tutorial");
        QCOMPARE(matchingPreset(options), std::string("tutorial"));
        QCOMPARE(matchingPreset(TrainOptions{}), std::string("balanced"));
        options.epochs = 4;
        QCOMPARE(matchingPreset(options), std::string("custom"));
        options.epochs = 3;
        options.seed = 9;  // a seed is no option
        QCOMPARE(matchingPreset(options), std::string("tutorial"));
    }

    void everyOptionReadsBackWhatItPrints()
    {
        TrainOptions options;
        options.dimension = 17;
        options.learningRate = 0.0874F;
        options.data.ratingAbove = 3.5F;
        options.data.key = Key::Title;
        options.data.holdout = {Holdout::Kind::Last, 0.1, 3, {}};
        options.candidates = Candidates::All;
        options.order = RowOrder::Grouped;
        options.metric = "top_k@50";
        options.refit = false;
        const auto values = namedValues(options);
        const auto again = fromNamedValues(values, 42);
        QVERIFY(again);
        QCOMPARE(namedValues(*again), values);
        QCOMPARE(again->learningRate, 0.0874F);
        QCOMPARE(again->seed, std::uint64_t{42});
        QCOMPARE(again->data.seed, std::uint64_t{42});
    }

    void everyOptionIsDescribed()
    {
        const std::set<std::string_view> groups{"Data", "Model", "Loss", "Run"};
        for (const auto& description : optionDescriptions()) {
            QVERIFY(!description.label.empty());
            QVERIFY(description.help.ends_with('.'));
            QVERIFY(groups.contains(description.group));
            QCOMPARE(description.choices.empty(), description.kind != OptionDescription::Kind::Choice);
            // What the presets say lies within what a form may offer.
            for (const auto name : presetNames()) {
                const auto value = optionValue(*preset(name), description.name);
                if (description.kind == OptionDescription::Kind::Choice) {
                    QVERIFY(std::ranges::find(description.choices, value) != description.choices.end());
                } else if (description.kind == OptionDescription::Kind::Integer ||
                           description.kind == OptionDescription::Kind::Real) {
                    QVERIFY(std::stod(value) >= description.minimum && std::stod(value) <= description.maximum);
                }
            }
            for (const auto choice : description.choices) {
                TrainOptions options;
                QVERIFY(setOption(options, description.name, choice));
                QCOMPARE(optionValue(options, description.name), std::string(choice));
            }
        }
    }

    void aWrongNameListsTheRightOnes()
    {
        TrainOptions options;
        const auto set = setOption(options, "batchsize", "5");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::InvalidOption);
        QVERIFY(set.error().message.find("\"batchsize\"") != std::string::npos);
        for (const auto name : names())
            QVERIFY(set.error().message.find(name) != std::string::npos);
    }

    void aWrongValueSaysWhatIsExpected_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("text for a number") << "dimension"
                                           << "many"
                                           << "a whole number from 1 to 1024";
        QTest::newRow("a fraction for a whole number") << "batch_size"
                                                       << "1.5"
                                                       << "a whole number";
        QTest::newRow("too long for a number") << "epochs"
                                               << "99999999999"
                                               << "a whole number of at least 1, and at most 2,147,483,647.";
        QTest::newRow("nothing") << "epochs"
                                 << ""
                                 << "a whole number";
        QTest::newRow("a comma") << "learning_rate"
                                 << "0,1"
                                 << "a number above 0";
        QTest::newRow("not finite") << "learning_rate"
                                    << "inf"
                                    << "a number above 0";
        QTest::newRow("too large for float32") << "l2"
                                               << "1e60"
                                               << "a number of at least 0";
        QTest::newRow("a switch") << "refit"
                                  << "maybe"
                                  << "true or false";
        QTest::newRow("a choice") << "order"
                                  << "random"
                                  << "file, grouped or shuffled";
        QTest::newRow("candidates") << "candidates"
                                    << "some"
                                    << "batch or all";
        QTest::newRow("a key") << "key"
                               << "name"
                               << "title or id";
        QTest::newRow("a holdout") << "holdout"
                                   << "random:2"
                                   << "random:SHARE";
        QTest::newRow("a metric") << "metric"
                                  << "auc"
                                  << "ndcg@10, ndcg@20";
    }

    void aWrongValueSaysWhatIsExpected()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, words);
        TrainOptions options;
        const auto before = namedValues(options);
        const auto set = setOption(options, name.toStdString(), value.toStdString());
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::InvalidOption);
        const auto message = QString::fromStdString(set.error().message);
        QVERIFY2(message.startsWith(name + " is \"" + value + "\""), qPrintable(message));
        QVERIFY2(message.contains(words), qPrintable(message));
        QCOMPARE(namedValues(options), before);
    }

    void everyRangeHasItsSentence_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* words, Change change) { QTest::newRow(words) << change << QString(words); };
        row("dimension is 0; it must be a whole number from 1 to 1024.", [](TrainOptions& o) { o.dimension = 0; });
        row("dimension is 1025;", [](TrainOptions& o) { o.dimension = 1025; });
        row("batch_size is 0;", [](TrainOptions& o) { o.batchSize = 0; });
        row("learning_rate is 0; it must be a number above 0.", [](TrainOptions& o) { o.learningRate = 0; });
        row("learning_rate is inf;", [](TrainOptions& o) { o.learningRate = std::numeric_limits<float>::infinity(); });
        row("epochs is 0;", [](TrainOptions& o) { o.epochs = 0; });
        row("temperature is -1;", [](TrainOptions& o) { o.temperature = -1; });
        row("hard_negatives is -1;", [](TrainOptions& o) { o.hardNegatives = -1; });
        row("l2 is -0.5;", [](TrainOptions& o) { o.l2 = -0.5F; });
        row("l2_exponent is 2; it must be a number from 0 to 1.", [](TrainOptions& o) { o.l2Exponent = 2; });
        row("averaging is 1;", [](TrainOptions& o) { o.averaging = 1; });
        row("starts is 0;", [](TrainOptions& o) { o.starts = 0; });
        row("dimension × starts is 5,120; it must be at most 4,096.", [](TrainOptions& o) { o.starts = 40; });
        row("holdout is random:1;", [](TrainOptions& o) { o.data.holdout.share = 1; });
        row("holdout is last:0;", [](TrainOptions& o) { o.data.holdout = {Holdout::Kind::Last, 0.1, 0, {}}; });
        row("metric is ndcg;", [](TrainOptions& o) { o.metric = "ndcg"; });
        row("patience is 0;", [](TrainOptions& o) { o.patience = 0; });
        row("start_range is 0;", [](TrainOptions& o) { o.startRange = 0; });
        row("rating_above is nan;",
            [](TrainOptions& o) { o.data.ratingAbove = std::numeric_limits<float>::quiet_NaN(); });
    }

    void everyRangeHasItsSentence()
    {
        QFETCH(Change, change);
        QFETCH(QString, words);
        TrainOptions options;
        change(options);
        const auto objection = options.validate();
        QVERIFY(objection);
        QVERIFY2(QString::fromStdString(*objection).startsWith(words), objection->c_str());
        QVERIFY(objection->ends_with('.'));
    }
};

QTEST_GUILESS_MAIN(TestTrainOptions)
#include "tst_train_options.moc"
