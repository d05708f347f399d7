// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

QColor colour(QRgb rgb)
{
    return QColor::fromRgb(rgb);
}

Theme makeLight()
{
    Theme t;
    t.dark = false;
    t.window = colour(0xF3F4F6);
    t.panel = colour(0xFFFFFF);
    t.alt = colour(0xF8F9FA);
    t.border = colour(0xD9DDE3);
    t.strong = colour(0xB9C0CA);
    t.control = colour(0x8C95A1);
    t.text = colour(0x1B1F24);
    t.muted = colour(0x59626E);
    t.faint = colour(0x87909C);
    t.accent = colour(0x0072B2);
    t.onAccent = colour(0xFFFFFF);
    t.selection = colour(0xDCEBF6);
    t.hover = colour(0xEEF1F4);
    t.grid = colour(0xE9ECF0);
    t.axis = colour(0x9AA3AE);
    t.off = colour(0xC9CFD7);
    t.context = colour(0xCDD3DA);
    t.track = colour(0xE6E9ED);
    t.good = colour(0x00795A);
    t.warn = colour(0x9A5B00);
    t.bad = colour(0xB23C00);
    t.warnGround = colour(0xFDF3E1);
    t.tip = colour(0x262B31);
    t.tipText = colour(0xF2F4F6);
    t.tipAction = colour(0x8CD0F5);
    t.blue = colour(0x0072B2);
    t.vermilion = colour(0xD55E00);
    t.green = colour(0x009E73);
    t.purple = colour(0xCC79A7);
    t.orange = colour(0xE69F00);
    t.sky = colour(0x56B4E9);
    t.yellow = colour(0xF0E442);
    t.ink = colour(0x2A2F36);
    t.grey = colour(0x9AA3AE);
    t.orangeEdge = colour(0xA87400);
    t.skyEdge = colour(0x2E86B8);
    t.yellowEdge = colour(0x857D00);
    t.sequential = {colour(0xDCEBF6), colour(0xA6CDE6), colour(0x6BAED6),
                    colour(0x2E86BF), colour(0x0B5F97), colour(0x083B61)};
    t.divergingMiddle = colour(0xE6E9ED);
    return t;
}

Theme makeDark()
{
    Theme t;
    t.dark = true;
    t.window = colour(0x16191D);
    t.panel = colour(0x1E2227);
    t.alt = colour(0x23282E);
    t.border = colour(0x343B44);
    t.strong = colour(0x4C5662);
    t.control = colour(0x6B7683);
    t.text = colour(0xE4E8EC);
    t.muted = colour(0xA0A9B4);
    t.faint = colour(0x737E8A);
    t.accent = colour(0x56B4E9);
    t.onAccent = colour(0x08141C);
    t.selection = colour(0x1D3D54);
    t.hover = colour(0x292F36);
    t.grid = colour(0x2A3037);
    t.axis = colour(0x5D6873);
    t.off = colour(0x46505B);
    t.context = colour(0x48525D);
    t.track = colour(0x2D343B);
    t.good = colour(0x3CC79B);
    t.warn = colour(0xF0B84A);
    t.bad = colour(0xF58A57);
    t.warnGround = colour(0x33290F);
    t.tip = colour(0x39424C);
    t.tipText = colour(0xF2F4F6);
    t.tipAction = colour(0x8CD0F5);
    t.blue = colour(0x4A9FE0);
    t.vermilion = colour(0xF0793A);
    t.green = colour(0x1FB98C);
    t.purple = colour(0xDE93BC);
    t.orange = colour(0xE69F00);
    t.sky = colour(0x8CD0F5);
    t.yellow = colour(0xF0E442);
    t.ink = colour(0xDDE2E7);
    t.grey = colour(0x7C8794);
    t.orangeEdge = t.orange;  // dark grounds need no edge
    t.skyEdge = t.sky;
    t.yellowEdge = t.yellow;
    t.sequential = {colour(0x24384A), colour(0x2B5A7C), colour(0x3280B3),
                    colour(0x56A8DC), colour(0x8CCBF0), colour(0xD6EEFB)};
    t.divergingMiddle = colour(0x3A424B);
    return t;
}

double factorOf(Type type)
{
    switch (type) {
    case Type::Caption:
        return 0.85;
    case Type::Small:
        return 0.92;
    case Type::Body:
    case Type::Strong:
    case Type::Section:
        return 1.0;
    case Type::InspectorTitle:
        return 1.23;
    case Type::PageTitle:
        return 1.38;
    case Type::Figure:
        return 1.5;
    case Type::FilmTitle:
        return 1.85;
    }
    return 1.0;
}

}  // namespace

const Theme& Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme& Theme::darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

QColor Theme::mix(const QColor& a, const QColor& b, double share)
{
    const auto part = [share](float x, float y) { return x + (y - x) * static_cast<float>(share); };
    return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()),
                            part(a.alphaF(), b.alphaF()));
}

QColor Theme::disabled() const
{
    return mix(muted, panel, 0.55);
}

QPalette Theme::palette() const
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor& colour) { p.setColor(QPalette::All, role, colour); };
    set(QPalette::Window, window);
    set(QPalette::WindowText, text);
    set(QPalette::Base, panel);
    set(QPalette::AlternateBase, alt);
    set(QPalette::Text, text);
    set(QPalette::Button, panel);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, onAccent);
    set(QPalette::Highlight, accent);
    set(QPalette::HighlightedText, onAccent);
    set(QPalette::PlaceholderText, faint);
    set(QPalette::ToolTipBase, tip);
    set(QPalette::ToolTipText, tipText);
    set(QPalette::Link, accent);
    set(QPalette::LinkVisited, accent);
    set(QPalette::Light, panel);
    set(QPalette::Midlight, border);
    set(QPalette::Mid, strong);
    set(QPalette::Dark, control);
    set(QPalette::Shadow, dark ? window.darker(150) : muted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, disabled());
    p.setColor(QPalette::Disabled, QPalette::Highlight, strong);
    return p;
}

QColor Theme::sequentialAt(double position) const
{
    if (!(position > 0))
        return sequential.front();
    const double place = std::min(position, 1.0) * static_cast<double>(sequential.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(place), sequential.size() - 2);
    return mix(sequential[index], sequential[index + 1], place - static_cast<double>(index));
}

const Theme& theme()
{
    const QPalette palette = QGuiApplication::palette();
    const bool dark = palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
    return dark ? Theme::darkTheme() : Theme::light();
}

QFont font(Type type)
{
    QFont font = QGuiApplication::font();
    const double factor = factorOf(type);
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * factor)));
    const bool regular = type == Type::Caption || type == Type::Small || type == Type::Body;
    font.setWeight(regular ? QFont::Normal : QFont::DemiBold);
    return font;
}

bool digitsHaveOneWidth(const QFont& font)
{
    static QHash<QString, bool> known;  // the window's thread only
    const QString key = font.key();
    const auto found = known.constFind(key);
    if (found != known.constEnd())
        return *found;
    const QFontMetricsF metrics(font);
    const double zero = metrics.horizontalAdvance(QLatin1Char('0'));
    bool same = true;
    for (char digit = '1'; digit <= '9'; ++digit)
        same = same && std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - zero) < 0.01;
    known.insert(key, same);
    return same;
}

}  // namespace projectionist
