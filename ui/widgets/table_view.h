// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTableView>

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

class QMenu;

namespace projectionist {

class Session;
class SortFilterProxy;

/// How one column of a table is drawn and how wide it is.
struct TableColumn {
    enum class Kind { Text, Number, Film, Genres, Bar };
    Kind kind = Kind::Text;
    int width =
        80;  ///< In the mockups' pixels (13 px type); scaled with the system's font. The least for stretching ones.
    int stretch = 0;  ///< Share of the width that is left.
    bool muted = false;
    bool hidden = false;   ///< At first; the column menu brings it.
    bool sortable = true;  ///< Bars never are.
    bool falling = false;  ///< The first click on the header sorts highest first. Numbers always do.
};

/// Tables of the window: rows of 28 px (by the density in force), rules between them, the look of CellDelegate and its
/// kin by roles.h, sorting and filtering through proxy(), Ctrl+C and Ctrl+Shift+C, a menu of columns, CSV.
class TableView : public QTableView {
    Q_OBJECT

public:
    /// `what` is the accessible name and the name under which shown columns and their order are kept: "Films".
    explicit TableView(const QString& what, QWidget* parent = nullptr);
    ~TableView() override;

    /// The page's model and its columns, in the model's order. Sorting works on SortRole. A model without a parent is
    /// taken over, so that it lives as long as the table.
    void setTable(QAbstractItemModel* model, const std::vector<TableColumn>& columns);
    [[nodiscard]] SortFilterProxy& proxy() { return *m_proxy; }
    [[nodiscard]] const SortFilterProxy& proxy() const { return *m_proxy; }
    void sortBy(int column, Qt::SortOrder order);
    /// The column by which the model's rows come sorted: its header bears the arrow until another is chosen, and
    /// sorting by it gives the model's own order back.
    void setOwnOrder(int column, Qt::SortOrder order);
    /// A column that has nothing to say in these data is neither shown nor offered, whatever was chosen before.
    void setColumnEmpty(int column, bool empty);

    /// Films and users by FilmIdRole and UserIdRole: what is selected in the session is selected here, also after a
    /// reset, and the other way round; Enter and a double click open it.
    void followSelection(Session& session);
    /// Something else than opening on Enter and double click; gets an index of the page's model.
    void onActivated(std::function<void(const QModelIndex& sourceIndex)> handler);
    /// Current row of the page's model; nothing when there is none.
    [[nodiscard]] std::optional<int> currentSourceRow() const;
    void selectSourceRow(int row, bool scroll = true);
    /// Takes the keys, at its current row or else its first: for Down in a search field.
    void focusRows();

    /// Check boxes that show and hide columns, and "Reset columns". For a columns button: setMenu(table->columnMenu()).
    [[nodiscard]] QMenu* columnMenu();
    void copySelection(bool withHeaders) const;
    /// Asks for a file and writes the rows as shown (filter, order, shown columns but bars; films with their ids) with
    /// exact values, in the background. `comment` may be empty; for simulated data a line that says so comes by itself.
    void exportCsv(Session& session, const QString& suggestedName, const QString& comment = {});
    /// The same without asking.
    void writeCsv(Session& session, const QString& path, const QString& comment = {});
    /// What Ctrl+C gives: tab-separated, exact values.
    [[nodiscard]] QString selectionAsText(bool withHeaders) const;

    [[nodiscard]] int hoveredRow() const { return m_hoveredRow; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 3 * 28}; }

Q_SIGNALS:
    /// Rows, order or columns are others than before: counts in headers have to be told anew.
    void shownChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void scrollContentsBy(int dx, int dy) override;
    void showEvent(QShowEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void layOutColumns();
    void showColumn(int column, bool shown);
    void setHoveredRow(int row);
    void updateRow(int row);
    void takeSelectionFromSession(bool scroll);
    void activate(const QModelIndex& proxyIndex);
    void rememberColumns() const;
    void restoreColumns();
    void fillColumnMenu();
    [[nodiscard]] std::vector<int> shownColumns() const;  // logical, in visual order, bars left out

    struct CsvCollector;
    QString m_what;
    SortFilterProxy* m_proxy;
    std::vector<TableColumn> m_columns;
    std::optional<std::pair<int, Qt::SortOrder>> m_ownOrder, m_sorted;  // what the header says
    std::map<int, bool> m_empty;  // column, and whether it is shown again when it is not
    QWidget* m_focusMark;
    Session* m_session = nullptr;
    std::function<void(const QModelIndex&)> m_activated;
    QMenu* m_columnMenu = nullptr;
    int m_hoveredRow = -1;
    bool m_following = false;
    bool m_behind = false;  // the session selected something while the table was not seen
};

/// Rows of all tables: compact 24, normal 28, roomy 32. Kept in the settings.
class RowDensity : public QObject {
    Q_OBJECT

public:
    enum class Density { Compact, Normal, Roomy };
    Q_ENUM(Density)

    [[nodiscard]] static RowDensity& instance();
    [[nodiscard]] Density density() const { return m_density; }
    [[nodiscard]] int rowHeight() const;
    void setDensity(Density density);

Q_SIGNALS:
    void changed();

private:
    RowDensity();
    Density m_density = Density::Normal;
};

}  // namespace projectionist
