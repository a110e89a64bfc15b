#include "bench/report.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/profile/machine.h"
#include "engine/runtime/engine.h"
#include "engine/simd/isa.h"

namespace lightbench::bench {

void print_table(const std::vector<MeasuredRow>& rows, int threads, const std::string& picture) {
  const MachineInfo machine = describe_machine();
  std::printf("%s, %d of %d processors, %s, lightbench vector path: %s\n", machine.cpu_name.c_str(), threads,
              machine.processors, picture.c_str(), std::string(name_of(active_isa())).c_str());
  std::printf("%-20s %12s %12s %12s %14s %8s %10s\n", "row", "lightbench", "opencv", "libvips", "ratio / opencv",
              "target", "mean diff");
  for (const MeasuredRow& row : rows) {
    std::printf("%-20s %9.2f ms %9.2f ms ", row.name.c_str(), row.contestants[0].median_ms,
                row.contestants[1].median_ms);
    if (row.contestants.size() > 2) {
      std::printf("%9.2f ms ", row.contestants[2].median_ms);
    } else {
      std::printf("%12s ", "not run");
    }
    std::printf("%14.3f ", row.ratio());
    if (row.target > 0) {
      std::printf("%8.2f ", row.target);
    } else {
      std::printf("%8s ", "none");
    }
    std::printf("%10.3f   %s\n", row.contestants[0].mean_difference, row.what.c_str());
  }
}

std::string json_document(const std::vector<MeasuredRow>& rows, int threads, const std::string& picture) {
  using Json = nlohmann::ordered_json;
  const MachineInfo machine = describe_machine();
  Json list = Json::array();
  for (const MeasuredRow& row : rows) {
    Json contestants = Json::array();
    for (const Measured& measured : row.contestants) {
      Json entry{{"name", measured.contestant}, {"median_ms", measured.median_ms}, {"rounds_ms", measured.rounds_ms}};
      if (measured.mean_difference >= 0) entry["mean_difference_to_opencv"] = measured.mean_difference;
      contestants.push_back(entry);
    }
    list.push_back({{"name", row.name},
                    {"what", row.what},
                    {"ratio_to_opencv", row.ratio()},
                    {"target", row.target > 0 ? Json(row.target) : Json(nullptr)},
                    {"contestants", contestants}});
  }
  return Json{{"machine", {{"cpu", machine.cpu_name}, {"processors", machine.processors}, {"isa", machine.isa}}},
              {"isa_in_use", name_of(active_isa())},
              {"threads", threads},
              {"picture", picture},
              {"rows", list}}
             .dump(2) +
         "\n";
}

}  // namespace lightbench::bench
