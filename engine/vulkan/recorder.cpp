#include "engine/vulkan/recorder.h"

#include <algorithm>

#include "engine/base/clock.h"

namespace lightbench::vulkan {
namespace {

constexpr size_t kQueries = 4096;  // of a pool
constexpr VkPipelineStageFlags2 kWorkStages = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_COPY_BIT;
constexpr VkAccessFlags2 kWorkWrites = VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT | VK_ACCESS_2_TRANSFER_WRITE_BIT;
constexpr VkAccessFlags2 kWorkAccess =
    kWorkWrites | VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_TRANSFER_READ_BIT;

}  // namespace

Recorder::Recorder(std::shared_ptr<Context> context, VkPipelineLayout layout)
    : context_(std::move(context)), clock_(context_->ns_per_tick()), layout_(layout) {}

Recorder::~Recorder() {
  const Functions& f = context_->functions();
  for (VkQueryPool queries : queries_) f.vkDestroyQueryPool(context_->device(), queries, nullptr);
  if (pool_ != VK_NULL_HANDLE) f.vkDestroyCommandPool(context_->device(), pool_, nullptr);
}

Status Recorder::create() {
  const Functions& f = context_->functions();
  VkCommandPoolCreateInfo pool{};
  pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pool.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  pool.queueFamilyIndex = context_->queue_family();
  const VkResult result = f.vkCreateCommandPool(context_->device(), &pool, nullptr, &pool_);
  if (result != VK_SUCCESS) return driver_error("no command pool", result, *context_);
  return {};
}

Status Recorder::add_query_pool() {
  VkQueryPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
  info.queryType = VK_QUERY_TYPE_TIMESTAMP;
  info.queryCount = kQueries;
  VkQueryPool queries = VK_NULL_HANDLE;
  const Functions& f = context_->functions();
  const VkResult result = f.vkCreateQueryPool(context_->device(), &info, nullptr, &queries);
  if (result != VK_SUCCESS) return driver_error("no timestamps", result, *context_);
  f.vkResetQueryPool(context_->device(), queries, 0, kQueries);
  queries_.push_back(queries);
  return {};
}

Status Recorder::restart() {
  if (context_->is_abandoned()) return driver_error("the device takes no work", VK_TIMEOUT, *context_);
  for (VkQueryPool queries : queries_) {
    context_->functions().vkResetQueryPool(context_->device(), queries, 0, kQueries);
  }
  next_buffer_ = 0;
  open_ = VK_NULL_HANDLE;
  marks_.clear();
  read_.clear();
  written_.clear();
  submits_ = 0;
  barriers_ = 0;
  if (const std::optional<ClockReading> reading = context_->read_clocks()) clock_.begin(*reading);
  return {};
}

Status Recorder::begin() {
  if (open_ != VK_NULL_HANDLE) return {};
  const Functions& f = context_->functions();
  if (next_buffer_ == buffers_.size()) {
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = pool_;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    VkCommandBuffer buffer = VK_NULL_HANDLE;
    const VkResult result = f.vkAllocateCommandBuffers(context_->device(), &info, &buffer);
    if (result != VK_SUCCESS) return driver_error("no command buffer", result, *context_);
    buffers_.push_back(buffer);
  }
  VkCommandBufferBeginInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  const VkResult result = f.vkBeginCommandBuffer(buffers_[next_buffer_], &info);
  if (result != VK_SUCCESS) return driver_error("commands cannot be recorded", result, *context_);
  open_ = buffers_[next_buffer_++];
  return mark(-1, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, nullptr, 0);
}

Status Recorder::mark(int task, VkPipelineStageFlags2 stage, Pipeline* pipeline, double work) {
  const size_t query = marks_.size();
  if (query == queries_.size() * kQueries) {
    if (Status status = add_query_pool(); !status) return status;
  }
  context_->functions().vkCmdWriteTimestamp2(open_, stage, queries_[query / kQueries],
                                             static_cast<uint32_t>(query % kQueries));
  marks_.push_back({task, pipeline, work});
  return {};
}

void Recorder::barrier(VkPipelineStageFlags2 stages, VkAccessFlags2 access) {
  VkMemoryBarrier2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2;
  memory.srcStageMask = kWorkStages;
  memory.srcAccessMask = kWorkWrites;
  memory.dstStageMask = stages;
  memory.dstAccessMask = access;
  VkDependencyInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO;
  info.memoryBarrierCount = 1;
  info.pMemoryBarriers = &memory;
  context_->functions().vkCmdPipelineBarrier2(open_, &info);
  read_.clear();
  written_.clear();
}

Status Recorder::prepare(std::span<const Allocation* const> reads, std::span<const Allocation* const> writes) {
  if (Status status = begin(); !status) return status;
  const auto range = [](const Allocation* memory) {
    return Range{memory->address(), memory->address() + memory->size()};
  };
  const auto overlaps = [&](const std::vector<Range>& known, const Allocation* memory) {
    const Range wanted = range(memory);
    return std::any_of(known.begin(), known.end(),
                       [&](const Range& each) { return each.begin < wanted.end && wanted.begin < each.end; });
  };
  bool depends = false;
  for (const Allocation* memory : reads) depends = depends || overlaps(written_, memory);
  for (const Allocation* memory : writes) depends = depends || overlaps(written_, memory) || overlaps(read_, memory);
  if (depends) {
    barrier(kWorkStages, kWorkAccess);
    ++barriers_;
  }
  for (const Allocation* memory : reads) read_.push_back(range(memory));
  for (const Allocation* memory : writes) written_.push_back(range(memory));
  return {};
}

Status Recorder::dispatch(int task, Pipeline& pipeline, const PushConstants& push, std::array<uint32_t, 3> groups,
                          double work) {
  if (Status status = begin(); !status) return status;
  const Functions& f = context_->functions();
  f.vkCmdBindPipeline(open_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle);
  f.vkCmdPushConstants(open_, layout_, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof push, &push);
  f.vkCmdDispatch(open_, groups[0], groups[1], groups[2]);
  return mark(task, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, &pipeline, work);
}

Status Recorder::copy(int task, const Allocation& from, VkDeviceSize from_offset, const Allocation& to,
                      VkDeviceSize to_offset, VkDeviceSize bytes) {
  if (Status status = begin(); !status) return status;
  VkBufferCopy region{};
  region.srcOffset = from.offset() + from_offset;
  region.dstOffset = to.offset() + to_offset;
  region.size = bytes;
  context_->functions().vkCmdCopyBuffer(open_, from.buffer(), to.buffer(), 1, &region);
  return mark(task, VK_PIPELINE_STAGE_2_COPY_BIT, nullptr, 0);
}

Result<uint64_t> Recorder::flush() {
  if (open_ == VK_NULL_HANDLE) return last_value_;
  // What the host reads of this piece, and what it may write over after it.
  const std::vector<Range> read = read_, written = written_;
  barrier(VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
  read_ = read;
  written_ = written;
  const VkResult ended = context_->functions().vkEndCommandBuffer(open_);
  if (ended != VK_SUCCESS) return driver_error("commands cannot be recorded", ended, *context_);
  if (submits_ == 0) first_submit_ns_ = now_ns();
  Result<uint64_t> value = context_->submit(open_);
  open_ = VK_NULL_HANDLE;
  if (!value) return value.error();
  ++submits_;
  const uint64_t before = last_value_;
  last_value_ = *value;
  if (before > 0) {
    if (Status status = context_->wait(before); !status) return status.error();
  }
  return last_value_;
}

Status Recorder::finish() {
  Result<uint64_t> value = flush();
  if (!value) return value.error();
  return *value > 0 ? context_->wait(*value) : Status();
}

std::vector<uint64_t> Recorder::ticks() const {
  std::vector<uint64_t> ticks(marks_.size());
  for (size_t first = 0; first < ticks.size(); first += kQueries) {
    const size_t count = std::min(kQueries, ticks.size() - first);
    if (context_->functions().vkGetQueryPoolResults(
            context_->device(), queries_[first / kQueries], 0, static_cast<uint32_t>(count), count * sizeof(uint64_t),
            ticks.data() + first, sizeof(uint64_t), VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT) != VK_SUCCESS) {
      return {};
    }
  }
  return ticks;
}

std::vector<Recorder::Stretch> Recorder::stretches() {
  std::vector<Stretch> stretches;
  const std::vector<uint64_t> ticks = this->ticks();
  if (ticks.empty()) return stretches;
  if (const std::optional<ClockReading> reading = context_->read_clocks()) {
    clock_.end(*reading);
  } else {
    clock_.begin({ticks[0], first_submit_ns_, 0});  // about then
  }
  for (size_t i = 1; i < ticks.size(); ++i) {
    if (marks_[i].task < 0) continue;
    stretches.push_back({marks_[i].task, clock_.to_host_ns(ticks[i - 1]), clock_.to_host_ns(ticks[i]), ticks[i - 1],
                         ticks[i], marks_[i].pipeline, marks_[i].work});
  }
  return stretches;
}

}  // namespace lightbench::vulkan
