// What limits a node: memory, the processor, transfers, or the effort of starting it at all.
//
//   transfer   pictures moved for it took longer than the node itself
//   overhead   it took less than four times what waking all workers, or running a program on the card, for nothing
//   takes memory     its bytes over its time are at least half of the device's measured copy rate compute    its
//   operations are at least half of the measured peak, or none of the above holds: the device was at work,
//              and memory waited for it
//
// Of memory and compute the larger share counts. More than 1.1 of the copy rate means that its pictures came from the
// caches; memory then is not what limits it. What was not measured gives no verdict.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/profile/device_peaks.h"

namespace lightbench {

enum class Bound { kUnknown, kMemory, kCompute, kTransfer, kOverhead };

// Of a node, or of a pass as a whole: the bytes of one node inside a pass say nothing about its speed.
struct NodeWork {
  int64_t self_ns = 0;
  int64_t bytes = 0;                 // read and written
  std::optional<double> operations;  // floating point; absent where the operator does not declare them
  int64_t transfer_ns = 0;
};

struct BoundVerdict {
  Bound bound = Bound::kUnknown;
  std::optional<double> memory_share;   // of the machine's copy rate
  std::optional<double> compute_share;  // of its arithmetic peak
};

// `peaks` of the device that it ran on; null while they were not measured.
BoundVerdict bound_of(const NodeWork& work, const DevicePeaks* peaks);

}  // namespace lightbench
