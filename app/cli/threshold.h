// The smallest difference that a comparison takes seriously: given, or what is known of the machine.
#pragma once

#include <string>

#include "engine/profile/noise.h"

namespace lightbench::cli {

// `given`: percent, or empty: what calibration learned on `machine`, or the default. A calibration that cannot be read
// is a warning on standard error. Error (kInvalid): not a percentage.
Result<Threshold> choose_threshold(const std::string& given, const MachineInfo& machine, Pairing pairing);

}  // namespace lightbench::cli
