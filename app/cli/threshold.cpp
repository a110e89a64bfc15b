#include "app/cli/threshold.h"

#include <cstdio>
#include <filesystem>

#include "app/cli/arguments.h"
#include "engine/profile/noise.h"

namespace lightbench::cli {

Result<Threshold> choose_threshold(const std::string& given, const MachineInfo& machine, Pairing pairing) {
  if (!given.empty()) {
    const Result<double> value = parse_percent(given, "--threshold");
    if (!value) return value.error();
    return Threshold{*value, "given"};
  }
  std::optional<MachineNoise> noise;
  if (const std::string path = noise_file_path(); !path.empty() && std::filesystem::exists(path)) {
    const Result<MachineNoise> loaded = load_noise(path);
    if (loaded) {
      noise = *loaded;
    } else {
      std::fprintf(stderr, "warning: %s\n", loaded.error().message().c_str());
    }
  }
  if (!noise || !is_noise_of(*noise, machine)) return Threshold{kPracticalThreshold, "default"};
  return Threshold{practical_threshold(noise, machine, pairing), "learned on " + noise->recorded};
}

}  // namespace lightbench::cli
