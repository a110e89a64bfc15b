#include "ui/profile/timeline_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <map>

#include "engine/runtime/critical_path.h"
#include "ui/profile/time_axis.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr double kLeastSlack = 0.01;  // of the wall time; less is noise

QString tr(const char* text) { return QCoreApplication::translate("Timeline", text); }

bool isTransfer(const Span& span) { return span.kind == SpanKind::kUpload || span.kind == SpanKind::kDownload; }

// A cost that nodes are compared by; reading a file happens once and is not one.
bool isCost(const Span& span) {
  return !isTransfer(span) && span.kind != SpanKind::kCompile && span.kind != SpanKind::kDecode &&
         span.kind != SpanKind::kEncode;
}

QString clockWords(const Span& span) {
  return span.on_gpu || isTransfer(span) ? tr("by timestamps of the graphics card") : tr("steady clock");
}

// A stretch of the run in which one step, or none (-1), is what the plan's thread is at.
struct Cover {
  int64_t start_ns;
  int64_t end_ns;
  int item;
};

class RunTimeline {
 public:
  explicit RunTimeline(const TimelineSource& source) : source_(source), trace_(source.report.trace) {}

  Timeline make() {
    timeline_.duration_ns = trace_.wall_ns();
    for (const Span& span : trace_.steps) slowest_ns_ = std::max(slowest_ns_, isCost(span) ? span.duration_ns() : 0);
    for (const Span& span : trace_.steps) timeline_.items.push_back(itemOf(span));
    addWorkers();
    addOtherLanes();
    timeline_.last_ns = timeline_.duration_ns;
    if (source_.activity != nullptr) addUiLanes(*source_.activity);
    findLanes();
    addCriticalPath();
    addMemory();
    return std::move(timeline_);
  }

 private:
  int64_t fromStart(int64_t ns) const { return ns - trace_.start_ns; }

  // The nodes of a pass, or the one of a step.
  std::vector<NodeId> nodesOf(const Span& span) const {
    if (span.node.empty()) return {};
    const NodeReport* line = source_.report.find(span.node);
    if (span.kind != SpanKind::kFused || line == nullptr || line->fused_group < 0) return {span.node};
    std::vector<NodeId> nodes;
    for (const size_t index : topological_order(source_.graph)) {
      const NodeReport* other = source_.report.find(source_.graph.nodes[index].id);
      if (other != nullptr && other->fused_group == line->fused_group) nodes.push_back(other->id);
    }
    return nodes.empty() ? std::vector<NodeId>{span.node} : nodes;
  }

  QString titleOf(const Span& span, const std::vector<NodeId>& nodes) const {
    const QString node = span.node.empty() ? QString::fromStdString(span.label) : source_.title_of(span.node);
    switch (span.kind) {
      case SpanKind::kUpload: return tr("up %1").arg(formatBytes(static_cast<double>(span.bytes_read)));
      case SpanKind::kDownload: return tr("down %1").arg(formatBytes(static_cast<double>(span.bytes_read)));
      case SpanKind::kReduce: return tr("%1, reduced").arg(node);
      case SpanKind::kCompile: return QString::fromStdString(span.label);
      default: return nodes.size() > 1 ? tr("%1 nodes in one pass").arg(nodes.size()) : node;
    }
  }

  TimelineItem itemOf(const Span& span) const {
    TimelineItem item;
    item.nodes = nodesOf(span);
    item.title = titleOf(span, item.nodes);
    item.start_ns = fromStart(span.start_ns);
    item.end_ns = fromStart(span.end_ns);
    if (isCost(span) && slowest_ns_ > 0) {
      item.heat = static_cast<double>(span.duration_ns()) / static_cast<double>(slowest_ns_);
    }
    item.facts = factsOf(span, item);
    return item;
  }

