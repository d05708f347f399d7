// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"

#include <QImage>
#include <QString>
#include <QWidget>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

class QCPPainter;
class QMenu;
class QTimer;

namespace projectionist {

class Canvas;

/// What a chart shows, as a table: for CSV and for the clipboard. An empty cell is "not computed".
struct PlotTable {
    using Cell = std::variant<std::monostate, std::string, double, std::int64_t>;
    std::vector<std::string> header;
    std::vector<std::vector<Cell>> rows;
};

/// A chart: takes plain data, paints it in the theme in force and follows changes of theme and of device pixel ratio.
/// Knows neither session nor jobs. Saves itself as a picture and its data as a table.
class PlotWidget : public QWidget {
    Q_OBJECT

public:
    ~PlotWidget() override;

    /// Stands above saved pictures; also the accessible name. On screen the panel around the chart shows it.
    void setTitle(const QString& title);
    [[nodiscard]] const QString& title() const { return m_title; }
    /// Stands below saved pictures and as comment lines in CSV: "Simulated data: …", or the run.
    void setFooter(const QString& footer);
    [[nodiscard]] const QString& footer() const { return m_footer; }
    /// What dialogs offer as the name of a file, without the ending.
    void setFileName(const QString& name) { m_fileName = name; }
    [[nodiscard]] const QString& fileName() const { return m_fileName; }

    /// By the name's ending: .png (twice the size on screen), .svg or .pdf. The old file stays untouched unless the new
    /// one is whole. Errors: InvalidOption (another ending), NotFound, Unwritable, DiskFull, NotAFile.
    [[nodiscard]] Result<void> savePicture(const QString& path) const;
    /// table() as CSV, the title and the footer as comments. The same errors.
    [[nodiscard]] Result<void> saveCsv(const QString& path) const;
    /// The picture as it would be saved, `scale` times the size on screen.
    [[nodiscard]] QImage picture(double scale = 2) const;
    void copyPicture() const;
    void copyData() const;  ///< table() with tabs, for spreadsheets.

    [[nodiscard]] virtual PlotTable table() const = 0;
    /// What the chart shows, in a sentence or two: its accessible description.
    [[nodiscard]] virtual QString summary() const = 0;

    /// "Copy picture", "Copy data", "Save picture…", "Save data…" for the ⋯ menu of the chart's panel, with what the
    /// chart adds of its own. The dialogs are the chart's; results come as signals.
    virtual void fillMenu(QMenu& menu);
    /// Ask for a file and save into it: what the menu's entries do.
    void choosePicture();
    void chooseCsv();

    [[nodiscard]] QSize sizeHint() const override { return {420, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

Q_SIGNALS:
    void exported(const QString& path);
    void exportFailed(const projectionist::Error& error);

protected:
    explicit PlotWidget(QWidget* parent);

    [[nodiscard]] Canvas& canvas() const { return *m_canvas; }
    /// Repaints everything soon, once for all calls of this turn of the event loop.
    void replotSoon();
    /// The same, at most 20 times a second: for data that streams in.
    void replotWhenDue();
    /// summary() may have changed: the accessible description follows within a moment.
    void summaryChanged();

    /// A checkable entry of the ⋯ menu.
    void addSwitch(QMenu& menu, const QString& text, bool on, const std::function<void(bool on)>& set);

    /// True while the focus came by the keyboard: only then it is drawn.
    [[nodiscard]] bool showsFocus() const { return m_showsFocus && hasFocus(); }

    virtual void themeChanged() {}
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void takeSize() const;
    [[nodiscard]] QSize pictureSize() const;
    void matchRatio();
    void placeCanvas();
    void applyTheme();
    void paintPicture(QCPPainter& painter) const;

    void choose(const QString& caption, const QString& suffix, const QStringList& filters,
                Result<void> (PlotWidget::*save)(const QString&) const);

    Canvas* m_canvas;
    QTimer* m_replotTimer;
    QTimer* m_summaryTimer;
    QString m_title, m_footer, m_fileName;
    bool m_showsFocus = false;
};

}  // namespace projectionist
