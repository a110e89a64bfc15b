// The smallest difference that a comparison takes seriously, and where it comes from.
#pragma once

#include <string>

#include "engine/profile/machine.h"
#include "engine/profile/statistics.h"

namespace lightbench::cli {

struct Threshold {
  double value = kPracticalThreshold;
  std::string from;  // "default", "learned on 2026-11-29T07:15:00Z", "given"
};
// `given`: percent, or empty: what calibration learned on `machine`, or the default. A calibration that cannot be read
// is a warning on standard error. Error (kInvalid): not a percentage.
Result<Threshold> choose_threshold(const std::string& given, const MachineInfo& machine, Pairing pairing);

}  // namespace lightbench::cli
