// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/film_text.h"
#include "ui/models/format.h"
#include "ui/models/rows_model.h"

#include <cmath>
#include <functional>
#include <optional>
#include <type_traits>

namespace projectionist {

/// The kinds of columns that tables here are made of.

inline constexpr Qt::Alignment rightAligned = Qt::AlignRight | Qt::AlignVCenter;

/// A number with fixed decimals; NaN shows as "–" with the reason in its tooltip, sorts last and exports as an empty
/// cell.
template <class Row, class Getter>
[[nodiscard]] Column<Row> decimalColumn(QString header, QString exportName, int decimals, Getter getter,
                                        QString toolTip = {}, QString reason = {})
{
    return {std::move(header), rightAligned,
            [getter, decimals, reason](const Row& row, int role) -> QVariant {
                if (role != Qt::DisplayRole && role != SortRole && role != ExportRole && role != Qt::ToolTipRole)
                    return {};
                const auto value = getter(row);
                const bool missing = !std::isfinite(double(value));
                if (role == Qt::ToolTipRole)
                    return missing && !reason.isEmpty() ? QVariant(reason) : QVariant();
                if (role == Qt::DisplayRole)
                    return formatDecimal(double(value), decimals);
                if (missing)
                    return {};
                return role == SortRole ? QVariant(double(value))
                                        : QVariant::fromValue(value);  // float stays float in CSV
            },
            std::move(toolTip), std::move(exportName)};
}

/// A share as per cent; exported as the share.
template <class Row, class Getter>
[[nodiscard]] Column<Row> percentColumn(QString header, QString exportName, Getter getter, QString toolTip = {},
                                        QString reason = {})
{
    auto column =
        decimalColumn<Row>(std::move(header), std::move(exportName), 0, getter, std::move(toolTip), std::move(reason));
    column.value = [inner = std::move(column.value), getter](const Row& row, int role) -> QVariant {
        return role == Qt::DisplayRole ? QVariant(formatPercent(getter(row))) : inner(row, role);
    };
    return column;
}

template <class Row, class Getter>
[[nodiscard]] Column<Row> countColumn(QString header, QString exportName, Getter getter, QString toolTip = {})
{
    return {std::move(header), rightAligned,
            [getter](const Row& row, int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                    return formatCount(static_cast<std::uint64_t>(getter(row)));
                case SortRole:
                case ExportRole:
                    return static_cast<qlonglong>(getter(row));
                default:
                    return {};
                }
            },
            std::move(toolTip), std::move(exportName)};
}

/// Plain text.
template <class Row, class Getter>
[[nodiscard]] Column<Row> textColumn(QString header, QString exportName, Getter getter, QString toolTip = {})
{
    return {std::move(header), Qt::AlignLeft | Qt::AlignVCenter,
            [getter](const Row& row, int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                case Qt::ToolTipRole:
                case SortRole:
                case ExportRole:
                    return getter(row);
                default:
                    return {};
                }
            },
            std::move(toolTip), std::move(exportName)};
}

/// A bar from 0 to 1 beside a number; sorts like the share and is not exported.
template <class Row, class Getter>
[[nodiscard]] Column<Row> barColumn(Getter share, QString header = {}, QString toolTip = {})
{
    return {std::move(header),
            Qt::AlignLeft | Qt::AlignVCenter,
            [share](const Row& row, int role) -> QVariant {
                return role == ShareRole || role == SortRole ? QVariant(double(share(row))) : QVariant();
            },
            std::move(toolTip),
            {}};
}

/// A film: mark, name and muted year (FilmDelegate). `film` gives a `const FilmText&`. Exports the data's own title.
template <class Row, class Getter>
[[nodiscard]] Column<Row> filmColumn(QString header, QString exportName, Getter film, QString toolTip = {})
{
    return {std::move(header), Qt::AlignLeft | Qt::AlignVCenter,
            [film](const Row& row, int role) -> QVariant {
                const FilmText& entry = film(row);
                switch (role) {
                case Qt::DisplayRole:
                    return entry.name;
                case Qt::ToolTipRole:
                    return entry.year ? QStringLiteral("%1 (%2)").arg(entry.name).arg(*entry.year) : entry.name;
                case SortRole:
                    return entry.name;
                case ExportRole:
                    return entry.title;
                case FilmIdRole:
                    return entry.id;
                case YearRole:
                    return entry.year ? QVariant(*entry.year) : QVariant();
                case GenreGroupRole:
                    return static_cast<int>(entry.group);
                default:
                    return {};
                }
            },
            std::move(toolTip), std::move(exportName)};
}

/// A film's genres in words: "Action · Sci-Fi"; exported with | between, as MovieLens writes them.
template <class Row, class Getter>
[[nodiscard]] Column<Row> genresColumn(QString header, QString exportName, Getter film, QString toolTip = {})
{
    return {std::move(header), Qt::AlignLeft | Qt::AlignVCenter,
            [film](const Row& row, int role) -> QVariant {
                const FilmText& entry = film(row);
                switch (role) {
                case Qt::DisplayRole:
                case Qt::ToolTipRole:
                case SortRole:
                    return entry.genres.join(QStringLiteral(" · "));
                case ExportRole:
                    return entry.genres.join(QLatin1Char('|'));
                case GenreGroupRole:
                    return static_cast<int>(entry.group);
                default:
                    return {};
                }
            },
            std::move(toolTip), std::move(exportName)};
}

}  // namespace projectionist
