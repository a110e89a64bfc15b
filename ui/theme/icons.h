// Icons of the program, drawn as one-colour SVG on a 24 x 24 grid in resources/icons/ and found by file name.
//
// The colour is put in when drawn, and below 20 logical pixels the stroke (not the picture) is scaled so that it is
// 1.35 px on the screen. Pixmaps are kept by name, size, pixel ratio and colour; painting an icon twice costs one
// blit. A name that does not exist gives a null icon and paints nothing: tests/ui checks every name the program uses.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace lightbench::ui {

// Follows the theme by itself: text2 at rest, text when hovered, accent when on, onaccentbg on a selected row.
QIcon icon(const QString& name);
// One colour in every state.
QIcon icon(const QString& name, const QColor& color);
// The program's own, with its fill; for windows and about boxes.
QIcon applicationIcon();

// Draws into the square centred in `rect`, aligned to device pixels, at whatever zoom the painter has.
void paintIcon(QPainter* painter, const QString& name, const QRectF& rect, const QColor& color);

// `size` in logical pixels; the pixmap carries the ratio.
QPixmap iconPixmap(const QString& name, double size, double device_pixel_ratio, const QColor& color);

bool hasIcon(const QString& name);
QStringList iconNames();

}  // namespace lightbench::ui
