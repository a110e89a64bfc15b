// Runs the tasks of one GpuBackend::run().
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/vulkan/batch_memory.h"
#include "engine/vulkan/pipelines.h"
#include "engine/vulkan/recorder.h"
#include "engine/vulkan/transfers.h"

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
        progress_(progress),
        pictures_(memory),
        transfers_(memory, recorder, cancel) {}

  Status run(std::span<GpuTask> tasks);

 private:
  struct Operand {
    ImageSpec spec;
    const Allocation* memory = nullptr;  // null where open
  };
  // A pass with its place in the memory for parameters.
  struct Prepared {
    size_t task = 0;
    const GpuPass* pass = nullptr;
    Pipeline* pipeline = nullptr;
    std::vector<Operand> operands;
    size_t reads = 0;  // how many of them are read
    size_t block_offset = 0;
  };
  // What a program tells of its picture: numbers that come back to the host.
  struct Report {
    size_t task = 0;
    const Allocation* memory = nullptr;
    Image host;
  };

  Status prepare(std::span<GpuTask> tasks);
  Status prepare_task(size_t index, GpuTask& task);
  Status prepare_pass(size_t index, GpuTask& task, const GpuPass& pass, const std::vector<Operand>& scratch);
  Result<Operand> operand(const GpuTask& task, const GpuOperand& wanted, const std::vector<Operand>& scratch);
  Status place_blocks();
  void write_block(const Prepared& prepared, std::byte* block) const;
  Status upload(std::span<GpuTask> tasks);
  Status run_passes();
  Status run_pass(const Prepared& prepared, double done, double share);
  Status download(std::span<GpuTask> tasks);
  void collect_times(std::span<GpuTask> tasks);

  Context& context_;
  Memory& memory_;
  Pipelines& pipelines_;
  Recorder& recorder_;
  const CancelToken& cancel_;
  const std::function<void(size_t, double)>& progress_;
  BatchMemory pictures_;
  Transfers transfers_;
  std::vector<Prepared> passes_;
  std::vector<Report> reports_;
  std::shared_ptr<Allocation> blocks_;  // what the shaders read their arguments from
  std::shared_ptr<Allocation> blocks_staging_;
  double queued_ns_ = 0;  // estimate of what is recorded and not yet handed over
};

}  // namespace lightbench::vulkan
