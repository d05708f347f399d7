// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/selection.h"

#include <memory>

namespace projectionist {

class Page;
class Session;

[[nodiscard]] std::unique_ptr<Page> makePage(PageId id, Session& session);

}  // namespace projectionist
