#include "ui/viewer/view_compositor.h"

#include <algorithm>
#include <optional>

namespace lightbench::ui {
namespace {

// How much of a dimmed picture is left: it is still recognised, and clearly not the answer.
constexpr int kDimmedPercent = 30;

void dim(QRgb* row, int first, int last, QRgb surround) {
  const auto mix = [](int value, int under) { return (value * kDimmedPercent + under * (100 - kDimmedPercent)) / 100; };
  for (int x = first; x < last; ++x) {
    row[x] = qRgb(mix(qRed(row[x]), qRed(surround)), mix(qGreen(row[x]), qGreen(surround)),
                  mix(qBlue(row[x]), qBlue(surround)));
  }
}

// One picture ready to be written, with whether it is dimmed; empty when there is none.
struct Layer {
  std::optional<ViewSampler> sampler;
  bool dimmed = false;

  void write(int y, int first, int last, QRgb* row, QRgb surround) {
    if (!sampler || first >= last) return;
    sampler->writeRow(y, first, last, row);
    if (dimmed) dim(row, first, last, surround);
  }
};

Layer layerOf(const Scene& scene, const ViewSource& source, int columns, bool dimmed) {
  Layer layer;
  if (source) layer.sampler.emplace(source, scene.view, columns, scene.checker);
  layer.dimmed = dimmed;
  return layer;
}

}  // namespace

int paneCount(ViewMode mode) { return mode == ViewMode::kSide ? 2 : 1; }

PaneColumns paneColumns(ViewMode mode, int pane, int device_width) {
  if (mode != ViewMode::kSide) return {0, device_width};
  const int half = std::max(0, (device_width - 1) / 2);
  return {pane == 0 ? 0 : device_width - half, half};
}

QImage compose(const Scene& scene, const QSize& device) {
  QImage frame(device, QImage::Format_RGB32);
  if (frame.isNull()) return frame;
  frame.fill(scene.surround);
  const int width = device.width();
  const auto rowOf = [&frame](int y) { return reinterpret_cast<QRgb*>(frame.scanLine(y)); };
  const auto fillPane = [&](const ViewSource& source, bool dimmed, const PaneColumns& pane) {
    Layer layer = layerOf(scene, source, pane.count, dimmed);
    for (int y = 0; y < device.height(); ++y) layer.write(y, 0, pane.count, rowOf(y) + pane.first, scene.surround);
  };
  switch (scene.mode) {
    case ViewMode::kA:
    case ViewMode::kBlink: fillPane(scene.sources[0], scene.dimmed[0], {0, width}); break;
    case ViewMode::kB: fillPane(scene.sources[1], scene.dimmed[1], {0, width}); break;
    case ViewMode::kDifference: fillPane(scene.difference, scene.dimmed[0] || scene.dimmed[1], {0, width}); break;
    case ViewMode::kSide: {
      const PaneColumns left = paneColumns(scene.mode, 0, width);
      const PaneColumns right = paneColumns(scene.mode, 1, width);
      fillPane(scene.sources[0], scene.dimmed[0], left);
      fillPane(scene.sources[1], scene.dimmed[1], right);
      for (int y = 0; y < device.height(); ++y) {
        std::fill(rowOf(y) + left.count, rowOf(y) + right.first, scene.divider);
      }
      break;
    }
    case ViewMode::kWipe: {
      Layer layers[2];
      for (int side = 0; side < 2; ++side) {
        layers[side] = layerOf(scene, scene.sources[side], width, scene.dimmed[side]);
      }
      for (int y = 0; y < device.height(); ++y) {
        bool a_first = true;
        const int split = scene.wipe.split(y, width, device.height(), &a_first);
        layers[a_first ? 0 : 1].write(y, 0, split, rowOf(y), scene.surround);
        layers[a_first ? 1 : 0].write(y, split, width, rowOf(y), scene.surround);
      }
      break;
    }
  }
  return frame;
}

}  // namespace lightbench::ui