  QStringList factsOf(const Span& span, const TimelineItem& item) const {
    QStringList facts;
    if (item.nodes.size() > 1) {
      QStringList members;
      for (const NodeId& node : item.nodes) members << memberWords(node);
      facts << members.join(", ");
    } else if (isTransfer(span) && !span.node.empty()) {
      facts << (span.kind == SpanKind::kUpload ? tr("the picture of %1 to the graphics card")
                                               : tr("the picture of %1 from the graphics card"))
                   .arg(source_.title_of(span.node));
    } else {
      facts << tr(name_of(span.kind).data());
    }
    const double duration = static_cast<double>(span.duration_ns());
    QString time = tr("%1, from %2").arg(formatNanoseconds(duration), formatNanoseconds(item.start_ns));
    if (trace_.wall_ns() > 0) {
      time += tr(", %1 of wall").arg(formatShare(duration / static_cast<double>(trace_.wall_ns()), 1));
    }
    facts << time << clockWords(span);
    const double bytes = static_cast<double>(span.bytes_read + span.bytes_written);
    if (isTransfer(span) && duration > 0) {
      facts << formatRate(static_cast<double>(span.bytes_read) / (duration * 1e-9));
    } else if (bytes > 0) {
      facts << tr("%1 read, %2 written%3")
                   .arg(formatBytes(static_cast<double>(span.bytes_read)),
                        formatBytes(static_cast<double>(span.bytes_written)),
                        duration > 0 ? QStringLiteral(", ") + formatRate(bytes / (duration * 1e-9)) : QString());
    }
    const NodeReport* line = source_.report.find(span.node);
    if (line != nullptr && !line->reason.empty() && !isTransfer(span)) {
      facts << tr("ran because: %1").arg(QString::fromStdString(line->reason));
    }
    return facts;
  }

  QString memberWords(const NodeId& node) const {
    const NodeReport* line = source_.report.find(node);
    const QString title = source_.title_of(node);
    return line != nullptr && line->self_ns ? QStringLiteral("%1 ≈ %2").arg(title, formatNanoseconds(*line->self_ns))
                                            : title;
  }

  void addWorkers() {
    int workers = std::max(1, source_.threads);
    for (const WorkerSpan& span : trace_.workers) workers = std::max(workers, span.worker + 1);
    std::vector<TimelineLane> lanes(static_cast<size_t>(workers));
    std::vector<char> helped(trace_.steps.size());
    for (const WorkerSpan& span : trace_.workers) {
      if (span.step >= trace_.steps.size()) continue;  // of a step that was stopped
      lanes[static_cast<size_t>(span.worker)].spans.push_back(
          {fromStart(span.start_ns), fromStart(span.end_ns), static_cast<int>(span.step)});
      helped[span.step] = true;
    }
    for (size_t step = 0; step < trace_.steps.size(); ++step) {
      if (helped[step] || laneOf(trace_.steps[step]) != LaneKind::kWorker) continue;
      const TimelineItem& item = timeline_.items[step];
      lanes[0].spans.push_back({item.start_ns, item.end_ns, static_cast<int>(step)});
    }
    const std::vector<Cover> covers = coversOf();
    for (size_t worker = 0; worker < lanes.size(); ++worker) {
      lanes[worker].kind = LaneKind::kWorker;
      lanes[worker].name = tr("CPU %1").arg(worker);
      finishLane(lanes[worker]);
      lanes[worker].gaps = gapsOf(lanes[worker], covers, worker == 0);
      timeline_.lanes.push_back(std::move(lanes[worker]));
    }
  }

  static LaneKind laneOf(const Span& span) {
    switch (span.kind) {
      case SpanKind::kUpload:
      case SpanKind::kDownload: return LaneKind::kCopies;
      case SpanKind::kCompile: return LaneKind::kCompiler;
      case SpanKind::kDecode: return LaneKind::kDecode;
      case SpanKind::kEncode: return LaneKind::kEncode;
      default: return span.on_gpu ? LaneKind::kGpu : LaneKind::kWorker;
    }
  }

  void addOtherLanes() {
    const std::array<std::pair<LaneKind, QString>, 5> lanes = {{{LaneKind::kGpu, tr("GPU")},
                                                                {LaneKind::kCopies, tr("Copy")},
                                                                {LaneKind::kDecode, tr("Decode")},
                                                                {LaneKind::kEncode, tr("Encode")},
                                                                {LaneKind::kCompiler, tr("Compiler")}}};
    for (const auto& [kind, name] : lanes) {
      TimelineLane lane;
      lane.kind = kind;
      lane.name = name;
      for (size_t step = 0; step < trace_.steps.size(); ++step) {
        if (laneOf(trace_.steps[step]) != kind) continue;
        lane.spans.push_back({timeline_.items[step].start_ns, timeline_.items[step].end_ns, static_cast<int>(step)});
      }
      if (lane.spans.empty()) continue;
      finishLane(lane);
      timeline_.lanes.push_back(std::move(lane));
    }
  }

