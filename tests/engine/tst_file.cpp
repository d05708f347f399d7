// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/file.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

namespace fs = std::filesystem;

/// "" when it opened, else the error in full.
std::string opening(const fs::path& path)
{
    const auto file = MappedFile::open(path);
    return file ? std::string() : inFull(file.error());
}

std::string writing(const fs::path& path, const std::string& content)
{
    auto file = AtomicFile::create(path);
    if (!file)
        return inFull(file.error());
    file->write(content);
    const auto done = file->commit();
    return done ? std::string() : inFull(done.error());
}

}  // namespace

class TestFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMappedFileShowsItsBytes()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("a.txt", "hello\n");
        auto file = MappedFile::open(path);
        QVERIFY(file);
        auto moved = std::move(*file);
        QCOMPARE(moved.text(), std::string_view("hello\n"));
        QCOMPARE(moved.bytes().size(), std::size_t{6});
    }

    void anEmptyFileIsAnEmptyView()
    {
        const TemporaryFolder folder;
        const auto file = MappedFile::open(folder.write("empty", ""));
        QVERIFY(file);
        QVERIFY(file->text().empty());
    }

    void whatCannotBeReadSaysWhy()
    {
        const TemporaryFolder folder;
        QVERIFY(opening(folder.path() / "no").starts_with("NotFound: " + (folder.path() / "no").string()));
        QVERIFY(opening(folder.path()).starts_with("NotAFile"));
        QVERIFY(opening("/dev/null").starts_with("NotAFile"));
        const auto pipe = folder.path() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(opening(pipe).starts_with("NotAFile"));
        QVERIFY(opening(folder.write("file", "x") / "below").starts_with("NotFound"));
    }

    void anUnreadableFileSaysSoToAnOrdinaryUser()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("secret.csv", "1,2,3\n");
        fs::permissions(path, fs::perms::none);
        const auto said = asOrdinaryUser([&] { return opening(path); });
        QVERIFY2(said.starts_with("Unreadable: " + path.string()), said.c_str());
    }

    void committedFilesReplaceTheOldOneAndKeepItsPermissions()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("a.txt", "old");
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
        const std::string large(3'000'000, 'x');
        QCOMPARE(writing(path, "new" + large), std::string());
        QCOMPARE(contentOf(path), "new" + large);
        QCOMPARE(fs::status(path).permissions(),
                 fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
        QCOMPARE(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    }

    void withoutCommitTheOldFileStays()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("a.txt", "old");
        {
            auto file = AtomicFile::create(path);
            QVERIFY(file);
            QVERIFY(file->write(std::string(2'000'000, 'y')));
            QCOMPARE(file->size(), std::uint64_t{2'000'000});
        }
        QCOMPARE(contentOf(path), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    }

    void aLinkIsWrittenThrough()
    {
        const TemporaryFolder folder;
        const auto target = folder.write("target.txt", "old");
        const auto link = folder.path() / "link.txt";
        fs::create_symlink("target.txt", link);
        QCOMPARE(writing(link, "new"), std::string());
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(contentOf(target), std::string("new"));
    }

    void aFullDeviceIsTold()
    {
        const auto said = writing("/dev/full", "something");
        QVERIFY2(said.starts_with("DiskFull: /dev/full"), said.c_str());
    }

    void aFullDiskLeavesTheOldFile()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("model.projectionist", "the old file");
        const auto said = withFileSizeLimit(100'000, [&] { return writing(path, std::string(5'000'000, 'z')); });
        QVERIFY2(said.starts_with("DiskFull: " + path.string()), said.c_str());
        QVERIFY2(said.find("untouched") != std::string::npos, said.c_str());
        QCOMPARE(contentOf(path), std::string("the old file"));
        QCOMPARE(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    }

    void placesThatCannotBeWrittenSayWhy()
    {
        const TemporaryFolder folder;
        QVERIFY(writing(folder.path(), "x").starts_with("NotAFile"));
        QVERIFY(writing(folder.path() / "no" / "a.txt", "x").starts_with("NotFound"));
        const auto locked = folder.path() / "locked";
        fs::create_directory(locked);
        fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                    fs::perms::others_exec);
        const auto said = asOrdinaryUser([&] { return writing(locked / "a.txt", "x"); });
        QVERIFY2(said.starts_with("Unwritable"), said.c_str());
        const auto path = folder.write("readonly.txt", "old");
        fs::permissions(path, fs::perms::owner_read | fs::perms::others_read);
        const auto refused = asOrdinaryUser([&] { return writing(path, "x"); });
        QVERIFY2(refused.starts_with("Unwritable"), refused.c_str());
        QCOMPARE(contentOf(path), std::string("old"));
        fs::permissions(locked, fs::perms::owner_all);
    }
};

QTEST_GUILESS_MAIN(TestFile)
#include "tst_file.moc"
