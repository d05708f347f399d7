// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"

#include <string>

namespace projectionist::testing {

/// The first thing that is not the same to the last bit, in words; empty when all is.
[[nodiscard]] std::string difference(const ModelParts& a, const ModelParts& b);

}  // namespace projectionist::testing
