#include "engine/vulkan/batch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/clock.h"

namespace lightbench::vulkan {
namespace {

constexpr size_t kBlockAlignment = 256;
constexpr uint32_t kGroupColumns = kGpuGroupColumns, kGroupRows = kGpuGroupRows;

// As lightbench.glsl declares them.
struct PictureBlock {
  VkDeviceAddress address = 0;
  uint32_t row_words = 0;
  uint32_t plane_words = 0;
  int32_t width = 0;
  int32_t height = 0;
};
struct HeaderBlock {
  PictureBlock pictures[kMaxGpuOperands];
  VkDeviceAddress table = 0;
  uint32_t columns = 0;
  uint32_t unused = 0;
};
static_assert(sizeof(PictureBlock) == 24 && sizeof(HeaderBlock) == 6 * 24 + 16);

size_t parameter_bytes(const GpuPass& pass) {
  // Without parameters a shader declares one word that it does not use.
  return (std::max<size_t>(pass.parameters.size(), 1) * 4 + 7) / 8 * 8;
}

size_t block_bytes(const GpuPass& pass) {
  const size_t bytes = sizeof(HeaderBlock) + parameter_bytes(pass) + pass.table.size() * 4;
  return (bytes + kBlockAlignment - 1) / kBlockAlignment * kBlockAlignment;
}

}  // namespace

Status Batch::run(std::span<GpuTask> tasks) {
  if (Status status = recorder_.restart(); !status) return status;
  if (Status status = prepare(tasks); !status) return status;
  if (Status status = place_blocks(); !status) return status;
  if (Status status = upload(tasks); !status) return status;
  if (Status status = run_passes(); !status) {
    static_cast<void>(recorder_.finish().ok());  // nothing may run on when its pictures go
    return status;
  }
  if (Status status = download(tasks); !status) return status;
  for (const Report& report : reports_) {
    tasks[report.task].values = tasks[report.task].program->report(report.host);
  }
  collect_times(tasks);
  return {};
}

// In the order of recording, which is that in which memory changes hands.
Status Batch::prepare(std::span<GpuTask> tasks) {
  pictures_.expect(tasks);
  for (GpuTask& task : tasks) {
    if (task.kind != GpuTask::Kind::kUpload) continue;
    if (Result<const Allocation*> memory = pictures_.place(task.outputs[0]); !memory) return memory.error();
    pictures_.end(task);
  }
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kProgram) continue;
    if (Status status = prepare_task(i, tasks[i]); !status) return status;
  }
  return {};
}

Status Batch::prepare_task(size_t index, GpuTask& task) {
  const GpuProgram& program = *task.program;
  std::vector<Operand> scratch;
  for (const ImageSpec& spec : program.scratch) {
    Result<const Allocation*> memory = pictures_.take(picture_bytes(spec));
    if (!memory) return memory.error();
    scratch.push_back({spec, *memory});
  }
  for (const GpuPass& pass : program.passes) {
    if (Status status = prepare_pass(index, task, pass, scratch); !status) return status;
  }
  for (size_t i = 0; i < scratch.size(); ++i) {
    if (static_cast<int>(i) != program.report_scratch) {
      pictures_.give_back(scratch[i].memory);
      continue;
    }
    BufferPool pool(0);
    Result<Image> host = Image::allocate(scratch[i].spec, pool);
    if (!host) return host.error();
    reports_.push_back({index, scratch[i].memory, std::move(*host)});
  }
  pictures_.end(task);
  return {};
}

Result<Batch::Operand> Batch::operand(const GpuTask& task, const GpuOperand& wanted,
                                      const std::vector<Operand>& scratch) {
  const size_t place = static_cast<size_t>(wanted.index);
  DeviceImage picture;
  switch (wanted.kind) {
    case GpuOperand::Kind::kNone: break;
    case GpuOperand::Kind::kInput:
      if (place < task.inputs.size()) picture = task.inputs[place];
      break;
    case GpuOperand::Kind::kOutput: picture = task.outputs[place]; break;
    case GpuOperand::Kind::kScratch: return scratch[place];
  }
  if (!picture) return Operand();
  Result<const Allocation*> memory = pictures_.place(picture);
  if (!memory) return memory.error();
  return Operand{picture.spec(), *memory};
}

