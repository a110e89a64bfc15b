#include "engine/profile/bound.h"

#include <algorithm>

namespace lightbench {
namespace {

constexpr double kBoundShare = 0.5;
constexpr double kBeyondMemory = 1.1;  // measured copies differ by a few per cent from round to round
constexpr double kDispatches = 4;

}  // namespace

BoundVerdict bound_of(const NodeWork& work, const DevicePeaks* peaks) {
  BoundVerdict verdict;
  if (work.self_ns <= 0) return verdict;
  const auto self_ns = static_cast<double>(work.self_ns);
  const bool has_peaks = peaks != nullptr;
  if (has_peaks && work.bytes > 0) {
    verdict.memory_share = static_cast<double>(work.bytes) / self_ns / peaks->copy_gb_per_s;
  }
  if (has_peaks && work.operations) verdict.compute_share = *work.operations / self_ns / peaks->gflop_per_s;
  if (work.transfer_ns > work.self_ns) {
    verdict.bound = Bound::kTransfer;
    return verdict;
  }
  if (!has_peaks) return verdict;
  const double memory = verdict.memory_share.value_or(0);
  const double compute = verdict.compute_share.value_or(0);
  if (self_ns < kDispatches * peaks->dispatch_ns) {
    verdict.bound = Bound::kOverhead;
  } else if (memory >= kBoundShare && memory <= kBeyondMemory && memory >= compute) {
    verdict.bound = Bound::kMemory;
  } else {
    verdict.bound = Bound::kCompute;
  }
  return verdict;
}

}  // namespace lightbench
