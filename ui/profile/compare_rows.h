// The rows of a comparison: the whole run first, the nodes by the milliseconds they add or save, then what belongs to
// no node, so that the differences add up. What was not measured is absent and says why.
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/profile/session_diff.h"
#include "ui/profile/plot_scale.h"

namespace lightbench::ui {

enum class CompareRowKind { kWhole, kNode, kUnattributed };

struct CompareRow {
  CompareRowKind kind = CompareRowKind::kNode;
  NodeId id;  // of nodes
  std::string type_id;
  QString name;
  std::optional<double> base_ms;
  std::optional<double> current_ms;
  std::optional<double> delta_ms;
  std::optional<Ratio> ratio;
  Verdict verdict = Verdict::kTooNoisy;  // where there is a ratio
  bool is_share = false;
  QString words;       // the verdict, or why there is none: "added", "cached, before computed"
  QString device;      // "CPU", "CPU, now Vulkan"; empty where it did not run
  bool moved = false;  // to another device
};

using NodeTitle = std::function<QString(const NodeId& id, const std::string& type)>;
std::vector<CompareRow> compareRows(const SessionDiff& diff, const NodeTitle& title);

// Holds every ratio and, unless they are much wider, every interval; never less than the practical threshold.
RatioScale ratioScaleOf(const std::vector<CompareRow>& rows, double threshold);

// Where everything ran on one device in both, the device made no difference.
bool ranOnOneDevice(const std::vector<CompareRow>& rows);

QByteArray compareCsv(const std::vector<CompareRow>& rows);

}  // namespace lightbench::ui
