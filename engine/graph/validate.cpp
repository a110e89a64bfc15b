#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/graph/operator_def.h"
#include "engine/graph/similar_name.h"

namespace lightbench {

namespace {

constexpr size_t kShownCycleNodes = 12;
constexpr size_t kSuggestions = 100;  // a file with more problems is not mistyped, and looking for names costs time

bool has_forbidden_character(const NodeId& id) {
  for (const char c : id) {
    if (c == '.' || c == '/' || c == ' ' || (c >= '\0' && c < ' ') || c == 0x7f) return true;
  }
  return false;
}

std::string port_list(const std::vector<PortSpec>& ports) {
  std::string text;
  for (const PortSpec& port : ports) text += (text.empty() ? "" : ", ") + port.id;
  return text;
}

class Validator {
 public:
  Validator(const Graph& graph, const OperatorRegistry& registry) : graph_(graph), registry_(registry) {}

  std::vector<Error> run() {
    for (const Node& node : graph_.nodes) check_node(node);
    for (const Link& link : graph_.links) check_link(link);
    check_open_inputs();
    check_cycles();
    return std::move(problems_);
  }

 private:
  struct Known {
    size_t index = 0;
    const OperatorDef* def = nullptr;  // null for an unknown type
  };

  void report(std::string what, std::string where, std::string remedy, const NodeId& node) {
    problems_.push_back(invalid(std::move(what), std::move(where), std::move(remedy), node));
  }

  bool suggests() const { return problems_.size() < kSuggestions; }

  void check_node(const Node& node) {
    const std::string where = "node " + node.id;
    const auto index = static_cast<size_t>(&node - graph_.nodes.data());
    if (node.id.empty()) {
      report("a node has an empty id", "node " + std::to_string(index + 1) + " of type " + node.type, "give it a name",
             node.id);
    } else if (has_forbidden_character(node.id)) {
      report("the id " + node.id + " has a character that ids cannot hold", where,
             "use a name without '.', '/' and spaces", node.id);
    }
    const OperatorDef* def = registry_.find(node.type);
    if (!known_.emplace(node.id, Known{index, def}).second && !node.id.empty()) {
      report("two nodes have the id " + node.id, where, "rename one of them", node.id);
    }
    if (!def) {
      const std::string near = suggests() ? registry_.closest(node.type) : std::string();
      report("unknown node type " + (node.type.empty() ? "\"\"" : node.type), where,
             near.empty() ? "choose a type from the list of nodes" : "did you mean " + near + "?", node.id);
      return;
    }
    const std::vector<Error> wrong = param_problems(*def, node);
    problems_.insert(problems_.end(), wrong.begin(), wrong.end());
    if (!wrong.empty()) return;
    const Result<Params> params = Params::resolve(*def, node, 0, graph_.base_folder);
    if (!params) problems_.push_back(params.error());
  }

  // The port a link end means, or null after reporting what is wrong with it. An unknown type has any port.
  const PortSpec* check_end(const Link& link, const PortRef& end, bool is_source) {
    const std::string where = "link from " + link.from.text() + " to " + link.to.text();
    const auto known = known_.find(end.node);
    if (known == known_.end()) {
      std::vector<std::string> ids;
      if (suggests()) {
        for (const Node& node : graph_.nodes) ids.push_back(node.id);
      }
      const std::string near = closest_name(end.node, ids);
      report("there is no node " + (end.node.empty() ? "\"\"" : end.node), where,
             near.empty() ? "remove the link or add the node" : "did you mean " + near + "?", end.node);
      return nullptr;
    }
    const OperatorDef* def = known->second.def;
    if (!def) return nullptr;
    const std::vector<PortSpec>& ports = is_source ? def->outputs : def->inputs;
    const int index = is_source ? def->output_index(end.port) : def->input_index(end.port);
    if (index >= 0) return &ports[static_cast<size_t>(index)];
    const std::string kind = is_source ? "output" : "input";
    report("node " + end.node + " has no " + kind + " port " + (end.port.empty() ? "\"\"" : end.port), where,
           ports.empty() ? def->id + " has no " + kind + "s" : "use " + port_list(ports), end.node);
    return nullptr;
  }

