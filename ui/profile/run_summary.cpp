#include "ui/profile/run_summary.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/profile/statistics.h"
#include "engine/runtime/critical_path.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr size_t kRuns = 30;

QString tr(const char* text) { return QCoreApplication::translate("RunSummary", text); }

// The time within the run that at least one step covers.
int64_t covered_ns(const Trace& trace) {
  std::vector<std::pair<int64_t, int64_t>> spans;
  for (const Span& span : trace.steps) {
    spans.emplace_back(std::max(span.start_ns, trace.start_ns), std::min(span.end_ns, trace.end_ns));
  }
  std::sort(spans.begin(), spans.end());
  int64_t covered = 0;
  int64_t reached = trace.start_ns;
  for (const auto& [start, end] : spans) {
    covered += std::max<int64_t>(0, end - std::max(start, reached));
    reached = std::max(reached, end);
  }
  return covered;
}

QString plain(int64_t ns) { return formatMillisecondsPlain(to_ms(ns)); }

std::vector<SummaryPart> sumParts(const RunSummary& summary) {
  std::vector<SummaryPart> parts;
  const auto add = [&](const QString& sign, int64_t ns, const QString& words, const QString& why) {
    if (ns > 0 || words == tr("nodes")) parts.push_back({parts.empty() ? QString() : sign, plain(ns), words, why});
  };
  add("+", summary.nodes_ns, tr("nodes"), tr("Self times of all nodes that ran, files read included"));
  add("+", summary.transfers_ns, tr("transfers"), tr("Pictures moved to the graphics card and back"));
  add("+", summary.shaders_ns, tr("shaders"), tr("Shaders being compiled; kept for the next run"));
  add(QString(QChar(0x2212)), summary.overlapped_ns, tr("overlapped"), tr("What ran while something else did"));
  add("+", summary.unattributed_ns, tr("unattributed"), tr("Planning and bookkeeping: no step of a node"));
  parts.push_back({QStringLiteral("="), plain(summary.wall_ns), tr("ms wall"),
                   tr("From the start of the run to its end, steady clock"), true});
  return parts;
}

}  // namespace

RunSummary summaryOf(const RunReport& report, const Graph& graph) {
  RunSummary summary;
  const Trace& trace = report.trace;
  summary.wall_ns = trace.wall_ns();
  for (const Span& span : trace.steps) {
    const bool transfer = span.kind == SpanKind::kUpload || span.kind == SpanKind::kDownload;
    int64_t& sum = transfer                          ? summary.transfers_ns
                   : span.kind == SpanKind::kCompile ? summary.shaders_ns
                                                     : summary.nodes_ns;
    sum += span.duration_ns();
  }
  const int64_t covered = covered_ns(trace);
  summary.overlapped_ns = summary.nodes_ns + summary.transfers_ns + summary.shaders_ns - covered;
  summary.unattributed_ns = summary.wall_ns - covered;
  summary.critical_ns = critical_path(graph, report).length_ns;
  for (const NodeReport& node : report.nodes) {
    summary.computed += node.state == NodeState::kComputed;
    summary.cached += node.state == NodeState::kCached;
  }
  summary.peak_bytes = report.peak_buffer_bytes;
  summary.level = report.level;
  return summary;
}

void WallHistory::add(const RunReport& report) {
  std::vector<std::pair<NodeId, NodeState>> shape;
  for (const NodeReport& node : report.nodes) shape.emplace_back(node.id, node.state);
  level_ = report.level;
  Series& series = series_[level_];
  if (shape != series.shape) series.walls.clear();
  series.shape = std::move(shape);
  if (series.walls.size() == kRuns) series.walls.erase(series.walls.begin());
  series.walls.push_back(report.trace.wall_ns());
}

int WallHistory::runs() const {
  const auto series = series_.find(level_);
  return series == series_.end() ? 0 : static_cast<int>(series->second.walls.size());
}

double WallHistory::median_ms() const { return statistics_of(series_.at(level_).walls).median_ms; }

std::vector<std::vector<SummaryPart>> summaryParts(const RunSummary& summary, const WallHistory& history) {
  std::vector<std::vector<SummaryPart>> groups{sumParts(summary)};
  if (history.runs() > 1) {
    groups.push_back({{QString(), formatMillisecondsPlain(history.median_ms()), tr("median of %1").arg(history.runs()),
                       tr("Wall times of the last runs in a row that computed the same nodes at the same size")}});
  }
  if (summary.critical_ns > 0) {
    groups.push_back({{QString(), plain(summary.critical_ns), tr("critical path"),
                       tr("The longest chain of results that wait for one another: what would remain if branches that "
                          "do not need each other ran at the same time. Today steps run one after another, each on "
                          "all workers.")}});
  }
  if (const int asked = summary.computed + summary.cached; asked > 0) {
    groups.push_back({{QString(), formatShare(static_cast<double>(summary.cached) / asked), tr("from the cache"),
                       tr("%1 of the %2 nodes that were asked for").arg(summary.cached).arg(asked)}});
  }
  if (summary.peak_bytes > 0) {
    groups.push_back({{QString(), formatBytes(static_cast<double>(summary.peak_bytes)), tr("peak memory"),
                       tr("Picture buffers in use at the same time: the run's own and all other pictures alive")}});
  }
  return groups;
}

QString summaryText(const std::vector<std::vector<SummaryPart>>& groups) {
  QStringList texts;
  for (const std::vector<SummaryPart>& group : groups) {
    QStringList words;
    for (const SummaryPart& part : group) {
      if (!part.sign.isEmpty()) words << part.sign;
      words << part.value << part.words;
    }
    texts << words.join(' ');
  }
  return texts.join(", ");
}

}  // namespace lightbench::ui
