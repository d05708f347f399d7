// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/catalogue.h"
#include "engine/data/open_dataset.h"
#include "tests/support/environment.h"

#include <QTest>

#include <fstream>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::vector<std::string> linesOf(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

class TestVocabulary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orderIsThatOfTheReference()
    {
        const auto data = dataFolder();
        const auto reference = referenceFolder();
        PROJECTIONIST_REQUIRE(data);
        PROJECTIONIST_REQUIRE(reference);
        const auto dataset = openDataset({*data / "ml-100k"});
        QVERIFY(dataset);
        const auto made = Catalogue::make(**dataset, Key::Title, 3.0F);
        QVERIFY(made);
        const auto& catalogue = **made;
        std::vector<std::string> users, movies;
        for (std::uint32_t row = 0; row < catalogue.userRows(); ++row)
            users.push_back(catalogue.user(UserRow{row}).id);
        for (std::uint32_t row = 0; row < catalogue.movieRows(); ++row)
            movies.push_back(catalogue.movie(MovieRow{row}).title);
        QCOMPARE(users, linesOf(*reference / "tutorial/user_vocabulary.txt"));
        QCOMPARE(movies, linesOf(*reference / "tutorial/movie_vocabulary.txt"));
        QCOMPARE(catalogue.allUsers(), std::size_t{944});
        QCOMPARE(catalogue.user(UserRow{943}).id, std::string("685"));
    }
};

QTEST_GUILESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"
