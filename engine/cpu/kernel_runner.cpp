#include "engine/cpu/kernel_runner.h"

#include <algorithm>
#include <atomic>

#include "engine/image/convert.h"

namespace lightbench {
namespace detail {
namespace {

constexpr int kBatch = 512;              // pixels a row batch: 2 KiB a channel, a few channels stay in L1
constexpr int kPixelsPerTask = 1 << 16;  // rows are bundled so that a task is worth its counter increment

struct alignas(64) RowScratch {
  float in[kMaxPorts][kMaxChannels][kBatch];
  float out[kMaxPorts][kMaxChannels][kBatch];
};

void run_one_row(const RowKernel& kernel, const KernelRun& run, const Rect& region, int y, RowScratch& scratch) {
  for (int x = region.x; x < region.right(); x += kBatch) {
    const int count = std::min(kBatch, region.right() - x);
    RowArgs args;
    args.x = x;
    args.y = y;
    args.count = count;
    for (size_t port = 0; port < run.inputs.size(); ++port) {
      const Image& image = run.inputs[port];
      for (int c = 0; image && c < image.channels(); ++c) {
        args.in[port][static_cast<size_t>(c)] = float_row(image, c, x, y, count, scratch.in[port][c]);
      }
    }
    for (size_t port = 0; port < run.outputs.size(); ++port) {
      Image& image = run.outputs[port];
      for (int c = 0; c < image.channels(); ++c) {
        args.out[port][static_cast<size_t>(c)] = image.format() == SampleFormat::kF32
                                                     ? reinterpret_cast<float*>(image.writable_row_data(c, y)) + x
                                                     : scratch.out[port][c];
      }
    }
    kernel.run(args);
    for (size_t port = 0; port < run.outputs.size(); ++port) {
      Image& image = run.outputs[port];
      if (image.format() == SampleFormat::kF32) continue;
      const size_t bytes = sample_bytes(image.format());
      for (int c = 0; c < image.channels(); ++c) {
        store_row(image.format(), scratch.out[port][c], image.writable_row_data(c, y) + static_cast<size_t>(x) * bytes,
                  static_cast<size_t>(count));
      }
    }
  }
}

}  // namespace

const float* float_row(const Image& image, int channel, int x, int y, int count, float* scratch) {
  const std::byte* row = image.row_data(channel, y);
  if (image.format() == SampleFormat::kF32) return reinterpret_cast<const float*>(row) + x;
  load_row(image.format(), row + static_cast<size_t>(x) * sample_bytes(image.format()), scratch,
           static_cast<size_t>(count));
  return scratch;
}

Status run_row_kernel(const RowKernel& kernel, const KernelRun& run, Rect region) {
  const int rows_per_task =
      run.tile_side > 0 ? run.tile_side : std::clamp(kPixelsPerTask / std::max(1, region.width), 1, region.height);
  const int64_t tasks = (region.height + rows_per_task - 1) / rows_per_task;
  std::atomic<int64_t> done{0};
  const bool finished = run.workers.run(
      tasks,
      [&](int64_t task, int) {
        thread_local RowScratch scratch;
        const int first = region.y + static_cast<int>(task) * rows_per_task;
        const int last = std::min(first + rows_per_task, region.bottom());
        for (int y = first; y < last; ++y) run_one_row(kernel, run, region, y, scratch);
        run.progress(static_cast<double>(++done) / static_cast<double>(tasks));
      },
      run.cancel);
  if (!finished) return cancelled();
  return {};
}

}  // namespace detail

Status run_kernel(const KernelRun& run) {
  if (run.cancel.cancelled()) return cancelled();
  if (const auto* image_kernel = std::get_if<std::unique_ptr<ImageKernel>>(&run.kernel)) {
    ImageArgs args{run.inputs, run.outputs, run.values, run.workers, run.buffers, run.cancel, run.progress};
    Status status = (*image_kernel)->run(args);
    if (status.ok() && run.cancel.cancelled()) return cancelled();
    return status;
  }
  LB_CHECK(!run.outputs.empty());
  for (const Image& input : run.inputs) LB_CHECK(!input || input.spec().size() == run.outputs[0].spec().size());
  const Rect whole = run.outputs[0].spec().bounds();
  const Rect region = run.region.empty() ? whole : intersect(run.region, whole);
  if (region.empty()) return {};
  if (const auto* row_kernel = std::get_if<std::unique_ptr<RowKernel>>(&run.kernel)) {
    return detail::run_row_kernel(**row_kernel, run, region);
  }
  return detail::run_tile_kernel(*std::get<std::unique_ptr<TileKernel>>(run.kernel), run, region);
}

}  // namespace lightbench
