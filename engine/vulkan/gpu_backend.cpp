#include "engine/vulkan/gpu_backend.h"

#include "engine/vulkan/batch.h"
#include "engine/vulkan/copy_rates.h"
#include "engine/vulkan/device_choice.h"
#include "engine/vulkan/device_peaks.h"

namespace lightbench {

struct GpuBackend::Parts {
  std::shared_ptr<vulkan::Instance> instance;
  std::shared_ptr<vulkan::Context> context;
  std::shared_ptr<vulkan::Memory> memory;
  std::unique_ptr<vulkan::Pipelines> pipelines;
  std::unique_ptr<vulkan::Recorder> recorder;
  mutable std::mutex mutex;
  Statistics statistics;
};

size_t picture_bytes(const ImageSpec& spec) {
  return picture_row_bytes(spec) * static_cast<size_t>(spec.height) * static_cast<size_t>(spec.channels);
}

DeviceImage DeviceImage::within_batch(const ImageSpec& spec) {
  DeviceImage image;
  image.picture_ = std::make_shared<const Picture>(Picture{spec, nullptr});
  return image;
}

Result<DeviceImage> DeviceImage::allocate(const ImageSpec& spec, vulkan::Memory& memory) {
  DeviceImage image = within_batch(spec);
  Result<std::shared_ptr<vulkan::Allocation>> allocation = memory.allocate(image.bytes(), vulkan::MemoryUse::kDevice);
  if (!allocation) return allocation.error();
  image.picture_ = std::make_shared<const Picture>(Picture{spec, std::move(*allocation)});
  return image;
}

GpuBackend::GpuBackend(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
GpuBackend::~GpuBackend() {
  if (!parts_->context->is_abandoned()) return;
  // Kept for as long as the process lives, and so is what it points to.
  static auto* abandoned = new std::vector<std::unique_ptr<Parts>>();
  abandoned->push_back(std::move(parts_));
}

Result<std::shared_ptr<GpuBackend>> GpuBackend::open(const GpuOptions& options) {
  Result<std::shared_ptr<vulkan::Instance>> instance = vulkan::Instance::open(options.validate);
  if (!instance) return instance.error();
  if (!options.device.empty()) return open_device(*instance, options);
  const auto rate = [&](const GpuDeviceInfo& device) -> Result<double> {
    GpuOptions candidate = options;
    candidate.device = device.name;
    Result<std::shared_ptr<GpuBackend>> backend = open_device(*instance, candidate);
    if (!backend) return backend.error();
    Result<GpuCopyRates> rates = (*backend)->measure_copy_rates();
    return rates ? Result<double>(rates->device) : rates.error();
  };
  GpuOptions chosen = options;
  chosen.device = vulkan::fastest_device((*instance)->infos(), options.cache_folder, rate);
  return open_device(*instance, chosen);
}

Result<std::shared_ptr<GpuBackend>> GpuBackend::open_device(std::shared_ptr<vulkan::Instance> instance,
                                                            const GpuOptions& options) {
  auto parts = std::make_unique<Parts>();
  parts->instance = std::move(instance);
  Result<std::shared_ptr<vulkan::Context>> context = vulkan::Context::open(parts->instance, options);
  if (!context) return context.error();
  parts->context = std::move(*context);
  parts->memory = std::make_shared<vulkan::Memory>(parts->context);
  parts->pipelines = std::make_unique<vulkan::Pipelines>(parts->context);
  if (Status status = parts->pipelines->create(); !status) return status.error();
  parts->recorder = std::make_unique<vulkan::Recorder>(parts->context, parts->pipelines->layout());
  if (Status status = parts->recorder->create(); !status) return status.error();
  return std::shared_ptr<GpuBackend>(new GpuBackend(std::move(parts)));
}

const GpuDeviceInfo& GpuBackend::device() const { return parts_->context->info(); }
bool GpuBackend::is_shared_with_host() const { return parts_->memory->is_shared_with_host(); }
Result<DeviceImage> GpuBackend::allocate(const ImageSpec& spec) { return DeviceImage::allocate(spec, *parts_->memory); }

size_t GpuBackend::free_memory_bytes() const { return parts_->memory->free_bytes(); }
void GpuBackend::when_memory_is_short(std::function<bool()> give_way) {
  parts_->memory->when_short(std::move(give_way));
}

Status GpuBackend::run(std::span<GpuTask> tasks, const CancelToken& cancel,
                       const std::function<void(size_t, double)>& progress) {
  std::lock_guard lock(parts_->mutex);
  vulkan::Batch batch(*parts_->context, *parts_->memory, *parts_->pipelines, *parts_->recorder, cancel, progress);
  Status status = batch.run(tasks);
  // What was recorded and not finished must not read or write memory that goes back now.
  if (!status) parts_->context->wait_idle();
  parts_->statistics.barriers += parts_->recorder->barriers();
  parts_->statistics.submits += parts_->recorder->submits();
  for (const GpuTask& task : tasks) {
    parts_->statistics.dispatches += task.dispatches;
    parts_->statistics.uploads += task.kind == GpuTask::Kind::kUpload && task.moved_bytes > 0;
    parts_->statistics.downloads += task.kind == GpuTask::Kind::kDownload && task.moved_bytes > 0;
  }
  return status;
}

bool GpuBackend::is_ready(const GpuPass& pass, std::span<const ImageSpec> operands) {
  return parts_->pipelines->is_ready(pass, vulkan::specialization_of(operands));
}
void GpuBackend::wait_until_ready() { parts_->pipelines->wait_until_ready(); }

Result<GpuCopyRates> GpuBackend::measure_copy_rates() {
  std::lock_guard lock(parts_->mutex);
  // By itself, so that no idle block stays behind.
  const auto memory = std::make_shared<vulkan::Memory>(parts_->context);
  Result<GpuCopyRates> rates =
      vulkan::measure_copy_rates(*parts_->context, *memory, *parts_->pipelines, *parts_->recorder);
  if (!rates) parts_->context->wait_idle();
  return rates;
}

Result<GpuPeaks> GpuBackend::measure_peaks(const CancelToken& cancel) {
  std::lock_guard lock(parts_->mutex);
  const auto memory = std::make_shared<vulkan::Memory>(parts_->context);
  Result<GpuPeaks> peaks =
      vulkan::measure_peaks(*parts_->context, *memory, *parts_->pipelines, *parts_->recorder, cancel);
  if (!peaks) parts_->context->wait_idle();
  return peaks;
}

GpuBackend::Statistics GpuBackend::statistics() const {
  std::lock_guard lock(parts_->mutex);
  Statistics statistics = parts_->statistics;
  statistics.compiled_shaders = parts_->pipelines->generated().compiled();
  const vulkan::Memory::Statistics memory = parts_->memory->statistics();
  statistics.blocks = memory.blocks_made;
  statistics.imports = memory.imports;
  statistics.peak_bytes = memory.peak_bytes;
  statistics.clock_deviation_ns = parts_->recorder->clock_deviation_ns();
  return statistics;
}

std::vector<std::string> GpuBackend::validation_messages() const { return parts_->instance->validation_messages(); }

Result<std::vector<GpuDeviceInfo>> list_gpu_devices() {
  Result<std::shared_ptr<vulkan::Instance>> instance = vulkan::Instance::open(false);
  if (!instance) return instance.error();
  return (*instance)->infos();
}

}  // namespace lightbench
