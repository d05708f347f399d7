// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>

namespace projectionist {

/// The visual language as values: every colour and measure of the window and of the charts. No colour stands anywhere
/// else.
struct Theme {
    bool dark = false;

    QColor window, panel, alt;
    QColor border, strong, control;
    QColor text, muted, faint;
    QColor accent, onAccent;
    QColor selection, hover;
    QColor grid, axis;
    QColor off, context, track;
    QColor good, warn, bad, warnGround;
    QColor tip, tipText, tipAction;

    QColor blue, vermilion, green, purple, orange, sky, yellow, ink, grey;  ///< Series, Okabe–Ito.
    QColor orangeEdge, skyEdge, yellowEdge;                                 ///< 1 px edges of marks on light grounds.
    std::array<QColor, 6> sequential;                                       ///< Popularity, year, mean: 0 → 1.
    QColor divergingMiddle;

    [[nodiscard]] static const Theme& light();
    [[nodiscard]] static const Theme& darkTheme();

    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QColor disabled() const;  ///< Words of controls that are off.
    [[nodiscard]] static QColor mix(const QColor& a, const QColor& b, double share);  ///< 0: a, 1: b.
    /// The sequential scale at 0 … 1, interpolated.
    [[nodiscard]] QColor sequentialAt(double position) const;

    static constexpr int pageEdge = 16, panelGap = 12, panelInside = 12, controlGap = 8, labelGap = 8, formRow = 34;
    static constexpr int menuBarHeight = 40, pageHeaderHeight = 52, panelHeaderHeight = 38, rowHeight = 28,
                         controlHeight = 28, smallControlHeight = 24, statusBarHeight = 28, railWidth = 176,
                         railFolded = 48, railRow = 36, inspectorWidth = 288;
    static constexpr int panelRadius = 6, controlRadius = 4, chipRadius = 11;
};

/// The theme in force, by the application's palette. Changes with QEvent::ApplicationPaletteChange.
[[nodiscard]] const Theme& theme();

/// Sizes of type as factors of the system font: use font(Type::…) everywhere.
enum class Type { Caption, Small, Body, Strong, Section, InspectorTitle, PageTitle, Figure, FilmTitle };
[[nodiscard]] QFont font(Type type);

/// Digits of one width: the application font is checked once; painters of numbers in tables use this.
[[nodiscard]] bool digitsHaveOneWidth(const QFont& font);

}  // namespace projectionist
