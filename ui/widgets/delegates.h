// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QStyledItemDelegate>

namespace projectionist {

/// The ground of every cell: hover, selection with its accent bar at the left (the same in an inactive window), a grid
/// rule below; and the tooltip: the model's own, why a value is missing, or the whole text where it did not fit.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setMuted(bool muted) { m_muted = muted; }  ///< The whole column in muted.
    void setRules(bool rules) { m_rules = rules; }  ///< Off in lists.
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

protected:
    /// Text, elided, by the model's alignment.
    virtual void paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const;
    /// What the tooltip says when the cell is too narrow; empty when all is seen.
    [[nodiscard]] virtual QString hiddenText(const QRect& rect, const QStyleOptionViewItem& option,
                                             const QModelIndex& index) const;
    [[nodiscard]] QColor textColour(const QModelIndex& index) const;

private:
    bool m_muted = false;
    bool m_rules = true;
};

/// The genre's mark, the film's name and its year in muted.
class FilmDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    /// The column of the other film of a pair: see elidedApart().
    void setOtherColumn(int column) { m_otherColumn = column; }

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
    [[nodiscard]] QString hiddenText(const QRect& rect, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const override;

private:
    int m_otherColumn = -1;
};

/// Right-aligned text whose digits stand below each other, whatever the font.
class NumberDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

/// A bar of 6 px on a track, as long as ShareRole says; grey for MutedRole. No bar where there is no share.
class BarDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
    [[nodiscard]] QString hiddenText(const QRect&, const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {};
    }
};

/// The mark of GenreGroupRole and the genres in words, muted.
class GenresDelegate : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
    [[nodiscard]] QString hiddenText(const QRect& rect, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const override;
};

/// A name that is too long for `width`, cut at its end, or, where that would hide what sets it apart from `other`,
/// within what both begin with: "The Lord of…Two Towers".
[[nodiscard]] QString elidedApart(const QString& name, const QString& other, const QFontMetrics& metrics, int width);

/// Text with its digits in equal cells, ending at the right edge of `rect` (or starting at its left).
void paintNumber(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                 Qt::Alignment alignment);
[[nodiscard]] double numberWidth(const QString& text, const QFont& font);
void paintBar(QPainter& painter, const QRectF& rect, double share, bool grey);

}  // namespace projectionist
