#include "ui/viewer/reading_strip.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kItemGap = 20;
constexpr double kLabelGap = 6;
constexpr double kColumnGap = 4;
constexpr double kDetailGap = 8;
constexpr double kSwatch = 11;

double columnWidth(const QFontMetricsF& metrics, const QStringList& texts, const QStringList& widest, qsizetype index) {
  const double own = metrics.horizontalAdvance(texts[index]);
  return index < widest.size() ? std::max(own, metrics.horizontalAdvance(widest[index])) : own;
}

double columnsWidth(const QFontMetricsF& metrics, const QStringList& texts, const QStringList& widest) {
  double width = 0;
  for (qsizetype i = 0; i < texts.size(); ++i)
    width += (i > 0 ? kColumnGap : 0) + columnWidth(metrics, texts, widest, i);
  return width;
}

// Draws the texts flush right in their columns; returns where they end.
double paintColumns(QPainter* painter, double x, double height, const QStringList& texts, const QStringList& widest) {
  const QFontMetricsF metrics(painter->font());
  for (qsizetype i = 0; i < texts.size(); ++i) {
    if (i > 0) x += kColumnGap;
    const double width = columnWidth(metrics, texts, widest, i);
    painter->drawText(QRectF(x - 2, 0, width + 2, height), Qt::AlignVCenter | Qt::AlignRight, texts[i]);
    x += width;
  }
  return x;
}

QFont figureFont(const StripItem& item) { return Theme::font(item.strong ? FontRole::kBodyMedium : FontRole::kBody); }

}  // namespace

ReadingStrip::ReadingStrip(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void ReadingStrip::setItems(const QVector<StripItem>& items) {
  items_ = items;
  setAccessibleDescription(text());
  updateGeometry();
  update();
}

QString ReadingStrip::text() const {
  QStringList parts;
  for (const StripItem& item : items_) {
    QStringList words;
    if (!item.label.isEmpty()) words << item.label;
    words << item.figures << item.details;
    parts << words.join(QLatin1Char(' '));
  }
  return parts.join(QStringLiteral(", "));
}

double ReadingStrip::widthOf(const StripItem& item, bool details) const {
  double width = item.swatch.isValid() ? kSwatch + kLabelGap : 0;
  if (!item.label.isEmpty()) {
    width += QFontMetricsF(Theme::font(FontRole::kBody)).horizontalAdvance(item.label) +
             (item.figures.isEmpty() ? 0 : kLabelGap);
  }
  width += columnsWidth(QFontMetricsF(figureFont(item)), item.figures, item.widest);
  if (details && !item.details.isEmpty()) {
    width +=
        kDetailGap + columnsWidth(QFontMetricsF(Theme::font(FontRole::kSecondary)), item.details, item.widest_details);
  }
  return width;
}

QVector<ReadingStrip::Laid> ReadingStrip::layOut() const {
  const auto place = [this](bool details, int most_rank) {
    QVector<Laid> laid;
    double x = 0;
    for (int i = 0; i < items_.size(); ++i) {
      if (items_[i].rank > most_rank) continue;
      const double width = widthOf(items_[i], details);
      laid.append({i, x, width, details});
      x += width + kItemGap;
    }
    return laid;
  };
  const auto end = [](const QVector<Laid>& laid) { return laid.isEmpty() ? 0 : laid.last().x + laid.last().width; };
  int rank = 0;
  for (const StripItem& item : items_) rank = std::max(rank, item.rank);
  QVector<Laid> laid = place(true, rank);
  if (end(laid) <= width()) return laid;
  for (; rank >= 0; --rank) {
    laid = place(false, rank);
    if (end(laid) <= width()) break;
  }
  return laid;
}

QSize ReadingStrip::sizeHint() const {
  double width = 0;
  for (const StripItem& item : items_) width += widthOf(item, true) + kItemGap;
  return {static_cast<int>(std::ceil(std::max(0.0, width - kItemGap))), Theme::metrics().info_line};
}

QSize ReadingStrip::minimumSizeHint() const { return {0, Theme::metrics().info_line}; }

void ReadingStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Tokens& tokens = Theme::tokens();
  for (const Laid& laid : layOut()) {
    const StripItem& item = items_[laid.item];
    double x = laid.x;
    if (item.swatch.isValid()) {
      paintPanel(&painter, QRectF(x, (height() - kSwatch) / 2, kSwatch, kSwatch), radius::kBlock, item.swatch,
                 tokens.line2);
      x += kSwatch + kLabelGap;
    }
    if (!item.label.isEmpty()) {
      painter.setFont(Theme::font(item.accent ? FontRole::kBodyMedium : FontRole::kBody));
      painter.setPen(item.accent ? tokens.accent : tokens.text3);
      const double advance = QFontMetricsF(Theme::font(FontRole::kBody)).horizontalAdvance(item.label);
      painter.drawText(QRectF(x, 0, advance + 4, height()), Qt::AlignVCenter | Qt::AlignLeft, item.label);
      x += advance + kLabelGap;
    }
    painter.setFont(figureFont(item));
    painter.setPen(item.strong ? tokens.text : tokens.text2);
    x = paintColumns(&painter, x, height(), item.figures, item.widest);
    if (laid.details && !item.details.isEmpty()) {
      painter.setFont(Theme::font(FontRole::kSecondary));
      painter.setPen(tokens.text3);
      paintColumns(&painter, x + kDetailGap, height(), item.details, item.widest_details);
    }
  }
}

bool ReadingStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Laid& laid : layOut()) {
      if (help->pos().x() < laid.x || help->pos().x() > laid.x + laid.width) continue;
      if (!items_[laid.item].tool_tip.isEmpty()) {
        QToolTip::showText(help->globalPos(), items_[laid.item].tool_tip, this);
        return true;
      }
    }
    QToolTip::hideText();
    event->ignore();
    return true;
  }
  return QWidget::event(event);
}

}  // namespace lightbench::ui
