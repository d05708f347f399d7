// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/picture_file.h"

#include "engine/core/file.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImageWriter>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <qcustomplot.h>

#include <filesystem>
#include <span>

namespace projectionist {

namespace {

constexpr int unitsPerInch = 96;

QByteArray svg(QSize size, const QString& title, const std::function<void(QCPPainter&)>& paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    generator.setResolution(unitsPerInch);
    generator.setTitle(title);
    generator.setDescription({});
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNonCosmetic);
    paint(painter);
    painter.end();
    return buffer.data();
}

QByteArray pdf(QSize size, const QString& title, const std::function<void(QCPPainter&)>& paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(unitsPerInch);  // one unit of the picture is one of the page: words keep their size
    writer.setTitle(title);
    writer.setCreator(QStringLiteral("Projectionist"));
    const QSizeF points = QSizeF(size) * (72.0 / unitsPerInch);
    writer.setPageLayout(QPageLayout(QPageSize(points, QPageSize::Point, {}, QPageSize::ExactMatch),
                                     QPageLayout::Portrait, QMarginsF()));
    QCPPainter painter;
    painter.begin(&writer);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNonCosmetic);
    paint(painter);
    painter.end();
    return buffer.data();
}

QByteArray png(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter(&buffer, "png").write(image);
    return bytes;
}

}  // namespace

Result<void> writePicture(const QString& path, QSize size, const QString& title,
                          const std::function<void(QCPPainter&)>& paint, const std::function<QImage()>& raster)
{
    // Opened first: a folder that cannot be written to is told before the work.
    const QString ending = QFileInfo(path).suffix().toLower();
    const bool isKnown =
        ending == QLatin1String("png") || ending == QLatin1String("svg") || ending == QLatin1String("pdf");
    const bool isDevice = QFileInfo::exists(path) && !QFileInfo(path).isFile() && !QFileInfo(path).isDir();
    if (!isKnown && !isDevice)
        return failure(ErrorCode::InvalidOption,
                       "Pictures are saved as .png, .svg or .pdf: give the file such an ending.", path.toStdString());
    auto file = AtomicFile::create(std::filesystem::path(path.toStdString()));
    if (!file)
        return tl::unexpected(file.error());
    const QByteArray bytes = ending == QLatin1String("svg")   ? svg(size, title, paint)
                             : ending == QLatin1String("pdf") ? pdf(size, title, paint)
                                                              : png(raster());
    if (bytes.isEmpty())
        return failure(ErrorCode::OutOfMemory, "The picture does not fit into memory: make the window smaller.",
                       path.toStdString());
    file->write(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    return file->commit();
}

}  // namespace projectionist
