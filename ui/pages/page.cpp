// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

namespace projectionist {

Page::Page(PageId id, Session& session, QWidget* parent) : QWidget(parent), m_id(id), m_session(session) {}

} // namespace projectionist
