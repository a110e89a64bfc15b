// Pictures that stay on the graphics card from run to run of a window: what was brought there, and results that were
// made there and that the result cache holds as well. The next edit behind them finds them and brings nothing up again.
//
// Within a budget of bytes; the least recently used goes first. A key says everything that a picture depends on.
// Thread-safe; handles are shared, so what goes from here lives on where it is in use.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>

#include "engine/base/hash.h"
#include "engine/vulkan/gpu_backend.h"

namespace lightbench {

class DevicePictures {
 public:
  // Of a step, and which of its outputs.
  struct Key {
    Hash128 step;
    int output = 0;
    auto operator<=>(const Key&) const = default;
  };

  void set_budget(size_t bytes);
  size_t budget_bytes() const;
  DeviceImage find(const Key& key);  // null when it is not here
  // Does nothing when the picture by itself is over the budget.
  void insert(const Key& key, DeviceImage picture);
  // True when there was anything.
  bool clear();

  struct Statistics {
    int64_t hits = 0;
    int64_t evictions = 0;  // for want of room in the budget
    size_t bytes = 0;       // kept now
  };
  Statistics statistics() const;

 private:
  struct Entry {
    DeviceImage picture;
    uint64_t last_use = 0;
  };

  mutable std::mutex mutex_;
  size_t budget_bytes_ = 0;
  uint64_t clock_ = 0;
  std::map<Key, Entry> entries_;
  Statistics statistics_;
};

}  // namespace lightbench
