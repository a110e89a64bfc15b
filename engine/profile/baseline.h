// The times that later ones are held against: samples of every node, with machine and date.
//
// Plain data, made from the runs of a window (engine/runtime/node_records) or from a recorded session alike: whoever
// has samples of nodes can fill it. The raw samples are kept, so that any statistic can be computed again.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/profile/node_record.h"

namespace lightbench {

struct BaselineNode {
  std::string id;
  RunConditions conditions;
  std::vector<int64_t> self_ns;  // warm samples; never empty
};

struct Baseline {
  std::string name;     // for people; may be empty
  std::string made_at;  // local time, "2026-03-01 12:04"
  std::string machine;  // as machine_text() gives it
  std::vector<BaselineNode> nodes;
  std::string session = {};  // the file of the recorded session it was made of; empty: of runs in a window

  const BaselineNode* find(const std::string& id) const;
};

// JSON, "format": "lightbench.baseline". Errors: unreadable, damaged or newer files (kInvalid), unwritable ones
// (kFailed).
Result<Baseline> read_baseline(const std::string& path);
Status write_baseline(const std::string& path, const Baseline& baseline);

enum class ChangeVerdict {
  kFaster,
  kSlower,
  kSame,    // within the practical threshold
  kNoisy,   // larger than that, but the samples overlap
  kTooFew,  // runs on one of the sides
  kUnlike,  // made under other conditions; NodeChange::unlike says which
  kNone,    // the baseline does not know the node, or the node has not run
};

constexpr int kFewestSamples = 3;  // on either side, for a verdict

struct NodeChange {
  ChangeVerdict verdict = ChangeVerdict::kNone;
  double share = 0;  // of the median then: 0.125 is slower by 12.5 %
  double then_ms = 0;
  double now_ms = 0;
  int runs_then = 0;
  int runs_now = 0;  // with the parameters of now
  std::string unlike;
};

// Cheap enough for every node after every run, which verdict_of() of recorded sessions is not: a node counts as changed
// when its medians differ by more than kPracticalThreshold and each lies outside the other's range from the least to
// the 95th percentile. `record` may be null.
NodeChange change_of(const Baseline& baseline, const std::string& id, const NodeRecord* record);

}  // namespace lightbench
