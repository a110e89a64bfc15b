// The pipeline as the user edits it: nodes, links, settings.
//
// A Graph is a value. An edit makes a changed copy, so undo keeps snapshots and a run works on its own. A graph may
// be wrong (unknown type, open port, cycle): everything can be loaded, shown and saved; validate() lists what keeps
// it from running. Keys of the file that this version does not know are carried along as JSON text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/graph/value.h"

namespace lightbench {

using NodeId = std::string;

enum class Backend { kAuto, kCpu, kVulkan };
enum class Precision { kF32, kF16, kU8 };
std::string_view name_of(Backend backend);
std::string_view name_of(Precision precision);
std::optional<Backend> backend_from(std::string_view name);
std::optional<Precision> precision_from(std::string_view name);

// Unknown members of an object in the file: name → JSON text.
using ExtraMembers = std::map<std::string, std::string>;

struct NodePosition {
  double x = 0;
  double y = 0;
  bool operator==(const NodePosition&) const = default;
};

struct Node {
  NodeId id;
  std::string type;
  std::map<std::string, ParamValue> params;  // only what was set; the rest has its default
  ExtraMembers unreadable_params;            // values no parameter can hold, kept as JSON text and reported
  std::optional<NodePosition> position;
  std::string label;  // empty: the type's label
  bool bypass = false;
  Backend backend = Backend::kAuto;
  ExtraMembers extras;
  bool operator==(const Node&) const = default;
};

struct PortRef {
  NodeId node;
  std::string port;
  bool operator==(const PortRef&) const = default;
  std::string text() const { return node + "." + port; }
};

struct Link {
  PortRef from;
  PortRef to;
  ExtraMembers extras = {};
  bool operator==(const Link&) const = default;
};

struct PipelineSettings {
  Precision precision = Precision::kF32;
  Backend backend = Backend::kAuto;
  ExtraMembers extras;
  bool operator==(const PipelineSettings&) const = default;
};

class Graph {
 public:
  std::string name;
  std::string description;
  PipelineSettings settings;
  std::vector<Node> nodes;
  std::vector<Link> links;
  ExtraMembers extras;
  std::string base_folder;  // what relative paths start from; not part of the file

  const Node* find(const NodeId& id) const;
  Node* find(const NodeId& id);
  // The link into a port, if any.
  const Link* link_into(const PortRef& to) const;

  // "blur", "blur_2", …: `stem` made unique.
  NodeId unique_id(const std::string& stem) const;
  // Also removes the links at the node.
  void remove_node(const NodeId& id);
  // Replaces whatever led into `to`.
  void connect(const PortRef& from, const PortRef& to);
  void disconnect(const PortRef& to);
  // True when a link from → to would close a circle.
  bool would_cycle(const NodeId& from, const NodeId& to) const;

  bool operator==(const Graph&) const = default;
};

// Node indices in an order in which every node comes after what it reads (ties in file order);
// nodes on a cycle are left out.
std::vector<size_t> topological_order(const Graph& graph);

}  // namespace lightbench
