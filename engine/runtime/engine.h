// What all runs of a process share: operators, workers, pixel memory, results, the graphics card, what work costs.
#pragma once

#include "engine/base/worker_pool.h"
#include "engine/graph/operator_def.h"
#include "engine/image/buffer_pool.h"
#include "engine/runtime/cost_model.h"
#include "engine/runtime/gpu_slot.h"
#include "engine/runtime/result_cache.h"

namespace lightbench {

struct EngineOptions {
  int threads = 0;          // 0: one for each processor
  size_t cache_bytes = 0;   // 0: a quarter of the machine's memory
  bool background = false;  // workers give way to the threads of a window
  GpuOptions gpu = {};
};

struct Engine {
  explicit Engine(const OperatorRegistry& operators, const EngineOptions& chosen = {});
  ~Engine();  // what it learned of costs is kept
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const OperatorRegistry& registry;
  const EngineOptions options;
  WorkerPool workers;
  BufferPool buffers;
  ResultCache cache;
  GpuSlot gpu;
  CostModel costs;  // kept in GpuOptions::cache_folder
};

}  // namespace lightbench
