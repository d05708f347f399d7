// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/bulk_vector.h"
#include "engine/core/memory.h"
#include "tests/support/test_files.h"

#include <QTest>

using namespace projectionist;
using namespace projectionist::testing;

class TestMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thisMachineSaysWhatIsLeft()
    {
        const auto left = availableBytes();
        QVERIFY(left);
        QVERIFY(*left > (1U << 20));
    }

    void nothingIsKnownWhereNothingIsSaid()
    {
        const TemporaryFolder root;
        QVERIFY(!availableBytes(root.path()));
    }

    void theSystemsWordCountsWithoutAGroup()
    {
        const TemporaryFolder root;
        root.write("proc/meminfo", "MemTotal:       2000 kB\nMemFree:         10 kB\nMemAvailable:    1500 kB\n");
        root.write("proc/self/cgroup", "0::/user.slice\n");
        QCOMPARE(availableBytes(root.path()), std::optional<std::uint64_t>(1500 * 1024));
    }

    void theTightestOfTheGroupsAboveCounts()
    {
        const TemporaryFolder root;
        root.write("proc/meminfo", "MemAvailable:    1500 kB\n");
        root.write("proc/self/cgroup", "0::/outer/inner\n");
        root.write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        root.write("sys/fs/cgroup/outer/inner/memory.current", "700000\n");
        root.write("sys/fs/cgroup/outer/memory.max", "1000000\n");
        root.write("sys/fs/cgroup/outer/memory.current", "900000\n");
        // Pages of files make way: 900,000 − 300,000 are used.
        root.write("sys/fs/cgroup/outer/memory.stat", "anon 600000\ninactive_file 250000\nactive_file 50000\n");
        QCOMPARE(availableBytes(root.path()), std::optional<std::uint64_t>(400'000));
    }

    void groupsOfTheFirstVersionCountToo()
    {
        const TemporaryFolder root;
        root.write("proc/meminfo", "MemAvailable:    1500 kB\n");
        root.write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/box\n0::/\n");
        root.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "500000\n");
        root.write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "600000\n");
        root.write("sys/fs/cgroup/memory/box/memory.stat", "total_inactive_file 0\ntotal_active_file 0\n");
        QCOMPARE(availableBytes(root.path()), std::optional<std::uint64_t>(0));
        root.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "9223372036854771712\n");
        QCOMPARE(availableBytes(root.path()), std::optional<std::uint64_t>(1500 * 1024));
    }

    void bytesAreSaidInWords()
    {
        QCOMPARE(bytesInWords(1), std::string("1 MiB"));
        QCOMPARE(bytesInWords(std::uint64_t{120} << 20), std::string("120 MiB"));
        QCOMPARE(bytesInWords(std::uint64_t{3482} << 20), std::string("3.4 GiB"));
    }

    void largeColumnsKeepTheirValuesWhenTheyGrow()
    {
        BulkVector<std::uint32_t> column;
        for (std::uint32_t value = 0; value < 3'000'000; ++value)
            column.push_back(value);
        column.resize(5'000'000);
        column.resize(2'900'000);
        const auto copy = column;
        for (std::uint32_t value = 0; value < 2'900'000; ++value)
            QVERIFY(copy[value] == value);
    }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
