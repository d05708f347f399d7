// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/facts.h"

#include <QLayout>
#include <QWidget>

#include <array>
#include <vector>

namespace projectionist {

/// The names of the two films, one at the left and one at the right, each with its mark and its year below.
class PairHead : public QWidget {
    Q_OBJECT

public:
    explicit PairHead(QWidget* parent = nullptr);
    void setFilms(const FilmFacts& first, const FilmFacts& second);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::array<FilmFacts, 2> m_films;
};

/// Two bars that lie above each other as their viewers do: in full colour those who rated both.
class SharedBars : public QWidget {
    Q_OBJECT

public:
    explicit SharedBars(QWidget* parent = nullptr);
    void setShared(const SharedViewers& shared);
    [[nodiscard]] QSize sizeHint() const override { return {200, 21}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SharedViewers m_shared;
};

/// Chips in as many lines as they need.
class ChipFlow : public QWidget {
    Q_OBJECT

public:
    explicit ChipFlow(QWidget* parent = nullptr);
    void setWords(const QStringList& words);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return arrange(width, false); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    int arrange(int width, bool move) const;
    std::vector<QWidget*> m_chips;
};

/// Rows "583   ratings   507".
class PairRows : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString first, what, second;
    };
    explicit PairRows(QWidget* parent = nullptr);
    void setRows(const std::vector<Row>& rows);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    std::vector<Row> m_rows;
};

}  // namespace projectionist
