// Where a picture lies on a pane, in device pixels: zoom = device pixels per picture pixel, origin = where the
// picture's upper left corner falls. A plain value; both sides of a comparison share one.
//
// Device pixel (x, y) shows the picture at toPicture(x + ½, y + ½); with a whole-number zoom every picture pixel covers
// the same number of device pixels, whatever the origin's fraction.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace lightbench::ui {

inline constexpr double kLeastZoom = 1.0 / 64;
inline constexpr double kMostZoom = 64;
inline constexpr double kMostFitZoom = 16;

struct ViewTransform {
  double zoom = 1;
  QPointF origin;

  QPointF toPicture(const QPointF& device) const { return (device - origin) / zoom; }
  QPointF toDevice(const QPointF& picture) const { return picture * zoom + origin; }
  QRectF toDevice(const QRectF& picture) const {
    return {toDevice(picture.topLeft()), QSizeF(picture.width() * zoom, picture.height() * zoom)};
  }
  bool operator==(const ViewTransform&) const = default;
};

// The whole picture, centred; over 100 % only by whole numbers, so that pixels stay equal.
ViewTransform fitted(const QSizeF& picture, const QSizeF& pane);
// What lies at `anchor` stays there.
ViewTransform zoomedAt(const ViewTransform& view, double zoom, const QPointF& anchor);
// Moved by `delta`, but never so far that less than 48 device pixels of the picture remain on the pane.
ViewTransform panned(const ViewTransform& view, const QPointF& delta, const QSizeF& picture, const QSizeF& pane);
// The pane changed its size: the middle stays in the middle.
ViewTransform recentred(const ViewTransform& view, const QSizeF& before, const QSizeF& after);

// The next stop of the wheel: whole numbers above 100 % (1, 2, 3, 4, 6, 8, 12 …), their inverses below.
double nextZoom(double zoom, int steps);

}  // namespace lightbench::ui
