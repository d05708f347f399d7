// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace projectionist::testing;

namespace {

namespace fs = std::filesystem;

/// Source files by their path from the source root.
using Sources = std::map<std::string, std::string>;

struct Include {
    std::string name;
    bool inBrackets = false;  // <name>, not "name"
};

std::vector<Include> includesOf(const std::string& content)
{
    std::vector<Include> includes;
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);) {
        std::erase_if(line, [](char character) { return character == ' ' || character == '\t'; });
        const bool inBrackets = line.starts_with("#include<");
        if (!inBrackets && !line.starts_with("#include\""))
            continue;
        const auto end = line.find(inBrackets ? '>' : '"', 9);
        includes.push_back({line.substr(9, end - 9), inBrackets});
    }
    return includes;
}

/// From the lowest to the highest: each may include itself and those before it.
constexpr std::array<std::string_view, 7> floors = {"core",     "data",  "model",  "retrieve",
                                                    "evaluate", "train", "project"};

/// Height of the floor that a path under engine/ lies on; nothing for other paths.
std::optional<std::ptrdiff_t> floorOf(const std::string& path)
{
    if (!path.starts_with("engine/"))
        return {};
    const auto name = path.substr(7, path.find('/', 7) - 7);
    const auto found = std::find(floors.begin(), floors.end(), name);
    return found - floors.begin();
}

bool isQt(const Include& include)
{
    return include.inBrackets && include.name.size() > 1 && include.name[0] == 'Q' && include.name[1] >= 'A' &&
           include.name[1] <= 'z';
}

/// Headers that must not reach ui/, app/ and tests/: objects built for other vector widths, or a clash with Qt's words.
bool isPrivate(const Include& include)
{
    return include.name.starts_with("Eigen/") || include.name.starts_with("oneapi/tbb") ||
           include.name.starts_with("tbb/") || include.name == "fftw3.h";
}

/// Our headers that a file includes, directly or through others, with a way to each.
void reach(const Sources& sources, const std::string& path, const std::string& way,
           std::map<std::string, std::string>& ways)
{
    const auto file = sources.find(path);
    if (file == sources.end() || !ways.emplace(path, way).second)
        return;
    for (const auto& include : includesOf(file->second))
        if (!include.inBrackets)
            reach(sources, include.name, way + " > " + include.name, ways);
}

/// Everything that breaks the rules of the house, in words.
std::vector<std::string> violations(const Sources& sources)
{
    std::vector<std::string> found;
    for (const auto& [path, content] : sources) {
        const auto floor = floorOf(path);
        if (floor && static_cast<std::size_t>(*floor) == floors.size())
            found.push_back(path + " lies on no floor");
        for (const auto& include : includesOf(content)) {
            if (!floor)
                continue;
            if (isQt(include))
                found.push_back(path + " includes Qt: " + include.name);
            if (include.name.starts_with("ui/") || include.name.starts_with("app/") ||
                include.name.starts_with("tests/"))
                found.push_back(path + " includes what lies above the engine: " + include.name);
            if (const auto other = floorOf(include.name); other && *other > *floor)
                found.push_back(path + " includes the floor above it: " + include.name);
            if (!include.inBrackets && !include.name.starts_with("engine/") && !include.name.starts_with("ui/") &&
                !include.name.starts_with("app/") && !include.name.starts_with("tests/"))
                found.push_back(path + " does not include from the source root: " + include.name);
        }
        // A public header: one that shows something, or that a file outside the engine includes, by whatever way.
        const bool shows = floor && path.ends_with(".h") && content.find("PROJECTIONIST_API") != std::string::npos;
        if (!shows && floor)
            continue;
        std::map<std::string, std::string> ways;
        reach(sources, path, path, ways);
        for (const auto& [header, way] : ways)
            if (floorOf(header))
                for (const auto& include : includesOf(sources.at(header)))
                    if (isPrivate(include))
                        found.push_back(way + " includes " + include.name);
    }
    return found;
}

