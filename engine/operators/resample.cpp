#include "engine/operators/resample.h"

#include "engine/operators/plane_tasks.h"
#include "engine/operators/weighted_sum.h"

namespace lightbench {

PlaneResampler::PlaneResampler(ResampleMethod method, Size in, Size out)
    : in_(in), out_(out), columns_(method, in.width, out.width), rows_(method, in.height, out.height) {}

Status PlaneResampler::run(const RowLoader<float>& loader, const RowStorer<float>& storer, WorkerPool& workers,
                           BufferPool& buffers, const CancelToken& cancel) const {
  const Size between_size{out_.width, in_.height};
  Result<Image> between = intermediate_plane(between_size, buffers);
  if (!between) return between.error();
  const LinePass<float> across{in_, between_size, loader, float_storer(*between, 0)};
  const bool finished = filter_lines(across, workers, cancel,
                                     [&](int, const float* line, float* result) { resample_lines(line, result); }) &&
                        for_row_bands(out_.height, 16, workers, cancel,
                                      [&](int first, int end, int) { resample_rows(*between, storer, first, end); });
  if (!finished) return cancelled();
  return {};
}

void PlaneResampler::resample_lines(const float* line, float* result) const {
  constexpr int kLanes = kStripLanes<float>;
  std::vector<const float*> taps;
  for (int i = 0; i < out_.width; ++i) {
    const size_t start = columns_.start[static_cast<size_t>(i)];
    taps.resize(static_cast<size_t>(columns_.taps(i)));
    for (size_t k = 0; k < taps.size(); ++k) {
      taps[k] = line + static_cast<ptrdiff_t>(columns_.index[start + k]) * kLanes;
    }
    weighted_sum(taps.data(), columns_.weight.data() + start, columns_.taps(i),
                 result + static_cast<ptrdiff_t>(i) * kLanes, kLanes);
  }
}

void PlaneResampler::resample_rows(const Image& between, const RowStorer<float>& storer, int first, int end) const {
  const PlaneView<const float> source = between.plane<float>(0);
  std::vector<const float*> taps;
  std::vector<float> row(static_cast<size_t>(out_.width));
  for (int y = first; y < end; ++y) {
    const size_t start = rows_.start[static_cast<size_t>(y)];
    taps.resize(static_cast<size_t>(rows_.taps(y)));
    for (size_t k = 0; k < taps.size(); ++k) taps[k] = source.row(rows_.index[start + k]);
    weighted_sum(taps.data(), rows_.weight.data() + start, rows_.taps(y), row.data(), out_.width);
    storer(0, y, out_.width, row.data());
  }
}

}  // namespace lightbench
