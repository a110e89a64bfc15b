#include "ui/controls/curve_editor.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/controls/curve_math.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kPadding = 7;    // a point on the edge is drawn whole
constexpr double kReach = 9;      // how near a press has to be to take a point
constexpr double kApart = 0.005;  // least distance of two points in x
constexpr double kKeyStep = 0.01;

CurvePoints straight() { return {QPointF(0, 0), QPointF(1, 1)}; }

// Thousandths are finer than any screen and keep the document's numbers short.
QPointF rounded(const QPointF& point) {
  return QPointF(std::round(point.x() * 1000) / 1000, std::round(point.y() * 1000) / 1000);
}

CurvePoints cleaned(const CurvePoints& points) {
  CurvePoints kept;
  for (const QPointF& point : points) {
    if (!std::isfinite(point.x()) || !std::isfinite(point.y())) continue;
    kept.append(QPointF(std::clamp(point.x(), 0.0, 1.0), std::clamp(point.y(), 0.0, 1.0)));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); });
  return kept.size() < 2 ? straight() : kept;
}

}  // namespace

CurveEditor::CurveEditor(QWidget* parent) : QWidget(parent), points_(straight()), default_points_(straight()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  describe();
}

void CurveEditor::setPoints(const CurvePoints& points) {
  points_ = cleaned(points);
  if (selected_ >= points_.size()) selected_ = -1;
  hovered_ = -1;
  describe();
  update();
}

void CurveEditor::setDefaultPoints(const CurvePoints& points) {
  default_points_ = cleaned(points);
  update();
}

void CurveEditor::setHistogram(const QList<double>& bins) {
  histogram_ = bins;
  update();
}

void CurveEditor::resetToDefault() {
  setPoints(default_points_);
  Q_EMIT valueScrubbed(points_);
  Q_EMIT valueCommitted(points_);
}

void CurveEditor::selectPoint(int index) {
  selected_ = index >= 0 && index < points_.size() ? index : -1;
  describe();
  update();
}

QRectF CurveEditor::plot() const { return QRectF(rect()).adjusted(kPadding, kPadding, -kPadding, -kPadding); }

QPointF CurveEditor::toWidget(const QPointF& point) const {
  const QRectF area = plot();
  return QPointF(area.left() + point.x() * area.width(), area.bottom() - point.y() * area.height());
}

QPointF CurveEditor::fromWidget(const QPointF& position) const {
  const QRectF area = plot();
  return QPointF(std::clamp((position.x() - area.left()) / area.width(), 0.0, 1.0),
                 std::clamp((area.bottom() - position.y()) / area.height(), 0.0, 1.0));
}

int CurveEditor::pointAt(const QPointF& position) const {
  int nearest = -1;
  double least = kReach;
  for (int index = 0; index < points_.size(); ++index) {
    const QPointF away = toWidget(points_[index]) - position;
    const double distance = std::hypot(away.x(), away.y());
    if (distance <= least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}

void CurveEditor::movePoint(int index, QPointF to) {
  const double lowest = index == 0 ? 0.0 : points_[index - 1].x() + kApart;
  const double highest = index == points_.size() - 1 ? 1.0 : points_[index + 1].x() - kApart;
  if (lowest > highest) {
    to.setX(points_[index].x());
  } else {
    to.setX(std::clamp(to.x(), lowest, highest));
  }
  to.setY(std::clamp(to.y(), 0.0, 1.0));
  to = rounded(to);
  if (to == points_[index]) return;
  points_[index] = to;
  describe();
  update();
  Q_EMIT valueScrubbed(points_);
}

void CurveEditor::removePoint(int index) {
  if (index < 0 || index >= points_.size() || isEnd(index)) return;
  points_.removeAt(index);
  selected_ = std::min(index, static_cast<int>(points_.size()) - 1);
  hovered_ = -1;
  describe();
  update();
  Q_EMIT valueScrubbed(points_);
  Q_EMIT valueCommitted(points_);
}

int CurveEditor::insertPoint(const QPointF& point) {
  const auto after = std::upper_bound(points_.begin(), points_.end(), point,
                                      [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); });
  const int index = static_cast<int>(std::distance(points_.begin(), after));
  points_.insert(index, point);
  return index;
}

void CurveEditor::mousePressEvent(QMouseEvent* event) {
  const int hit = pointAt(event->position());
  if (event->button() == Qt::RightButton && hit >= 0) {
    removePoint(hit);
    return;
  }
  if (event->button() != Qt::LeftButton) {
    event->ignore();
    return;
  }
  dragging_ = true;
  points_before_ = points_;
  moved_ = false;
  just_added_ = false;
  if (hit >= 0) {
    selectPoint(hit);
    return;
  }
  moved_ = true;
  const QPointF where = rounded(fromWidget(event->position()));
  // Outside the ends there is nothing to insert: the end itself is taken along.
  if (where.x() <= points_.first().x() || where.x() >= points_.last().x()) {
    selected_ = where.x() <= points_.first().x() ? 0 : static_cast<int>(points_.size()) - 1;
    movePoint(selected_, where);
    return;
  }
  selected_ = insertPoint(where);
  just_added_ = true;
  describe();
  update();
  Q_EMIT valueScrubbed(points_);
}

void CurveEditor::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_ && selected_ >= 0) {
    const CurvePoints before = points_;
    movePoint(selected_, fromWidget(event->position()));
    moved_ = moved_ || before != points_;
    return;
  }
  const int hit = pointAt(event->position());
  setCursor(hit >= 0 ? Qt::SizeAllCursor : Qt::CrossCursor);
  if (hit != hovered_) {
    hovered_ = hit;
    update();
  }
}

