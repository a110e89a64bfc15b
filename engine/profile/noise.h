// What this machine makes of nothing: how far apart two measurements of the same pipeline come out.
//
// Learned from A/A trials and kept in the user's data folder; a verdict takes it for the smallest difference that
// matters. Sessions recorded apart differ by more than rounds that alternate, so both are learned.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/profile/session_file.h"
#include "engine/profile/statistics.h"

namespace lightbench {

struct MachineNoise {
  std::string cpu_name;  // whose noise it is
  int processors = 0;
  std::string recorded;
  std::string pipeline_name;
  int trials = 0;
  int rounds = 0;          // a trial
  double interleaved = 0;  // 0.01: 95 % of the trials came out within 1 % of no difference
  double separate = 0;     // the same between trials, of one subject
};

// `trials`: interleaved sessions of two equal subjects, at least two, all of one machine.
MachineNoise learn_noise(std::span<const ProfileSession> trials);

// In $XDG_DATA_HOME or ~/.local/share; empty when there is neither.
std::string noise_file_path();
Status save_noise(const MachineNoise& noise, const std::string& path);
// Errors (kInvalid): missing, damaged, from a newer version; naming the file.
Result<MachineNoise> load_noise(const std::string& path);

bool is_noise_of(const MachineNoise& noise, const MachineInfo& machine);

// The smallest difference that matters on `machine`: what was learned there, but at least half a percent, or
// kPracticalThreshold when nothing was.
double practical_threshold(const std::optional<MachineNoise>& noise, const MachineInfo& machine, Pairing pairing);

struct Threshold {
  double value = kPracticalThreshold;
  std::string from = "default";  // or "learned on 2026-11-29T07:15:00Z", "given"
  std::string problem;           // why this machine's calibration could not be read; empty otherwise
};
// As above, with the noise of noise_file_path() where there is one.
Threshold threshold_for(const MachineInfo& machine, Pairing pairing);

}  // namespace lightbench
