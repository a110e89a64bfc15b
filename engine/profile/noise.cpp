#include "engine/profile/noise.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/profile/session_series.h"

namespace lightbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kNoiseVersion = 1;
constexpr double kCoverage = 0.95;
constexpr double kLeastThreshold = 0.005;

double distance_from_one(double ratio) { return std::exp(std::abs(std::log(ratio))) - 1; }

}  // namespace

MachineNoise learn_noise(std::span<const ProfileSession> trials) {
  LB_CHECK(trials.size() >= 2);
  std::vector<double> interleaved;
  std::vector<double> separate;
  for (size_t i = 0; i < trials.size(); ++i) {
    const std::vector<double> first = wall_ms_of(trials[i].variants.at(0));
    const Ratio ratio = compare_durations(first, wall_ms_of(trials[i].variants.at(1)), Pairing::kInterleaved);
    interleaved.push_back(distance_from_one(ratio.value));
    for (size_t j = 0; j < i; ++j) {
      separate.push_back(distance_from_one(median(first) / median(wall_ms_of(trials[j].variants.at(0)))));
    }
  }
  const ProfileSession& last = trials.back();
  MachineNoise noise;
  noise.cpu_name = last.machine.cpu_name;
  noise.processors = last.machine.processors;
  noise.recorded = last.recorded;
  noise.pipeline_name = last.variants[0].pipeline_name;
  noise.trials = static_cast<int>(trials.size());
  noise.rounds = static_cast<int>(last.variants[0].rounds());
  noise.interleaved = quantile(interleaved, kCoverage);
  noise.separate = quantile(separate, kCoverage);
  return noise;
}

std::string noise_file_path() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data == '/') return std::string(data) + "/lightbench/noise.json";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? std::string(home) + "/.local/share/lightbench/noise.json" : std::string();
}

Status save_noise(const MachineNoise& noise, const std::string& path) {
  const Json json{{"format", "lightbench.noise"},   {"version", kNoiseVersion},   {"cpu", noise.cpu_name},
                  {"processors", noise.processors}, {"recorded", noise.recorded}, {"pipeline", noise.pipeline_name},
                  {"trials", noise.trials},         {"rounds", noise.rounds},     {"interleaved", noise.interleaved},
                  {"separate", noise.separate}};
  std::error_code problem;  // the writing itself says what is wrong
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), problem);
  return write_file_atomically(path, json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<MachineNoise> load_noise(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  const auto damaged = [&](const std::string& what) {
    return invalid(what, "noise of this machine, " + path, "calibrate again: lightbench-cli profile --calibrate");
  };
  try {
    const Json json = Json::parse(*text);
    if (json.at("format") != "lightbench.noise") return damaged("not a calibration");
    if (json.at("version").get<int>() > kNoiseVersion) return damaged("a newer version wrote it");
    MachineNoise noise;
    noise.cpu_name = json.at("cpu");
    noise.processors = json.at("processors");
    noise.recorded = json.at("recorded");
    noise.pipeline_name = json.at("pipeline");
    noise.trials = json.at("trials");
    noise.rounds = json.at("rounds");
    noise.interleaved = json.at("interleaved");
    noise.separate = json.at("separate");
    return noise;
  } catch (const Json::exception&) {
    return damaged("the calibration is damaged");
  }
}

bool is_noise_of(const MachineNoise& noise, const MachineInfo& machine) {
  return noise.cpu_name == machine.cpu_name && noise.processors == machine.processors;
}

double practical_threshold(const std::optional<MachineNoise>& noise, const MachineInfo& machine, Pairing pairing) {
  if (!noise || !is_noise_of(*noise, machine)) return kPracticalThreshold;
  return std::max(kLeastThreshold, pairing == Pairing::kInterleaved ? noise->interleaved : noise->separate);
}

Threshold threshold_for(const MachineInfo& machine, Pairing pairing) {
  const std::string path = noise_file_path();
  if (path.empty() || !std::filesystem::exists(path)) return {};
  const Result<MachineNoise> noise = load_noise(path);
  if (!noise) return {kPracticalThreshold, "default", noise.error().message()};
  if (!is_noise_of(*noise, machine)) return {};
  return {practical_threshold(*noise, machine, pairing), "learned on " + noise->recorded, {}};
}

}  // namespace lightbench
