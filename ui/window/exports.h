// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/export_model.h"

class QWidget;

namespace projectionist {

class Session;

/// File → Export: asks where to, then writes in the background through the same calls as the command line.
void exportVectorsOf(Session& session, QWidget* window, ExportFormat format);
void exportAllScores(Session& session, QWidget* window);
void exportAllRecommendations(Session& session, QWidget* window);
void exportHistory(Session& session, QWidget* window);
/// The tutorial's first step: the filtered ratings and the films.
void exportTutorialTables(Session& session, QWidget* window);

}  // namespace projectionist
