// SPDX-License-Identifier: GPL-3.0-or-later
// How long events wait while the window trains: opens data (simulated, of MovieLens 1M's size, unless a path is given),
// trains Balanced, and walks through the pages meanwhile. Another thread posts an event to the window every few
// milliseconds; the probe notes how long each waited, and how long Stop takes. On a machine that others use, too, a
// wait is mostly theirs: for the slowest events it also says how long the window's thread itself worked, and the load
// before and after stands above. A tool, not a test: it prints, it judges nothing.
//
//     probe_responsiveness [SECONDS] [PATH]
#include "engine/data/sample_data.h"
#include "ui/main_window.h"
#include "ui/session/session.h"
#include "ui/widgets/style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <utility>
#include <vector>

using namespace projectionist;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto postingPause = std::chrono::milliseconds(4);
constexpr int pagePauseMilliseconds = 3000;
constexpr const char* names[] = {"Data", "Train", "Recommend", "Film", "Pairs", "Map"};

/// What this thread has worked so far, in milliseconds.
double worked()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) * 1e-6;
}

double loadOfMachine()
{
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
}

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

class Probe : public QObject {
public:
    explicit Probe(Session& session) : m_session(session)
    {
        m_poster = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(postingPause);
                if (m_pending.exchange(true))  // one at a time: a wait is counted once
                    continue;
                QMetaObject::invokeMethod(
                    this,
                    [this, posted = Clock::now()] {
                        m_pending = false;
                        if (m_session.training().isActive())
                            m_waits.push_back({milliseconds(Clock::now() - posted), m_session.page()});
                    },
                    Qt::QueuedConnection);
            }
        });
    }

    void print() const
    {
        auto waits = m_waits;
        std::ranges::sort(waits, {}, &Wait::milliseconds);
        if (waits.empty()) {
            std::puts("no event was measured");
            return;
        }
        const auto at = [&](double share) {
            return waits[static_cast<std::size_t>(share * double(waits.size() - 1))].milliseconds;
        };
        const auto above = [&](double limit) {
            return std::ranges::count_if(waits, [&](const Wait& wait) { return wait.milliseconds > limit; });
        };
        std::printf("%zu events while training: median %.1f ms, 99 %% %.1f ms, 99.9 %% %.1f ms, longest %.1f ms; %td "
                    "above 50 ms\n",
                    waits.size(), at(0.5), at(0.99), at(0.999), waits.back().milliseconds, above(50));
        for (int page = 0; page < pageCount; ++page) {
            double longest = 0;
            std::size_t count = 0;
            for (const auto& wait : m_waits) {
                if (int(wait.page) != page)
                    continue;
                longest = std::max(longest, wait.milliseconds);
                ++count;
            }
            std::printf("  %-10s %6zu events, longest %.1f ms\n", names[page], count, longest);
        }
    }

private:
    struct Wait {
        double milliseconds;
        PageId page;
    };
    Session& m_session;
    std::vector<Wait> m_waits;
    std::atomic<bool> m_pending = false;
    std::jthread m_poster;
};

/// Remembers which events took longest, and whose they were.
class TimedApplication : public QApplication {
public:
    TimedApplication(int& argc, char** argv) : QApplication(argc, argv) { m_clock.start(); }

    const Session* session = nullptr;

    bool notify(QObject* receiver, QEvent* event) override
    {
        const auto type = event->type();
        const auto* name = receiver->metaObject()->className();
        const auto begin = Clock::now();
        const auto before = worked();
        ++m_depth;
        const bool result = QApplication::notify(receiver, event);
        --m_depth;
        const auto taken = milliseconds(Clock::now() - begin);
        const auto work = worked() - before;
        if (m_depth == 0) {
            m_mostWork = std::max(m_mostWork, work);
            if (taken > 15)
                m_slow.push_back(
                    {taken, work, name, type, session ? int(session->page()) : 0, double(m_clock.elapsed()) / 1000});
        }
        return result;
    }

    void printSlowest()
    {
        std::printf("no event made the window's thread work for more than %.1f ms\n", m_mostWork);
        for (const auto& [order, words] :
             {std::pair(&Slow::milliseconds, "slowest events:"), std::pair(&Slow::work, "most work:")}) {
            std::ranges::sort(m_slow, std::greater{}, order);
            std::puts(words);
            for (std::size_t i = 0; i < std::min<std::size_t>(m_slow.size(), 8); ++i)
                std::printf("  %6.1f ms, of them %5.1f ms of work  %s, event %d, page %s, after %.0f s\n",
                            m_slow[i].milliseconds, m_slow[i].work, m_slow[i].receiver, int(m_slow[i].type),
                            names[m_slow[i].page], m_slow[i].at);
        }
    }

private:
    struct Slow {
        double milliseconds, work;
        const char* receiver;
        QEvent::Type type;
        int page;
        double at;
    };
    std::vector<Slow> m_slow;
    double m_mostWork = 0;
    QElapsedTimer m_clock;
    int m_depth = 0;
};

}  // namespace

int main(int argc, char* argv[])
{
    TimedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Projectionist"));
    QApplication::setApplicationName(QStringLiteral("ProjectionistProbe"));
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setStyle(new Style);
    const auto seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 40;
    QTemporaryDir folder;
    QString path = folder.path();
    if (argc > 2) {
        path = QString::fromLocal8Bit(argv[2]);
    } else if (const auto written = writeSampleData(folder.path().toStdString(), 1, SampleShape::MovieLens1M);
               !written) {
        std::fprintf(stderr, "%s\n", describe(written.error()).c_str());
        return 1;
    }

    Session session;
    application.session = &session;
    MainWindow window(session);
    window.resize(1440, 900);
    window.show();
    Probe probe(session);
    QElapsedTimer stopping;
    QObject::connect(&session, &Session::told,
                     [](const Message& message) { std::printf("%s\n", qPrintable(message.text)); });
    QObject::connect(&session, &Session::datasetChanged, &session, [&] {
        if (session.training().isActive() || session.model())
            return;
        auto options = session.options();
        options.epochs = options.patience = 100'000;
        session.setOptions(options);
        session.startTraining();
        session.setPage(PageId::Train);
        QTimer::singleShot(seconds * 1000, &session, [&] {
            stopping.start();
            session.training().stop();
        });
    });
    QTimer walk;
    QObject::connect(&walk, &QTimer::timeout, &session, [&] {
        if (session.training().isActive())
            session.setPage(static_cast<PageId>((int(session.page()) + 1) % pageCount));
    });
    walk.start(pagePauseMilliseconds);
    QObject::connect(&session.training(), &TrainingJob::ended, &session, [&] {
        std::printf("Stop took effect after %lld ms\n", static_cast<long long>(stopping.elapsed()));
        QApplication::quit();
    });
    const auto loadBefore = loadOfMachine();
    session.open({path});
    const auto code = QApplication::exec();
    application.session = nullptr;
    std::printf("load of the machine before and after: %.1f, %.1f\n", loadBefore, loadOfMachine());
    probe.print();
    application.printSlowest();
    return code;
}
