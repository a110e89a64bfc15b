#include "engine/runtime/cost_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"

namespace lightbench {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr size_t kRecent = 5;
constexpr double kTolerance = 1.2;
constexpr size_t kMostKeys = 4000;

int size_class(double units) { return static_cast<int>(std::floor(std::log2(std::max(units, 1.0)) / 2)); }

// From what is known exactly to what is the same operator at least.
std::array<std::string, 3> keys_of(const Work& work) {
  const std::string operation = work.place + "|" + work.what;
  const std::string formats = operation + "|" + work.formats;
  return {formats + "|" + work.params.hex(), formats, operation};
}

}  // namespace

CostModel::CostModel(std::string file) : file_(std::move(file)) {}

void CostModel::observe(const Work& work, int64_t ns) {
  if (ns <= 0 || work.units <= 0) return;
  std::lock_guard lock(mutex_);
  read();
  ++turn_;
  for (const std::string& key : keys_of(work)) {
    add(key, size_class(work.units), static_cast<double>(ns) / work.units);
  }
  if (rates_.size() > kMostKeys) forget_oldest();
}

void CostModel::add(const std::string& key, int size, double rate) {
  Rate& known = rates_[key][size];
  known.touched = turn_;
  known.recent.push_back(rate);
  if (known.recent.size() > kRecent) known.recent.pop_front();
  const double fastest = *std::min_element(known.recent.begin(), known.recent.end());
  if (known.in_use > 0 && fastest < known.in_use * kTolerance && fastest > known.in_use / kTolerance) return;
  known.in_use = fastest;
  changed_ = true;
}

std::optional<double> CostModel::expected_ns(const Work& work) const {
  std::lock_guard lock(mutex_);
  read();
  const int size = size_class(work.units);
  for (const std::string& key : keys_of(work)) {
    const auto found = rates_.find(key);
    if (found == rates_.end()) continue;
    const auto nearest = std::min_element(
        found->second.begin(), found->second.end(),
        [size](const auto& a, const auto& b) { return std::abs(a.first - size) < std::abs(b.first - size); });
    return nearest->second.in_use * work.units;
  }
  return std::nullopt;
}

std::string CostModel::device() const {
  std::lock_guard lock(mutex_);
  read();
  return device_;
}

void CostModel::set_device(const std::string& place) {
  std::lock_guard lock(mutex_);
  read();
  if (place == device_) return;
  device_ = place;
  changed_ = true;
}

// Keys of single parameter values come and go; those that were touched longest ago go.
void CostModel::forget_oldest() {
  const auto touched = [](const Sizes& sizes) {
    uint64_t last = 0;
    for (const auto& [size, rate] : sizes) last = std::max(last, rate.touched);
    return last;
  };
  std::vector<uint64_t> ages;
  for (const auto& [key, sizes] : rates_) ages.push_back(touched(sizes));
  const auto limit = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 4);
  std::nth_element(ages.begin(), limit, ages.end());
  std::erase_if(rates_, [&](const auto& entry) { return touched(entry.second) < *limit; });
}

void CostModel::read() const {
  if (was_read_) return;
  was_read_ = true;
  if (file_.empty()) return;
  const Result<std::string> text = read_file(file_);
  if (!text) return;
  const Json document = Json::parse(*text, nullptr, false);
  try {
    if (document.at("format") != "lightbench.costs" || document.at("version") != kVersion) return;
    std::map<std::string, Sizes> rates;
    for (const Json& entry : document.at("rates")) {
      const double rate = entry.at(2).get<double>();
      if (!std::isfinite(rate) || rate <= 0) return;
      rates[entry.at(0).get<std::string>()][entry.at(1).get<int>()] = {{rate}, rate, 0};
    }
    device_ = document.at("device").get<std::string>();
    rates_ = std::move(rates);
  } catch (const Json::exception&) {
    // Made anew by the next runs.
  }
}

Status CostModel::save() {
  std::lock_guard lock(mutex_);
  if (file_.empty() || !changed_ || device_.empty()) return {};
  std::error_code ignored;  // writing the file tells
  std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), ignored);
  Json rates = Json::array();
  for (const auto& [key, sizes] : rates_) {
    for (const auto& [size, rate] : sizes) rates.push_back({key, size, rate.in_use});
  }
  const Json document{{"format", "lightbench.costs"}, {"version", kVersion}, {"device", device_}, {"rates", rates}};
  Status status = write_file_atomically(file_, document.dump(1, '\t') + "\n");
  if (status) changed_ = false;
  return status;
}

}  // namespace lightbench
