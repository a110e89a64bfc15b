#include "engine/vulkan/device_peaks.h"

#include <algorithm>
#include <vector>

#include "engine/vulkan/arithmetic_pass.h"
#include "engine/vulkan/batch.h"
#include "engine/vulkan/copy_rates.h"

namespace lightbench::vulkan {
namespace {

constexpr ImageSpec kManyPixels{4096, 512, 1,
                                SampleFormat::kF32};           // half a million invocations: more than any device holds
constexpr ImageSpec kFewPixels{64, 8, 1, SampleFormat::kF32};  // one group of invocations
constexpr int kMostRounds = 4096;
constexpr int64_t kLongEnough_ns = 10'000'000;
constexpr int kRepeats = 5;

class Peaks {
 public:
  Peaks(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder, const CancelToken& cancel)
      : context_(context), memory_(memory), pipelines_(pipelines), recorder_(recorder), cancel_(cancel) {}

  // Operations a nanosecond: as many rounds as take long enough, then the fastest of some repeats.
  Result<double> arithmetic() {
    int rounds = 1;
    Result<int64_t> taken = device_ns(kManyPixels, rounds);
    while (taken && *taken < kLongEnough_ns && rounds < kMostRounds) {
      rounds *= 2;
      taken = device_ns(kManyPixels, rounds);
    }
    for (int repeat = 0; repeat < kRepeats && taken; ++repeat) {
      const Result<int64_t> again = device_ns(kManyPixels, rounds);
      if (!again) return again.error();
      *taken = std::min(*taken, *again);
    }
    if (!taken) return taken.error();
    const double invocations = static_cast<double>(kManyPixels.pixels()) / kGpuPixelsPerInvocation;
    return invocations * kArithmeticOperations * rounds / static_cast<double>(*taken);
  }

  // Nanoseconds of a program of one group that does next to nothing; the median of some.
  Result<double> dispatch() {
    std::vector<int64_t> times;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
      const Result<int64_t> taken = device_ns(kFewPixels, 1);
      if (!taken) return taken.error();
      times.push_back(*taken);
    }
    std::nth_element(times.begin(), times.begin() + kRepeats / 2, times.end());
    return static_cast<double>(times[kRepeats / 2]);
  }

 private:
  Result<int64_t> device_ns(const ImageSpec& spec, int rounds) {
    if (cancel_.cancelled()) return cancelled();
    GpuProgram program;
    program.passes = {arithmetic_pass(spec, rounds)};
    GpuTask task;
    task.program = &program;
    task.outputs = {DeviceImage::within_batch(spec)};
    const std::function<void(size_t, double)> no_progress = [](size_t, double) {};
    Status status = Batch(context_, memory_, pipelines_, recorder_, cancel_, no_progress).run({&task, 1});
    if (!status) return status.error();
    if (task.dispatches == 0) return driver_error("no timestamps", VK_NOT_READY, context_);
    return std::max<int64_t>(task.busy_ns, 1);
  }

  Context& context_;
  Memory& memory_;
  Pipelines& pipelines_;
  Recorder& recorder_;
  const CancelToken& cancel_;
};

}  // namespace

GpuPass arithmetic_pass(const ImageSpec& spec, int rounds) {
  GpuPass pass = gpu_pass("arithmetic_peak", spec, 1, {}, {gpu_output()}, {{"rounds", rounds}});
  pass.work = kArithmeticOperations * rounds;
  return pass;
}

Result<GpuPeaks> measure_peaks(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder,
                               const CancelToken& cancel) {
  Peaks peaks(context, memory, pipelines, recorder, cancel);
  const Result<double> arithmetic = peaks.arithmetic();
  if (!arithmetic) return arithmetic.error();
  const Result<double> dispatch = peaks.dispatch();
  if (!dispatch) return dispatch.error();
  if (cancel.cancelled()) return cancelled();
  const Result<double> copy = measure_device_copy_rate(context, memory, recorder);
  if (!copy) return copy.error();
  return GpuPeaks{*copy, *arithmetic, *dispatch};
}

}  // namespace lightbench::vulkan
