// SPDX-License-Identifier: GPL-3.0-or-later
// Of the plots alone.
#pragma once

#include "engine/core/error.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

class QCPPainter;

namespace projectionist {

/// Writes a picture of `size` by the ending of `path`: .svg and .pdf by `paint`, .png by `raster`. The file is put in
/// place when it is whole.
[[nodiscard]] Result<void> writePicture(const QString& path, QSize size, const QString& title,
                                        const std::function<void(QCPPainter&)>& paint,
                                        const std::function<QImage()>& raster);

}  // namespace projectionist
