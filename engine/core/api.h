// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Marks what the shared engine library shows to ui/, app/ and tests/. Everything else stays hidden inside it.
#define PROJECTIONIST_API __attribute__((visibility("default")))
