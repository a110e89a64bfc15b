// The order in which a window sums rows that several output rows share.
//
// kSharedRows output rows of a window `taps` rows high read taps + kSharedRows - 1 input rows. Each input row is
// fetched once and added to the output rows whose window holds it, and to no other: a sample that is not finite stays
// in its window. Every output row gets its rows in ascending order, as it would alone, so the bits do not depend on the
// group.

#if defined(LIGHTBENCH_SHARED_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_SHARED_ROWS_INL_H
#undef LIGHTBENCH_SHARED_ROWS_INL_H
#else
#define LIGHTBENCH_SHARED_ROWS_INL_H
#endif

#include <type_traits>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

constexpr int kSharedRows = 4;

template <int kValue>
using Index = std::integral_constant<int, kValue>;

// add(first, last, row) for each input row: output rows first..last (constants) hold it, as their row - output row.
// `taps` is odd; a window of one row shares nothing and has to go one output row at a time.
template <int kRows, typename Add>
HWY_INLINE void for_shared_rows(int taps, const Add& add) {
  if constexpr (kRows == 1) {
    for (int row = 0; row < taps; ++row) add(Index<0>(), Index<0>(), row);
  } else {
    static_assert(kRows == kSharedRows);
    add(Index<0>(), Index<0>(), 0);
    add(Index<0>(), Index<1>(), 1);
    add(Index<0>(), Index<2>(), 2);
    for (int row = 3; row < taps; ++row) add(Index<0>(), Index<3>(), row);
    add(Index<1>(), Index<3>(), taps);
    add(Index<2>(), Index<3>(), taps + 1);
    add(Index<3>(), Index<3>(), taps + 2);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
