// The one door to the graphics card: pictures in its memory, and tasks that run there one after the other.
//
// A batch of tasks (uploads, programs, downloads) is recorded, cut into pieces of some milliseconds, run and waited
// for; what lies between its programs never leaves the card. Thread-safe by taking turns: one batch at a time. No word
// of Vulkan shows here.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/graph/gpu_program.h"
#include "engine/image/image.h"
#include "engine/vulkan/gpu_device_info.h"
#include "engine/vulkan/gpu_options.h"

namespace lightbench {

namespace vulkan {
class Allocation;
class Instance;
class Memory;
}  // namespace vulkan

// Of a picture on the device: as on the host, without spare bytes behind it.
size_t picture_bytes(const ImageSpec& spec);

// A picture in the device's memory, laid out as an Image is. A shared handle; two are equal when they are of the same
// picture.
class DeviceImage {
 public:
  DeviceImage() = default;
  // Has memory for as long as a handle lives. Error: none left on the device.
  static Result<DeviceImage> allocate(const ImageSpec& spec, vulkan::Memory& memory);
  // Has memory only within a batch, from the task that writes it to the last one that reads it; later tasks of the
  // batch get the same memory.
  static DeviceImage within_batch(const ImageSpec& spec);
  explicit operator bool() const { return picture_ != nullptr; }
  auto operator<=>(const DeviceImage&) const = default;
  const ImageSpec& spec() const { return picture_->spec; }
  size_t bytes() const { return picture_bytes(picture_->spec); }
  const vulkan::Allocation* memory() const { return picture_->memory.get(); }  // null: only within a batch

 private:
  struct Picture {
    ImageSpec spec;
    std::shared_ptr<vulkan::Allocation> memory;
  };
  std::shared_ptr<const Picture> picture_;
};

struct GpuTask {
  enum class Kind { kUpload, kProgram, kDownload };
  Kind kind = Kind::kProgram;
  const GpuProgram* program = nullptr;
  // A program's ports (null where open); an upload has one output, a download one input.
  std::vector<DeviceImage> inputs;
  std::vector<DeviceImage> outputs;
  Image host;  // read by an upload; written by a download, whose spec is the picture's

  // What the run found. Times are the device's, on the clock of base/clock.h: from first to last, and summed.
  NodeValues values = {};
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  uint64_t start_ticks = 0;  // the same two as the device counted; 0 where it had no part (transfers by the processor)
  uint64_t end_ticks = 0;
  int64_t busy_ns = 0;
  int64_t compile_start_ns = 0;  // of pipelines made for it, on the host
  int64_t compile_ns = 0;        // 0: none had to be made
  int dispatches = 0;
  int64_t moved_bytes = 0;  // by a transfer that ended; 0 where the device uses the host's picture itself
};

// In GB/s (10^9 bytes a second).
struct GpuCopyRates {
  double device = 0;  // inside its memory, by its own timestamps: bytes read plus bytes written
  double upload = 0;  // of pictures from the host's memory, by the host's clock, staging included
  double download = 0;
};

// What a device does at best, by its own timestamps.
struct GpuPeaks {
  double copy_gb_per_s = 0;  // inside its memory: bytes read plus bytes written
  double gflop_per_s = 0;    // of f32, a multiply-add counts as two
  double dispatch_ns = 0;    // a program that does next to nothing
};

class GpuBackend {
 public:
  // Errors: no loader, no driver, no device that can be used, none of the asked name.
  static Result<std::shared_ptr<GpuBackend>> open(const GpuOptions& options);
  ~GpuBackend();
  GpuBackend(const GpuBackend&) = delete;
  GpuBackend& operator=(const GpuBackend&) = delete;

  const GpuDeviceInfo& device() const;
  // Uploads and downloads are plain copies by the processor, or none at all.
  bool is_shared_with_host() const;
  // Error: no memory left on the device.
  Result<DeviceImage> allocate(const ImageSpec& spec);
  // What the device could still give to pictures.
  size_t free_memory_bytes() const;
  // Called when it has no memory left; true says that some was given back, and the device is asked once more. From any
  // thread; must not call the backend. To be set before anything else is done.
  void when_memory_is_short(std::function<bool()> give_way);
  // Uploads first, then programs in order, then downloads. Errors: kCancelled (uploads that moved their bytes are
  // there, the rest is worth nothing); whatever else happens the device is to be given up (lost, out of memory, a
  // shader it refuses) and the pictures of this batch are worth nothing.
  Status run(std::span<GpuTask> tasks, const CancelToken& cancel,
             const std::function<void(size_t task, double fraction)>& progress);

  // Whether a generated pass over operands of these specs could run without waiting for compilers; if not, it is made
  // in the background meanwhile.
  bool is_ready(const GpuPass& pass, std::span<const ImageSpec> operands);
  void wait_until_ready();  // until nothing is being made in the background; for tests and benches

  // Copies far more than caches hold, or what the device has room for; medians of five rounds, about a second on a
  // device that is a processor and a fifth of that on a card. Errors: no memory left, what the driver says.
  Result<GpuCopyRates> measure_copy_rates();
  // A second or two on a device that is a processor. Errors: as above, kCancelled.
  Result<GpuPeaks> measure_peaks(const CancelToken& cancel);

  struct Statistics {
    int64_t uploads = 0;  // that moved bytes
    int64_t downloads = 0;
    int64_t imports = 0;  // pictures of the host that the device read or wrote where they are
    int64_t dispatches = 0;
    int64_t submits = 0;
    int64_t compiled_shaders = 0;  // generated ones that were not on disk
    int64_t barriers = 0;          // between works that depend on each other
    int64_t blocks = 0;            // of device memory taken from the driver
    size_t peak_bytes = 0;         // of device memory in use at the same time; staging and the host's pictures apart
    // How far the times of the last batch may be off on the host's clock; absent where the driver does not say.
    std::optional<int64_t> clock_deviation_ns;
  };
  Statistics statistics() const;
  std::vector<std::string> validation_messages() const;

 private:
  struct Parts;
  explicit GpuBackend(std::unique_ptr<Parts> parts);
  // Of the devices whose name contains GpuOptions::device the first.
  static Result<std::shared_ptr<GpuBackend>> open_device(std::shared_ptr<vulkan::Instance> instance,
                                                         const GpuOptions& options);
  std::unique_ptr<Parts> parts_;
};

// The devices of this machine, the best first; an Error says why there are none.
Result<std::vector<GpuDeviceInfo>> list_gpu_devices();

}  // namespace lightbench
