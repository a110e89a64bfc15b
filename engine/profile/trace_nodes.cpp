#include "engine/profile/trace_nodes.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace lightbench {
namespace {

constexpr std::string_view kOurProcess = "Lightbench";

std::optional<std::string_view> argument(const TraceEvent& event, std::string_view name) {
  for (const auto& [known, value] : event.arguments) {
    if (known == name) return value;
  }
  return std::nullopt;
}

void add_bytes(const TraceEvent& event, std::string_view name, std::optional<int64_t>& sum) {
  const std::optional<std::string_view> text = argument(event, name);
  int64_t bytes = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), bytes).ec != std::errc()) return;
  sum = sum.value_or(0) + bytes;
}

class Collector {
 public:
  void add(const TraceLane& lane) {
    const std::vector<int64_t> own = own_times_ns(lane);
    const bool ours = lane.process == kOurProcess;
    for (size_t i = 0; i < lane.events.size(); ++i) {
      const TraceEvent& event = lane.events[i];
      if (ours && event.category == "run") continue;
      TraceNode& node = node_of(event);
      if (is_worker_lane(lane)) {
        node.busy_ns = node.busy_ns.value_or(0) + own[i];
        continue;
      }
      ++node.count;
      node.self_ns += own[i];
      if (node.type.empty()) node.type = argument(event, "operator").value_or(event.category);
      if (node.lanes.empty() || node.lanes.back() != lane.name) node.lanes.push_back(lane.name);
      if (!ours) continue;
      add_bytes(event, "bytes_read", node.bytes_read);
      add_bytes(event, "bytes_written", node.bytes_written);
    }
  }

  std::vector<TraceNode> sorted() {
    std::erase_if(nodes_, [](const TraceNode& node) { return node.count == 0; });
    std::stable_sort(nodes_.begin(), nodes_.end(),
                     [](const TraceNode& a, const TraceNode& b) { return a.self_ns > b.self_ns; });
    return std::move(nodes_);
  }

 private:
  TraceNode& node_of(const TraceEvent& event) {
    const auto [place, fresh] = places_.try_emplace(std::pair(event.name, event.category), nodes_.size());
    if (fresh) nodes_.emplace_back().name = event.name;
    return nodes_[place->second];
  }

  std::vector<TraceNode> nodes_;
  std::map<std::pair<std::string, std::string>, size_t> places_;
};

}  // namespace

std::vector<TraceNode> trace_nodes(const TraceFile& file) {
  Collector collector;
  for (const TraceLane& lane : file.lanes) collector.add(lane);
  return collector.sorted();
}

// Events lie in order of their start, one before those inside it.
std::vector<int64_t> own_times_ns(const TraceLane& lane) {
  std::vector<int64_t> own;
  std::vector<size_t> open;
  for (const TraceEvent& event : lane.events) {
    while (!open.empty() && lane.events[open.back()].end_ns <= event.start_ns) open.pop_back();
    if (!open.empty()) {
      const int64_t inside = std::min(event.end_ns, lane.events[open.back()].end_ns) - event.start_ns;
      own[open.back()] = std::max<int64_t>(0, own[open.back()] - inside);
    }
    open.push_back(own.size());
    own.push_back(event.end_ns - event.start_ns);
  }
  return own;
}

bool is_worker_lane(const TraceLane& lane) { return lane.process == kOurProcess && lane.name.starts_with("CPU "); }

}  // namespace lightbench
