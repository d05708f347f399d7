// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/catalogue.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace projectionist {

/// How much more or less often a genre stands among a user's likes than among everyone's.
struct Taste {
    QString genre;
    double ratio = 1;
    std::uint32_t likes = 0;   ///< Of the user, with this genre.
};
/// The genres that set the user apart most, at most `limit`: first those liked more than usual, then those liked less. Genres with
/// few likes on both sides are left out. Empty when the user likes nothing or films have no genres.
[[nodiscard]] std::vector<Taste> tastesOf(const Catalogue& catalogue, UserRow user, std::size_t limit);

/// Tastes as bars to the right (more) or left (less) of a middle line at ×1, in two columns.
class TasteBars : public QWidget {
    Q_OBJECT

public:
    explicit TasteBars(QWidget* parent = nullptr);
    void setTastes(std::vector<Taste> tastes);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Taste> m_tastes;
};

}  // namespace projectionist
