// Finished results under their keys, within a budget of bytes.
//
// A key says everything a result depends on, so a hit is the result. When the budget is exceeded the entry with the
// largest age × bytes / cost goes first: old, large and cheap to recompute. Pinned keys (what is being viewed, the
// inputs of what is being edited) go last. Thread-safe; images are shared handles, so a hit copies no pixels.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/hash.h"
#include "engine/graph/value.h"
#include "engine/image/image.h"

namespace lightbench {

struct NodeResult {
  std::vector<Image> outputs;
  NodeValues values;
  int64_t cost_ns = 0;  // what computing it took
};

class ResultCache {
 public:
  explicit ResultCache(size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  std::optional<NodeResult> find(const Hash128& key);
  bool contains(const Hash128& key) const;
  void insert(const Hash128& key, NodeResult result);
  // Nobody will ask for these again. Keys that are not here are passed over.
  void erase(const std::vector<Hash128>& keys);
  void set_pins(std::unordered_set<Hash128> keys);
  void set_budget(size_t bytes);
  void clear();

  size_t bytes() const;
  size_t budget_bytes() const;
  // True when the key was here and had to make room; says why a node runs again.
  bool was_evicted(const Hash128& key) const;

 private:
  struct Entry {
    NodeResult result;
    size_t bytes = 0;
    uint64_t last_use = 0;
  };
  // With mutex_ held. What went is handed back, so that its memory is freed after the lock is: that takes milliseconds,
  // and a window asks for bytes() meanwhile.
  using Gone = std::vector<NodeResult>;
  void make_room(Gone& gone);

  mutable std::mutex mutex_;
  size_t budget_bytes_;
  size_t bytes_ = 0;
  uint64_t clock_ = 0;
  std::unordered_map<Hash128, Entry> entries_;
  std::unordered_set<Hash128> pins_;
  std::unordered_set<Hash128> evicted_;
};

}  // namespace lightbench
