#include "ui/gallery/sheets.h"

#include <QPainter>
#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

int cellWidth() { return 84 * std::max(100, Theme::instance().typePercent()) / 100; }
int cellHeight() { return 30 + 14 * Theme::instance().typePercent() / 100; }

}  // namespace

void ColorSheet::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), t.panel);
  painter.setFont(Theme::font(FontRole::kHint));
  const auto row = [&](double y, const QString& name, const auto& colors) {
    painter.setPen(t.text3);
    painter.drawText(QRectF(12, y, 90, 20), Qt::AlignVCenter, name);
    double x = 110;
    for (const QColor& color : colors) {
      paintPanel(&painter, QRectF(x, y, 48, 20), radius::kField, color, t.line);
      painter.setPen(textOn(color));
      painter.drawText(QRectF(x, y, 48, 20), Qt::AlignCenter, color.name().mid(1));
      x += 52;
    }
  };
  row(12, tr("heat"), t.heat);
  row(38, tr("diverging"), t.diverging);
  row(64, tr("categories"), t.categories);
  row(90, tr("sockets"), t.sockets);
  row(116, tr("surfaces"),
      QList<QColor>{t.window, t.panel, t.field, t.stripe, t.raised, t.hover, t.press, t.canvas, t.surround});
  row(142, tr("meaning"), QList<QColor>{t.accent, t.accentbg, t.warn, t.error, t.errorbg, t.info, t.faster, t.slower});
}

void IconSheet::resizeEvent(QResizeEvent*) {
  const int columns = std::max(1, (width() - 16) / cellWidth());
  const int rows = (static_cast<int>(iconNames().size()) + columns - 1) / columns;
  setMinimumHeight(16 + rows * cellHeight());
}

void IconSheet::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), t.panel);
  painter.setFont(Theme::font(FontRole::kHint));
  const int columns = std::max(1, (width() - 16) / cellWidth());
  int index = 0;
  for (const QString& name : iconNames()) {
    const double x = 8 + index % columns * cellWidth();
    const double y = 8 + index / columns * static_cast<double>(cellHeight());
    paintIcon(&painter, name, QRectF(x + 2, y, 24, 24), t.text);
    paintIcon(&painter, name, QRectF(x + 32, y + 4, 18, 18), t.text2);
    paintIcon(&painter, name, QRectF(x + 56, y + 6, 13, 13), t.text2);
    painter.setPen(t.text3);
    painter.drawText(QRectF(x, y + 25, cellWidth() - 4, cellHeight() - 27), Qt::AlignLeft | Qt::AlignVCenter, name);
    ++index;
  }
}

}  // namespace lightbench::ui
