// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/group_facts.h"
#include "ui/inspector/pane.h"
#include "ui/jobs/job.h"

namespace projectionist {

class ElidedLabel;
class FigureStrip;
class Label;
class RowList;

/// Rows of a mark, a name, a bar with a tick at the share in all, and both shares.
class ShareBars : public QWidget {
    Q_OBJECT

public:
    struct Row {
        std::optional<GenreGroup> group;
        QString name;
        PartOfGroup part;
    };
    explicit ShareBars(QWidget* parent = nullptr);
    void setRows(std::vector<Row> rows, std::size_t count, std::size_t all);
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] QString inWords(const Row& row) const;

    std::vector<Row> m_rows;
    std::size_t m_count = 0, m_all = 0;
};

/// Many films or users that were chosen together: how many, what they are against all, who is typical of them.
class GroupPane : public Pane {
    Q_OBJECT

public:
    explicit GroupPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] QString shownTitle() const;
    [[nodiscard]] RowList& typical() { return *m_typical; }
    [[nodiscard]] RowList& mostRated() { return *m_mostRated; }
    [[nodiscard]] ShareBars& genres() { return *m_genres; }
    [[nodiscard]] ShareBars& decades() { return *m_decades; }

private:
    void showFacts(const Group& group, const GroupFacts& facts);

    std::shared_ptr<const Group> m_shown;
    Job m_look;
    Label* m_title;
    ElidedLabel* m_where;
    FigureStrip* m_figures;
    ShareBars *m_genres, *m_decades;
    RowList *m_typical, *m_mostRated;
    QWidget *m_genreSection, *m_decadeSection, *m_typicalSection, *m_mostRatedSection;
};

}  // namespace projectionist
