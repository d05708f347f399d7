// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include <array>
#include <span>
#include <string>

class QPainter;
class QRectF;

namespace projectionist {

/// The nine groups that films are marked by, in the order of the legend: the first group from the top that a film's
/// genres fit wins.
enum class GenreGroup { Documentary, Childrens, Horror, SciFi, Action, Thriller, Comedy, Drama, None };
inline constexpr int genreGroupCount = 9;

[[nodiscard]] QString
nameOf(GenreGroup group);  ///< "Documentary", "Children’s", "Sci-Fi, fantasy", "Action, western", …, "No genre".
[[nodiscard]] GenreGroup genreGroup(std::span<const std::string> genres);
[[nodiscard]] GenreGroup genreGroup(std::span<const std::string> genres, std::span<const GenreGroup> order);

[[nodiscard]] QColor genreColour(GenreGroup group);
/// The mark: colour and shape together, as tall as `rect` (12 px in tables and lists).
void paintGenreMark(QPainter& painter, const QRectF& rect, GenreGroup group);

}  // namespace projectionist
