// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

#include <array>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace projectionist {

class ElidedLabel;

/// A frame with radius 6 on the page's ground: a header of 38 px with a title, a muted subtitle and widgets at the
/// right; a body; a footer below a line if there is one.
class Panel : public QFrame {
    Q_OBJECT

public:
    /// Without a title there is no header until one is set or a widget is put there.
    explicit Panel(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setSubtitle(const QString& subtitle);
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString subtitle() const;
    /// At the right of the header, in the order of the calls.
    void addHeaderWidget(QWidget* widget);
    /// At the left, in place of or behind the title.
    void addHeaderWidgetLeft(QWidget* widget);
    [[nodiscard]] QHBoxLayout* headerLayout() { return m_headerLayout; }
    /// A line between header and body (above lists and tables whose own header makes none).
    void setHeaderRule(bool on);
    /// Where the content goes; no margins (setContentsMargins for text: Theme::panelInside).
    [[nodiscard]] QVBoxLayout* body() { return m_body; }
    /// Below the body, behind a line, on the alt ground. Takes the widget over; null removes it.
    void setFooter(QWidget* footer);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showHeader();

    QWidget* m_header;
    QHBoxLayout* m_headerLayout;
    QLabel* m_title;
    ElidedLabel* m_subtitle;
    QVBoxLayout* m_outer;
    QVBoxLayout* m_body;
    QWidget* m_footer = nullptr;
    bool m_headerRule = false;
    std::array<QWidget*, 4> m_corners;
};

/// One muted line of words for a panel's footer: an icon and text that wraps.
class FooterNote : public QWidget {
    Q_OBJECT

public:
    explicit FooterNote(const QString& iconName = {}, QWidget* parent = nullptr);
    void setText(const QString& richText);

private:
    QLabel* m_text;
};

/// A line of 1 px in the border colour.
class Rule : public QWidget {
    Q_OBJECT

public:
    explicit Rule(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Qt::Orientation m_orientation;
};

}  // namespace projectionist
