// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <string>

namespace projectionist::cli {

/// `info` of a model file: its run card and the tensors in it.
[[nodiscard]] Result<Exit> infoOfModel(Context& context, const std::string& path, bool asJson);

}  // namespace projectionist::cli
