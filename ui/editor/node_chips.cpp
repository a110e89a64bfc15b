#include "ui/editor/node_chips.h"

#include <QPainter>

#include "ui/editor/text_cache.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace lightbench::ui {
namespace {

constexpr double kHeight = 16;
constexpr double kInside = 5;
constexpr double kGap = 4;
constexpr double kIcon = 10;
constexpr double kBaseline = 12;

double chipWidth(const FaceChip& chip) {
  const double icon = chip.kind == FaceChip::Kind::kPlain ? 0 : kIcon + 3;
  return 2 * kInside + icon + textWidth(chip.text, FontRole::kHintMedium);
}

void paintChip(QPainter& painter, const QRectF& area, const FaceChip& chip, const Tokens& t) {
  const bool gpu = chip.kind == FaceChip::Kind::kGpu;
  if (gpu) {
    paintPanel(&painter, area, radius::kRoundChip, t.hover, t.ctl);
  } else {
    paintPanel(&painter, area, radius::kField, QColor(), t.line2);
  }
  const QColor color = gpu ? t.text : t.text2;
  double x = area.left() + kInside;
  if (chip.kind != FaceChip::Kind::kPlain) {
    const QString name = gpu ? QStringLiteral("gpu") : QStringLiteral("cpu");
    paintIcon(&painter, name, QRectF(x, area.top() + 3, kIcon, kIcon), color);
    x += kIcon + 3;
  }
  drawText(painter, QPointF(x, area.top() + kBaseline), chip.text, FontRole::kHintMedium, color);
}

// Right-aligned; gives back its left edge.
double paintChange(QPainter& painter, const QPointF& right_top, const FaceChange& change, const Tokens& t) {
  constexpr double kSign = 10;
  const QColor color = changeColor(change, t);
  const double text = textWidth(change.text, FontRole::kHintMedium);
  const double left = right_top.x() - text - (change.text.isEmpty() ? 0 : 2) - kSign;
  paintIcon(&painter, changeIcon(change), QRectF(left, right_top.y() + 3, kSign, kSign), color);
  drawTextRight(painter, QPointF(right_top.x(), right_top.y() + kBaseline), change.text, FontRole::kHintMedium, color);
  return left;
}

// Asked, struck out › used.
double paintFallback(QPainter& painter, const QPointF& at, const FaceFallback& fallback, const Tokens& t) {
  const double asked = textWidth(fallback.asked, FontRole::kHintMedium);
  const double used = textWidth(fallback.used, FontRole::kHintMedium);
  const QRectF area = snapped(painter, QRectF(at, QSizeF(2 * kInside + asked + kIcon + 2 + used, kHeight)));
  QPen pen(t.warn, 1);
  pen.setDashPattern({3, 2});
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius::kField, radius::kField);
  double x = at.x() + kInside;
  drawText(painter, QPointF(x, at.y() + kBaseline), fallback.asked, FontRole::kHintMedium, t.text3);
  painter.setPen(QPen(t.text3, 1));
  painter.drawLine(QPointF(x - 1, at.y() + 8.5), QPointF(x + asked + 1, at.y() + 8.5));
  x += asked + 1;
  paintIcon(&painter, QStringLiteral("chevron-right"), QRectF(x, at.y() + 3, kIcon, kIcon), t.warn);
  drawText(painter, QPointF(x + kIcon + 1, at.y() + kBaseline), fallback.used, FontRole::kHintMedium, t.warn);
  return area.width();
}

}  // namespace

void paintChips(QPainter& painter, const QPointF& left_top, const NodeFace& face, const Tokens& tokens) {
  double right = face.size.width() - 6;
  double x = left_top.x();
  // A fallback is more to be known, and takes the room of both.
  if (face.change && face.scale == BarScale::kHeat && !face.fallback) {
    right = paintChange(painter, QPointF(face.size.width() - 8, left_top.y()), *face.change, tokens) - kGap;
  }
  if (face.fallback) x += paintFallback(painter, left_top, *face.fallback, tokens) + kGap;
  for (const FaceChip& chip : face.chips) {
    const double width = chipWidth(chip);
    if (x + width > right) return;
    paintChip(painter, QRectF(x, left_top.y(), width, kHeight), chip, tokens);
    x += width + kGap;
  }
}

QString changeIcon(const FaceChange& change) {
  switch (change.sign) {
    case FaceChange::Sign::kFaster: return QStringLiteral("triangle-down");
    case FaceChange::Sign::kSlower: return QStringLiteral("triangle-up");
    case FaceChange::Sign::kSame: return QStringLiteral("equals");
    case FaceChange::Sign::kNoisy: break;
  }
  return QStringLiteral("noisy");
}

QColor changeColor(const FaceChange& change, const Tokens& tokens) {
  switch (change.sign) {
    case FaceChange::Sign::kFaster: return tokens.faster;
    case FaceChange::Sign::kSlower: return tokens.slower;
    case FaceChange::Sign::kSame: return tokens.text2;
    case FaceChange::Sign::kNoisy: break;
  }
  return tokens.warn;
}

double paintViewerTag(QPainter& painter, const QPointF& right_top, const QString& tag, const Tokens& tokens) {
  constexpr double kSide = 14;
  double x = right_top.x();
  // Drawn from the right, so that A stands left of B.
  for (qsizetype i = tag.size() - 1; i >= 0; --i) {
    const QString letter(tag[i]);
    const bool a = letter == QStringLiteral("A");
    x -= kSide;
    paintPanel(&painter, QRectF(x, right_top.y(), kSide, kSide), radius::kField, a ? tokens.accent : QColor(),
               a ? QColor() : tokens.text2);
    const double width = textWidth(letter, FontRole::kHintMedium);
    drawText(painter, QPointF(x + (kSide - width) / 2, right_top.y() + 11), letter, FontRole::kHintMedium,
             a ? tokens.onaccent : tokens.text2);
    if (i > 0) x -= 2;
  }
  return right_top.x() - x;
}

}  // namespace lightbench::ui
