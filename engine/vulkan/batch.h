// Runs the tasks of one GpuBackend::run().
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/vulkan/gpu_backend.h"
#include "engine/vulkan/memory.h"
#include "engine/vulkan/pipelines.h"
#include "engine/vulkan/recorder.h"

namespace lightbench::vulkan {

class Batch {
 public:
  Batch(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder, const CancelToken& cancel,
        const std::function<void(size_t, double)>& progress)
      : context_(context),
        memory_(memory),
        pipelines_(pipelines),
        recorder_(recorder),
        cancel_(cancel),
        progress_(progress) {}

  Status run(std::span<GpuTask> tasks);

 private:
  // A pass with its place in the memory for parameters.
  struct Prepared {
    size_t task = 0;
    const GpuPass* pass = nullptr;
    Pipeline* pipeline = nullptr;
    std::vector<DeviceImage> operands;  // null where open
    size_t reads = 0;                   // how many of them are read
    size_t block_offset = 0;
  };

  Status prepare(std::span<GpuTask> tasks);
  Status prepare_pass(size_t index, GpuTask& task, const GpuPass& pass, const std::vector<DeviceImage>& scratch);
  Status place_blocks();
  Status upload(size_t index, GpuTask& task);
  Status run_pass(const Prepared& prepared, double done, double share);
  Status download(size_t index, GpuTask& task);
  Status download_into(size_t index, const DeviceImage& from, Image& to);
  Status reports(std::span<GpuTask> tasks);
  void collect_times(std::span<GpuTask> tasks);

  Context& context_;
  Memory& memory_;
  Pipelines& pipelines_;
  Recorder& recorder_;
  const CancelToken& cancel_;
  const std::function<void(size_t, double)>& progress_;
  std::vector<Prepared> passes_;
  std::vector<std::pair<size_t, DeviceImage>> reports_;  // by task
  std::shared_ptr<Allocation> blocks_;                   // what the shaders read their arguments from
  std::shared_ptr<Allocation> blocks_staging_;
  double queued_ns_ = 0;  // estimate of what is recorded and not yet handed over
};

}  // namespace lightbench::vulkan
