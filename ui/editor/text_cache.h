// Texts of the graph as QStaticText, laid out once and drawn at any zoom as glyphs, not as scaled pixmaps. Their size
// is that of the design whatever type size is set for the window: on the canvas, zoom makes things larger.
#pragma once

#include <QColor>
#include <QPointF>
#include <QString>

#include "ui/theme/theme.h"

class QPainter;

namespace lightbench::ui {

// The theme's font of a role at the canvas's own size.
QFont canvasFont(FontRole role);
// `at` is the left end of the baseline.
void drawText(QPainter& painter, const QPointF& at, const QString& text, FontRole role, const QColor& color);
// `at` is the right end of the baseline; gives back the width drawn.
double drawTextRight(QPainter& painter, const QPointF& at, const QString& text, FontRole role, const QColor& color);
double textWidth(const QString& text, FontRole role);
// Shortened with "…" to fit `width`.
QString elidedText(const QString& text, FontRole role, double width, Qt::TextElideMode mode = Qt::ElideRight);

}  // namespace lightbench::ui
