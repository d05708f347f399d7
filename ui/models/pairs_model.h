// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/similar_pairs.h"
#include "ui/models/film_text.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace projectionist {

/// Similar pairs of films, highest first: the prefix of a result that is at or above the threshold. Nothing is copied
/// per pair; what a cell shows is made when it is painted. Moving the threshold only inserts or removes rows at the
/// end.
class PairsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum ColumnId {
        FirstColumn,
        SecondColumn,
        SimilarityColumn,
        BothColumn,
        BarColumn,
        FirstRatings,
        SecondRatings,
        GenresColumn,
        ColumnCount
    };

    explicit PairsModel(QObject* parent = nullptr);

    void setPairs(std::shared_ptr<const SimilarPairs> pairs, std::shared_ptr<const FilmTexts> films);
    /// Shows the first `count` pairs of the result.
    void setCount(std::size_t count);
    [[nodiscard]] const SimilarPair& pair(int row) const { return m_pairs[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const SimilarPairs> m_result;
    std::shared_ptr<const FilmTexts> m_films;
    std::span<const SimilarPair> m_pairs;  ///< All that are held, highest first.
    std::size_t m_count = 0;
};

}  // namespace projectionist
