#include "ui/viewer/view_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lightbench::ui {
namespace {

constexpr std::array kStops = {
    1.0, 1.5 /* only its inverse, 67 % */, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0};
constexpr double kLeastVisible = 48;

double movedInside(double origin, double extent, double pane) {
  const double margin = std::min({kLeastVisible, extent, pane});
  return std::clamp(origin, margin - extent, pane - margin);
}

double stepUp(double zoom) {
  for (size_t i = kStops.size(); i-- > 1;) {
    if (1 / kStops[i] > zoom * 1.001) return 1 / kStops[i];
  }
  for (double stop : kStops) {
    if (stop != 1.5 && stop > zoom * 1.001) return stop;
  }
  return kMostZoom;
}

double stepDown(double zoom) {
  for (size_t i = kStops.size(); i-- > 0;) {
    if (kStops[i] != 1.5 && kStops[i] < zoom * 0.999) return kStops[i];
  }
  for (double stop : kStops) {
    if (1 / stop < zoom * 0.999) return 1 / stop;
  }
  return kLeastZoom;
}

}  // namespace

ViewTransform fitted(const QSizeF& picture, const QSizeF& pane) {
  ViewTransform view;
  if (picture.isEmpty() || pane.isEmpty()) return view;
  const double zoom = std::min(pane.width() / picture.width(), pane.height() / picture.height());
  view.zoom = zoom > 1 ? std::min(std::floor(zoom), kMostFitZoom) : zoom;
  view.origin = {std::floor((pane.width() - picture.width() * view.zoom) / 2),
                 std::floor((pane.height() - picture.height() * view.zoom) / 2)};
  return view;
}

ViewTransform zoomedAt(const ViewTransform& view, double zoom, const QPointF& anchor) {
  const double clamped = std::clamp(zoom, std::min(kLeastZoom, view.zoom), kMostZoom);
  return {clamped, anchor - view.toPicture(anchor) * clamped};
}

ViewTransform panned(const ViewTransform& view, const QPointF& delta, const QSizeF& picture, const QSizeF& pane) {
  ViewTransform moved = view;
  moved.origin += delta;
  moved.origin.setX(movedInside(moved.origin.x(), picture.width() * view.zoom, pane.width()));
  moved.origin.setY(movedInside(moved.origin.y(), picture.height() * view.zoom, pane.height()));
  return moved;
}

ViewTransform recentred(const ViewTransform& view, const QSizeF& before, const QSizeF& after) {
  ViewTransform moved = view;
  moved.origin += QPointF(after.width() - before.width(), after.height() - before.height()) / 2;
  return moved;
}

double nextZoom(double zoom, int steps) {
  for (; steps > 0; --steps) zoom = stepUp(zoom);
  for (; steps < 0; ++steps) zoom = stepDown(zoom);
  return zoom;
}

}  // namespace lightbench::ui
