// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/untrained_chip.h"

#include "ui/models/format.h"

#include <QSignalBlocker>

namespace projectionist {

UntrainedChip::UntrainedChip(QWidget* parent) : Chip({}, Chip::Kind::Warn, parent)
{
    setCheckable(true);
    setToolTip(
        tr("Films that nobody liked among the training rows keep their random start: how near they are to others "
           "means nothing"));
    connect(this, &Chip::clicked, this, [this] { m_chosen = true; });
    connect(this, &Chip::toggled, this, &UntrainedChip::showWords);
    setVisible(false);
}

void UntrainedChip::setModel(const Model& model)
{
    m_films = 0;
    for (std::uint32_t row = 1; row < model.movies().rows; ++row)
        m_films += model.isTrained(MovieRow{row}) ? 0 : 1;
    const QSignalBlocker quiet(this);
    if (!m_chosen)
        setChecked(model.includesUntrainedByDefault());
    showWords();
    setVisible(m_films > 0);
}

void UntrainedChip::showWords()
{
    if (m_films == 1)
        setText(isChecked() ? tr("1 untrained film shown") : tr("1 untrained film hidden"));
    else
        setText(
            (isChecked() ? tr("%1 untrained films shown") : tr("%1 untrained films hidden")).arg(formatCount(m_films)));
    updateGeometry();
    update();
}

}  // namespace projectionist
