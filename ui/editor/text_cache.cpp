#include "ui/editor/text_cache.h"

#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <QStaticText>

namespace lightbench::ui {
namespace {

// A screenful of nodes has some hundred different texts; times change every run, so the cache is emptied at times.
constexpr int kKeptTexts = 4096;

struct CachedText {
  QStaticText text;
  double width = 0;
};

struct RoleCache {
  QFont font;
  double ascent = 0;
  QHash<QString, CachedText> texts;
  QHash<QString, QString> elided;
};

// The fonts belong to the theme; another font empties everything.
RoleCache& cacheOf(FontRole role) {
  static QHash<int, RoleCache> caches;
  const QFont font = canvasFont(role);
  RoleCache& cache = caches[static_cast<int>(role)];
  if (cache.font != font || cache.ascent <= 0) {
    cache = {font, QFontMetricsF(font).ascent(), {}, {}};
  }
  if (cache.texts.size() > kKeptTexts) cache.texts.clear();
  if (cache.elided.size() > kKeptTexts) cache.elided.clear();
  return cache;
}

CachedText& textOf(RoleCache& cache, const QString& text) {
  auto found = cache.texts.find(text);
  if (found == cache.texts.end()) {
    CachedText made;
    made.text.setText(text);
    made.text.setTextFormat(Qt::PlainText);
    made.text.setPerformanceHint(QStaticText::AggressiveCaching);
    made.width = QFontMetricsF(cache.font).horizontalAdvance(text);
    found = cache.texts.insert(text, made);
  }
  return *found;
}

void draw(QPainter& painter, const QPointF& at, RoleCache& cache, const CachedText& text, const QColor& color) {
  painter.setFont(cache.font);
  painter.setPen(color);
  painter.drawStaticText(QPointF(at.x(), at.y() - cache.ascent), text.text);
}

}  // namespace

QFont canvasFont(FontRole role) {
  QFont font = Theme::font(role);
  font.setPointSizeF(font.pointSizeF() * 100 / Theme::instance().typePercent());
  return font;
}

void drawText(QPainter& painter, const QPointF& at, const QString& text, FontRole role, const QColor& color) {
  if (text.isEmpty()) return;
  RoleCache& cache = cacheOf(role);
  draw(painter, at, cache, textOf(cache, text), color);
}

double drawTextRight(QPainter& painter, const QPointF& at, const QString& text, FontRole role, const QColor& color) {
  if (text.isEmpty()) return 0;
  RoleCache& cache = cacheOf(role);
  const CachedText& found = textOf(cache, text);
  draw(painter, at - QPointF(found.width, 0), cache, found, color);
  return found.width;
}

double textWidth(const QString& text, FontRole role) { return text.isEmpty() ? 0 : textOf(cacheOf(role), text).width; }

QString elidedText(const QString& text, FontRole role, double width, Qt::TextElideMode mode) {
  RoleCache& cache = cacheOf(role);
  if (textOf(cache, text).width <= width) return text;
  const QString key = text + QChar('\n') + QString::number(width, 'f', 1) + QChar('\n') + QString::number(mode);
  auto found = cache.elided.find(key);
  if (found == cache.elided.end()) {
    found = cache.elided.insert(key, QFontMetricsF(cache.font).elidedText(text, mode, width));
  }
  return *found;
}

}  // namespace lightbench::ui
