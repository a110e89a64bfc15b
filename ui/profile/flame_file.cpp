// The flame view of a trace file: under the whole its threads, under each the events that lie in no other, and so on;
// events of one name at one place are one block.
#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <memory>

#include "engine/profile/trace_nodes.h"
#include "ui/profile/flame_model.h"
#include "ui/profile/time_axis.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr int kMostRows = 64;  // deeper ones are beyond any screen

QString tr(const char* text) { return QCoreApplication::translate("Flame", text); }

// The events of one name inside those of another.
struct Call {
  int count = 0;
  int64_t total_ns = 0;
  int64_t own_ns = 0;
  std::map<std::string, std::unique_ptr<Call>> inside;

  Call& add(const std::string& name) {
    std::unique_ptr<Call>& call = inside[name];
    if (!call) call = std::make_unique<Call>();
    ++call->count;
    return *call;
  }
};

// The calls of a lane, as those inside one that takes their sum.
Call callsOf(const TraceLane& lane) {
  struct Open {
    int64_t end_ns;
    Call* call;
  };
  Call root;
  std::vector<Open> open;
  const std::vector<int64_t> own = own_times_ns(lane);
  for (size_t i = 0; i < lane.events.size(); ++i) {
    const TraceEvent& event = lane.events[i];
    while (!open.empty() && open.back().end_ns <= event.start_ns) open.pop_back();
    // One that reaches out of what it lies in counts as far as that goes, so that no block is wider than its parent.
    const int64_t end_ns = open.empty() ? event.end_ns : std::min(event.end_ns, open.back().end_ns);
    Call& call = (open.empty() ? root : *open.back().call).add(event.name);
    call.total_ns += end_ns - event.start_ns;
    call.own_ns += own[i];
    if (open.empty()) root.total_ns += end_ns - event.start_ns;
    open.push_back({end_ns, &call});
  }
  return root;
}

class FileFlame {
 public:
  std::vector<FlameBlock> make(const TraceFile& file) {
    std::vector<std::pair<const TraceLane*, Call>> lanes;
    int64_t sum_ns = 0;
    for (const TraceLane& lane : file.lanes) {
      if (is_worker_lane(lane)) continue;  // the same steps once more
      lanes.emplace_back(&lane, callsOf(lane));
      sum_ns += lanes.back().second.total_ns;
    }
    FlameBlock whole;
    whole.kind = FlameKind::kWhole;
    whole.title = tr("All threads");
    whole.width_ns = static_cast<double>(sum_ns);
    whole.self_ns = sum_ns;
    whole.facts << tr("%1 of work in %2 threads").arg(formatNanoseconds(sum_ns)).arg(lanes.size())
                << tr("%1 from the first event to the last").arg(formatNanoseconds(file.end_ns));
    if (sum_ns <= 0) return {};
    blocks_.push_back(std::move(whole));
    std::stable_sort(lanes.begin(), lanes.end(),
                     [](const auto& a, const auto& b) { return a.second.total_ns > b.second.total_ns; });
    double at = 0;
    for (const auto& [lane, calls] : lanes) {
      const int index = add(FlameKind::kThread, QString::fromStdString(lane->name), calls, 0, at);
      addInside(calls, index);
      at += static_cast<double>(calls.total_ns);
    }
    for (FlameBlock& block : blocks_) {
      if (block.kind == FlameKind::kEvent && longest_own_ns_ > 0) block.heat /= static_cast<double>(longest_own_ns_);
    }
    return byDepth(std::move(blocks_));
  }

 private:
  int add(FlameKind kind, const QString& title, const Call& call, int parent, double at) {
    FlameBlock block;
    block.kind = kind;
    block.title = title.isEmpty() ? tr("unnamed") : title;
    block.parent = parent;
    block.depth = blocks_[static_cast<size_t>(parent)].depth + 1;
    block.start_ns = at;
    block.width_ns = static_cast<double>(call.total_ns);
    block.self_ns = call.total_ns;
    const double whole = blocks_.front().width_ns;
    block.facts << tr("%1, %2 of all threads")
                       .arg(formatNanoseconds(call.total_ns),
                            formatShare(static_cast<double>(call.total_ns) / whole, 1));
    if (kind == FlameKind::kEvent) {
      block.heat = static_cast<double>(call.own_ns);  // of the longest, once that is known
      longest_own_ns_ = std::max(longest_own_ns_, call.own_ns);
      block.facts << (call.count == 1 ? tr("one event") : tr("%1 events").arg(call.count))
                  << tr("%1 of it by itself").arg(formatNanoseconds(call.own_ns));
    }
    blocks_.push_back(std::move(block));
    return static_cast<int>(blocks_.size()) - 1;
  }

  void addInside(const Call& call, int parent) {
    if (blocks_[static_cast<size_t>(parent)].depth >= kMostRows) return;
    std::vector<std::pair<std::string, const Call*>> order;
    for (const auto& [name, inside] : call.inside) order.emplace_back(name, inside.get());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second->total_ns > b.second->total_ns; });
    double at = blocks_[static_cast<size_t>(parent)].start_ns;
    for (const auto& [name, inside] : order) {
      addInside(*inside, add(FlameKind::kEvent, QString::fromStdString(name), *inside, parent, at));
      at += static_cast<double>(inside->total_ns);
    }
  }

  std::vector<FlameBlock> blocks_;
  int64_t longest_own_ns_ = 0;
};

}  // namespace

std::vector<FlameBlock> flameOf(const TraceFile& file) { return FileFlame().make(file); }

}  // namespace lightbench::ui
