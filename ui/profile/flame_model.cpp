#include "ui/profile/flame_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

#include "ui/profile/run_summary.h"
#include "ui/profile/time_axis.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Flame", text); }

// A node that ran, or all nodes of a pass.
struct Unit {
  std::vector<const NodeReport*> nodes;
  int64_t self_ns = 0;
  std::map<int, int64_t> busy_ns;  // by worker
};

class FlameMaker {
 public:
  explicit FlameMaker(const FlameSource& source) : source_(source), sums_(summaryOf(source.report, source.graph)) {}

  std::vector<FlameBlock> make() {
    collectUnits();
    if (units_.empty()) return {};
    for (const Unit& unit : units_) slowest_ns_ = std::max(slowest_ns_, unit.self_ns);
    addWhole();
    double at = 0;
    for (const Unit& unit : units_) at = addUnit(unit, at);
    at = addPlain(FlameKind::kTransfers, tr("Transfers"), sums_.transfers_ns, at);
    at = addPlain(FlameKind::kShaders, tr("Shaders"), sums_.shaders_ns, at);
    addPlain(FlameKind::kUnattributed, tr("Unattributed"), sums_.unattributed_ns, at);
    return byDepth(std::move(blocks_));
  }

 private:
  void collectUnits() {
    std::map<int, size_t> passes;
    std::map<NodeId, size_t> unit_of;
    for (const NodeReport& node : source_.report.nodes) {
      if (!node.self_ns) continue;
      size_t unit = units_.size();
      if (node.fused_group >= 0) unit = passes.try_emplace(node.fused_group, unit).first->second;
      if (unit == units_.size()) units_.emplace_back();
      units_[unit].nodes.push_back(&node);
      units_[unit].self_ns += *node.self_ns;
      unit_of[node.id] = unit;
    }
    const Trace& trace = source_.report.trace;
    for (const WorkerSpan& span : trace.workers) {
      if (span.step >= trace.steps.size()) continue;
      const auto unit = unit_of.find(trace.steps[span.step].node);
      if (unit != unit_of.end()) units_[unit->second].busy_ns[span.worker] += span.end_ns - span.start_ns;
      workers_ = std::max(workers_, span.worker + 1);
    }
    std::stable_sort(units_.begin(), units_.end(), [](const Unit& a, const Unit& b) { return a.self_ns > b.self_ns; });
  }

  FlameBlock& add(FlameKind kind, const QString& title, int parent, double start, double width, int64_t self_ns) {
    FlameBlock block;
    block.kind = kind;
    block.title = title;
    block.parent = parent;
    block.depth = parent < 0 ? 0 : blocks_[static_cast<size_t>(parent)].depth + 1;
    block.start_ns = start;
    block.width_ns = width;
    block.self_ns = self_ns;
    blocks_.push_back(std::move(block));
    return blocks_.back();
  }

  void addWhole() {
    const int64_t sum = sums_.wall_ns + sums_.overlapped_ns;
    FlameBlock& whole = add(FlameKind::kWhole, tr("Run"), -1, 0, static_cast<double>(sum), sums_.wall_ns);
    whole.facts << tr("%1 wall").arg(formatNanoseconds(sums_.wall_ns));
    if (sums_.overlapped_ns > 0) {
      whole.facts << tr("%1 of work, of which %2 ran while something else did")
                         .arg(formatNanoseconds(sum), formatNanoseconds(sums_.overlapped_ns));
    }
  }

  double addPlain(FlameKind kind, const QString& title, int64_t ns, double at) {
    if (ns <= 0) return at;
    add(kind, title, 0, at, static_cast<double>(ns), ns).facts << wordsOf(ns);
    return at + static_cast<double>(ns);
  }