void CurveEditor::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !dragging_) return;
  dragging_ = false;
  update();
  if (moved_) Q_EMIT valueCommitted(points_);
}

void CurveEditor::mouseDoubleClickEvent(QMouseEvent* event) {
  // The first click of the two may have added the point; then it stays.
  if (just_added_) return;
  const int hit = pointAt(event->position());
  if (event->button() == Qt::LeftButton && hit >= 0) removePoint(hit);
}

void CurveEditor::leaveEvent(QEvent* event) {
  hovered_ = -1;
  update();
  QWidget::leaveEvent(event);
}

void CurveEditor::keyPressEvent(QKeyEvent* event) {
  const bool reset = event->key() == Qt::Key_Backspace && event->modifiers() & Qt::ControlModifier;
  if (reset) {
    resetToDefault();
    return;
  }
  if (dragging_ && event->key() == Qt::Key_Escape) {
    dragging_ = false;
    setPoints(points_before_);
    Q_EMIT valueScrubbed(points_);
    Q_EMIT valueCommitted(points_);
    return;
  }
  if (selected_ < 0) {
    const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Up ||
                       event->key() == Qt::Key_Down;
    arrow ? selectPoint(0) : QWidget::keyPressEvent(event);
    return;
  }
  const double step = event->modifiers() & Qt::ShiftModifier ? kKeyStep / 10 : kKeyStep;
  const auto nudge = [&](double dx, double dy) {
    keys_changed_ = true;
    movePoint(selected_, points_[selected_] + QPointF(dx, dy));
  };
  switch (event->key()) {
    case Qt::Key_Left: return nudge(-step, 0);
    case Qt::Key_Right: return nudge(step, 0);
    case Qt::Key_Up: return nudge(0, step);
    case Qt::Key_Down: return nudge(0, -step);
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removePoint(selected_);
    case Qt::Key_Insert: {
      const int left = std::min(selected_, static_cast<int>(points_.size()) - 2);
      const double x = (points_[left].x() + points_[left + 1].x()) / 2;
      if (points_[left + 1].x() - points_[left].x() < 2 * kApart) return;
      selectPoint(insertPoint(QPointF(x, MonotoneCurve(points_).at(x))));
      Q_EMIT valueScrubbed(points_);
      Q_EMIT valueCommitted(points_);
      return;
    }
    default: QWidget::keyPressEvent(event);
  }
}

void CurveEditor::keyReleaseEvent(QKeyEvent* event) {
  if (!event->isAutoRepeat()) finishKeys();
  QWidget::keyReleaseEvent(event);
}

void CurveEditor::finishKeys() {
  if (!keys_changed_) return;
  keys_changed_ = false;
  Q_EMIT valueCommitted(points_);
}

void CurveEditor::focusInEvent(QFocusEvent* event) {
  if (event->reason() == Qt::TabFocusReason) selectPoint(0);
  if (event->reason() == Qt::BacktabFocusReason) selectPoint(static_cast<int>(points_.size()) - 1);
  QWidget::focusInEvent(event);
  update();
}

void CurveEditor::focusOutEvent(QFocusEvent* event) {
  finishKeys();
  QWidget::focusOutEvent(event);
  update();
}

