// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/film_rows.h"
#include "ui/models/load_report_rows.h"
#include "ui/models/ratings_model.h"
#include "ui/pages/data/health_list.h"
#include "ui/pages/page.h"

#include <array>
#include <memory>

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QStackedLayout;

namespace projectionist {

class Chip;
class FigureStrip;
class LongTailChart;
class Panel;
class RatingHistogram;
class SearchField;
class SegmentedControl;
class TableView;

/// What the data is: its figures, what was checked, the scale and the bound of what counts as liked, the long tail, and the tables of
/// films, of all ratings with titles, and of what was skipped.
class DataPage : public Page {
    Q_OBJECT

public:
    explicit DataPage(Session& session, QWidget* parent = nullptr);
    ~DataPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override;
    [[nodiscard]] QString statusText() const override;

private:
    enum class Table { Films, Ratings, Report };

    void buildCharts();
    /// In a small window one of the two at a time, with tabs in place of titles.
    void shareOnePlace(std::array<Panel*, 2> panels);
    void buildTables();
    void showDataset();
    void showOptions();
    void showTable(Table table);
    void showSubject(HealthSubject subject);
    void showCounts();
    void fillGenres();
    void setLikedAbove(double bound);
    void exportTutorialTables();
    [[nodiscard]] Table table() const;
    [[nodiscard]] TableView* tableView() const;

    FigureStrip* m_figures;
    HealthList* m_health = nullptr;
    Panel* m_healthPanel = nullptr;
    SegmentedControl* m_key = nullptr;
    RatingHistogram* m_ratings = nullptr;
    QDoubleSpinBox* m_bound = nullptr;
    LongTailChart* m_tail = nullptr;
    QPushButton* m_train = nullptr;

    Panel* m_tablePanel = nullptr;
    SegmentedControl* m_tableChoice = nullptr;
    SearchField* m_search = nullptr;
    QComboBox* m_genre = nullptr;
    Chip* m_subject = nullptr;
    QStackedLayout* m_tables = nullptr;
    RowsModel<DatasetFilmRow>* m_films = nullptr;
    RowsModel<LoadReportRow>* m_report = nullptr;
    RatingsModel* m_allRatings = nullptr;
    TableView* m_filmTable = nullptr;
    TableView* m_ratingTable = nullptr;
    TableView* m_reportTable = nullptr;
    HealthSubject m_shownSubject = HealthSubject::None;
    float m_shownBound = -1;
};

}  // namespace projectionist
