// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"
#include "ui/models/film_text.h"
#include "ui/models/ratings_order.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace projectionist {

class Job;

/// Every rating of a data set with the film's title: the tutorial's first table. Rows are not copied: the model holds
/// an order of the data set's columns (4 bytes a rating), sorts and filters that itself, and so needs no proxy.
class RatingsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum ColumnId { UserColumn, FilmColumn, RatingColumn, LikedColumn, TimeColumn, ColumnCount };

    explicit RatingsModel(QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset, std::shared_ptr<const FilmTexts> films);
    /// What "liked" means here: rated above this.
    void setLikedAbove(float bound);
    /// Shows ratings of films whose search text holds this, or of the user with this id; empty shows all.
    void setFilter(const QString& text);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    /// Column −1 is the order of the file. Ties keep the order of the file.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    /// Sorts and filters more than `quickRows` ratings, while the rows shown stay as they are.
    [[nodiscard]] Job& job() { return *m_job; }
    static constexpr std::size_t quickRows = 250'000;

    [[nodiscard]] std::size_t allRows() const { return m_dataset ? m_dataset->ratingCount() : 0; }

private:
    void arrange();
    void show(RatingsOrder order, std::vector<std::uint32_t> positions);
    [[nodiscard]] RatingsOrder wanted() const;
    [[nodiscard]] std::uint32_t positionOf(int row) const
    {
        return m_shown.isFile() ? static_cast<std::uint32_t>(row) : m_positions[static_cast<std::size_t>(row)];
    }

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const FilmTexts> m_films;
    RatingsOrder m_shown;                    ///< What the rows are now …
    std::vector<std::uint32_t> m_positions;  ///< … as positions in the data set; empty where they are the file's.
    QString m_filter;                        ///< What is asked for.
    float m_likedAbove = 3.0F;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    Job* m_job;
};

}  // namespace projectionist
