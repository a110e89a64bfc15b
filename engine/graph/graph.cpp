#include "engine/graph/graph.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace lightbench {

namespace {
constexpr std::string_view kBackendNames[] = {"auto", "cpu", "vulkan"};
constexpr std::string_view kPrecisionNames[] = {"f32", "f16", "u8"};
}  // namespace

std::string_view name_of(Backend backend) { return kBackendNames[static_cast<size_t>(backend)]; }
std::string_view name_of(Precision precision) { return kPrecisionNames[static_cast<size_t>(precision)]; }

std::optional<Backend> backend_from(std::string_view name) {
  for (const Backend backend : {Backend::kAuto, Backend::kCpu, Backend::kVulkan}) {
    if (name_of(backend) == name) return backend;
  }
  return std::nullopt;
}

std::optional<Precision> precision_from(std::string_view name) {
  for (const Precision precision : {Precision::kF32, Precision::kF16, Precision::kU8}) {
    if (name_of(precision) == name) return precision;
  }
  return std::nullopt;
}

const Node* Graph::find(const NodeId& id) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.id == id; });
  return found == nodes.end() ? nullptr : &*found;
}

Node* Graph::find(const NodeId& id) { return const_cast<Node*>(static_cast<const Graph*>(this)->find(id)); }

const Link* Graph::link_into(const PortRef& to) const {
  const auto found = std::find_if(links.begin(), links.end(), [&](const Link& link) { return link.to == to; });
  return found == links.end() ? nullptr : &*found;
}

NodeId Graph::unique_id(const std::string& stem) const {
  const std::string base = stem.empty() ? "node" : stem;
  if (!find(base)) return base;
  for (size_t number = 2;; ++number) {
    NodeId id = base + "_" + std::to_string(number);
    if (!find(id)) return id;
  }
}

void Graph::remove_node(const NodeId& id) {
  std::erase_if(nodes, [&](const Node& node) { return node.id == id; });
  std::erase_if(links, [&](const Link& link) { return link.from.node == id || link.to.node == id; });
}

void Graph::connect(const PortRef& from, const PortRef& to) {
  const Link* present = link_into(to);
  if (present && present->from == from) return;
  disconnect(to);
  links.push_back({from, to, {}});
}

void Graph::disconnect(const PortRef& to) {
  std::erase_if(links, [&](const Link& link) { return link.to == to; });
}

bool Graph::would_cycle(const NodeId& from, const NodeId& to) const {
  std::unordered_multimap<std::string_view, std::string_view> readers;
  for (const Link& link : links) readers.emplace(link.from.node, link.to.node);
  std::unordered_set<std::string_view> seen{to};
  std::vector<std::string_view> open{to};
  while (!open.empty()) {
    const std::string_view node = open.back();
    open.pop_back();
    if (node == from) return true;
    const auto [first, last] = readers.equal_range(node);
    for (auto reader = first; reader != last; ++reader) {
      if (seen.insert(reader->second).second) open.push_back(reader->second);
    }
  }
  return false;
}

std::vector<size_t> topological_order(const Graph& graph) {
  std::unordered_map<std::string_view, size_t> index;
  for (size_t i = 0; i < graph.nodes.size(); ++i) index.emplace(graph.nodes[i].id, i);
  std::vector<std::vector<size_t>> readers(graph.nodes.size());
  std::vector<size_t> unmet(graph.nodes.size(), 0);
  for (const Link& link : graph.links) {
    const auto from = index.find(link.from.node);
    const auto to = index.find(link.to.node);
    if (from == index.end() || to == index.end()) continue;
    readers[from->second].push_back(to->second);
    ++unmet[to->second];
  }
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < unmet.size(); ++i) {
    if (unmet[i] == 0) ready.push(i);
  }
  std::vector<size_t> order;
  order.reserve(graph.nodes.size());
  while (!ready.empty()) {
    const size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const size_t reader : readers[node]) {
      if (--unmet[reader] == 0) ready.push(reader);
    }
  }
  return order;
}

}  // namespace lightbench
