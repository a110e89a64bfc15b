// Turns graph and run report into node faces.
//
// One maker serves one state of the world: it indexes graph and report once, finds the costliest node for the scale,
// and then answers for every node. What the report does not hold comes from the sources beside it (the runs before, the
// baseline, the device it ran on), and is worded as such.
//
//   face_words.cpp     states in words
//   face_readings.cpp  the numbers of each overlay
//   face_details.cpp   the tooltip
#pragma once

#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "engine/graph/operator_def.h"
#include "engine/runtime/node_records.h"
#include "engine/runtime/run_report.h"
#include "ui/core/device_names.h"
#include "ui/editor/node_face.h"

namespace lightbench::ui {

// Where a node last computed, kept for the runs that take it from the cache.
struct LastDevice {
  std::string backend;
  std::string isa;
  std::string fallback;
};

struct FaceSources {
  const Graph& graph;
  const OperatorRegistry& registry;
  const RunReport* report = nullptr;  // null before the first run
  Overlay overlay = Overlay::kTime;
  NodeId viewed_a = {};
  NodeId viewed_b = {};
  std::function<std::optional<qint64>(const NodeId&)> last_self = {};  // may be empty
  const NodeRecords* records = nullptr;                                // of the runs before, the one shown included
  const Baseline* baseline = nullptr;
  const std::map<NodeId, LastDevice>* last_devices = nullptr;
  const std::map<NodeId, double>* progress = nullptr;  // of the run in flight: 0..1 of a node's tiles
  const std::set<NodeId>* written = nullptr;           // outputs whose file is up to date
  const std::map<NodeId, QImage>* thumbnails = nullptr;
};

// What the header prints: start … text.
struct OverlayRange {
  double maximum = 0;  // ns, bytes or a share; 0: nothing was measured
  QString start;       // "0", or the other end of a scale that goes both ways
  QString text;        // "8.1 ms self"; empty when there is no scale
  BarScale scale = BarScale::kHeat;
};

// A pass of several nodes, drawn behind them.
struct FusedHull {
  std::vector<NodeId> members;  // in file order
  QString title;                // "Fused, one pass"
  QString device;               // "AVX-512 × 1.9"
  QString reading;              // its one true time, or its bytes
  bool operator==(const FusedHull&) const = default;
};

class FaceMaker {
 public:
  explicit FaceMaker(const FaceSources& sources);

  NodeFace face(const Node& node) const;
  // Everything the report knows of the node, for its tooltip.
  QString details(const Node& node) const;
  const OverlayRange& range() const { return range_; }
  // That of the run shown (engine/runtime/critical_path.h). Empty when fewer than two of its nodes were measured.
  const std::vector<NodeId>& criticalPath() const { return critical_; }
  // The passes of the run shown; none with the overlay off.
  std::vector<FusedHull> hulls() const;
  // What each link carried through memory in this run, by link_key(): in the overlay of bytes, links within a pass and
  // into nodes that did not run left out.
  std::unordered_map<std::string, int64_t> linkBytes() const;

 private:
  // How long a node takes: the median of the runs that were alike, else this one.
  struct NodeTime {
    double ms = 0;
    std::optional<double> p95_ms;
    int runs = 1;
    bool is_cold = false;
  };
  std::optional<NodeTime> measuredTime(const NodeReport& report) const;
  const NodeTime* timeOf(const NodeId& id) const;  // null when it was not timed
  const NodeRecord* recordOf(const NodeId& id) const;
  NodeChange changeOf(const NodeReport& report) const;
  bool keepsResult(const NodeReport& report) const;  // in memory, after the run
  bool isProxy() const { return sources_.report != nullptr && sources_.report->level > 0; }
  const NodeReport* reportOf(const NodeId& id) const;
  std::optional<int64_t> decodeNs(const NodeId& id) const;  // time spent reading a file, this run
  double costOf(const Node& node) const;                    // on the overlay's scale; 0 when not measured
  void findFeeders();
  void findRange();
  void findCriticalPath();

  void addSockets(const Node& node, const OperatorDef* def, NodeFace& face) const;
  // Where the node ran, or where what it shows was made; empty when it never ran.
  LastDevice deviceOf(const Node& node, const OperatorDef* def, const NodeReport* report) const;
  Backend askedOf(const Node& node, const OperatorDef* def, const NodeReport* report) const;
  void addChips(const Node& node, const NodeReport* report, NodeFace& face) const;
  void setWords(const Node& node, const OperatorDef* def, const NodeReport* report, NodeFace& face) const;
  void setReported(const Node& node, const OperatorDef& def, const NodeReport& report, NodeFace& face) const;
  void setComputed(const Node& node, const NodeReport& report, NodeFace& face) const;
  void setTime(const NodeReport& report, NodeFace& face) const;
  void setDelta(const NodeReport& report, NodeFace& face) const;
  void setBytes(const NodeReport& report, double bytes, NodeFace& face) const;
  void setReason(const NodeReport& report, NodeFace& face) const;
  void setDevice(const Node& node, const OperatorDef& def, const NodeReport& report, NodeFace& face) const;
  void setBar(double cost, NodeFace& face) const;
  void setCached(const NodeReport& report, NodeFace& face) const;
  QString lastTime(const NodeId& id) const;  // "was 8.1", or nothing
  bool feedsAsked(const NodeId& id) const;   // some node that reads it, near or far, took part in the run
  void setReadOnce(const NodeReport& report, NodeFace& face) const;
  void setResultSize(const NodeReport& report, NodeFace& face) const;
  QString titleOf(const NodeId& id) const;
  QString timesText(const NodeReport& report) const;
  QString statisticsText(const NodeReport& report) const;

  FaceSources sources_;
  std::unordered_map<NodeId, const NodeReport*> reports_;
  std::unordered_map<NodeId, NodeTime> times_;  // made once: a median looks at 64 samples
  std::unordered_map<NodeId, int64_t> decode_ns_;
  std::unordered_set<std::string> linked_inputs_;  // "node.port"
  std::unordered_set<std::string> linked_outputs_;
  std::unordered_set<NodeId> feeds_asked_;
  OverlayRange range_;
  std::vector<NodeId> critical_;
};

// Puts the share of a node's tiles into its face, which is already that of a running node.
void setRunningShare(NodeFace& face, double share);
// An input node: its time is that of a file read once, not of every run.
bool readsFile(const OperatorDef* def);
bool writesFile(const OperatorDef* def);

}  // namespace lightbench::ui
