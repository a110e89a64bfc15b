#include "engine/profile/machine.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/simd/isa.h"

namespace lightbench {

MachineInfo describe_machine() {
  MachineInfo machine;
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const size_t colon = line.find(':');
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      machine.cpu_name = line.substr(std::min(colon + 2, line.size()));
      break;
    }
  }
  machine.processors = WorkerPool::available_processors();
  for (Isa isa : supported_isas()) machine.isa.emplace_back(name_of(isa));
  machine.memory_bytes = physical_memory_bytes();
  std::ifstream("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") >> machine.governor;
  double load = 0;
  if (getloadavg(&load, 1) == 1) machine.load_1min = load;
  return machine;
}

BuildInfo describe_build() {
  BuildInfo build{LIGHTBENCH_VERSION, LIGHTBENCH_BUILD_TYPE, LIGHTBENCH_COMPILER, true};
#ifndef __OPTIMIZE__
  build.optimised = false;
#endif
  return build;
}

Status check_measurable(const BuildInfo& build) {
  if (build.optimised) return {};
  return failed("a " + build.type + " build records nothing: its times are not those of the program",
                "build " + build.version + ", " + build.compiler, "use a build of the preset release");
}

MemoryBandwidth measure_memory_bandwidth(WorkerPool& workers, const CancelToken& cancel) {
  constexpr size_t kBytes = size_t{256} << 20;
  constexpr size_t kChunk = size_t{1} << 20;
  constexpr int kRounds = 5;
  std::vector<char> source(kBytes, 1), target(kBytes, 2);  // written once here, so that no round pays for page faults
  std::optional<int64_t> best_ns;
  for (int round = 0; round < kRounds; ++round) {
    const int64_t start = now_ns();
    const bool done = workers.run(
        static_cast<int64_t>(kBytes / kChunk),
        [&](int64_t chunk, int) {
          const size_t offset = static_cast<size_t>(chunk) * kChunk;
          std::memcpy(target.data() + offset, source.data() + offset, kChunk);
        },
        cancel);
    const int64_t elapsed = now_ns() - start;
    if (!done) break;
    best_ns = std::min(best_ns.value_or(elapsed), elapsed);
  }
  if (!best_ns) return {0, workers.threads()};
  return {2.0 * static_cast<double>(kBytes) / static_cast<double>(*best_ns), workers.threads()};
}

}  // namespace lightbench
