// How the time of a pass divides among its nodes: samples of single steps, and what they add up to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lightbench::detail {

// What one worker measured of the nodes of an island.
class SampledTimes {
 public:
  explicit SampledTimes(size_t nodes) : nodes_(nodes) {}

  void begin_step() { times_.resize(times_.size() + nodes_); }
  // Of the step that was begun last. Counts as a nanosecond at least, so that what ran is told from what did not.
  void add(size_t node, int64_t ns) { times_[times_.size() - nodes_ + node] += ns > 0 ? ns : 1; }
  void count_readings(int64_t readings) { clock_readings_ += readings; }

  int64_t clock_readings() const { return clock_readings_; }
  size_t nodes() const { return nodes_; }
  // Adds what `node` took in every step in which it ran.
  void collect(size_t node, std::vector<int64_t>& samples) const;

 private:
  size_t nodes_;
  std::vector<int64_t> times_;  // step by step, node by node; 0 where it did not run
  int64_t clock_readings_ = 0;
};

// The parts of a whole of 1. A step in which a node took many times its median counts as four medians: the thread was
// taken from the processor there, which is not the node's doing. All equal where nothing was sampled.
std::vector<double> shares_of(std::span<const SampledTimes> workers);

}  // namespace lightbench::detail
