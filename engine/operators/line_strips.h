// Filters that work along rows, sixteen rows side by side.
//
// A strip holds neighbouring rows of a plane next to each other: sample [position][lane]. A filter then loops over
// lanes innermost and vectorises whatever it does along the row. A lane set is 64 bytes wide, one cache line. Every row
// is seen whole, so a filter may carry sums along it without the result depending on tiles or threads.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/base/rect.h"
#include "engine/base/worker_pool.h"
#include "engine/graph/kernel.h"
#include "engine/image/convert.h"
#include "engine/image/image.h"

namespace lightbench {

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

// Loads rows [first, first + lanes) into strip[position * lanes + lane]; lanes past the plane become 0.
template <typename T>
void load(const RowLoader<T>& loader, Size size, int first, T* strip, T* row) {
  constexpr int kLanes = kStripLanes<T>;
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
void store(const RowStorer<T>& storer, Size size, int first, const T* strip, T* row) {
  constexpr int kLanes = kStripLanes<T>;
  for (int lane = 0; lane < kLanes && first + lane < size.height; ++lane) {
    for (int x = 0; x < size.width; ++x) row[x] = strip[static_cast<ptrdiff_t>(x) * kLanes + lane];
    storer(0, first + lane, size.width, row);
  }
}

}  // namespace strips

// What a pass over the rows of one plane reads and writes; the widths may differ (resampling), the heights not.
template <typename T>
struct LinePass {
  Size in_size;
  Size out_size;
  RowLoader<T> loader;
  RowStorer<T> storer;
};

// Calls filter(worker, in, out) for every strip: `in` holds in_size.width positions, `out` takes out_size.width.
// Returns false when cancelled.
template <typename T, typename Filter>
bool filter_lines(const LinePass<T>& pass, WorkerPool& workers, const CancelToken& cancel, const Filter& filter) {
  constexpr int kLanes = kStripLanes<T>;
  struct Scratch {
    std::vector<T> in, out, row;
  };
  std::vector<Scratch> scratch(static_cast<size_t>(workers.threads()));
  return workers.run((pass.in_size.height + kLanes - 1) / kLanes,
                     [&](int64_t index, int worker) {
                       Scratch& own = scratch[static_cast<size_t>(worker)];
                       if (own.out.empty()) {
                         own.in.resize(static_cast<size_t>(pass.in_size.width) * kLanes);
                         own.out.resize(static_cast<size_t>(pass.out_size.width) * kLanes);
                         own.row.resize(static_cast<size_t>(std::max(pass.in_size.width, pass.out_size.width)));
                       }
                       const int first = static_cast<int>(index) * kLanes;
                       strips::load(pass.loader, pass.in_size, first, own.in.data(), own.row.data());
                       filter(worker, static_cast<const T*>(own.in.data()), own.out.data());
                       strips::store(pass.storer, pass.out_size, first, own.out.data(), own.row.data());
                     },
                     cancel);
}

}  // namespace lightbench
