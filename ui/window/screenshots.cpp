// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/screenshots.h"

#include "engine/retrieve/neighbours.h"
#include "engine/retrieve/recommend.h"
#include "ui/inspector/inspector.h"
#include "ui/main_window.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/page.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"
#include "ui/window/navigation_rail.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <algorithm>

namespace projectionist {

namespace {

constexpr QSize large(1440, 900), small(1280, 720);
constexpr int turnMilliseconds = 60;  // above the pause that fields and charts take before they follow
constexpr int quietTurns = 3;  // turns of the event loop without a running job: layouts, replots and their echoes

}  // namespace

Screenshots::Screenshots(QString folder, QString data, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_data(std::move(data))
    , m_session(std::make_unique<Session>())
    , m_window(std::make_unique<MainWindow>(*m_session))
{
    connect(m_session.get(), &Session::told, this, [this](const Message& message) {
        if (message.kind == Message::Kind::Error)
            fail(message.text);
    });
}

Screenshots::~Screenshots() = default;

void Screenshots::start()
{
    for (const int page : {-1, 0, 1, 2, 3, 4, 5})
        for (const bool narrow : {false, true})
            for (const bool dark : {false, true})
                m_shots.push_back({page, dark, narrow});
    for (const bool dark : {false, true})
        m_shots.push_back({static_cast<int>(PageId::Map), dark, false, MapMethod::Pca});
    m_window->resize(large);
    m_window->show();
    next();
}

void Screenshots::fail(const QString& why)
{
    if (m_failed)
        return;
    m_failed = true;
    Q_EMIT finished(why);
}

void Screenshots::whenIdle(std::function<void()> then)
{
    auto* timer = new QTimer(this);
    auto quiet = std::make_shared<int>(0);
    connect(timer, &QTimer::timeout, this, [this, timer, quiet, then = std::move(then)] {
        const bool busy = std::ranges::any_of(m_session->jobs(), &Job::isRunning) || m_session->training().isActive();
        *quiet = busy ? 0 : *quiet + 1;
        if (*quiet < quietTurns)
            return;
        timer->stop();
        timer->deleteLater();
        if (!m_failed)
            then();
    });
    timer->start(turnMilliseconds);
}

void Screenshots::next()
{
    if (m_failed)
        return;
    if (m_shot == m_shots.size()) {
        Q_EMIT finished({});
        return;
    }
    const Shot& shot = m_shots[m_shot];
    if (shot.page >= 0 && !m_session->dataset()) {
        openData();
        return;
    }
    QApplication::setPalette((shot.dark ? Theme::darkTheme() : Theme::light()).palette());
    m_window->resize(shot.small ? small : large);
    if (shot.page >= 0) {
        if (auto* map = qobject_cast<MapPage*>(m_window->page(PageId::Map)))
            map->methods().setMethod(shot.method);
        m_session->setPage(static_cast<PageId>(shot.page));
        m_window->inspector().showTab(shot.page == static_cast<int>(PageId::Train) ? Inspector::Tab::RunCard
                                                                                   : Inspector::Tab::Selection);
    }
    whenIdle([this, shot] {
        for (auto* messages : m_window->findChildren<MessageBar*>())
            messages->clear();
        if (shot.page >= 0)
            select(static_cast<PageId>(shot.page));
        whenIdle([this, shot] {
            static const char* const names[] = {"start", "data", "train", "recommend", "film", "pairs", "map"};
            QString name = QString::fromLatin1(names[shot.page + 1]);
            if (shot.method == MapMethod::Pca)
                name += QStringLiteral("-pca");
            if (shot.small)
                name += QStringLiteral("-720");
            if (shot.dark)
                name += QStringLiteral("-dark");
            if (grab(name)) {
                ++m_shot;
                next();
            }
        });
    });
}

/// What an analyst might have clicked on there.
void Screenshots::select(PageId page)
{
    const Model& model = *m_session->model();
    const auto film = m_session->movieRow(m_session->openedFilm());
    const auto user = m_session->userRow(m_session->openedUser());
    const auto selectThird = [&](const Result<std::vector<ScoredMovie>>& list) {
        if (list && list->size() > 2)
            m_session->selectFilm(QString::fromStdString(model.catalogue().movie((*list)[2].movie).ids.front()));
    };
    switch (page) {
    case PageId::Recommend:
        if (user)
            selectThird(recommend(model, *user, RecommendOptions{}));
        break;
    case PageId::Film:
        if (film)
            selectThird(neighbours(model, *film, NeighbourOptions{}));
        break;
    case PageId::Pairs:
        if (auto* table = m_window->page(page)->findChild<TableView*>(); table->proxy().rowCount() > 0)
            table->selectSourceRow(table->proxy().sourceRow(0));
        break;
    default:
        m_session->selectFilm(m_session->openedFilm());
    }
}

bool Screenshots::grab(const QString& name)
{
    const QString path = QDir(m_folder).filePath(name + QStringLiteral(".png"));
    if (m_window->grab().save(path))
        return true;
    fail(tr("%1 cannot be written. Choose a folder that you may write to.").arg(QDir::toNativeSeparators(path)));
    return false;
}

void Screenshots::openData()
{
    if (m_data.isEmpty())
        m_session->openSample();
    else
        m_session->open({m_data});
    whenIdle([this] {
        if (m_session->model())
            arrange();
        else
            train();
    });
}

void Screenshots::train()
{
    if (!m_session->dataset()) {
        fail(tr("Nothing was opened."));
        return;
    }
    m_session->setPage(PageId::Train);
    m_session->setPreset(QStringLiteral("balanced"));
    m_session->startTraining();
    whenIdle([this] {
        if (m_session->model())
            arrange();
        else
            fail(tr("Training left no model."));
    });
}

/// Something to look at on every page: the most rated film with a neighbourhood, and a user who rated enough.
void Screenshots::arrange()
{
    const Model& model = *m_session->model();
    const Catalogue& catalogue = model.catalogue();
    MovieRow film{1};
    for (std::uint32_t row = 1; row < catalogue.movieRows(); ++row)
        if (catalogue.ratingCount(MovieRow{row}) > catalogue.ratingCount(film) && model.isTrained(MovieRow{row}))
            film = MovieRow{row};
    UserRow user{1};
    if (const auto known = catalogue.findUser("42"); known && model.hasVector(*known))
        user = *known;
    m_session->openUser(QString::fromStdString(catalogue.user(user).id));
    m_session->openFilm(QString::fromStdString(catalogue.movie(film).ids.front()));
    whenIdle([this] { next(); });
}

}  // namespace projectionist