Status Batch::prepare_pass(size_t index, GpuTask& task, const GpuPass& pass, const std::vector<Operand>& scratch) {
  Prepared prepared;
  prepared.task = index;
  prepared.pass = &pass;
  prepared.reads = pass.reads.size();
  std::vector<ImageSpec> specs;
  for (const std::vector<GpuOperand>* operands : {&pass.reads, &pass.writes}) {
    for (const GpuOperand& wanted : *operands) {
      Result<Operand> found = operand(task, wanted, scratch);
      if (!found) return found.error();
      specs.push_back(found->spec);
      prepared.operands.push_back(*found);
    }
  }
  bool made = false;
  Result<Pipeline*> pipeline = pipelines_.find(pass, specialization_of(specs), made);
  if (!pipeline) return pipeline.error();
  if (made) {
    if (task.compile_ns == 0) task.compile_start_ns = now_ns() - (*pipeline)->compile_ns;
    task.compile_ns += (*pipeline)->compile_ns;
  }
  prepared.pipeline = *pipeline;
  passes_.push_back(std::move(prepared));
  return {};
}

Status Batch::place_blocks() {
  size_t bytes = 0;
  for (Prepared& prepared : passes_) {
    prepared.block_offset = bytes;
    bytes += block_bytes(*prepared.pass);
  }
  if (bytes == 0) return {};
  Result<std::shared_ptr<Allocation>> blocks = memory_.allocate(bytes, MemoryUse::kDevice);
  if (!blocks) return blocks.error();
  blocks_ = std::move(*blocks);
  std::byte* target = blocks_->mapped();
  if (target == nullptr) {
    Result<std::shared_ptr<Allocation>> staging = memory_.allocate(bytes, MemoryUse::kUpload);
    if (!staging) return staging.error();
    blocks_staging_ = std::move(*staging);
    target = blocks_staging_->mapped();
  }
  for (const Prepared& prepared : passes_) write_block(prepared, target + prepared.block_offset);
  if (blocks_staging_ == nullptr) return {};
  const Allocation* from = blocks_staging_.get();
  const Allocation* to = blocks_.get();
  if (Status status = recorder_.prepare({&from, 1}, {&to, 1}); !status) return status;
  return recorder_.copy(-1, *from, 0, *to, 0, bytes);
}

void Batch::write_block(const Prepared& prepared, std::byte* block) const {
  HeaderBlock header;
  for (size_t i = 0; i < prepared.operands.size(); ++i) {
    const auto& [spec, memory] = prepared.operands[i];
    if (memory == nullptr) continue;
    const size_t row_words = picture_row_bytes(spec) / 4;
    header.pictures[i] = {memory->address(), static_cast<uint32_t>(row_words),
                          static_cast<uint32_t>(row_words * static_cast<size_t>(spec.height)), spec.width, spec.height};
  }
  const size_t behind = sizeof header + parameter_bytes(*prepared.pass);
  header.table = blocks_->address() + prepared.block_offset + behind;
  header.columns = static_cast<uint32_t>(prepared.pass->columns);
  std::memcpy(block, &header, sizeof header);
  std::byte* next = block + sizeof header;
  for (const GpuParameter& parameter : prepared.pass->parameters) {
    std::visit([&](auto value) { std::memcpy(next, &value, 4); }, parameter.value);
    next += 4;
  }
  if (!prepared.pass->table.empty()) {
    std::memcpy(block + behind, prepared.pass->table.data(), prepared.pass->table.size() * 4);
  }
}

Status Batch::upload(std::span<GpuTask> tasks) {
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kUpload) continue;
    if (cancel_.cancelled()) return cancelled();
    Result<const Allocation*> to = pictures_.place(tasks[i].outputs[0]);
    if (!to) return to.error();
    if (Status status = transfers_.upload(i, tasks[i], **to); !status) return status;
  }
  return {};
}

