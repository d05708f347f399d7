// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/film_rows.h"
#include "ui/models/user_rows.h"
#include "ui/pages/model_page.h"

#include <memory>

class QCheckBox;
class QSpinBox;

namespace projectionist {

class FilmCard;
class FilmPicker;
class Panel;
class SegmentedControl;
class TableView;
class UntrainedChip;

/// One film: its card, the films nearest to it, and the users with the highest scores for it.
class FilmPage : public ModelPage {
    Q_OBJECT

public:
    explicit FilmPage(Session& session, QWidget* parent = nullptr);
    ~FilmPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override { return model() && m_row.value > 0; }
    [[nodiscard]] QString statusText() const override;

protected:
    void showModel() override;
    void showEvent(QShowEvent* event) override;

private:
    void showFilm();
    void showNeighbours();
    void showFans();
    [[nodiscard]] Metric metric() const;

    MovieRow m_row;      ///< The film that is shown; 0: none yet.
    bool m_stale = true;
    FilmPicker* m_picker;
    FilmCard* m_card;
    Panel* m_neighbourPanel;
    QSpinBox* m_count;
    SegmentedControl* m_metric;
    UntrainedChip* m_untrained;
    RowsModel<NeighbourRow>* m_neighbours = nullptr;
    TableView* m_neighbourTable;
    Panel* m_fanPanel;
    QCheckBox* m_unratedOnly;
    RowsModel<FanRow>* m_fans = nullptr;
    TableView* m_fanTable;
};

}  // namespace projectionist
