// What the window did for a run: from the edit that asked for it until its result was on the screen.
//
// A run without an edit (computed again, another node viewed) begins with itself. The result is on the screen when the
// viewer was first painted after the last picture of the run had been converted for it; a run whose pictures nobody
// looks at, or that brought none, never gets there, and its activity ends where its report was taken.
#pragma once

#include <QObject>

#include <map>
#include <memory>
#include <optional>

#include "engine/profile/chrome_trace.h"
#include "engine/runtime/run_report.h"
#include "ui/core/ui_spans.h"

namespace lightbench::ui {

struct UiActivity {
  std::vector<UiSpan> spans;  // in order of their beginnings
  std::optional<int64_t> edit_ns;
  std::optional<int64_t> seen_ns;  // absent while the result is not on the screen
  // From the edit to the sight of its result.
  std::optional<int64_t> latency_ns() const {
    return edit_ns && seen_ns ? std::optional(*seen_ns - *edit_ns) : std::nullopt;
  }
};

// Words for a stretch: "paint viewer", "convert blur".
QString wordsFor(const UiSpan& span, const QString& node_title);

// For trace files: a lane of the window's thread, and one of what it had done beside.
std::vector<TraceLane> traceLanesOf(const UiActivity& activity);

class RunActivity : public QObject {
  Q_OBJECT
 public:
  explicit RunActivity(QObject* parent = nullptr);

  void clear();
  void edited(quint64 revision, int64_t at_ns);
  void finished(const std::shared_ptr<const RunReport>& report);
  // Of the run that finished last.
  const UiActivity& activity() const { return activity_; }

 Q_SIGNALS:
  void seen();  // the result of the run that finished last has come to the screen

 private:
  void lookForSight();

  std::map<quint64, int64_t> edits_;  // of revisions whose exact run has not finished
  std::shared_ptr<const RunReport> report_;
  UiActivity activity_;
};

}  // namespace lightbench::ui
