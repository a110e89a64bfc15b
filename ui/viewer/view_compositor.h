// Puts the pixels of one viewer frame together: which picture is seen where in each of the modes, without anything
// drawn over it. Pure: the same scene gives the same image.
#pragma once

#include "ui/viewer/view_sampler.h"
#include "ui/viewer/wipe_line.h"

namespace lightbench::ui {

enum class ViewMode { kA, kB, kWipe, kSide, kDifference, kBlink };

struct Scene {
  ViewMode mode = ViewMode::kA;  // blink is resolved to A or B before
  ViewTransform view;            // relative to a pane
  ViewSource sources[2];         // A, B; may be empty
  bool dimmed[2] = {false, false};
  ViewSource difference;
  WipeLine wipe;
  Checker checker;
  QRgb surround = 0xff000000u;
  QRgb divider = 0xff000000u;  // between the panes of side by side
};

// Side by side has two panes of equal width with one or two columns between them, all other modes one.
struct PaneColumns {
  int first = 0;
  int count = 0;
};
int paneCount(ViewMode mode);
PaneColumns paneColumns(ViewMode mode, int pane, int device_width);

// `device` in device pixels; Format_RGB32.
QImage compose(const Scene& scene, const QSize& device);

}  // namespace lightbench::ui
