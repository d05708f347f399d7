// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <vector>

namespace projectionist {

/// A few bars with their names below, for cards: the ratings of one film. Bars above the cut are in accent. The tooltip
/// and the accessible description have the counts.
class MiniHistogram : public QWidget {
    Q_OBJECT

public:
    struct Bar {
        double value = 0;
        std::uint64_t count = 0;
        friend bool operator==(const Bar&, const Bar&) = default;
    };

    explicit MiniHistogram(QWidget* parent = nullptr);

    /// Ascending by value; `above` colours the bars with a value above it.
    void setBars(std::vector<Bar> bars, double above);
    [[nodiscard]] const std::vector<Bar>& bars() const { return m_bars; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QString words() const;

    std::vector<Bar> m_bars;
    double m_above = 0;
};

}  // namespace projectionist
