#include "ui/viewer/wipe_line.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kHandleRadius = 13;
constexpr double kKnobRadius = 5;
constexpr double kReach = 6;  // how far beside the line still takes it
constexpr double kSnapDegrees = 15;

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

double distance(const QPointF& a, const QPointF& b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

void paintArrows(QPainter* painter, double length) {
  for (double side : {-1.0, 1.0}) {
    painter->drawLine(QPointF(0, 0), QPointF(side * length, 0));
    painter->drawLine(QPointF(side * length, 0), QPointF(side * (length - 3), -3));
    painter->drawLine(QPointF(side * length, 0), QPointF(side * (length - 3), 3));
  }
}

}  // namespace

void WipeLine::setCentre(const QPointF& share) {
  centre_ = {std::clamp(share.x(), 0.0, 1.0), std::clamp(share.y(), 0.0, 1.0)};
}

void WipeLine::setDegrees(double degrees) { degrees_ = std::remainder(degrees, 360.0); }

QPointF WipeLine::direction() const { return {std::sin(radians(degrees_)), -std::cos(radians(degrees_))}; }

QPointF WipeLine::knob(const QSizeF& size) const {
  const double away = std::min(kKnobDistance, 0.4 * std::min(size.width(), size.height()));
  return handle(size) + direction() * away;
}

int WipeLine::split(int y, int columns, int rows, bool* a_first) const {
  // A pixel whose centre is p belongs to A when (p − centre) · (cos, sin) < 0.
  const double cosine = std::cos(radians(degrees_));
  const double sine = std::sin(radians(degrees_));
  const double down = y + 0.5 - centre_.y() * rows;
  *a_first = cosine >= 0;
  if (std::fabs(cosine) < 1e-9) {
    const bool belongs_to_a = down * sine < 0;
    return belongs_to_a == *a_first ? columns : 0;
  }
  const double crossing = centre_.x() * columns - down * sine / cosine - 0.5;
  // Upright, pixels strictly left of the crossing are A's; upside down, those at or left of it are B's.
  const double split = *a_first ? std::ceil(crossing) : std::floor(crossing) + 1;
  return static_cast<int>(std::clamp(split, 0.0, static_cast<double>(columns)));
}

WipePart WipeLine::hit(const QPointF& position, const QSizeF& size) const {
  const QPointF centre = handle(size);
  if (distance(position, centre) <= kHandleRadius + 2) return WipePart::kHandle;
  if (distance(position, knob(size)) <= kKnobRadius + 4) return WipePart::kKnob;
  const QPointF offset = position - centre;
  const double beside = offset.x() * direction().y() - offset.y() * direction().x();
  return std::fabs(beside) <= kReach ? WipePart::kLine : WipePart::kNone;
}

void WipeLine::dragTo(WipePart part, const QPointF& position, const QPointF& grab, const QSizeF& size, bool snap) {
  if (size.isEmpty() || part == WipePart::kNone) return;
  if (part == WipePart::kKnob) {
    const QPointF offset = position - handle(size);
    if (std::hypot(offset.x(), offset.y()) < 4) return;  // no direction to speak of
    const double degrees = std::atan2(offset.x(), -offset.y()) * 180 / std::numbers::pi;
    setDegrees(snap ? std::round(degrees / kSnapDegrees) * kSnapDegrees : degrees);
    return;
  }
  const QPointF centre = position - grab;
  setCentre({centre.x() / size.width(), centre.y() / size.height()});
}

void WipeLine::paint(QPainter* painter, const QSizeF& size, WipePart active) const {
  const Tokens& tokens = Theme::tokens();
  const QPointF centre = handle(size);
  const QPointF reach = direction() * (size.width() + size.height());
  QColor under = tokens.tag;
  under.setAlphaF(0.75f);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(under, 4));
  painter->drawLine(centre - reach, centre + reach);
  painter->setPen(QPen(tokens.ontag, 1.5));
  painter->drawLine(centre - reach, centre + reach);
  const auto ring = [&](const QPointF& at, double radius, bool on) {
    painter->setPen(QPen(under, 4));
    painter->drawEllipse(at, radius, radius);
    painter->setPen(QPen(on ? tokens.accent : tokens.ontag, 1.5));
    painter->setBrush(tokens.tag);
    painter->drawEllipse(at, radius, radius);
    painter->setBrush(Qt::NoBrush);
  };
  ring(knob(size), kKnobRadius - 0.75, active == WipePart::kKnob);
  ring(centre, kHandleRadius - 0.75, active == WipePart::kHandle || active == WipePart::kLine);
  painter->translate(centre);
  painter->setPen(QPen(tokens.ontag, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  paintArrows(painter, 6);
  painter->restore();
}

}  // namespace lightbench::ui
