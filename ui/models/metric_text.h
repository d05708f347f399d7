// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

namespace projectionist {

/// The name of a metric in options ("ndcg@10") as people write it.
[[nodiscard]] QString metricInWords(const std::string& name);

}  // namespace projectionist
