// The rows of the table: one a node, and one each for what belongs to no node, so that the self times add up to the
// wall time. What was not measured is absent.
#pragma once

#include <QString>

#include <functional>
#include <optional>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/profile/chrome_trace.h"
#include "engine/runtime/run_report.h"

namespace lightbench::ui {

struct ProfileRow {
  NodeId id;  // empty: transfers, shaders, unattributed
  QString name;
  QString type;
  std::optional<double> self_ms;
  std::optional<double> share;    // of wall
  std::optional<double> busy_ms;  // summed over the workers
  std::optional<double> threads;  // busy / self; of nodes that ran on the processor
  std::optional<double> read;     // bytes
  std::optional<double> written;  // bytes
  std::optional<double> rate;     // bytes a second; of nodes that had a pass for themselves
  bool shared_pass = false;       // its times are sampled shares
  double bar = 0;                 // 0..1, share of the slowest
  bool has_bar = false;           // what is compared with the others; sums of many are not
  QString device;                 // "AVX2", "Vulkan"; empty when it did not run
  QString state;                  // "computed", "cached, was 8.1 ms", "not asked"
  QString why;                    // why it ran, or what keeps it from running
};

struct ProfileSource {
  const RunReport& report;
  const Graph& graph;
  const OperatorRegistry& registry;
  std::function<QString(const NodeId&)> title_of;
  std::function<std::optional<qint64>(const NodeId&)> last_self_ns;
};

std::vector<ProfileRow> profileRows(const ProfileSource& source);
// Of a trace file: a row a name, without ids. Self is its events' time by themselves.
std::vector<ProfileRow> profileRows(const TraceFile& file);

}  // namespace lightbench::ui
