// The timeline of a trace file: every thread is a lane, with a row for each depth at which its events lie in others.
#include <QCoreApplication>

#include <algorithm>

#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_model.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Timeline", text); }

QString laneName(const TraceLane& lane, bool several_processes) {
  const QString name = QString::fromStdString(lane.name);
  if (name.isEmpty()) return tr("unnamed");
  return several_processes && !lane.process.empty() ? QString::fromStdString(lane.process) + ": " + name : name;
}

TimelineItem itemOf(const TraceEvent& event) {
  TimelineItem item;
  item.title = event.name.empty() ? tr("unnamed") : QString::fromStdString(event.name);
  item.start_ns = event.start_ns;
  item.end_ns = event.end_ns;
  if (!event.category.empty()) item.facts << QString::fromStdString(event.category);
  item.facts << tr("%1, from %2").arg(formatNanoseconds(item.duration_ns()), formatNanoseconds(item.start_ns));
  for (const auto& [name, value] : event.arguments) {
    item.facts << QString::fromStdString(name) + ": " + QString::fromStdString(value);
  }
  return item;
}

// An event goes to the first row that is free at its start; what lies in another so gets the row beneath it.
void addRows(Timeline& timeline, const TraceLane& lane, const QString& name, std::vector<char>& encloses) {
  std::vector<TimelineLane> rows;
  for (const TraceEvent& event : lane.events) {
    const auto free = std::find_if(rows.begin(), rows.end(),
                                   [&](const TimelineLane& row) { return row.spans.back().end_ns <= event.start_ns; });
    const auto depth = free - rows.begin();
    if (free == rows.end()) rows.emplace_back();
    if (depth > 0) encloses[static_cast<size_t>(rows[static_cast<size_t>(depth - 1)].spans.back().item)] = true;
    rows[static_cast<size_t>(depth)].spans.push_back(
        {event.start_ns, event.end_ns, static_cast<int>(timeline.items.size())});
    timeline.items.push_back(itemOf(event));
    encloses.push_back(false);
  }
  for (size_t depth = 0; depth < rows.size(); ++depth) {
    if (depth == 0) rows[depth].name = name;
    rows[depth].full_name = name;
    timeline.lanes.push_back(std::move(rows[depth]));
  }
}

}  // namespace

Timeline timelineOf(const TraceFile& file) {
  Timeline timeline;
  timeline.from_file = true;
  timeline.duration_ns = timeline.last_ns = file.end_ns;
  const bool several = std::any_of(file.lanes.begin(), file.lanes.end(),
                                   [&](const TraceLane& lane) { return lane.process != file.lanes.front().process; });
  std::vector<char> encloses;  // parallel to items
  for (const TraceLane& lane : file.lanes) addRows(timeline, lane, laneName(lane, several), encloses);
  int64_t longest = 0;
  for (size_t index = 0; index < timeline.items.size(); ++index) {
    if (!encloses[index]) longest = std::max(longest, timeline.items[index].duration_ns());
  }
  for (size_t index = 0; index < timeline.items.size() && longest > 0; ++index) {
    TimelineItem& item = timeline.items[index];
    if (!encloses[index]) item.heat = static_cast<double>(item.duration_ns()) / static_cast<double>(longest);
  }
  timeline.memory = file.memory;
  for (const MemorySample& sample : file.memory) timeline.memory_top = std::max(timeline.memory_top, sample.bytes);
  return timeline;
}

}  // namespace lightbench::ui
