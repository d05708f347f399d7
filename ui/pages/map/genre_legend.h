// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/genres.h"

#include <QWidget>

#include <array>

class QCheckBox;
class QLabel;
class QToolButton;

namespace projectionist {

/// The groups of genres with their marks and counts. The box hides a group, a click on the name leaves only it (and brings all back
/// when it is the only one).
class GenreLegend : public QWidget {
    Q_OBJECT

public:
    explicit GenreLegend(QWidget* parent = nullptr);

    void setCounts(const std::array<std::size_t, genreGroupCount>& counts);
    [[nodiscard]] bool isShown(GenreGroup group) const;

Q_SIGNALS:
    void changed();

private:
    void isolate(int group);

    struct Row {
        QCheckBox* box = nullptr;
        QToolButton* name = nullptr;
        QLabel* count = nullptr;
        QWidget* widget = nullptr;
    };
    std::array<Row, genreGroupCount> m_rows;
};

}  // namespace projectionist
