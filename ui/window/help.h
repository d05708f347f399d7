// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace projectionist {

/// Windows of their own beside the main one; never modal. A second call brings the first one to the front.
void showKeys(QWidget* window);
void showAbout(QWidget* window);

}  // namespace projectionist