  void check_link(const Link& link) {
    const PortSpec* from = check_end(link, link.from, true);
    const PortSpec* to = check_end(link, link.to, false);
    if (from && to && !fits(from->type, to->type)) {
      report("port " + link.from.text() + " gives " + std::string(name_of(from->type)) + ", port " + link.to.text() +
                 " takes " + std::string(name_of(to->type)),
             "node " + link.to.node + ", port " + link.to.port, "connect ports of one type", link.to.node);
    }
    if (!fed_.insert(link.to.text()).second) {
      report("a second link leads into port " + link.to.port, "node " + link.to.node + ", port " + link.to.port,
             "remove one of the links", link.to.node);
    }
  }

  void check_open_inputs() {
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      const Node& node = graph_.nodes[i];
      const Known& known = known_.at(node.id);
      if (known.index != i || !known.def) continue;
      for (const PortSpec& port : known.def->inputs) {
        if (!port.required || fed_.contains(PortRef{node.id, port.id}.text())) continue;
        report("input " + port.id + " is not connected", "node " + node.id + ", port " + port.id,
               "connect it or remove the node", node.id);
      }
    }
  }

  // Each node that no order reaches has such a node before it; following one of them backwards ends in a circle.
  void check_cycles() {
    constexpr size_t kNone = static_cast<size_t>(-1);
    std::vector<bool> ordered(graph_.nodes.size(), false);
    for (const size_t i : topological_order(graph_)) ordered[i] = true;
    std::vector<size_t> before(graph_.nodes.size(), kNone);
    for (const Link& link : graph_.links) {
      const auto from = known_.find(link.from.node);
      const auto to = known_.find(link.to.node);
      if (from == known_.end() || to == known_.end()) continue;
      if (!ordered[from->second.index] && !ordered[to->second.index]) before[to->second.index] = from->second.index;
    }
    std::vector<size_t> visit(graph_.nodes.size(), 0);  // number of the walk that came by
    size_t walk = 0;
    for (size_t start = 0; start < graph_.nodes.size(); ++start) {
      if (ordered[start] || before[start] == kNone || visit[start] != 0) continue;
      ++walk;
      size_t node = start;
      while (node != kNone && visit[node] == 0) {
        visit[node] = walk;
        node = before[node];
      }
      if (node != kNone && visit[node] == walk) report_cycle(before, node);
    }
  }

  void report_cycle(const std::vector<size_t>& before, size_t member) {
    std::vector<size_t> circle{member};
    for (size_t node = before[member]; node != member; node = before[node]) circle.push_back(node);
    // In the direction of the data, from the node that comes first in the file.
    size_t first = 0;
    for (size_t i = 1; i < circle.size(); ++i) {
      if (circle[i] < circle[first]) first = i;
    }
    std::string names;
    for (size_t step = 0; step <= circle.size(); ++step) {
      if (step == kShownCycleNodes && step < circle.size()) {
        names += " → …";
        break;
      }
      const size_t position = (first + circle.size() * 2 - step) % circle.size();
      names += (step == 0 ? "" : " → ") + graph_.nodes[circle[position]].id;
    }
    const NodeId& id = graph_.nodes[circle[first]].id;
    report("the links form a cycle: " + names, "node " + id, "remove one of these links", id);
  }

  const Graph& graph_;
  const OperatorRegistry& registry_;
  std::vector<Error> problems_;
  std::unordered_map<std::string_view, Known> known_;  // the first node of each id
  std::unordered_set<std::string> fed_;                // ports some link leads into
};

}  // namespace

bool fits(PortType from, PortType to) {
  const auto pictorial = [](PortType type) { return type == PortType::kImage || type == PortType::kMask; };
  return from == to || (pictorial(from) && pictorial(to));
}

std::vector<Error> validate(const Graph& graph, const OperatorRegistry& registry) {
  return Validator(graph, registry).run();
}

}  // namespace lightbench
