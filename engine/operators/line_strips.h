// Filters that work along one axis, made independent of which axis it is.
//
// A strip holds neighbouring lines of a plane (rows for the horizontal axis, columns for the vertical one) side by
// side: sample [position][lane]. A filter then loops over lanes innermost and vectorises the same way in both
// directions. A lane set is 64 bytes wide, one cache line. Every line is seen whole, so a filter may carry sums along
// it without the result depending on tiles or threads.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/base/rect.h"
#include "engine/base/worker_pool.h"
#include "engine/graph/kernel.h"
#include "engine/image/convert.h"
#include "engine/image/image.h"

namespace lightbench {

enum class Axis { kHorizontal, kVertical };

template <typename T>
constexpr int kStripLanes = 64 / static_cast<int>(sizeof(T));

// Access to one plane as rows of T: load or store `count` samples of row y from column x on.
template <typename T>
using RowLoader = std::function<void(int x, int y, int count, T* target)>;
template <typename T>
using RowStorer = std::function<void(int x, int y, int count, const T* source)>;

inline RowLoader<float> float_loader(const Image& image, int channel) {
  return [&image, channel](int x, int y, int count, float* target) {
    const std::byte* row = image.row_data(channel, y) + static_cast<size_t>(x) * sample_bytes(image.format());
    load_row(image.format(), row, target, static_cast<size_t>(count));
  };
}

inline RowStorer<float> float_storer(Image& image, int channel) {
  return [&image, channel](int x, int y, int count, const float* source) {
    std::byte* row = image.writable_row_data(channel, y) + static_cast<size_t>(x) * sample_bytes(image.format());
    store_row(image.format(), source, row, static_cast<size_t>(count));
  };
}

namespace strips {

// Loads lines [first, first + lanes) into strip[position * lanes + lane]; lanes past the plane become 0.
template <typename T>
void load(const RowLoader<T>& loader, Size size, Axis axis, int first, T* strip, T* row) {
  constexpr int kLanes = kStripLanes<T>;
  if (axis == Axis::kVertical) {
    const int count = std::min(kLanes, size.width - first);
    for (int y = 0; y < size.height; ++y) {
      T* target = strip + static_cast<ptrdiff_t>(y) * kLanes;
      loader(first, y, count, target);
      std::fill(target + count, target + kLanes, T{});
    }
    return;
  }
  for (int lane = 0; lane < kLanes; ++lane) {
    if (first + lane < size.height) {
      loader(0, first + lane, size.width, row);
    } else {
      std::fill(row, row + size.width, T{});
    }
    for (int x = 0; x < size.width; ++x) strip[static_cast<ptrdiff_t>(x) * kLanes + lane] = row[x];
  }
}

template <typename T>
void store(const RowStorer<T>& storer, Size size, Axis axis, int first, const T* strip, T* row) {
  constexpr int kLanes = kStripLanes<T>;
  if (axis == Axis::kVertical) {
    const int count = std::min(kLanes, size.width - first);
    for (int y = 0; y < size.height; ++y) storer(first, y, count, strip + static_cast<ptrdiff_t>(y) * kLanes);
    return;
  }
  for (int lane = 0; lane < kLanes && first + lane < size.height; ++lane) {
    for (int x = 0; x < size.width; ++x) row[x] = strip[static_cast<ptrdiff_t>(x) * kLanes + lane];
    storer(0, first + lane, size.width, row);
  }
}

// Continues a strip by reflect101 for `margin` positions before 0 and after `length`.
template <typename T>
void extend(T* strip, int length, int margin) {
  constexpr int kLanes = kStripLanes<T>;
  const auto copy = [&](int to) {
    const int from = border_index(to, length, Border::kReflect101);
    std::memcpy(strip + static_cast<ptrdiff_t>(to) * kLanes, strip + static_cast<ptrdiff_t>(from) * kLanes,
                kLanes * sizeof(T));
  };
  for (int i = 1; i <= margin; ++i) {
    copy(-i);
    copy(length - 1 + i);
  }
}

}  // namespace strips

// What a pass over the lines of one plane reads and writes; lengths along the axis may differ (resampling).
template <typename T>
struct LinePass {
  Axis axis = Axis::kHorizontal;
  Size in_size;
  Size out_size;   // equal to in_size across the axis
  int margin = 0;  // positions beyond both ends that the filter reads (reflect101)
  RowLoader<T> loader;
  RowStorer<T> storer;
};

// Calls filter(worker, in, out) for every strip: `in` points at position 0, [-margin, length + margin) may be read;
// `out` takes the output length. Returns false when cancelled.
template <typename T, typename Filter>
bool filter_lines(const LinePass<T>& pass, WorkerPool& workers, const CancelToken& cancel, const Filter& filter) {
  constexpr int kLanes = kStripLanes<T>;
  const bool horizontal = pass.axis == Axis::kHorizontal;
  const int lines = horizontal ? pass.in_size.height : pass.in_size.width;
  const int in_length = horizontal ? pass.in_size.width : pass.in_size.height;
  const int out_length = horizontal ? pass.out_size.width : pass.out_size.height;

  struct Scratch {
    std::vector<T> in, out, row;
  };
  std::vector<Scratch> scratch(static_cast<size_t>(workers.threads()));
  return workers.run(
      (lines + kLanes - 1) / kLanes,
      [&](int64_t index, int worker) {
        Scratch& own = scratch[static_cast<size_t>(worker)];
        if (own.out.empty()) {
          own.in.resize((static_cast<size_t>(in_length) + 2 * static_cast<size_t>(pass.margin)) * kLanes);
          own.out.resize(static_cast<size_t>(out_length) * kLanes);
          own.row.resize(static_cast<size_t>(std::max(pass.in_size.width, pass.out_size.width)));
        }
        T* in = own.in.data() + static_cast<size_t>(pass.margin) * kLanes;
        const int first = static_cast<int>(index) * kLanes;
        strips::load(pass.loader, pass.in_size, pass.axis, first, in, own.row.data());
        strips::extend(in, in_length, pass.margin);
        filter(worker, static_cast<const T*>(in), own.out.data());
        strips::store(pass.storer, pass.out_size, pass.axis, first, own.out.data(), own.row.data());
      },
      cancel);
}

}  // namespace lightbench
