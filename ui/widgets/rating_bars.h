// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstddef>
#include <utility>
#include <vector>

namespace projectionist {

/// Small bars, one a value of the rating scale: accent above the bound of liking, grey below. A card's picture, not a
/// chart.
class RatingBars : public QWidget {
    Q_OBJECT

public:
    explicit RatingBars(QWidget* parent = nullptr);
    /// Values ascending with their counts; values that do not occur but belong to the scale come with 0.
    void setCounts(std::vector<std::pair<float, std::size_t>> counts, float likedAbove);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF barRect(std::size_t index) const;

    std::vector<std::pair<float, std::size_t>> m_counts;
    float m_likedAbove = 3;
};

}  // namespace projectionist
