// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/preset_text.h"

#include <QCoreApplication>

namespace projectionist {

QString presetInWords(std::string_view preset)
{
    const char* words = preset == "tutorial"   ? QT_TRANSLATE_NOOP("Presets", "TensorFlow tutorial")
                        : preset == "balanced" ? QT_TRANSLATE_NOOP("Presets", "Balanced")
                        : preset == "thorough" ? QT_TRANSLATE_NOOP("Presets", "Thorough")
                                               : QT_TRANSLATE_NOOP("Presets", "Own options");
    return QCoreApplication::translate("Presets", words);
}

}  // namespace projectionist