Status Batch::run_passes() {
  for (size_t i = 0; i < passes_.size(); ++i) {
    const Prepared& pass = passes_[i];
    const auto of_task = [&](const Prepared& each) { return each.task == pass.task; };
    const double count = static_cast<double>(std::count_if(passes_.begin(), passes_.end(), of_task));
    const double before =
        static_cast<double>(std::count_if(passes_.begin(), passes_.begin() + static_cast<std::ptrdiff_t>(i), of_task));
    if (Status status = run_pass(pass, before / count, 1 / count); !status) return status;
  }
  return {};
}

Status Batch::run_pass(const Prepared& prepared, double done, double share) {
  const GpuPass& pass = *prepared.pass;
  const double budget = static_cast<double>(context_.options().submit_budget_ns);
  const double work_of_row = static_cast<double>(pass.columns) * pass.layers * pass.work;
  const double row_ns = std::max(work_of_row * prepared.pipeline->ns_per_work, 1e-3);
  const int most_rows = static_cast<int>(std::clamp(budget / row_ns, 1.0, 1e9));
  const int step = std::max<int>(kGroupRows, most_rows / static_cast<int>(kGroupRows) * static_cast<int>(kGroupRows));
  std::vector<const Allocation*> reads{blocks_.get()}, writes;
  for (size_t i = 0; i < prepared.operands.size(); ++i) {
    const Allocation* memory = prepared.operands[i].memory;
    if (memory != nullptr) (i < prepared.reads ? reads : writes).push_back(memory);
  }
  for (int row = 0; row < pass.rows; row += step) {
    if (cancel_.cancelled()) return cancelled();
    const int rows = std::min(step, pass.rows - row);
    if (queued_ns_ > 0 && queued_ns_ + row_ns * rows > budget) {
      if (Result<uint64_t> value = recorder_.flush(); !value) return value.error();
      queued_ns_ = 0;
      progress_(prepared.task, done + share * row / pass.rows);
    }
    // Pieces of one pass do not depend on each other, whatever they read and write.
    if (row == 0) {
      if (Status status = recorder_.prepare(reads, writes); !status) return status;
    }
    const PushConstants push{blocks_->address() + prepared.block_offset, static_cast<uint32_t>(row),
                             static_cast<uint32_t>(row + rows)};
    const std::array<uint32_t, 3> groups = {(static_cast<uint32_t>(pass.columns) + kGroupColumns - 1) / kGroupColumns,
                                            (static_cast<uint32_t>(rows) + kGroupRows - 1) / kGroupRows,
                                            static_cast<uint32_t>(pass.layers)};
    if (Status status =
            recorder_.dispatch(static_cast<int>(prepared.task), *prepared.pipeline, push, groups, work_of_row * rows);
        !status) {
      return status;
    }
    queued_ns_ += row_ns * rows;
  }
  return {};
}

Status Batch::download(std::span<GpuTask> tasks) {
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kDownload) continue;
    Result<const Allocation*> from = pictures_.place(tasks[i].inputs[0]);
    if (!from) return from.error();
    if (Status status = transfers_.download(i, tasks[i], **from); !status) return status;
  }
  for (const Report& report : reports_) {
    if (Status status = transfers_.download(report.task, *report.memory, report.host); !status) return status;
  }
  return transfers_.finish();
}

void Batch::collect_times(std::span<GpuTask> tasks) {
  for (const Recorder::Stretch& stretch : recorder_.stretches()) {
    if (stretch.task < 0) continue;
    GpuTask& task = tasks[static_cast<size_t>(stretch.task)];
    if (task.end_ticks == 0 || stretch.start_ns < task.start_ns) {
      task.start_ns = stretch.start_ns;
      task.start_ticks = stretch.start_ticks;
    }
    if (stretch.end_ns > task.end_ns) {
      task.end_ns = stretch.end_ns;
      task.end_ticks = stretch.end_ticks;
    }
    task.busy_ns += stretch.end_ns - stretch.start_ns;
    if (stretch.pipeline == nullptr) continue;
    ++task.dispatches;
    // The first dispatch of a pipeline may contain what the driver puts off until then; later ones outweigh it.
    const double measured = static_cast<double>(stretch.end_ns - stretch.start_ns) / std::max(stretch.work, 1.0);
    stretch.pipeline->ns_per_work = std::max((stretch.pipeline->ns_per_work + measured) / 2, 1e-6);
  }
}

}  // namespace lightbench::vulkan
