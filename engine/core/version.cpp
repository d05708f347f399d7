// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"

namespace projectionist {

std::string_view programVersion()
{
    return PROJECTIONIST_VERSION;
}

std::string_view engineVariant()
{
    return PROJECTIONIST_ENGINE_VARIANT;
}

}  // namespace projectionist
