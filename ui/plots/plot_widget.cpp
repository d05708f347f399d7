// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_widget.h"

#include "engine/core/csv_writer.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/plots/picture_file.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QResizeEvent>
#include <QTimer>
#include <QWindow>

#include <cmath>
#include <type_traits>

namespace projectionist {

namespace {

constexpr int titleHeight = 32, footerHeight = 24;

std::filesystem::path toPath(const QString& path)
{
    return std::filesystem::path(path.toStdString());
}

}  // namespace

PlotWidget::PlotWidget(QWidget* parent)
    : QWidget(parent), m_canvas(new Canvas(this)), m_replotTimer(new QTimer(this)), m_summaryTimer(new QTimer(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_replotTimer->setSingleShot(true);
    m_replotTimer->setInterval(50);
    connect(m_replotTimer, &QTimer::timeout, this, &PlotWidget::replotSoon);
    m_summaryTimer->setSingleShot(true);
    m_summaryTimer->setInterval(200);
    m_canvas->add(Canvas::Level::Overlay, [this](QCPPainter& painter) {
        if (showsFocus())
            paintFocus(painter, QRectF(m_canvas->rect()));
    });
    connect(m_summaryTimer, &QTimer::timeout, this, [this] { setAccessibleDescription(summary()); });
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(title);
}

void PlotWidget::setFooter(const QString& footer)
{
    m_footer = footer;
}

void PlotWidget::replotSoon()
{
    m_canvas->replotSoon();
}

void PlotWidget::replotWhenDue()
{
    if (!m_replotTimer->isActive())
        m_replotTimer->start();
}

void PlotWidget::summaryChanged()
{
    if (!m_summaryTimer->isActive())
        m_summaryTimer->start();
}

void PlotWidget::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange ||
        event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        applyTheme();
}

void PlotWidget::applyTheme()
{
    m_canvas->applyTheme();
    themeChanged();
    replotSoon();
}

void PlotWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeCanvas();
}

void PlotWidget::placeCanvas()
{
    // Where a unit is not a whole number of pixels, the last column and row would run over the line of the panel.
    const double ratio = devicePixelRatioF();
    const bool isWhole = qFuzzyCompare(ratio, std::round(ratio));
    m_canvas->setGeometry(isWhole ? rect() : rect().adjusted(0, 0, -1, -1));
}

void PlotWidget::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    matchRatio();
    // Qt 6.4 sends no event of its own when the ratio changes: the window tells when it moves to another screen.
    if (auto* handle = window()->windowHandle())
        connect(handle, &QWindow::screenChanged, this, &PlotWidget::matchRatio, Qt::UniqueConnection);
}

void PlotWidget::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_showsFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    m_canvas->replotOverlay();
}

void PlotWidget::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_canvas->replotOverlay();
}

void PlotWidget::matchRatio()
{
    placeCanvas();
    m_canvas->matchRatio();
}

void PlotWidget::takeSize() const
{
    // Qt keeps the resize events of widgets back that are not shown.
    for (QWidget* widget : {m_canvas->parentWidget(), static_cast<QWidget*>(m_canvas)}) {
        if (!widget->testAttribute(Qt::WA_PendingResizeEvent))
            continue;
        widget->setAttribute(Qt::WA_PendingResizeEvent, false);
        QResizeEvent event(widget->size(), QSize());
        QCoreApplication::sendEvent(widget, &event);
    }
}

QSize PlotWidget::pictureSize() const
{
    takeSize();
    return m_canvas->size() + QSize(0, (m_title.isEmpty() ? 0 : titleHeight) + (m_footer.isEmpty() ? 0 : footerHeight));
}

void PlotWidget::paintPicture(QCPPainter& painter) const
{
    const Theme& t = theme();
    const QSize size = pictureSize();
    painter.fillRect(QRect(QPoint(), size), t.panel);
    const int top = m_title.isEmpty() ? 0 : titleHeight;
    m_canvas->exporting = true;
    painter.save();
    painter.translate(0, top);
    m_canvas->toPainter(&painter, m_canvas->width(), m_canvas->height());
    painter.restore();
    m_canvas->exporting = false;
    if (!m_title.isEmpty())
        paintText(painter, {12, titleHeight / 2.0}, m_title, face(Type::Section), t.text);
    if (!m_footer.isEmpty())
        paintText(painter, {12, size.height() - footerHeight / 2.0}, m_footer, face(Type::Caption), t.muted);
}