  // The window's own thread, and beneath it what it had others do.
  void addUiLanes(const UiActivity& activity) {
    TimelineLane window, conversions, thumbnails;
    for (const UiSpan& span : activity.spans) {
      TimelineLane& lane = span.work == UiWork::kConversion  ? conversions
                           : span.work == UiWork::kThumbnail ? thumbnails
                                                             : window;
      const TimelineItem item = uiItem(span, activity);
      lane.spans.push_back({item.start_ns, item.end_ns, static_cast<int>(timeline_.items.size())});
      timeline_.first_ns = std::min(timeline_.first_ns, item.start_ns);
      timeline_.last_ns = std::max(timeline_.last_ns, item.end_ns);
      timeline_.items.push_back(item);
    }
    window.name = tr("UI");
    window.full_name = tr("UI, the window's own thread");
    if (const auto latency = activity.latency_ns()) {
      window.full_name += tr("; the result on the screen %1 after the edit").arg(formatNanoseconds(*latency));
    }
    conversions.full_name = tr("UI, pictures made for the screen");
    thumbnails.full_name = tr("UI, thumbnails");
    for (TimelineLane* lane : {&window, &conversions, &thumbnails}) {
      if (lane->spans.empty()) continue;
      lane->kind = LaneKind::kUi;
      const QString full_name = lane->full_name;
      finishLane(*lane);
      lane->full_name = full_name;
      lane->busy = -1;  // not of the wall time of the run
      timeline_.lanes.push_back(std::move(*lane));
    }
  }

  TimelineItem uiItem(const UiSpan& span, const UiActivity& activity) const {
    TimelineItem item;
    item.title = wordsFor(span, span.node.empty() ? QString() : source_.title_of(span.node));
    if (!span.node.empty()) item.nodes = {span.node};
    item.start_ns = fromStart(span.start_ns);
    item.end_ns = fromStart(span.end_ns);
    item.facts << tr("%1, from %2").arg(formatNanoseconds(item.duration_ns()), formatNanoseconds(item.start_ns))
               << (span.inBackground() ? tr("in the background") : tr("on the window's own thread"));
    if (activity.edit_ns && *activity.edit_ns <= span.start_ns && span.work == UiWork::kEdit) {
      item.facts << tr("what the run was asked for by");
    }
    if (activity.seen_ns == span.end_ns) {
      const auto latency = activity.latency_ns();
      item.facts << (latency ? tr("the result on the screen, %1 after the edit").arg(formatNanoseconds(*latency))
                             : tr("the result on the screen"));
    }
    return item;
  }

  // By start and apart: the clocks of two devices may disagree by a few microseconds.
  void finishLane(TimelineLane& lane) const {
    lane.full_name = lane.name;
    std::sort(lane.spans.begin(), lane.spans.end(),
              [](const TimelineSpan& a, const TimelineSpan& b) { return a.start_ns < b.start_ns; });
    int64_t busy = 0;
    int64_t end = std::numeric_limits<int64_t>::min();
    for (TimelineSpan& span : lane.spans) {
      span.start_ns = std::max(span.start_ns, end);
      span.end_ns = std::max(span.start_ns, span.end_ns);
      end = span.end_ns;
      busy += span.end_ns - span.start_ns;
    }
    if (trace_.wall_ns() > 0) {
      lane.busy = std::min(1.0, static_cast<double>(busy) / static_cast<double>(trace_.wall_ns()));
    }
  }

  std::vector<Cover> coversOf() const {
    std::vector<int> order;
    for (size_t step = 0; step < trace_.steps.size(); ++step) order.push_back(static_cast<int>(step));
    const auto& items = timeline_.items;
    std::sort(order.begin(), order.end(), [&](int a, int b) {
      return items[static_cast<size_t>(a)].start_ns < items[static_cast<size_t>(b)].start_ns;
    });
    std::vector<Cover> covers;
    int64_t reached = 0;
    for (const int step : order) {
      const TimelineItem& item = items[static_cast<size_t>(step)];
      if (item.end_ns <= reached) continue;
      if (item.start_ns > reached) covers.push_back({reached, item.start_ns, -1});
      covers.push_back({std::max(reached, item.start_ns), item.end_ns, step});
      reached = item.end_ns;
    }
    if (reached < timeline_.duration_ns) covers.push_back({reached, timeline_.duration_ns, -1});
    return covers;
  }

