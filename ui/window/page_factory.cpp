// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/page_factory.h"

#include "ui/pages/data/data_page.h"
#include "ui/pages/film/film_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/pairs/pairs_page.h"
#include "ui/pages/recommend/recommend_page.h"
#include "ui/pages/train/train_page.h"

namespace projectionist {

std::unique_ptr<Page> makePage(PageId id, Session& session)
{
    switch (id) {
    case PageId::Data:
        return std::make_unique<DataPage>(session);
    case PageId::Train:
        return std::make_unique<TrainPage>(session);
    case PageId::Recommend:
        return std::make_unique<RecommendPage>(session);
    case PageId::Film:
        return std::make_unique<FilmPage>(session);
    case PageId::Pairs:
        return std::make_unique<PairsPage>(session);
    case PageId::Map:
        return std::make_unique<MapPage>(session);
    }
    return {};
}

}  // namespace projectionist
