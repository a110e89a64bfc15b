#include "ui/profile/profile_rows.h"

#include <QCoreApplication>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/profile/trace_nodes.h"
#include "ui/profile/run_summary.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ProfileTable", text); }

QString deviceOf(const NodeReport& node) {
  if (node.backend == "vulkan") return QStringLiteral("Vulkan");
  if (node.isa == "avx512") return QStringLiteral("AVX-512");
  return node.isa == "scalar" ? tr("scalar") : QString::fromStdString(node.isa).toUpper();
}

QString stateOf(const NodeReport& node, const Node* now, std::optional<qint64> last_self_ns) {
  const QString was = last_self_ns ? tr(", was %1").arg(formatMilliseconds(to_ms(*last_self_ns))) : QString();
  switch (node.state) {
    case NodeState::kComputed: return tr("computed");
    case NodeState::kCached: return tr("cached") + was;
    case NodeState::kPassed: return now != nullptr && now->bypass ? tr("bypassed") : tr("passed on");
    case NodeState::kFailed: return tr("failed");
    case NodeState::kBlocked: return tr("waits for input");
    case NodeState::kCancelled: return tr("cancelled");
    case NodeState::kNotAsked: break;
  }
  return tr("not asked");
}

ProfileRow rowOf(const NodeReport& node, const ProfileSource& source) {
  ProfileRow row;
  row.id = node.id;
  row.name = source.title_of(node.id);
  const OperatorDef* def = source.registry.find(node.type);
  row.type = QString::fromStdString(def != nullptr ? def->label : node.type);
  row.state = stateOf(node, source.graph.find(node.id), source.last_self_ns(node.id));
  row.why = QString::fromStdString(node.error ? node.error->message() : node.reason);
  if (!node.fallback.empty()) {
    row.why += (row.why.isEmpty() ? QString() : QStringLiteral("; ")) +
               tr("asked for Vulkan: %1").arg(QString::fromStdString(node.fallback));
  }
  if (!node.self_ns) return row;
  const double self = static_cast<double>(*node.self_ns);
  row.self_ms = to_ms(*node.self_ns);
  row.has_bar = true;
  row.shared_pass = node.fused_group >= 0;
  row.device = deviceOf(node);
  const bool on_gpu = node.backend == "vulkan";
  if (node.busy_ns && !on_gpu) {
    row.busy_ms = to_ms(*node.busy_ns);
    if (self > 0) row.threads = static_cast<double>(*node.busy_ns) / self;
  }
  if (node.bytes_read > 0) row.read = static_cast<double>(node.bytes_read);
  if (node.bytes_written > 0) row.written = static_cast<double>(node.bytes_written);
  // Inside a pass most pixels never reach memory: a rate of its own would say nothing.
  const double bytes = static_cast<double>(node.bytes_read + node.bytes_written);
  if (!row.shared_pass && self > 0 && bytes > 0) row.rate = bytes / (self * 1e-9);
  return row;
}

void addShares(std::vector<ProfileRow>& rows, int64_t wall_ns) {
  double slowest = 0;
  for (const ProfileRow& row : rows) slowest = row.has_bar ? std::max(slowest, row.self_ms.value_or(0)) : slowest;
  for (ProfileRow& row : rows) {
    if (!row.self_ms) continue;
    if (wall_ns > 0) row.share = *row.self_ms / to_ms(wall_ns);
    if (slowest > 0) row.bar = std::clamp(*row.self_ms / slowest, 0.0, 1.0);
  }
}

}  // namespace

std::vector<ProfileRow> profileRows(const ProfileSource& source) {
  std::vector<ProfileRow> rows;
  for (const NodeReport& node : source.report.nodes) rows.push_back(rowOf(node, source));
  const RunSummary sums = summaryOf(source.report, source.graph);
  const auto add = [&](int64_t ns, const QString& name, const QString& why) {
    if (ns == 0) return;
    ProfileRow row;
    row.name = name;
    row.self_ms = to_ms(ns);
    row.why = why;
    rows.push_back(std::move(row));
  };
  add(sums.transfers_ns, tr("Transfers"), tr("pictures to the graphics card and back"));
  add(sums.shaders_ns, tr("Shaders"), tr("compiled for this run; kept for the next"));
  add(-sums.overlapped_ns, tr("Overlapped"), tr("ran while something else did"));
  add(sums.unattributed_ns, tr("Unattributed"), tr("planning and bookkeeping"));
  addShares(rows, sums.wall_ns);
  return rows;
}

std::vector<ProfileRow> profileRows(const TraceFile& file) {
  std::vector<ProfileRow> rows;
  for (const TraceNode& node : trace_nodes(file)) {
    ProfileRow row;
    row.name = node.name.empty() ? tr("unnamed") : QString::fromStdString(node.name);
    row.type = QString::fromStdString(node.type);
    row.self_ms = to_ms(node.self_ns);
    row.has_bar = true;
    if (node.busy_ns) row.busy_ms = to_ms(*node.busy_ns);
    if (node.busy_ns && node.self_ns > 0) {
      row.threads = static_cast<double>(*node.busy_ns) / static_cast<double>(node.self_ns);
    }
    if (node.bytes_read) row.read = static_cast<double>(*node.bytes_read);
    if (node.bytes_written) row.written = static_cast<double>(*node.bytes_written);
    QStringList lanes;
    for (const std::string& lane : node.lanes) lanes << QString::fromStdString(lane);
    row.device = lanes.join(QStringLiteral(", "));
    row.state = node.count == 1 ? tr("one event") : tr("%1 events").arg(node.count);
    rows.push_back(std::move(row));
  }
  addShares(rows, file.end_ns);
  return rows;
}

}  // namespace lightbench::ui
