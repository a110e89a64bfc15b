#include "engine/vulkan/batch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/clock.h"

namespace lightbench::vulkan {
namespace {

constexpr size_t kBlockAlignment = 256;
constexpr size_t kStagingBytes = size_t{16} << 20;
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
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kUpload) continue;
    if (cancel_.cancelled()) return cancelled();
    if (Status status = upload(i, tasks[i]); !status) return status;
  }
  for (size_t i = 0; i < passes_.size(); ++i) {
    const Prepared& pass = passes_[i];
    const auto of_task = [&](const Prepared& each) { return each.task == pass.task; };
    const double count = static_cast<double>(std::count_if(passes_.begin(), passes_.end(), of_task));
    const double before =
        static_cast<double>(std::count_if(passes_.begin(), passes_.begin() + static_cast<std::ptrdiff_t>(i), of_task));
    if (Status status = run_pass(pass, before / count, 1 / count); !status) {
      static_cast<void>(recorder_.finish().ok());  // nothing may run on when its pictures go
      return status;
    }
  }
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kDownload) continue;
    if (Status status = download(i, tasks[i]); !status) return status;
  }
  if (Status status = recorder_.finish(); !status) return status;
  for (GpuTask& task : tasks) {
    if (task.kind == GpuTask::Kind::kDownload && task.inputs[0].memory().mapped() != nullptr) {
      const int64_t start = now_ns();
      std::memcpy(task.host.writable_row_data(0, 0), task.inputs[0].memory().mapped(), task.inputs[0].bytes());
      task.start_ns = start;
      task.end_ns = now_ns();
      task.busy_ns = task.end_ns - start;
    }
  }
  if (Status status = reports(tasks); !status) return status;
  collect_times(tasks);
  return {};
}

Status Batch::prepare(std::span<GpuTask> tasks) {
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].kind != GpuTask::Kind::kProgram) continue;
    const GpuProgram& program = *tasks[i].program;
    std::vector<DeviceImage> scratch;
    for (const ImageSpec& spec : program.scratch) {
      Result<DeviceImage> picture = DeviceImage::allocate(spec, memory_);
      if (!picture) return picture.error();
      scratch.push_back(std::move(*picture));
    }
    if (program.report_scratch >= 0) reports_.emplace_back(i, scratch[static_cast<size_t>(program.report_scratch)]);
    for (const GpuPass& pass : program.passes) {
      if (Status status = prepare_pass(i, tasks[i], pass, scratch); !status) return status;
    }
  }
  return {};
}