QImage PlotWidget::picture(double scale) const
{
    QImage image((QSizeF(pictureSize()) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.setDotsPerMeterX(qRound(96 / 0.0254 * scale));
    image.setDotsPerMeterY(qRound(96 / 0.0254 * scale));
    image.fill(theme().panel);
    QCPPainter painter(&image);
    painter.setMode(QCPPainter::pmNonCosmetic);
    paintPicture(painter);
    painter.end();
    return image;
}

Result<void> PlotWidget::savePicture(const QString& path) const
{
    return writePicture(
        path, pictureSize(), m_title, [this](QCPPainter& painter) { paintPicture(painter); },
        [this] { return picture(2); });
}

void PlotWidget::copyPicture() const
{
    QGuiApplication::clipboard()->setImage(picture(2));
}

Result<void> PlotWidget::saveCsv(const QString& path) const
{
    auto writer = CsvWriter::create(toPath(path));
    if (!writer)
        return tl::unexpected(writer.error());
    if (!m_title.isEmpty())
        writer->comment(m_title.toStdString());
    if (!m_footer.isEmpty())
        writer->comment(m_footer.toStdString());
    const PlotTable table = this->table();
    for (const auto& name : table.header)
        writer->text(name);
    writer->endRow();
    for (const auto& row : table.rows) {
        for (const auto& cell : row) {
            std::visit(
                [&](const auto& value) {
                    using Value = std::decay_t<decltype(value)>;
                    if constexpr (std::is_same_v<Value, std::string>)
                        writer->text(value);
                    else if constexpr (std::is_same_v<Value, double>)
                        writer->number(value);
                    else if constexpr (std::is_same_v<Value, std::int64_t>)
                        writer->integer(value);
                    else
                        writer->blank();
                },
                cell);
        }
        if (!writer->endRow())
            break;
    }
    return writer->finish();
}

void PlotWidget::copyData() const
{
    QString text;
    const PlotTable table = this->table();
    const auto append = [&text](const QString& cell, bool first) {
        if (!first)
            text += QLatin1Char('\t');
        text += cell;
    };
    for (std::size_t i = 0; i < table.header.size(); ++i)
        append(QString::fromStdString(table.header[i]), i == 0);
    text += QLatin1Char('\n');
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            QString cell;
            if (const auto* words = std::get_if<std::string>(&row[i]))
                cell = QString::fromStdString(*words).replace(QLatin1Char('\t'), QLatin1Char(' '));
            else if (const auto* number = std::get_if<double>(&row[i]))
                cell = QString::number(*number, 'g', QLocale::FloatingPointShortest);
            else if (const auto* integer = std::get_if<std::int64_t>(&row[i]))
                cell = QString::number(*integer);
            append(cell, i == 0);
        }
        text += QLatin1Char('\n');
    }
    QGuiApplication::clipboard()->setText(text);
}

void PlotWidget::fillMenu(QMenu& menu)
{
    menu.addAction(tr("Copy picture"), this, &PlotWidget::copyPicture);
    menu.addAction(tr("Copy data"), this, &PlotWidget::copyData);
    menu.addSeparator();
    menu.addAction(tr("Save picture…"), this, &PlotWidget::choosePicture);
    menu.addAction(tr("Save data…"), this, &PlotWidget::chooseCsv);
}

void PlotWidget::addSwitch(QMenu& menu, const QString& text, bool on, const std::function<void(bool)>& set)
{
    auto* action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::toggled, this, set);
}

void PlotWidget::choose(const QString& caption, const QString& suffix, const QStringList& filters,
                        Result<void> (PlotWidget::*save)(const QString&) const)
{
    auto* dialog = new QFileDialog(this, caption);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(suffix);
    if (!m_fileName.isEmpty())
        dialog->selectFile(m_fileName + QLatin1Char('.') + suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QLatin1String("*."), 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, save](const QString& path) {
        if (const auto result = (this->*save)(path))
            Q_EMIT exported(path);
        else
            Q_EMIT exportFailed(result.error());
    });
    dialog->open();
}

void PlotWidget::choosePicture()
{
    choose(tr("Save picture"), QStringLiteral("png"),
           {tr("Picture (*.png)"), tr("Vector picture (*.svg)"), tr("Document (*.pdf)")}, &PlotWidget::savePicture);
}

void PlotWidget::chooseCsv()
{
    choose(tr("Save data"), QStringLiteral("csv"), {tr("Table (*.csv)")}, &PlotWidget::saveCsv);
}

}  // namespace projectionist