  double addUnit(const Unit& unit, double at) {
    const double width = static_cast<double>(unit.self_ns);
    const bool pass = unit.nodes.size() > 1;
    const QString title =
        pass ? tr("%1 nodes in one pass").arg(unit.nodes.size()) : source_.title_of(unit.nodes.front()->id);
    const int index = static_cast<int>(blocks_.size());
    FlameBlock& block = add(pass ? FlameKind::kPass : FlameKind::kNode, title, 0, at, width, unit.self_ns);
    for (const NodeReport* node : unit.nodes) block.nodes.push_back(node->id);
    block.heat = heatOf(unit.self_ns);
    block.facts << wordsOf(unit.self_ns);
    if (pass) {
      addShares(unit, index, at);
    } else if (!unit.nodes.front()->reason.empty()) {
      block.facts << tr("ran because: %1").arg(QString::fromStdString(unit.nodes.front()->reason));
    }
    addWorkers(unit, index, pass ? 2 : 1, at);
    return at + width;
  }

  void addShares(const Unit& unit, int pass, double at) {
    std::vector<const NodeReport*> nodes = unit.nodes;
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const NodeReport* a, const NodeReport* b) { return *a->self_ns > *b->self_ns; });
    for (const NodeReport* node : nodes) {
      FlameBlock& share = add(FlameKind::kShare, source_.title_of(node->id), pass, at,
                              static_cast<double>(*node->self_ns), *node->self_ns);
      share.nodes = {node->id};
      share.heat = heatOf(*node->self_ns);
      share.facts << QStringLiteral("≈ ") + wordsOf(*node->self_ns) << tr("a sampled share of its pass");
      at += static_cast<double>(*node->self_ns);
    }
  }

  // The same width for each worker: together they had the time of the step, side by side.
  void addWorkers(const Unit& unit, int parent, int rows_above, double at) {
    if (unit.busy_ns.empty() || unit.self_ns <= 0) return;
    const double width = static_cast<double>(unit.self_ns) / workers_;
    for (int worker = 0; worker < workers_; ++worker) {
      const auto found = unit.busy_ns.find(worker);
      const int64_t busy = found == unit.busy_ns.end() ? 0 : found->second;
      FlameBlock& block = add(FlameKind::kWorker, tr("CPU %1").arg(worker), parent, at + worker * width, width, busy);
      block.depth = blocks_[static_cast<size_t>(parent)].depth + rows_above;
      block.nodes = blocks_[static_cast<size_t>(parent)].nodes;
      block.filled = std::min(1.0, static_cast<double>(busy) / static_cast<double>(unit.self_ns));
      block.facts << tr("busy for %1 of %2, %3")
                         .arg(formatNanoseconds(busy), formatNanoseconds(unit.self_ns), formatShare(block.filled));
    }
  }

  double heatOf(int64_t ns) const {
    return slowest_ns_ > 0 ? static_cast<double>(ns) / static_cast<double>(slowest_ns_) : -1;
  }

  QString wordsOf(int64_t ns) const {
    const QString time = formatNanoseconds(ns);
    if (sums_.wall_ns <= 0) return time;
    return tr("%1, %2 of wall").arg(time, formatShare(static_cast<double>(ns) / static_cast<double>(sums_.wall_ns), 1));
  }

  const FlameSource& source_;
  const RunSummary sums_;
  std::vector<Unit> units_;
  int workers_ = 1;
  int64_t slowest_ns_ = 0;
  std::vector<FlameBlock> blocks_;
};

}  // namespace

std::vector<FlameBlock> byDepth(std::vector<FlameBlock> blocks) {
  std::vector<size_t> order(blocks.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return blocks[a].depth < blocks[b].depth; });
  std::vector<int> place(order.size());
  for (size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
  std::vector<FlameBlock> sorted;
  for (const size_t index : order) {
    sorted.push_back(std::move(blocks[index]));
    if (sorted.back().parent >= 0) sorted.back().parent = place[static_cast<size_t>(sorted.back().parent)];
  }
  return sorted;
}

std::vector<FlameBlock> flameOf(const FlameSource& source) { return FlameMaker(source).make(); }

}  // namespace lightbench::ui
