#include "ui/viewer/view_sampler.h"

#include <algorithm>
#include <cmath>

namespace lightbench::ui {
namespace {

// The level whose pixels are at most one device pixel apart and more than half of one; 0 from 100 % up.
int pyramidLevel(double device_per_pixel, int levels) {
  int level = 0;
  while (level + 1 < levels && device_per_pixel * 2 <= 1) {
    device_per_pixel *= 2;
    ++level;
  }
  return level;
}

// Device pixels whose centres lie in [origin, origin + extent).
int firstInside(double origin) { return static_cast<int>(std::ceil(std::clamp(origin - 0.5, -1e9, 1e9))); }
int endInside(double origin, double extent) { return firstInside(origin + extent); }

// Two rows mixed byte by byte, `weight` of 256 for the lower one; 16-bit products, so that the loop vectorises.
void mixRows(const QRgb* upper, const QRgb* lower, uint32_t weight, QRgb* target, int count) {
  const auto* a = reinterpret_cast<const uint8_t*>(upper);
  const auto* b = reinterpret_cast<const uint8_t*>(lower);
  auto* out = reinterpret_cast<uint8_t*>(target);
  const auto for_b = static_cast<uint16_t>(weight);
  const auto for_a = static_cast<uint16_t>(256 - weight);
  for (int i = 0; i < 4 * count; ++i) {
    out[i] = static_cast<uint8_t>(static_cast<uint16_t>(a[i] * for_a + b[i] * for_b + 128) >> 8);
  }
}

// The four bytes of a pixel in the 16-bit lanes of one word: bytes 0 and 2 low, 1 and 3 high.
uint64_t spread(QRgb pixel) {
  constexpr uint64_t kLanes = 0x00ff00ff00ff00ffu;
  return (pixel | (static_cast<uint64_t>(pixel) << 24)) & kLanes;
}

QRgb mixed(QRgb a, QRgb b, uint32_t weight) {  // of 256, for b
  constexpr uint64_t kLanes = 0x00ff00ff00ff00ffu;
  constexpr uint64_t kHalf = 0x0080008000800080u;
  const uint64_t sum = (spread(a) * (256 - weight) + spread(b) * weight + kHalf) >> 8 & kLanes;
  return static_cast<QRgb>(sum | (sum >> 24));
}

struct Neighbours {
  int first;
  uint32_t weight;  // of the next one, of 256
};

// The two source pixels around the centre of device pixel `at`; the border repeats.
Neighbours neighboursAt(double at, double origin, double scale, int count) {
  const double position = std::clamp((at + 0.5 - origin) / scale - 0.5, 0.0, count - 1.0);
  const double whole = std::floor(position);
  return {static_cast<int>(whole), static_cast<uint32_t>((position - whole) * 256 + 0.5)};
}

}  // namespace

ViewSampler::ViewSampler(const ViewSource& source, const ViewTransform& view, int columns, const Checker& checker)
    : display_(source.display),
      pyramid_(pyramidLevel(std::ldexp(view.zoom, source.level), display_->levelCount())),
      image_(display_->level(pyramid_)),
      checker_(checker),
      origin_y_(view.origin.y()) {
  scale_ = std::ldexp(view.zoom, source.level + pyramid_);
  // A proxy is smoothed as long as the exact picture would be.
  smooth_ = view.zoom < 1 && scale_ != 1;
  first_column_ = std::max(0, firstInside(view.origin.x()));
  last_column_ = std::min(columns, endInside(view.origin.x(), source.size.width() * view.zoom));
  first_row_ = firstInside(origin_y_);
  last_row_ = endInside(origin_y_, source.size.height() * view.zoom);
  column_.resize(static_cast<size_t>(columns));
  if (smooth_) fraction_.resize(static_cast<size_t>(columns));
  for (int x = first_column_; x < last_column_; ++x) {
    const size_t at = static_cast<size_t>(x);
    if (smooth_) {
      const Neighbours n = neighboursAt(x, view.origin.x(), scale_, image_.width());
      column_[at] = n.first;
      fraction_[at] = static_cast<uint16_t>(n.weight);
    } else {
      const int column = static_cast<int>(std::floor((x + 0.5 - view.origin.x()) / scale_));
      column_[at] = std::clamp(column, 0, image_.width() - 1);
    }
  }
}

void ViewSampler::writeRow(int y, int first, int last, QRgb* target) {
  first = std::max(first, first_column_);
  last = std::min(last, last_column_);
  if (first >= last || y < first_row_ || y >= last_row_) return;
  if (smooth_) {
    writeSmooth(y, first, last, target);
  } else {
    writeNearest(y, first, last, target);
  }
  if (display_->hasAlpha()) coverChecker(y, first, last, target);
}

void ViewSampler::writeNearest(int y, int first, int last, QRgb* target) const {
  const int line = std::clamp(static_cast<int>(std::floor((y + 0.5 - origin_y_) / scale_)), 0, image_.height() - 1);
  const QRgb* source = reinterpret_cast<const QRgb*>(image_.constScanLine(line));
  const int* column = column_.data();
  for (int x = first; x < last; ++x) target[x] = source[column[x]];
}

void ViewSampler::writeSmooth(int y, int first, int last, QRgb* target) {
  const Neighbours lines = neighboursAt(y, origin_y_, scale_, image_.height());
  const int next_line = std::min(lines.first + 1, image_.height() - 1);
  const QRgb* upper = reinterpret_cast<const QRgb*>(image_.constScanLine(lines.first));
  const QRgb* lower = reinterpret_cast<const QRgb*>(image_.constScanLine(next_line));
  const int from = column_[static_cast<size_t>(first)];
  const int to = std::min(column_[static_cast<size_t>(last - 1)] + 2, image_.width());
  blended_.resize(static_cast<size_t>(image_.width()) + 1);
  QRgb* blended = blended_.data();
  mixRows(upper + from, lower + from, lines.weight, blended + from, to - from);
  blended[to] = blended[to - 1];  // the border repeats
  for (int x = first; x < last; ++x) {
    const int column = column_[static_cast<size_t>(x)];
    target[x] = mixed(blended[column], blended[column + 1], fraction_[static_cast<size_t>(x)]);
  }
}

void ViewSampler::coverChecker(int y, int first, int last, QRgb* target) const {
  for (int x = first; x < last; ++x) {
    const uint32_t rest = 255 - static_cast<uint32_t>(qAlpha(target[x]));
    if (rest == 0) continue;
    const QRgb behind = (x / checker_.square + y / checker_.square) % 2 ? checker_.dark : checker_.light;
    const auto part = [rest](int value) {
      const uint32_t product = static_cast<uint32_t>(value) * rest + 128;
      return static_cast<int>((product + (product >> 8)) >> 8);
    };
    target[x] = qRgb(std::min(255, qRed(target[x]) + part(qRed(behind))),
                     std::min(255, qGreen(target[x]) + part(qGreen(behind))),
                     std::min(255, qBlue(target[x]) + part(qBlue(behind))));
  }
}

}  // namespace lightbench::ui
