#include "ui/gallery/timeline_measure.h"

#include <QApplication>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>

#include "engine/base/clock.h"
#include "engine/profile/chrome_trace.h"
#include "engine/profile/statistics.h"
#include "ui/profile/timeline_view.h"

namespace lightbench::ui {
namespace {

constexpr int kWorkers = 8;
constexpr int kFrames = 300;
constexpr QSize kSize(1600, 480);

Trace largeTrace(int spans) {
  Trace run;
  int64_t at = 0;
  for (int index = 0; index < spans; ++index) {
    const int64_t length = 2'000 + (index * 7919) % 400'000;
    const size_t step = run.steps.size();
    if (index % kWorkers == 0)
      run.steps.push_back({SpanKind::kKernel, "node", "kernel", at, at + 500'000, 0, 0, false});
    run.workers.push_back({index % kWorkers, index % kWorkers == 0 ? step : step - 1, at, at + length});
    if (index % kWorkers == kWorkers - 1) at += 510'000;
  }
  run.end_ns = at + 600'000;
  return run;
}

struct Frames {
  double median_ms = 0;
  double slowest_ms = 0;
};

// Draws after each step of `move`, as a screen would ask for it.
template <typename Move>
Frames measured(TimelineView& view, Move move) {
  std::vector<int64_t> times;
  for (int frame = 0; frame < kFrames; ++frame) {
    const int64_t start = now_ns();
    move(frame);
    view.viewport()->repaint();
    times.push_back(now_ns() - start);
  }
  return {statistics_of(times).median_ms, to_ms(*std::max_element(times.begin(), times.end()))};
}

void print(const char* what, const Frames& frames) {
  std::printf("%-16s median %.2f ms, slowest %.2f ms a frame\n", what, frames.median_ms, frames.slowest_ms);
}

}  // namespace

int measureTimeline(int spans) {
  if (spans <= 0) {
    std::fprintf(stderr, "error: how many spans? give a number above 0\n");
    return 1;
  }
  const std::string json = chrome_trace_json({largeTrace(spans)});
  TimelineView view;
  view.resize(kSize);
  view.show();
  QApplication::processEvents();
  const int64_t start = now_ns();
  const Result<TraceFile> file = read_chrome_trace(json);
  if (!file) {
    std::fprintf(stderr, "error: %s\n", file.error().message().c_str());
    return 1;
  }
  view.setTimeline(std::make_shared<const Timeline>(timelineOf(*file)));
  view.viewport()->repaint();
  std::printf("%d spans, %.1f MB of JSON: opened and drawn in %.1f ms\n", spans, static_cast<double>(json.size()) / 1e6,
              to_ms(now_ns() - start));
  print("whole", measured(view, [](int) {}));
  view.zoom(20);
  QScrollBar* bar = view.horizontalScrollBar();
  print("pan at 20 times", measured(view, [&](int frame) { bar->setValue(bar->maximum() * frame / kFrames); }));
  print("zoom", measured(view, [&](int frame) { view.zoom(frame < kFrames / 2 ? 1.05 : 1 / 1.05); }));
  return 0;
}

}  // namespace lightbench::ui
