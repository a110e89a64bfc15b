// What a timeline shows, as data: lanes of spans on one axis, what each span stands for, the gaps in between and the
// memory beneath. Made from a run or from a trace file; knows no widget.
//
// Steps run on all workers and each worker says when it helped, so a step is a span in several lanes; all of them
// point to the one item that tells about the step. A step that no worker helped with ran on the thread of the plan,
// which is CPU 0. Times are from the start of the run; what the window did for it may lie before and after.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

#include "engine/profile/chrome_trace.h"
#include "engine/runtime/run_report.h"
#include "ui/core/run_activity.h"

namespace lightbench::ui {

enum class LaneKind { kWorker, kGpu, kCopies, kDecode, kEncode, kCompiler, kUi, kOther };

// What a span stands for: a step of the run, or an event of a file.
struct TimelineItem {
  QString title;              // "Denoise", "3 nodes in one pass", "up 37.7 MB"
  std::vector<NodeId> nodes;  // of the open pipeline; empty in a trace from a file
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  double heat = -1;  // 0..1, share of the costliest; negative: not a cost of its own (transfers, enclosing events)
  bool critical = false;
  int lane = -1;      // the first it lies in
  QStringList facts;  // for the tooltip, one a line
  int64_t duration_ns() const { return end_ns - start_ns; }
};

struct TimelineSpan {
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int item = -1;
};

enum class GapKind {
  kWait,          // the lane has nothing to do until the item is done
  kUnattributed,  // no step: planning and bookkeeping
};

struct TimelineGap {
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  GapKind kind = GapKind::kWait;
  int item = -1;  // what is waited for
};

// From the end of a step off the critical path to where it would begin to matter, if branches ran at the same time; no
// further than the run.
struct TimelineSlack {
  int item = -1;
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int64_t slack_ns = 0;  // the whole of it
};

struct TimelineLane {
  LaneKind kind = LaneKind::kOther;
  QString name;                     // empty: a deeper row of the lane above
  QString full_name;                // for tooltips
  std::vector<TimelineSpan> spans;  // by start; they do not overlap
  std::vector<TimelineGap> gaps;    // by start; between the spans
  double busy = -1;                 // share of the wall time; negative where that would say nothing
};

struct Timeline {
  int64_t duration_ns = 0;  // wall time of the run, or to the last event
  int64_t first_ns = 0;     // of all that is shown; negative where the window did something before the run
  int64_t last_ns = 0;
  std::vector<TimelineLane> lanes;
  std::vector<TimelineItem> items;
  std::vector<TimelineSpan> critical;  // the steps of the critical path, in order of time
  std::vector<TimelineSlack> slacks;   // of more than a hundredth of the wall time
  std::vector<MemorySample> memory;
  int64_t memory_top = 0;  // the largest of the samples and of what the run counted
  bool from_file = false;

  bool empty() const { return items.empty(); }
};

struct TimelineSource {
  const RunReport& report;
  const Graph& graph;  // of that run
  std::function<QString(const NodeId&)> title_of;
  int threads = 1;                       // of the engine: a worker that never helped has a lane too
  const UiActivity* activity = nullptr;  // what the window did for the run; may be null
};

Timeline timelineOf(const TimelineSource& source);
Timeline timelineOf(const TraceFile& file);

}  // namespace lightbench::ui
