// The node of a race and the pictures that it reads, as a pipeline of their own. See race.h.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/runtime/engine.h"

namespace lightbench {

struct RaceCourse {
  Graph graph;  // the node, and an input node for each port that somebody feeds
  NodeId node;
  std::vector<std::pair<std::string, ImageSpec>> inputs;  // by port
  std::map<NodeId, NodeResult> pictures;                  // of the input nodes
  std::map<NodeId, NodeResult> reduced;  // the same with few pixels, to guess times from; empty where all are small
  double reduced_by = 1;                 // how many times as many pixels those above have
};

// Computes the pictures once. Errors: as race_node() for the node and what is before it.
Result<RaceCourse> make_course(const Graph& graph, const NodeId& node, Engine& engine, const CancelToken& cancel);

}  // namespace lightbench
