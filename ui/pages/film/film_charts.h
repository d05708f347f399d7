// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace projectionist {

/// How often each rating was given, as bars with their counts, highest rating first; those above the bound in accent.
class StarBars : public QWidget {
    Q_OBJECT

public:
    struct Bar {
        double rating = 0;
        std::uint64_t count = 0;
    };
    explicit StarBars(QWidget* parent = nullptr);
    void setBars(std::vector<Bar> bars, double likedAbove);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Bar> m_bars;
    double m_likedAbove = 3;
};

/// The share of likes in each age group as dots along one axis, larger for more ratings, with the film's own share as a dashed line.
class LikedByAge : public QWidget {
    Q_OBJECT

public:
    struct Group {
        QString name;
        std::uint32_t ratings = 0;
        std::uint32_t liked = 0;
    };
    explicit LikedByAge(QWidget* parent = nullptr);
    void setGroups(std::vector<Group> groups, double overall);
    /// The ends of the axis: "70 to 100 %".
    [[nodiscard]] QString rangeText() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Group> m_groups;
    double m_overall = 0, m_low = 0, m_high = 1;
};

}  // namespace projectionist
