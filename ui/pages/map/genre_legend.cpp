// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/genre_legend.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int rowPitch = 24;

class Mark : public QWidget {
public:
    explicit Mark(GenreGroup group) : m_group(group) { setFixedSize(14, 14); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintGenreMark(painter, QRectF(1, 1, 12, 12), m_group);
    }

private:
    GenreGroup m_group;
};

}  // namespace

GenreLegend::GenreLegend(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (int index = 0; index < genreGroupCount; ++index) {
        const auto group = static_cast<GenreGroup>(index);
        auto& row = m_rows[static_cast<std::size_t>(index)];
        row.widget = new QWidget;
        auto* line = new QHBoxLayout(row.widget);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(0);
        row.widget->setFixedHeight(rowPitch);
        row.box = new QCheckBox;
        row.box->setChecked(true);
        row.box->setAccessibleName(tr("Show %1").arg(nameOf(group)));
        row.box->setToolTip(tr("Shows or hides these films"));
        row.name = plainIconButton({}, tr("Leave only %1").arg(nameOf(group)));
        row.name->setText(nameOf(group));
        row.name->setToolButtonStyle(Qt::ToolButtonTextOnly);
        row.count = new Label({}, Type::Body, Tone::Muted);
        row.name->setFixedHeight(rowPitch);
        line->addWidget(row.box);
        line->addSpacing(Theme::labelGap);
        line->addWidget(new Mark(group));
        line->addWidget(row.name);
        line->addStretch();
        line->addWidget(row.count);
        layout->addWidget(row.widget);
        connect(row.box, &QCheckBox::toggled, this, &GenreLegend::changed);
        connect(row.name, &QToolButton::clicked, this, [this, index] { isolate(index); });
    }
}

void GenreLegend::setCounts(const std::array<std::size_t, genreGroupCount>& counts)
{
    for (std::size_t index = 0; index < counts.size(); ++index) {
        m_rows[index].count->setText(formatCount(counts[index]));
        m_rows[index].widget->setVisible(counts[index] > 0);
    }
}

bool GenreLegend::isShown(GenreGroup group) const
{
    return m_rows[static_cast<std::size_t>(group)].box->isChecked();
}

void GenreLegend::isolate(int group)
{
    const bool isOnly = std::ranges::all_of(m_rows, [&](const Row& row) {
        return row.box->isChecked() == (&row == &m_rows[static_cast<std::size_t>(group)]);
    });
    for (auto& row : m_rows) {
        const QSignalBlocker quiet(row.box);
        row.box->setChecked(isOnly || &row == &m_rows[static_cast<std::size_t>(group)]);
    }
    Q_EMIT changed();
}

}  // namespace projectionist
