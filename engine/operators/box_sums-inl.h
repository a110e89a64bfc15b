// Sums over windows of rows and along rows that never subtract: a NaN or an infinity reaches only the windows that hold
// it, and nothing drifts.
//
//  RowSums     down the rows: van Herk's prefix and suffix on whole rows, three additions whatever the window
//  sums_along  along a row: sums over 1, 4, 16, … samples made in place of each other; a window is the sum of as many
//              of each as the digits of its length to the base of four say
// A is float or double. Rows are padded to kRowPadding; what lies in the padding means nothing.

#if defined(LIGHTBENCH_BOX_SUMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_BOX_SUMS_INL_H
#undef LIGHTBENCH_BOX_SUMS_INL_H
#else
#define LIGHTBENCH_BOX_SUMS_INL_H
#endif

#include <cstddef>
#include <vector>

#include "engine/graph/kernel.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// out[x] = a[x] + b[x]; `out` may be either.
template <typename A>
HWY_INLINE void add_rows(const A* a, const A* b, A* out, size_t count) {
  const hn::ScalableTag<A> d;
  for (size_t x = 0; x < count; x += hn::Lanes(d)) {
    hn::StoreU(hn::Add(hn::LoadU(d, a + x), hn::LoadU(d, b + x)), d, out + x);
  }
}

template <typename A>
class RowSums {
 public:
  // `count` is a multiple of kRowPadding.
  RowSums(int window, size_t count)
      : window_(static_cast<size_t>(window)), count_(count), head_(count), rows_(window_ * count) {}

  void restart() { offset_ = pushed_ = 0; }

  // Takes the next row. True once `window` rows are in: `sums` is then the sum of the last `window` of them.
  bool push(const A* row, A* sums) {
    const hn::ScalableTag<A> d;
    return push_from([&](size_t x) { return hn::LoadU(d, row + x); }, sums);
  }
  // The same of a row whose vector at x is source(x).
  template <typename Source>
  HWY_INLINE bool push_from(const Source& source, A* sums) {
    const hn::ScalableTag<A> d;
    const bool ready = ++pushed_ >= window_;
    A* kept = rows_.data() + offset_ * count_;
    const A* tail = ready && offset_ + 1 < window_ ? kept + count_ : nullptr;
    const bool first = offset_ == 0;
    for (size_t x = 0; x < count_; x += hn::Lanes(d)) {
      const auto sample = source(x);
      const auto head = first ? sample : hn::Add(hn::LoadU(d, head_.data() + x), sample);
      hn::StoreU(head, d, head_.data() + x);
      hn::StoreU(sample, d, kept + x);
      if (ready) hn::StoreU(tail ? hn::Add(head, hn::LoadU(d, tail + x)) : head, d, sums + x);
    }
    if (++offset_ == window_) {
      for (size_t o = window_ - 1; o-- > 0;) {
        add_rows(rows_.data() + o * count_, rows_.data() + (o + 1) * count_, rows_.data() + o * count_, count_);
      }
      offset_ = 0;
    }
    return ready;
  }

 private:
  size_t window_;
  size_t count_;
  size_t offset_ = 0;
  size_t pushed_ = 0;
  std::vector<A> head_, rows_;  // rows before offset_ as they came, from there on summed up to the end of the block
};

// out[x] (+)= row[x] + row[x + step] + … of kTerms samples.
template <int kTerms, typename A>
HWY_INLINE void add_terms(const A* row, int step, int count, bool first, A* out) {
  const hn::ScalableTag<A> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int x = 0; x < count; x += lanes) {
    auto sum = hn::LoadU(d, row + x);
#pragma GCC unroll 8
    for (int k = 1; k < kTerms; ++k) sum = hn::Add(sum, hn::LoadU(d, row + x + k * step));
    hn::StoreU(first ? sum : hn::Add(hn::LoadU(d, out + x), sum), d, out + x);
  }
}

// out[x] = row[x] + … + row[x + window - 1] for x in [0, count). `row` is overwritten; both are readable and writable
// kRowPadding beyond what is asked of them.
template <typename A>
HWY_INLINE void sums_along(A* row, int window, int count, A* out) {
  int start = 0;
  for (int step = 1, blocks = window;; step *= 4, blocks /= 4) {
    const bool last = blocks <= 7;
    const int terms = last ? blocks : blocks & 3;
    const bool first = start == 0;
    switch (terms) {
      case 0: break;
      case 1: add_terms<1>(row + start, step, count, first, out); break;
      case 2: add_terms<2>(row + start, step, count, first, out); break;
      case 3: add_terms<3>(row + start, step, count, first, out); break;
      case 4: add_terms<4>(row + start, step, count, first, out); break;
      case 5: add_terms<5>(row + start, step, count, first, out); break;
      case 6: add_terms<6>(row + start, step, count, first, out); break;
      default: add_terms<7>(row + start, step, count, first, out);
    }
    if (last) return;
    start += terms * step;
    add_terms<4>(row, step, count + window - 4 * step, true, row);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
