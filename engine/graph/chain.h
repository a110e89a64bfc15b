// Graphs written in code, for benchmarks and tests: nodes one after the other behind a picture called "photo".
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"

namespace lightbench {

inline Node node(const std::string& id, const std::string& type, std::map<std::string, ParamValue> params = {}) {
  Node made;
  made.id = id;
  made.type = type;
  made.params = std::move(params);
  return made;
}

// "photo" feeds the first node; each further node reads the one before through `image`, a blend through `blend_port`.
inline Graph photo_chain(std::vector<Node> nodes, const std::string& blend_port = "a") {
  Graph graph;
  graph.nodes.push_back(node("photo", "input", {{"path", std::string("photo.png")}}));
  NodeId last = "photo";
  for (Node& each : nodes) {
    const NodeId id = each.id;
    const std::string port = each.type == "blend" ? blend_port : "image";
    graph.nodes.push_back(std::move(each));
    graph.connect({last, "image"}, {id, port});
    last = id;
  }
  return graph;
}

}  // namespace lightbench
