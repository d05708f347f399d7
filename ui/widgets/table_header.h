// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/table_view.h"

#include <QHeaderView>

#include <map>
#include <optional>
#include <vector>

namespace projectionist {

/// The header of TableView: aligned like its columns, the sorted one in text colour with a 12 px arrow.
class TableHeader : public QHeaderView {
    Q_OBJECT

public:
    explicit TableHeader(QWidget* parent = nullptr);
    void setColumns(const std::vector<TableColumn>& columns);
    /// A width that the user dragged a column to.
    [[nodiscard]] std::optional<int> chosenWidth(int column) const;
    void forgetWidths() { m_chosen.clear(); }
    void setLayingOut(bool layingOut) { m_layingOut = layingOut; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<TableColumn> m_columns;
    std::map<int, int> m_chosen;
    bool m_layingOut = false;
};

}  // namespace projectionist
