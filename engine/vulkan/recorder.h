// Records passes and copies into command buffers, hands them to the queue in pieces, and times each.
//
// Whoever records says what is read and written; the recorder puts a barrier before whatever depends on earlier work,
// also where memory was given back and handed out again meanwhile. At most two pieces are in flight, so that cancelling
// takes effect within one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/vulkan/context.h"
#include "engine/vulkan/memory.h"
#include "engine/vulkan/pipelines.h"

namespace lightbench::vulkan {

class Recorder {
 public:
  Recorder(std::shared_ptr<Context> context, VkPipelineLayout layout);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  Status create();
  // Forgets what was recorded before; nothing may be in flight. Error: the device was abandoned.
  Status restart();

  // A stretch of the device's time, of one task.
  struct Stretch {
    int task = 0;
    int64_t start_ns = 0;  // on the clock of base/clock.h
    int64_t end_ns = 0;
    uint64_t start_ticks = 0;  // as the device counted
    uint64_t end_ticks = 0;
    Pipeline* pipeline = nullptr;  // of a dispatch, with the operations it stood for
    double work = 0;
  };

  // The next command reads and writes these; call before it.
  Status prepare(std::span<const Allocation* const> reads, std::span<const Allocation* const> writes);
  Status dispatch(int task, Pipeline& pipeline, const PushConstants& push, std::array<uint32_t, 3> groups, double work);
  Status copy(int task, const Allocation& from, VkDeviceSize from_offset, const Allocation& to, VkDeviceSize to_offset,
              VkDeviceSize bytes);

  // Hands over what was recorded; waits for the piece before the one before. The value stands for it in wait().
  Result<uint64_t> flush();
  Status wait(uint64_t value) { return context_->wait(value); }
  // Makes what the device wrote visible to the host and waits for everything.
  Status finish();

  std::vector<Stretch> stretches();  // after finish(); none where the driver has no times
  // How far the times of the last stretches may be off; absent where the driver does not say.
  std::optional<int64_t> clock_deviation_ns() const { return clock_.deviation_ns(); }
  int submits() const { return submits_; }
  int barriers() const { return barriers_; }  // between works that depend on each other

 private:
  struct Range {
    VkDeviceAddress begin, end;
  };
  struct Mark {
    int task = -1;  // -1: where a piece begins
    Pipeline* pipeline = nullptr;
    double work = 0;
  };

  Status begin();
  Status add_query_pool();
  Status mark(int task, VkPipelineStageFlags2 stage, Pipeline* pipeline, double work);
  void barrier(VkPipelineStageFlags2 stages, VkAccessFlags2 access);
  std::vector<uint64_t> ticks() const;

  std::shared_ptr<Context> context_;
  DeviceClock clock_;
  VkPipelineLayout layout_;
  VkCommandPool pool_ = VK_NULL_HANDLE;
  std::vector<VkQueryPool> queries_;      // as many as a run has needed so far, each of kQueries
  std::vector<VkCommandBuffer> buffers_;  // reused from run to run
  size_t next_buffer_ = 0;
  VkCommandBuffer open_ = VK_NULL_HANDLE;
  std::vector<Mark> marks_;            // mark i is query i, counted on from pool to pool
  std::vector<Range> read_, written_;  // since the last barrier
  uint64_t last_value_ = 0;
  int submits_ = 0;
  int barriers_ = 0;
  int64_t first_submit_ns_ = 0;
};

}  // namespace lightbench::vulkan
