// Sums, minima and maxima over a window at a cost that does not depend on its radius.
//
// Van Herk, Gil and Werman: the line is cut into blocks as long as the window; the window that starts at offset o of
// a block is the block's suffix from o and the next block's prefix up to o - 1. Unlike a running sum nothing is ever
// subtracted: float sums do not drift and a NaN reaches only the windows that hold it.
// Source: M. van Herk, "A fast algorithm for local minimum and maximum filters", Pattern Recognition Letters 13, 1992.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lightbench {

// out[i] = finish(combine over in[i - radius .. i + radius]) for i in [0, length), lane by lane; `in` and `out` are
// strips of kLanes lanes, `in` is readable `radius` positions beyond both ends. `suffix` is scratch. Accumulates in A.
template <typename A, int kLanes, typename T, typename Combine, typename Finish>
void slide_window(const T* in, T* out, int length, int radius, std::vector<A>& suffix, Combine combine, Finish finish) {
  const ptrdiff_t window = 2 * static_cast<ptrdiff_t>(radius) + 1;
  const T* start = in - static_cast<ptrdiff_t>(radius) * kLanes;
  suffix.resize(static_cast<size_t>(window) * kLanes);
  A* tail = suffix.data();
  A head[kLanes]{};
  for (ptrdiff_t block = 0; block < length; block += window) {
    const T* source = start + block * kLanes;
    for (int lane = 0; lane < kLanes; ++lane) {
      tail[(window - 1) * kLanes + lane] = static_cast<A>(source[(window - 1) * kLanes + lane]);
    }
    for (ptrdiff_t o = window - 2; o >= 0; --o) {
      const T* __restrict sample = source + o * kLanes;
      const A* after = tail + (o + 1) * kLanes;
      A* here = tail + o * kLanes;
      for (int lane = 0; lane < kLanes; ++lane) here[lane] = combine(static_cast<A>(sample[lane]), after[lane]);
    }
    T* target = out + block * kLanes;
    for (int lane = 0; lane < kLanes; ++lane) target[lane] = finish(tail[lane]);
    const ptrdiff_t count = std::min<ptrdiff_t>(window, length - block);
    for (ptrdiff_t o = 1; o < count; ++o) {
      const T* __restrict sample = source + (window + o - 1) * kLanes;
      const A* here = tail + o * kLanes;
      T* __restrict result = target + o * kLanes;
      if (o == 1) {
        for (int lane = 0; lane < kLanes; ++lane) head[lane] = static_cast<A>(sample[lane]);
      } else {
        for (int lane = 0; lane < kLanes; ++lane) head[lane] = combine(head[lane], static_cast<A>(sample[lane]));
      }
      for (int lane = 0; lane < kLanes; ++lane) result[lane] = finish(combine(here[lane], head[lane]));
    }
  }
}

// The mean over the window. Sums of more than 160 samples are kept in double: a float sum of a flat area drifts by
// up to window · 2^-25, which would leave the 1e-5 that paths may differ by.
inline void slide_mean(const float* in, float* out, int length, int radius, std::vector<float>& small,
                       std::vector<double>& large) {
  constexpr int kLanes = 16;
  const int window = 2 * radius + 1;
  if (window <= 160) {
    const float scale = 1.0f / static_cast<float>(window);
    slide_window<float, kLanes>(
        in, out, length, radius, small, [](float a, float b) { return a + b; },
        [scale](float sum) { return sum * scale; });
  } else {
    const double scale = 1.0 / window;
    slide_window<double, kLanes>(
        in, out, length, radius, large, [](double a, double b) { return a + b; },
        [scale](double sum) { return static_cast<float>(sum * scale); });
  }
}

}  // namespace lightbench
