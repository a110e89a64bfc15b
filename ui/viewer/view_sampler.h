// Lays a DisplayImage into device pixels, row by row.
//
// From 100 % up every device pixel takes the one picture pixel under its centre. Below, the level of the pyramid just
// finer than the screen is interpolated between its four neighbours. A proxy of level L is drawn in the geometry of the
// exact picture: one of its pixels stands for 2^L × 2^L. Both sides of a comparison go through here, so equal pictures
// give equal pixels. QPainter's own scaling is not used because its fixed-point steps drift at large pictures and
// zooms.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ui/viewer/display_image.h"
#include "ui/viewer/view_transform.h"

namespace lightbench::ui {

// What one side shows: the converted picture, its proxy level and the size of the exact picture.
struct ViewSource {
  std::shared_ptr<const DisplayImage> display;
  int level = 0;
  QSize size;
  explicit operator bool() const { return display != nullptr; }
};

// Neutral squares behind transparent pictures, in device pixels.
struct Checker {
  QRgb dark = 0xff000000u;
  QRgb light = 0xff000000u;
  int square = 8;
};

class ViewSampler {
 public:
  // Columns 0..columns of a pane; `source` must not be empty.
  ViewSampler(const ViewSource& source, const ViewTransform& view, int columns, const Checker& checker);

  // Writes columns [first, last) of row `y` as far as the picture covers them; the rest of `target`, which points at
  // column 0 of that row, is left as it is.
  void writeRow(int y, int first, int last, QRgb* target);

 private:
  void writeNearest(int y, int first, int last, QRgb* target) const;
  void writeSmooth(int y, int first, int last, QRgb* target);
  void coverChecker(int y, int first, int last, QRgb* target) const;

  std::shared_ptr<const DisplayImage> display_;
  int pyramid_;
  QImage image_;  // the level of the pyramid in use
  Checker checker_;
  double scale_ = 1;  // device pixels per pixel of image_
  double origin_y_ = 0;
  int first_column_ = 0;  // what the picture covers
  int last_column_ = 0;
  int first_row_ = 0;
  int last_row_ = 0;
  bool smooth_ = false;
  std::vector<int> column_;         // source column of each device column
  std::vector<uint16_t> fraction_;  // smooth: weight of the next column, of 256
  std::vector<QRgb> blended_;       // smooth: two source rows mixed
};

}  // namespace lightbench::ui
