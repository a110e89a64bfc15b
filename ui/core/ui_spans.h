// What the window did when, on the clock of base/clock.h: the last thousand stretches of handling edits, taking over
// pictures, converting them for the screen, painting and making thumbnails.
//
// One recorder for the process, since there is one window thread; a stretch costs two readings of the clock and an
// entry in a ring. Any thread may record. Knows no widget and no run: RunActivity puts runs and stretches together.
#pragma once

#include <QObject>

#include <cstdint>
#include <mutex>
#include <vector>

#include "engine/base/clock.h"
#include "engine/graph/graph.h"

namespace lightbench::ui {

enum class UiWork {
  kEdit,        // a change of the graph, from its arrival until the engine has it
  kTake,        // a picture or a report of a run, handed to the panels
  kConversion,  // of a picture for the screen; in the background
  kViewer,      // painting
  kGraph,       // painting
  kThumbnail,   // in the background
};

struct UiSpan {
  UiWork work = UiWork::kEdit;
  NodeId node;     // empty where it is of no node
  int level = -1;  // proxy level of the picture; negative where there is none
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  // Beside the window's own thread.
  bool inBackground() const { return work == UiWork::kConversion || work == UiWork::kThumbnail; }
};

class UiSpans : public QObject {
  Q_OBJECT
 public:
  static constexpr size_t kKept = 1024;

  static UiSpans& instance();

  void add(UiSpan span);
  // That began in this stretch of time, in order of their beginnings.
  std::vector<UiSpan> begunIn(int64_t from_ns, int64_t to_ns) const;

 Q_SIGNALS:
  void viewerPainted();  // on the thread that painted

 private:
  mutable std::mutex mutex_;
  std::vector<UiSpan> ring_;
  size_t next_ = 0;  // the oldest, once the ring is full
};

// Records from here to the end of its scope.
class UiSpanScope {
 public:
  explicit UiSpanScope(UiWork work, NodeId node = {}, int level = -1)
      : span_{work, std::move(node), level, now_ns(), 0} {}
  ~UiSpanScope() {
    span_.end_ns = now_ns();
    UiSpans::instance().add(std::move(span_));
  }
  UiSpanScope(const UiSpanScope&) = delete;
  UiSpanScope& operator=(const UiSpanScope&) = delete;

 private:
  UiSpan span_;
};

}  // namespace lightbench::ui
