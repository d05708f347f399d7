// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/page_factory.h"

#include "ui/pages/page.h"
#include "ui/widgets/empty_state.h"

#if __has_include("ui/pages/data/data_page.h")
#include "ui/pages/data/data_page.h"
#define HAS_DATA_PAGE
#endif
#if __has_include("ui/pages/train/train_page.h")
#include "ui/pages/train/train_page.h"
#define HAS_TRAIN_PAGE
#endif
#if __has_include("ui/pages/recommend/recommend_page.h")
#include "ui/pages/recommend/recommend_page.h"
#define HAS_RECOMMEND_PAGE
#endif
#if __has_include("ui/pages/film/film_page.h")
#include "ui/pages/film/film_page.h"
#define HAS_FILM_PAGE
#endif
#if __has_include("ui/pages/pairs/pairs_page.h")
#include "ui/pages/pairs/pairs_page.h"
#define HAS_PAIRS_PAGE
#endif
#if __has_include("ui/pages/map/map_page.h")
#include "ui/pages/map/map_page.h"
#define HAS_MAP_PAGE
#endif

#include <QVBoxLayout>

namespace projectionist {

namespace {

class ComingPage : public Page {
public:
    ComingPage(PageId id, Session& session) : Page(id, session)
    {
        content()->addWidget(new EmptyState(QStringLiteral("info"), tr("Not built yet"), {}));
    }
};

}  // namespace

std::unique_ptr<Page> makePage(PageId id, Session& session)
{
    switch (id) {
#ifdef HAS_DATA_PAGE
    case PageId::Data:
        return std::make_unique<DataPage>(session);
#endif
#ifdef HAS_TRAIN_PAGE
    case PageId::Train:
        return std::make_unique<TrainPage>(session);
#endif
#ifdef HAS_RECOMMEND_PAGE
    case PageId::Recommend:
        return std::make_unique<RecommendPage>(session);
#endif
#ifdef HAS_FILM_PAGE
    case PageId::Film:
        return std::make_unique<FilmPage>(session);
#endif
#ifdef HAS_PAIRS_PAGE
    case PageId::Pairs:
        return std::make_unique<PairsPage>(session);
#endif
#ifdef HAS_MAP_PAGE
    case PageId::Map:
        return std::make_unique<MapPage>(session);
#endif
    default:
        return std::make_unique<ComingPage>(id, session);
    }
}

}  // namespace projectionist
