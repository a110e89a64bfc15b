// What one node took in its last runs, in samples that may be compared.
//
// The record restarts when something changes that makes times incomparable: the node's type, its picture, where it ran
// and with what. The first run after a start is cold (decoding, shader compilation, fresh memory) and kept apart; the
// warm ones after it lie in a ring of 64. A change of the node's own parameters, or of the pass it shares with others,
// keeps the samples but is marked: they stay in sight, and the statistics count from the mark on.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/profile/statistics.h"
#include "engine/profile/trace.h"

namespace lightbench {

// Under which a node ran. Samples of different conditions are never put together.
struct RunConditions {
  std::string type;
  int width = 0;  // of its first output; 0 for a node without a picture
  int height = 0;
  int channels = 0;
  std::string format;
  std::string backend;  // "cpu", "vulkan"
  std::string device;   // instruction set or card

  bool operator==(const RunConditions&) const = default;
};
// What differs, for people: "another picture size", "another device"; empty when nothing does.
std::string difference(const RunConditions& then, const RunConditions& now);

struct NodeSample {
  int64_t self_ns = 0;
  std::optional<int64_t> busy_ns;
  int64_t bytes_read = 0;
  int64_t bytes_written = 0;
  int64_t transfer_ns = 0;  // of pictures moved to the card for it, and of its result back
  Hash128 parameters;       // equal while none was changed
  Hash128 pass;             // of the nodes that shared its pass; equal while they are the same
};

class NodeRecord {
 public:
  static constexpr size_t kKeptSamples = 64;

  void add(const RunConditions& conditions, const NodeSample& sample);
  // A run that asked for the node and took its result from the cache.
  void add_hit() { ++hits_; }

  const RunConditions& conditions() const { return conditions_; }
  // Absent until it ran; it is that of the first run under these conditions.
  std::optional<int64_t> cold_ns() const { return cold_ns_; }
  const std::deque<NodeSample>& warm() const { return warm_; }  // oldest first
  // Where warm samples begin that were made with the parameters, and in the pass, of the last run.
  size_t mark() const { return mark_; }
  // Of the samples from the mark on. Absent while there is none.
  std::optional<DurationStatistics> statistics() const;
  std::vector<int64_t> self_since_mark() const;

  int hits() const { return hits_; }
  int asked() const { return hits_ + computed_; }  // exact runs that needed its result

 private:
  RunConditions conditions_;
  std::optional<int64_t> cold_ns_;
  Hash128 last_parameters_;
  Hash128 last_pass_;
  std::deque<NodeSample> warm_;
  size_t mark_ = 0;
  int hits_ = 0;
  int computed_ = 0;
};

}  // namespace lightbench
