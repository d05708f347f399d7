// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/genres.h"

#include <QListWidget>
#include <QString>

#include <optional>
#include <vector>

namespace projectionist {

/// A short list in a card: a mark or an icon, a name with a muted word behind it, maybe a bar, a number. Shows as many
/// whole rows as there is room for and loses them from the end; never scrolls.
class RowList : public QListWidget {
    Q_OBJECT

public:
    struct Row {
        std::optional<GenreGroup> group;  ///< A film's mark; without it a user's icon.
        QString name, detail;
        std::optional<double> share;  ///< Of the bar.
        QString value;
        QString filmId, userId;
        QString toolTip;
    };

    explicit RowList(const QString& what, QWidget* parent = nullptr);
    void setRows(const std::vector<Row>& rows);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] static int rowHeight();

Q_SIGNALS:
    void filmChosen(const QString& filmId);  ///< A click or Space: look at it.
    void filmOpened(const QString& filmId);  ///< A double click or Enter.
    void userChosen(const QString& userId);
    void userOpened(const QString& userId);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void tell(const QListWidgetItem* item, bool open);
    void fit();
};

}  // namespace projectionist
