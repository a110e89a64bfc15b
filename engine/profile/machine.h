// The machine beside the numbers: a time means nothing without it.
#pragma once

#include <string>
#include <vector>

#include "engine/base/worker_pool.h"

namespace lightbench {

struct MachineInfo {
  std::string cpu_name;          // as the kernel names it; empty when it does not say
  int processors = 0;            // that this process may use
  std::vector<std::string> isa;  // of "sse4", "avx2", "avx512", those the processor has
  int64_t memory_bytes = 0;
};
MachineInfo describe_machine();

struct MemoryBandwidth {
  double copy_gb_per_s = 0;  // bytes read plus bytes written, over time, all workers
  int threads = 0;
};
// Copies a buffer far larger than the caches; best of several rounds, about 0.2 s. Once cancelled, of the rounds done.
MemoryBandwidth measure_memory_bandwidth(WorkerPool& workers, const CancelToken& cancel = CancelToken());

}  // namespace lightbench
