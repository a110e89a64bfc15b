#include <cstdio>
#include <nlohmann/json.hpp>

#include "bench/vulkan_rows.h"
#include "engine/profile/machine.h"
#include "engine/profile/statistics.h"
#include "engine/profile/trace.h"
#include "engine/simd/isa.h"

namespace lightbench::bench {
namespace {

double median_ms(const std::vector<int64_t>& rounds) { return statistics_of(rounds).median_ms; }

// What copying the picture once into the result would take: least_bytes at the card's own rate.
double floor_ms(const MeasuredVulkanRow& row, const GpuCopyRates& rates) {
  return static_cast<double>(row.least_bytes) / rates.device * 1e-6;
}

nlohmann::ordered_json json_of(const std::vector<int64_t>& rounds_ns) {
  std::vector<double> rounds_ms;
  for (const int64_t ns : rounds_ns) rounds_ms.push_back(static_cast<double>(ns) * 1e-6);
  return {{"median_ms", median_ms(rounds_ns)}, {"rounds_ms", rounds_ms}};
}

nlohmann::ordered_json json_of(const MeasuredVulkanRow& row, const GpuCopyRates& rates) {
  nlohmann::ordered_json entry{{"name", row.name}, {"what", row.what}, {"picture", row.picture}};
  if (!row.problem.empty()) {
    entry["problem"] = row.problem;
    return entry;
  }
  entry["cpu"] = json_of(row.cpu_ns);
  entry["vulkan"] = {{"wall", json_of(row.wall_ns)},          {"device", json_of(row.device_ns)},
                     {"upload", json_of(row.upload_ns)},      {"download", json_of(row.download_ns)},
                     {"host_per_step", json_of(row.host_ns)}, {"steps", row.steps},
                     {"dispatches", row.dispatches}};
  entry["least_bytes"] = row.least_bytes;
  entry["moved_bytes"] = row.moved_bytes;
  entry["floor_ms"] = floor_ms(row, rates);
  entry["device_to_floor"] = median_ms(row.device_ns) / floor_ms(row, rates);
  entry["mean_difference_to_cpu"] = row.mean_difference;
  return entry;
}

}  // namespace

void print_table(const VulkanTable& table) {
  const MachineInfo machine = describe_machine();
  std::printf("%s, %s, Vulkan %s\n", table.device.name.c_str(), table.device.driver.c_str(), table.device.api.c_str());
  if (table.device.kind == GpuKind::kProcessor) {
    std::printf("a software device on the processor: the figures say nothing about graphics cards\n");
  }
  std::printf("copies: %.1f GB/s on the device (read + written), upload %.1f GB/s, download %.1f GB/s\n",
              table.rates.device, table.rates.upload, table.rates.download);
  std::printf("cpu: %s, %d of %d processors, vector path %s\n", machine.cpu_name.c_str(), table.threads,
              machine.processors, std::string(name_of(active_isa())).c_str());
  std::printf("floor: the picture read once and the result written once, at the device's copy rate\n");
  std::printf("%-20s %10s %10s %10s %9s %9s %10s %6s %12s %9s %13s %9s %10s\n", "row", "cpu ms", "wall ms", "device ms",
              "up ms", "down ms", "dispatches", "steps", "host us/step", "floor ms", "device/floor", "moved MB",
              "mean diff");
  for (const MeasuredVulkanRow& row : table.rows) {
    if (!row.problem.empty()) {
      std::printf("%-20s not measured: %s\n", row.name.c_str(), row.problem.c_str());
      continue;
    }
    const double device = median_ms(row.device_ns);
    const double floor = floor_ms(row, table.rates);
    std::printf("%-20s %10.2f %10.2f %10.3f %9.2f %9.2f %10lld %6d %12.1f %9.3f %13.2f %9.1f %10.4f   %s, %s\n",
                row.name.c_str(), median_ms(row.cpu_ns), median_ms(row.wall_ns), device, median_ms(row.upload_ns),
                median_ms(row.download_ns), static_cast<long long>(row.dispatches), row.steps,
                median_ms(row.host_ns) * 1e3, floor, device / floor, static_cast<double>(row.moved_bytes) * 1e-6,
                row.mean_difference, row.what.c_str(), row.picture.c_str());
  }
}

std::string json_document(const VulkanTable& table) {
  using Json = nlohmann::ordered_json;
  const MachineInfo machine = describe_machine();
  Json rows = Json::array();
  for (const MeasuredVulkanRow& row : table.rows) rows.push_back(json_of(row, table.rates));
  return Json{{"machine", {{"cpu", machine.cpu_name}, {"processors", machine.processors}, {"isa", machine.isa}}},
              {"isa_in_use", name_of(active_isa())},
              {"threads", table.threads},
              {"device",
               {{"name", table.device.name},
                {"driver", table.device.driver},
                {"api", table.device.api},
                {"kind", name_of(table.device.kind)},
                {"memory_bytes", table.device.memory_bytes}}},
              {"copy_gb_per_s",
               {{"device", table.rates.device}, {"upload", table.rates.upload}, {"download", table.rates.download}}},
              {"rows", rows}}
             .dump(2) +
         "\n";
}

}  // namespace lightbench::bench