bool CurveEditor::focusNextPrevChild(bool next) {
  const int target = selected_ + (next ? 1 : -1);
  if (hasFocus() && selected_ >= 0 && target >= 0 && target < points_.size()) {
    selectPoint(target);
    return true;
  }
  return QWidget::focusNextPrevChild(next);
}

void CurveEditor::describe() {
  if (selected_ < 0) {
    setAccessibleDescription(tr("Curve with %1 points").arg(points_.size()));
  } else {
    setAccessibleDescription(
        tr("Point %1 of %2: input %3, output %4")
            .arg(selected_ + 1)
            .arg(points_.size())
            .arg(formatNumber(points_[selected_].x(), 2), formatNumber(points_[selected_].y(), 2)));
  }
}

void CurveEditor::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  paintPanel(&painter, rect(), radius::kField, t.field, t.outline);
  const QRectF area = plot();

  painter.setRenderHint(QPainter::Antialiasing);
  const double largest = histogram_.isEmpty() ? 0 : *std::max_element(histogram_.begin(), histogram_.end());
  if (largest > 0) {
    QPainterPath hills(area.bottomLeft());
    for (qsizetype bin = 0; bin < histogram_.size(); ++bin) {
      const double x =
          area.left() + (static_cast<double>(bin) + 0.5) / static_cast<double>(histogram_.size()) * area.width();
      hills.lineTo(x, area.bottom() - std::max(0.0, histogram_[bin]) / largest * area.height() * 0.62);
    }
    hills.lineTo(area.bottomRight());
    hills.closeSubpath();
    painter.fillPath(hills, mixed(t.field, t.text3, t.dark ? 0.2 : 0.32));
  }
  for (int quarter = 1; quarter < 4; ++quarter) {
    const double x = area.left() + area.width() * quarter / 4;
    const double y = area.top() + area.height() * quarter / 4;
    paintHairline(&painter, QLineF(x, 1, x, height() - 1), t.line);
    paintHairline(&painter, QLineF(1, y, width() - 1, y), t.line);
  }

  const MonotoneCurve curve(points_);
  QPainterPath path;
  const int steps = std::max(2, static_cast<int>(area.width() / 2));
  for (int step = 0; step <= steps; ++step) {
    const double x = static_cast<double>(step) / steps;
    const QPointF at = toWidget(QPointF(x, curve.at(x)));
    step == 0 ? path.moveTo(at) : path.lineTo(at);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(isEnabled() ? t.accent : t.text3, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(path);
  paintPoints(&painter);
  paintReadout(&painter);
  if (hasFocus() && selected_ < 0) paintFocusRing(&painter, rect(), radius::kField);
}

void CurveEditor::paintPoints(QPainter* painter) const {
  const Tokens& t = Theme::tokens();
  const QColor ink = isEnabled() ? t.accent : t.text3;
  for (int index = 0; index < points_.size(); ++index) {
    const QPointF at = toWidget(points_[index]);
    const bool selected = index == selected_;
    const double size = selected ? 5.5 : index == hovered_ ? 5 : 4;
    painter->setPen(QPen(ink, 1.75));
    painter->setBrush(selected ? ink : t.field);
    painter->drawEllipse(at, size, size);
    if (selected && hasFocus()) {
      painter->setBrush(Qt::NoBrush);
      painter->setPen(QPen(ink, kFocusWidth));
      painter->drawEllipse(at, size + 3.5, size + 3.5);
    }
  }
}

void CurveEditor::paintReadout(QPainter* painter) const {
  const int shown = dragging_ ? selected_ : hovered_ >= 0 ? hovered_ : hasFocus() ? selected_ : -1;
  if (shown < 0) return;
  const Tokens& t = Theme::tokens();
  painter->setFont(Theme::font(FontRole::kSecondaryMedium));
  const QString text = formatNumber(points_[shown].x(), 2) + QStringLiteral(", ") + formatNumber(points_[shown].y(), 2);
  const double text_width = painter->fontMetrics().horizontalAdvance(text) + 16;
  const QPointF at = toWidget(points_[shown]);
  QRectF tip(at.x() + 12, at.y() - 18, text_width, 18);
  if (tip.right() > width() - 3) tip.moveRight(at.x() - 12);
  tip.moveTop(std::clamp(tip.top(), 3.0, height() - 21.0));
  paintPanel(painter, tip, radius::kField, t.raised, t.line2);
  painter->setPen(t.text);
  painter->drawText(tip, Qt::AlignCenter, text);
}

}  // namespace lightbench::ui
