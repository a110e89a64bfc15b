#include "engine/vulkan/copy_rates.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/clock.h"
#include "engine/vulkan/batch.h"

namespace lightbench::vulkan {
namespace {

constexpr int kRounds = 5;
constexpr int kColumns = 8192;  // of floats: 32 KiB a row
// 256 MiB a picture, where the largest caches of graphics cards hold 50 to 130; less where the device has less room,
// down to 16 MiB.
constexpr int kMostRows = 8192, kFewestRows = 512;
constexpr int kTransferRows = 2048;  // 64 MiB: several staging pieces, more than the processor's caches hold

// Bytes a round over the median of the rounds; bytes per nanosecond are GB/s. `round` returns nanoseconds; the first
// call, which pays for page faults and whatever a driver puts off, does not count.
template <typename Round>
Result<double> rate_of(size_t bytes, Round round) {
  std::array<int64_t, kRounds> times{};
  if (Result<int64_t> first = round(); !first) return first.error();
  for (int64_t& time : times) {
    Result<int64_t> taken = round();
    if (!taken) return taken.error();
    time = std::max<int64_t>(*taken, 1);
  }
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return static_cast<double>(bytes) / static_cast<double>(times[kRounds / 2]);
}

// Device time of one copy.
Result<int64_t> copied_ns(Recorder& recorder, const DeviceImage& from, const DeviceImage& to, Context& context) {
  if (Status status = recorder.restart(); !status) return status.error();
  const Allocation* source = from.memory();
  const Allocation* target = to.memory();
  if (Status status = recorder.prepare({&source, 1}, {&target, 1}); !status) return status.error();
  if (Status status = recorder.copy(0, *source, 0, *target, 0, from.bytes()); !status) return status.error();
  if (Status status = recorder.finish(); !status) return status.error();
  const std::vector<Recorder::Stretch> stretches = recorder.stretches();
  if (stretches.empty()) return driver_error("no timestamps", VK_NOT_READY, context);
  return stretches.front().end_ns - stretches.front().start_ns;
}

// Two pictures as large as there is room for, at most 256 MiB each.
Result<std::array<DeviceImage, 2>> two_pictures(Memory& memory) {
  for (int rows = kMostRows;; rows /= 2) {
    const ImageSpec spec{kColumns, rows, 1, SampleFormat::kF32};
    Result<DeviceImage> first = DeviceImage::allocate(spec, memory);
    Result<DeviceImage> second = DeviceImage::allocate(spec, memory);
    if (first && second) return std::array<DeviceImage, 2>{std::move(*first), std::move(*second)};
    if (rows == kFewestRows) return first ? second.error() : first.error();
  }
}

}  // namespace

Result<double> measure_device_copy_rate(Context& context, Memory& memory, Recorder& recorder) {
  Result<std::array<DeviceImage, 2>> pictures = two_pictures(memory);
  if (!pictures) return pictures.error();
  // There and back, so that no picture is read that nothing was ever written to.
  return rate_of(4 * pictures->front().bytes(), [&]() -> Result<int64_t> {
    Result<int64_t> there = copied_ns(recorder, (*pictures)[0], (*pictures)[1], context);
    if (!there) return there;
    Result<int64_t> back = copied_ns(recorder, (*pictures)[1], (*pictures)[0], context);
    if (!back) return back;
    return *there + *back;
  });
}

namespace {

// Of pictures on their way to the device or back, as a batch moves them: by the host's clock, staging included.
Result<double> transfer_rate(GpuTask::Kind kind, const Image& host, const DeviceImage& there,
                             const std::function<Status(GpuTask& task)>& run) {
  return rate_of(there.bytes(), [&]() -> Result<int64_t> {
    GpuTask task;
    task.kind = kind;
    task.host = host;
    (kind == GpuTask::Kind::kUpload ? task.outputs : task.inputs) = {there};
    const int64_t start = now_ns();
    if (Status status = run(task); !status) return status.error();
    return now_ns() - start;
  });
}

}  // namespace

Result<GpuCopyRates> measure_copy_rates(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder) {
  const Result<double> device = measure_device_copy_rate(context, memory, recorder);
  if (!device) return device.error();

  BufferPool pool(0);
  const ImageSpec spec{kColumns, kTransferRows, 1, SampleFormat::kF32};
  const Result<DeviceImage> there = DeviceImage::allocate(spec, memory);
  if (!there) return there.error();
  Result<Image> host = Image::allocate(spec, pool);
  if (!host) return host.error();
  std::memset(host->writable_row_data(0, 0), 1, there->bytes());
  const auto run = [&](GpuTask& task) {
    const CancelToken cancel;
    const std::function<void(size_t, double)> no_progress = [](size_t, double) {};
    return Batch(context, memory, pipelines, recorder, cancel, no_progress).run({&task, 1});
  };
  const Result<double> upload = transfer_rate(GpuTask::Kind::kUpload, *host, *there, run);
  if (!upload) return upload.error();
  const Result<double> download = transfer_rate(GpuTask::Kind::kDownload, *host, *there, run);
  if (!download) return download.error();
  return GpuCopyRates{*device, *upload, *download};
}

}  // namespace lightbench::vulkan
