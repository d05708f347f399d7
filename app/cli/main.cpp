// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"

#include <iostream>

int main()
{
    std::cout << "projectionist-cli " << projectionist::programVersion() << '\n';
}
