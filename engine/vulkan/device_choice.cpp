#include "engine/vulkan/device_choice.h"

#include <filesystem>
#include <map>
#include <sstream>
#include <vector>

#include "engine/base/atomic_file.h"

namespace lightbench::vulkan {
namespace {

std::string key_of(const GpuDeviceInfo& device) { return device.name + ", " + device.driver; }

// One line a device: its rate, then its name and driver. Lines that are no such thing are passed over.
std::map<std::string, double> read_rates(const std::string& file) {
  std::map<std::string, double> rates;
  const Result<std::string> text = read_file(file);
  std::istringstream lines(text ? *text : std::string());
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    double rate = 0;
    std::string key;
    if (fields >> rate && rate > 0 && std::getline(fields >> std::ws, key)) rates[key] = rate;
  }
  return rates;
}

// A file that cannot be written costs nothing but measuring again.
void write_rates(const std::string& folder, const std::string& file, const std::map<std::string, double>& rates) {
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::ostringstream text;
  for (const auto& [key, rate] : rates) text << rate << ' ' << key << '\n';
  static_cast<void>(write_file_atomically(file, text.str()).ok());
}

}  // namespace

std::string fastest_device(std::span<const GpuDeviceInfo> devices, const std::string& folder,
                           const std::function<Result<double>(const GpuDeviceInfo& device)>& rate) {
  std::map<std::string, const GpuDeviceInfo*> kinds;
  for (const GpuDeviceInfo& device : devices) {
    if (device.missing.empty() && device.kind != GpuKind::kProcessor) kinds.emplace(key_of(device), &device);
  }
  if (kinds.size() < 2) return {};
  const std::string file = folder.empty() ? std::string() : folder + "/devices.txt";
  std::map<std::string, double> rates = file.empty() ? std::map<std::string, double>() : read_rates(file);
  bool measured = false;
  std::string fastest;
  double highest = 0;
  for (const auto& [key, device] : kinds) {
    if (rates.count(key) == 0) {
      const Result<double> taken = rate(*device);
      if (!taken) continue;
      rates[key] = *taken;
      measured = true;
    }
    if (rates[key] <= highest) continue;
    highest = rates[key];
    fastest = device->name;
  }
  if (measured && !file.empty()) write_rates(folder, file, rates);
  return fastest;
}

}  // namespace lightbench::vulkan
