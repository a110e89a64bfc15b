#include "engine/operators/plane_tasks.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "engine/image/convert.h"

namespace lightbench {

bool for_row_bands(int height, int rows_per_band, WorkerPool& workers, const CancelToken& cancel,
                   const std::function<void(int first, int end, int worker)>& task) {
  const int bands = (height + rows_per_band - 1) / rows_per_band;
  return workers.run(
      bands,
      [&](int64_t band, int worker) {
        const int first = static_cast<int>(band) * rows_per_band;
        task(first, std::min(height, first + rows_per_band), worker);
      },
      cancel);
}

bool for_tiles(Size picture, Size tile, ImageArgs& args,
               const std::function<void(const Rect& tile, int worker)>& task) {
  const int across = (picture.width + tile.width - 1) / tile.width;
  const int64_t count = int64_t{across} * ((picture.height + tile.height - 1) / tile.height);
  std::atomic<int64_t> done{0};
  return args.workers.run(
      count,
      [&](int64_t index, int worker) {
        const Rect place{static_cast<int>(index % across) * tile.width, static_cast<int>(index / across) * tile.height,
                         tile.width, tile.height};
        task(intersect(place, {0, 0, picture.width, picture.height}), worker);
        args.progress(static_cast<double>(++done) / static_cast<double>(count));
      },
      args.cancel);
}

bool copy_plane(const Image& from, int from_channel, Image& to, int to_channel, WorkerPool& workers,
                const CancelToken& cancel) {
  const size_t width = static_cast<size_t>(from.width());
  return for_row_bands(from.height(), 64, workers, cancel, [&](int first, int end, int) {
    std::vector<float> row(from.format() == to.format() ? 0 : width);
    for (int y = first; y < end; ++y) {
      const std::byte* source = from.row_data(from_channel, y);
      std::byte* target = to.writable_row_data(to_channel, y);
      if (from.format() == to.format()) {
        std::memcpy(target, source, width * sample_bytes(from.format()));
      } else {
        load_row(from.format(), source, row.data(), width);
        store_row(to.format(), row.data(), target, width);
      }
    }
  });
}

void load_bordered_row(const Image& image, int channel, int x, int y, int count, float* target, Border border) {
  const int inside_y = border_index(y, image.height(), border);
  if (inside_y < 0) {
    std::fill(target, target + count, 0.0f);
    return;
  }
  const std::byte* row = image.row_data(channel, inside_y);
  const size_t bytes = sample_bytes(image.format());
  const int first = std::clamp(0, x, x + count);
  const int end = std::clamp(image.width(), first, x + count);
  load_row(image.format(), row + static_cast<size_t>(first) * bytes, target + (first - x),
           static_cast<size_t>(end - first));
  const auto load_outside = [&](int from, int to) {
    for (int at = from; at < to; ++at) {
      const int inside = border_index(at, image.width(), border);
      target[at - x] = 0;
      if (inside >= 0) load_row(image.format(), row + static_cast<size_t>(inside) * bytes, target + (at - x), 1);
    }
  };
  load_outside(x, first);
  load_outside(end, x + count);
}

Result<Image> intermediate_plane(Size size, BufferPool& pool) {
  return Image::allocate({size.width, size.height, 1, SampleFormat::kF32}, pool);
}

Error no_memory_to_blur(Size size) {
  return failed("no memory to blur " + std::to_string(size.width) + " × " + std::to_string(size.height) + " pixels", "",
                "close other programs or use a smaller picture");
}

Status NativeFormatKernel::run(ImageArgs& args) const {
  const Image& in = args.inputs[0];
  Image& out = args.outputs[0];
  if (out.format() == in.format()) return run_native(in, out, args);
  Result<Image> native = Image::allocate(out.spec().with_format(in.format()), args.buffers);
  if (!native) return native.error();
  Status status = run_native(in, *native, args);
  if (!status) return status;
  for (int c = 0; c < out.channels(); ++c) {
    if (!copy_plane(*native, c, out, c, args.workers, args.cancel)) return cancelled();
  }
  return {};
}

}  // namespace lightbench