  // Planning and bookkeeping are done by the thread of the plan; so is waiting for the graphics card and for files.
  std::vector<TimelineGap> gapsOf(const TimelineLane& lane, const std::vector<Cover>& covers,
                                  bool runs_the_plan) const {
    std::vector<TimelineGap> gaps;
    auto span = lane.spans.begin();
    for (const Cover& cover : covers) {
      const bool workers_step =
          cover.item >= 0 && laneOf(trace_.steps[static_cast<size_t>(cover.item)]) == LaneKind::kWorker;
      int64_t from = cover.start_ns;
      while (span != lane.spans.end() && span->end_ns <= from) ++span;
      for (auto next = span; from < cover.end_ns; ++next) {
        const bool more = next != lane.spans.end() && next->start_ns < cover.end_ns;
        const int64_t to = more ? next->start_ns : cover.end_ns;
        if (to > from && (runs_the_plan || workers_step)) {
          gaps.push_back({from, to, cover.item < 0 ? GapKind::kUnattributed : GapKind::kWait, cover.item});
        }
        if (!more) break;
        from = std::max(from, next->end_ns);
      }
    }
    return gaps;
  }

  void findLanes() {
    for (size_t lane = timeline_.lanes.size(); lane-- > 0;) {
      for (const TimelineSpan& span : timeline_.lanes[lane].spans) {
        timeline_.items[static_cast<size_t>(span.item)].lane = static_cast<int>(lane);
      }
    }
  }

  void addCriticalPath() {
    const CriticalPath path = critical_path(source_.graph, source_.report);
    addSlacks(path);
    for (size_t step = 0; step < trace_.steps.size(); ++step) {
      TimelineItem& item = timeline_.items[step];
      item.critical = !path.nodes.empty() && trace_.steps[step].kind != SpanKind::kCompile &&
                      std::any_of(item.nodes.begin(), item.nodes.end(), [&](const NodeId& node) {
                        return std::find(path.nodes.begin(), path.nodes.end(), node) != path.nodes.end();
                      });
      if (!item.critical) continue;
      item.facts << tr("on the critical path");
      timeline_.critical.push_back({item.start_ns, item.end_ns, static_cast<int>(step)});
    }
    std::sort(timeline_.critical.begin(), timeline_.critical.end(),
              [](const TimelineSpan& a, const TimelineSpan& b) { return a.start_ns < b.start_ns; });
  }

  // Steps that wait for one another share what they have: its line begins at the last of them.
  void addSlacks(const CriticalPath& path) {
    std::map<int64_t, TimelineSlack> lines;  // by their length
    for (size_t step = 0; step < trace_.steps.size(); ++step) {
      TimelineItem& item = timeline_.items[step];
      const auto slack = item.nodes.empty() ? path.slack_ns.end() : path.slack_ns.find(item.nodes.back());
      const bool has = isCost(trace_.steps[step]) && slack != path.slack_ns.end();
      if (!has || static_cast<double>(slack->second) <= kLeastSlack * wall()) continue;
      item.facts << tr("slack %1: so much longer would not lengthen the critical path, if branches ran at the same "
                       "time;\nas steps run today, one after another, all of it counts")
                        .arg(formatNanoseconds(slack->second));
      TimelineSlack& line = lines[slack->second];
      if (line.item >= 0 && line.start_ns > item.end_ns) continue;
      const int64_t end_ns = std::min(item.end_ns + slack->second, timeline_.duration_ns);
      line = {static_cast<int>(step), item.end_ns, end_ns, slack->second};
    }
    for (const auto& [length, line] : lines) {
      if (line.end_ns > line.start_ns) timeline_.slacks.push_back(line);
    }
  }

  double wall() const { return static_cast<double>(trace_.wall_ns()); }

  void addMemory() {
    timeline_.memory_top = source_.report.peak_buffer_bytes;
    for (const MemorySample& sample : trace_.memory) {
      timeline_.memory.push_back({fromStart(sample.at_ns), sample.bytes});
      timeline_.memory_top = std::max(timeline_.memory_top, sample.bytes);
    }
  }

  const TimelineSource& source_;
  const Trace& trace_;
  int64_t slowest_ns_ = 0;
  Timeline timeline_;
};

}  // namespace

Timeline timelineOf(const TimelineSource& source) { return RunTimeline(source).make(); }

}  // namespace lightbench::ui
