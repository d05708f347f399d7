// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

static void initialiseResources()
{
    Q_INIT_RESOURCE(resources);  // outside of every namespace, as the macro demands
}

namespace projectionist {

namespace {

QByteArray source(const QString& name)
{
    static const bool initialised = (initialiseResources(), true);
    Q_UNUSED(initialised)
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("No icon is called %s", qPrintable(name));
        return {};
    }
    return file.readAll();
}

class SymbolEngine : public QIconEngine {
public:
    explicit SymbolEngine(QString name, QColor colour = {}) : m_name(std::move(name)), m_colour(std::move(colour)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = std::min(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side);
        painter->drawPixmap(square,
                            iconPixmap(m_name, side, colour(mode, state), painter->device()->devicePixelRatioF()));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        const int side = std::min(size.width(), size.height());
        QPixmap pixmap = iconPixmap(m_name, static_cast<int>(std::lround(side / scale)), colour(mode, state), scale);
        return pixmap;
    }

    QIconEngine* clone() const override { return new SymbolEngine(*this); }
    QString key() const override { return QStringLiteral("projectionist-symbol"); }

private:
    [[nodiscard]] QColor colour(QIcon::Mode mode, QIcon::State state) const
    {
        const Theme& t = theme();
        if (m_colour.isValid())
            return m_colour;
        if (mode == QIcon::Disabled)
            return t.disabled();
        if (state == QIcon::On || mode == QIcon::Selected)
            return t.accent;
        return mode == QIcon::Active ? t.text : t.muted;
    }

    QString m_name;
    QColor m_colour;
};

}  // namespace

QIcon icon(const QString& name)
{
    return QIcon(new SymbolEngine(name));
}

QIcon icon(const QString& name, const QColor& colour)
{
    return QIcon(new SymbolEngine(name, colour));
}

QPixmap iconPixmap(const QString& name, int size, const QColor& colour, double deviceRatio)
{
    const int pixels = std::max(1, static_cast<int>(std::ceil(size * deviceRatio)));
    const QString key = QStringLiteral("icon:%1:%2:%3").arg(name).arg(pixels).arg(colour.name(QColor::HexArgb));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap(pixels, pixels);
        pixmap.fill(Qt::transparent);
        QByteArray drawing = source(name).replace("currentColor", colour.name().toLatin1());
        if (size < 16)  // a line of 1.5 on a grid of 20 would fade away
            drawing.replace("stroke-width=\"1.5\"", "stroke-width=\"" + QByteArray::number(23.0 / size, 'f', 2) + '"');
        QSvgRenderer renderer(drawing);
        QPainter painter(&pixmap);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
        painter.end();
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(deviceRatio);
    return pixmap;
}

void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour)
{
    const int side = static_cast<int>(std::lround(std::min(rect.width(), rect.height())));
    const QPointF corner = rect.center() - QPointF(side / 2.0, side / 2.0);
    painter.drawPixmap(QPointF(std::round(corner.x()), std::round(corner.y())),
                       iconPixmap(name, side, colour, painter.device()->devicePixelRatioF()));
}

}  // namespace projectionist
