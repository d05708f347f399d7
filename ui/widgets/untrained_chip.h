// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"
#include "ui/widgets/chip.h"

#include <cstddef>

namespace projectionist {

/// "18 untrained films hidden": a click shows them, another hides them again; toggled() tells. Checked: they are shown.
/// At first as the model's preset has it, then as the user left it. Not there when the model trained every film.
class UntrainedChip : public Chip {
    Q_OBJECT

public:
    explicit UntrainedChip(QWidget* parent = nullptr);
    /// Does not tell.
    void setModel(const Model& model);
    /// Untrained films of the model.
    [[nodiscard]] std::size_t films() const { return m_films; }

private:
    void showWords();

    std::size_t m_films = 0;
    bool m_chosen = false;  // by the user
};

}  // namespace projectionist
