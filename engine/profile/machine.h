// The machine and the program beside the numbers: a time means nothing without them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/worker_pool.h"

namespace lightbench {

struct MachineInfo {
  std::string cpu_name;          // as the kernel names it; empty when it does not say
  int processors = 0;            // that this process may use
  std::vector<std::string> isa;  // of "sse4", "avx2", "avx512", those the processor has
  int64_t memory_bytes = 0;
  std::string governor;             // of the processor's clock, "performance"; empty when the kernel does not say
  std::optional<double> load_1min;  // programs that wanted to run, mean of the last minute
  bool operator==(const MachineInfo&) const = default;
};
MachineInfo describe_machine();

struct BuildInfo {
  std::string version;   // "0.1.0"
  std::string type;      // "Release"
  std::string compiler;  // "GNU 12.2.0"
  bool optimised = true;
  bool operator==(const BuildInfo&) const = default;
};
BuildInfo describe_build();

// Error (kFailed) for a build without optimisation, whose times say nothing about the program that people run.
Status check_measurable(const BuildInfo& build);

struct MemoryBandwidth {
  double copy_gb_per_s = 0;  // bytes read plus bytes written, over time, all workers
  int threads = 0;
};
// Copies a buffer far larger than the caches; best of several rounds, about 0.2 s. Once cancelled, of the rounds done.
MemoryBandwidth measure_memory_bandwidth(WorkerPool& workers, const CancelToken& cancel = CancelToken());

}  // namespace lightbench
