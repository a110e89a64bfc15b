// The records of all nodes of a pipeline (engine/profile/node_record.h), fed with the reports of its runs.
//
// Only exact runs that were not cancelled count: a proxy's times are those of a smaller picture.
#pragma once

#include <unordered_map>

#include "engine/profile/baseline.h"
#include "engine/profile/node_record.h"
#include "engine/runtime/passes.h"

namespace lightbench {

class NodeRecords {
 public:
  // `graph` as it was run, or as it is now: a node that is gone from it is forgotten.
  void add(const RunReport& report, const Graph& graph);
  void clear();

  const NodeRecord* find(const NodeId& id) const;  // null before the first exact run of the node
  // Of a pass as a whole, under the id of its first member: its one true time. Null once its members run otherwise.
  const NodeRecord* find_pass(const NodeId& first_member) const;

  // The warm samples of every node since its last change; without nodes when there are none.
  Baseline baseline(std::string name, std::string made_at, std::string machine) const;

 private:
  void add_passes(const std::vector<RunPass>& passes, const RunReport& report);

  std::unordered_map<NodeId, NodeRecord> records_;
  std::unordered_map<NodeId, NodeRecord> passes_;  // of the last run that had any, by their first members
};

}  // namespace lightbench