Sources sourcesOfTheHouse()
{
    Sources sources;
    const fs::path root = PROJECTIONIST_SOURCE_DIR;
    for (const char* top : {"engine", "ui", "app", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(root / top))
            if (const auto ending = entry.path().extension(); ending == ".h" || ending == ".cpp")
                sources.emplace(fs::relative(entry.path(), root).generic_string(), contentOf(entry.path()));
    return sources;
}

}  // namespace

class TestFloors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEngineKeepsToItsFloors()
    {
        const auto sources = sourcesOfTheHouse();
        QVERIFY(sources.size() > 50);
        for (const auto floor : floors)
            QVERIFY2(std::any_of(sources.begin(), sources.end(),
                                 [&](const auto& file) {
                                     return file.first.starts_with("engine/" + std::string(floor) + "/");
                                 }),
                     std::string(floor).c_str());
        const auto found = violations(sources);
        for (const auto& violation : found)
            qWarning("%s", violation.c_str());
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
    }

    void plantedViolationsAreFound_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("Qt in a source") << "engine/data/dataset.cpp"
                                        << "#include <QString>"
                                        << "includes Qt: QString";
        QTest::newRow("Qt in a header, with a folder") << "engine/core/ids.h"
                                                       << "#  include <QtCore/QObject>"
                                                       << "includes Qt";
        QTest::newRow("the window in the engine") << "engine/core/ids.h"
                                                  << "#include \"ui/theme.h\""
                                                  << "above the engine";
        QTest::newRow("upwards from a header") << "engine/core/text.h"
                                               << "#include \"engine/data/dataset.h\""
                                               << "the floor above it: engine/data/dataset.h";
        QTest::newRow("upwards from a source") << "engine/model/model_file.cpp"
                                               << " #include \"engine/train/training_run.h\""
                                               << "the floor above it";
        QTest::newRow("retrieval is below training") << "engine/retrieve/recommend.cpp"
                                                     << "#include \"engine/train/train_options.h\""
                                                     << "the floor above it";
        QTest::newRow("Eigen in a public header") << "engine/core/matrix.h"
                                                  << "#include <Eigen/Core>"
                                                  << "includes Eigen/Core";
        QTest::newRow("TBB in a public header") << "engine/core/parallel.h"
                                                << "#include <oneapi/tbb/parallel_for.h>"
                                                << "includes oneapi/tbb";
        QTest::newRow("not from the root") << "engine/core/text.cpp"
                                           << "#include \"text.h\""
                                           << "from the source root";
        QTest::newRow("a floor that is none") << "engine/attic/old.h"
                                              << ""
                                              << "lies on no floor";
    }
    void plantedViolationsAreFound()
    {
        QFETCH(QString, path);
        QFETCH(QString, line);
        QFETCH(QString, words);
        auto sources = sourcesOfTheHouse();
        sources[path.toStdString()] += "\n" + line.toStdString() + "\n";
        const auto found = violations(sources);
        QVERIFY2(std::any_of(found.begin(), found.end(),
                             [&](const std::string& violation) {
                                 return violation.find(path.toStdString()) != std::string::npos &&
                                        violation.find(words.toStdString()) != std::string::npos;
                             }),
                 qPrintable(words));
    }

    void eigenBehindOtherHeadersIsFound()
    {
        auto sources = sourcesOfTheHouse();
        sources["engine/core/eigen_map.h"] = "#pragma once\n#include <Eigen/Core>\n";
        QVERIFY(violations(sources).empty());  // a private header, included by nobody
        sources["engine/core/matrix.cpp"] += "\n#include \"engine/core/eigen_map.h\"\n";
        QVERIFY(violations(sources).empty());  // and by a source of the engine
        sources["engine/core/between.h"] = "#pragma once\n#include \"engine/core/eigen_map.h\"\n";
        sources["tests/engine/tst_text.cpp"] += "\n#include \"engine/core/between.h\"\n";
        const auto found = violations(sources);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0],
                 std::string("tests/engine/tst_text.cpp > engine/core/between.h > engine/core/eigen_map.h includes "
                             "Eigen/Core"));
    }
};

QTEST_GUILESS_MAIN(TestFloors)
#include "tst_floors.moc"
