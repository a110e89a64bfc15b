#include "engine/cpu/reduce.h"

#include <algorithm>
#include <vector>

#include "engine/image/convert.h"

namespace lightbench {

ImageSpec reduced_spec(const ImageSpec& spec, int level) {
  ImageSpec reduced = spec;
  const int side = 1 << level;
  reduced.width = (spec.width + side - 1) >> level;
  reduced.height = (spec.height + side - 1) >> level;
  return reduced;
}

namespace {

void reduce_row(const Image& source, Image& target, int channel, int y, int level, std::vector<float>& row,
                std::vector<float>& sum) {
  const int side = 1 << level;
  const size_t width = static_cast<size_t>(source.width());
  row.resize(width);
  sum.assign(width, 0.0f);
  const int first = y << level;
  const int last = std::min(first + side, source.height());
  for (int sy = first; sy < last; ++sy) {
    load_row(source.format(), source.row_data(channel, sy), row.data(), width);
    for (size_t x = 0; x < width; ++x) sum[x] += row[x];
  }
  for (int x = 0; x < target.width(); ++x) {
    const int left = x << level;
    const int right = std::min(left + side, source.width());
    float total = 0;
    for (int sx = left; sx < right; ++sx) total += sum[static_cast<size_t>(sx)];
    row[static_cast<size_t>(x)] = total / static_cast<float>((right - left) * (last - first));
  }
  store_row(target.format(), row.data(), target.writable_row_data(channel, y), static_cast<size_t>(target.width()));
}

}  // namespace

Result<Image> reduce_image(const Image& source, int level, WorkerPool& workers, BufferPool& buffers,
                           const CancelToken& cancel) {
  if (level == 0) return source;
  Result<Image> target = Image::allocate(reduced_spec(source.spec(), level), buffers);
  if (!target) return target.error();
  const bool finished = workers.run(
      target->height(),
      [&](int64_t y, int) {
        thread_local std::vector<float> row, sum;
        for (int c = 0; c < source.channels(); ++c)
          reduce_row(source, *target, c, static_cast<int>(y), level, row, sum);
      },
      cancel);
  if (!finished) return cancelled();
  return target;
}

}  // namespace lightbench