Status Batch::prepare_pass(size_t index, GpuTask& task, const GpuPass& pass, const std::vector<DeviceImage>& scratch) {
  Prepared prepared;
  prepared.task = index;
  prepared.pass = &pass;
  prepared.reads = pass.reads.size();
  const auto picture = [&](const GpuOperand& operand) {
    const size_t place = static_cast<size_t>(operand.index);
    switch (operand.kind) {
      case GpuOperand::Kind::kNone: return DeviceImage();
      case GpuOperand::Kind::kInput: return place < task.inputs.size() ? task.inputs[place] : DeviceImage();
      case GpuOperand::Kind::kOutput: return task.outputs[place];
      case GpuOperand::Kind::kScratch: return scratch[place];
    }
    return DeviceImage();
  };
  for (const GpuOperand& operand : pass.reads) prepared.operands.push_back(picture(operand));
  for (const GpuOperand& operand : pass.writes) prepared.operands.push_back(picture(operand));
  std::vector<ImageSpec> specs;
  for (const DeviceImage& image : prepared.operands) specs.push_back(image.spec());
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
  for (const Prepared& prepared : passes_) {
    HeaderBlock header;
    for (size_t i = 0; i < prepared.operands.size(); ++i) {
      const DeviceImage& image = prepared.operands[i];
      if (!image) continue;
      header.pictures[i] = {image.memory().address(), static_cast<uint32_t>(image.row_bytes() / 4),
                            static_cast<uint32_t>(image.plane_bytes() / 4), image.spec().width, image.spec().height};
    }
    const size_t behind = sizeof header + parameter_bytes(*prepared.pass);
    header.table = blocks_->address() + prepared.block_offset + behind;
    header.columns = static_cast<uint32_t>(prepared.pass->columns);
    std::byte* block = target + prepared.block_offset;
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
  if (blocks_staging_ == nullptr) return {};
  const Allocation* from = blocks_staging_.get();
  const Allocation* to = blocks_.get();
  if (Status status = recorder_.prepare({&from, 1}, {&to, 1}); !status) return status;
  return recorder_.copy(-1, *from, 0, *to, 0, bytes);
}

// Through two pieces of staging memory in turn, or straight into memory that the host can reach: nothing that runs uses
// it, since a batch begins only when the one before has ended.
Status Batch::upload(size_t index, GpuTask& task) {
  const DeviceImage& to = task.outputs[0];
  const std::byte* data = task.host.row_data(0, 0);
  if (to.memory().mapped() != nullptr) {
    task.start_ns = now_ns();
    std::memcpy(to.memory().mapped(), data, to.bytes());
    task.end_ns = now_ns();
    task.busy_ns = task.end_ns - task.start_ns;
    return {};
  }
  std::shared_ptr<Allocation> staging[2];
  uint64_t used_until[2] = {0, 0};
  for (std::shared_ptr<Allocation>& piece : staging) {
    Result<std::shared_ptr<Allocation>> memory =
        memory_.allocate(std::min(kStagingBytes, to.bytes()), MemoryUse::kUpload);
    if (!memory) return memory.error();
    piece = std::move(*memory);
  }
  size_t turn = 0;
  for (size_t done = 0; done < to.bytes(); done += kStagingBytes, turn ^= 1) {
    if (cancel_.cancelled()) return cancelled();
    if (Status status = recorder_.wait(used_until[turn]); !status) return status;
    const size_t bytes = std::min(kStagingBytes, to.bytes() - done);
    std::memcpy(staging[turn]->mapped(), data + done, bytes);
    const Allocation* from = staging[turn].get();
    const Allocation* target = &to.memory();
    if (Status status = recorder_.prepare({&from, 1}, {&target, 1}); !status) return status;
    if (Status status = recorder_.copy(static_cast<int>(index), *from, 0, *target, done, bytes); !status) return status;
    Result<uint64_t> value = recorder_.flush();
    if (!value) return value.error();
    used_until[turn] = *value;
  }
  // The staging memory goes back now; what is in flight has to have read it.
  for (const uint64_t value : used_until) {
    if (Status status = recorder_.wait(value); !status) return status;
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
    if (prepared.operands[i]) (i < prepared.reads ? reads : writes).push_back(&prepared.operands[i].memory());
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

Status Batch::download(size_t index, GpuTask& task) {
  if (task.inputs[0].memory().mapped() != nullptr) return {};  // copied by the host once all is done
  return download_into(index, task.inputs[0], task.host);
}

Status Batch::download_into(size_t index, const DeviceImage& from, Image& to) {
  std::byte* data = to.writable_row_data(0, 0);
  Result<std::shared_ptr<Allocation>> staging =
      memory_.allocate(std::min(kStagingBytes, from.bytes()), MemoryUse::kDownload);
  if (!staging) return staging.error();
  for (size_t done = 0; done < from.bytes(); done += kStagingBytes) {
    if (cancel_.cancelled()) return cancelled();
    const size_t bytes = std::min(kStagingBytes, from.bytes() - done);
    const Allocation* source = &from.memory();
    const Allocation* target = staging->get();
    if (Status status = recorder_.prepare({&source, 1}, {&target, 1}); !status) return status;
    if (Status status = recorder_.copy(static_cast<int>(index), *source, done, *target, 0, bytes); !status)
      return status;
    Result<uint64_t> value = recorder_.flush();
    if (!value) return value.error();
    if (Status status = recorder_.wait(*value); !status) return status;
    std::memcpy(data + done, (*staging)->mapped(), bytes);
  }
  return {};
}

Status Batch::reports(std::span<GpuTask> tasks) {
  if (reports_.empty()) return {};
  BufferPool pool(0);
  for (const auto& [index, picture] : reports_) {
    Result<Image> image = Image::allocate(picture.spec(), pool);
    if (!image) return image.error();
    if (picture.memory().mapped() != nullptr) {
      std::memcpy(image->writable_row_data(0, 0), picture.memory().mapped(), picture.bytes());
    } else if (Status status = download_into(index, picture, *image); !status) {
      return status;
    }
    tasks[index].values = tasks[index].program->report(*image);
  }
  return {};
}

void Batch::collect_times(std::span<GpuTask> tasks) {
  for (const Recorder::Stretch& stretch : recorder_.stretches()) {
    if (stretch.task < 0) continue;
    GpuTask& task = tasks[static_cast<size_t>(stretch.task)];
    task.start_ns = task.start_ns == 0 ? stretch.start_ns : std::min(task.start_ns, stretch.start_ns);
    task.end_ns = std::max(task.end_ns, stretch.end_ns);
    task.busy_ns += stretch.end_ns - stretch.start_ns;
    if (stretch.pipeline == nullptr) continue;
    ++task.dispatches;
    // The first dispatch of a pipeline may contain what the driver puts off until then; later ones outweigh it.
    const double measured = static_cast<double>(stretch.end_ns - stretch.start_ns) / std::max(stretch.work, 1.0);
    stretch.pipeline->ns_per_work = std::max((stretch.pipeline->ns_per_work + measured) / 2, 1e-6);
  }
}

}  // namespace lightbench::vulkan
