// What work costs on this machine, as measured here: by operators on the processor and on the graphics card, and by
// transfers between the two. Every run adds to it; automatic placement asks it.
//
// A rate is nanoseconds a unit of work. It is known exactly (same formats, same parameters), for other parameters, or
// for other formats; the first of these that is known answers, from the nearest size of picture. The rate in use is the
// fastest of the last few measurements, and changes only when it is off by more than a fifth: the same pipeline is
// placed in the same way each time, although no two runs take equally long.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/result.h"

namespace lightbench {

// A piece of work, done or to be done.
struct Work {
  std::string place;    // the processor with its instruction set and threads, or a graphics card with its driver
  std::string what;     // operator and version; "upload", "download"
  std::string formats;  // of the pictures; empty where it does not matter
  Hash128 params;       // zero where there are none
  double units = 1;     // samples, operations or bytes: whatever its time is proportional to at this place
};

class CostModel {
 public:
  // Reads `file` when it is first asked; empty: remembers nothing beyond the process. A file that cannot be understood
  // counts as none.
  explicit CostModel(std::string file);

  // Thread-safe, as all of it.
  void observe(const Work& work, int64_t ns);
  // Nanoseconds; nothing when no such work was ever measured.
  std::optional<double> expected_ns(const Work& work) const;
  // The graphics card that was measured last, as a place; empty when none was.
  std::string device() const;
  void set_device(const std::string& place);
  // Writes what changed since it was read, if a graphics card was measured: without one nobody asks. Errors: those of
  // writing files.
  Status save();

 private:
  struct Rate {
    std::deque<double> recent;
    double in_use = 0;
    uint64_t touched = 0;
  };
  // By size class: powers of four of the units.
  using Sizes = std::map<int, Rate>;

  void read() const;
  void add(const std::string& key, int size, double rate);
  void forget_oldest();

  const std::string file_;
  mutable std::mutex mutex_;
  mutable bool was_read_ = false;
  mutable bool changed_ = false;
  mutable std::map<std::string, Sizes> rates_;
  mutable std::string device_;
  uint64_t turn_ = 0;
};

}  // namespace lightbench
