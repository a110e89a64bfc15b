// How the median filter finds the middle of a window: three ways, for small windows, narrow samples and the rest.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace lightbench {

// The median of `count` values at each of kLanes places side by side, by forgetful selection: of a little more than
// half the values the smallest and the largest cannot be the median, so they are dropped and the next one is taken in.
// `next(k)` points at value k of all lanes. Source: A. W. Paeth, "Median finding on a 3×3 grid", Graphics Gems, 1990.
template <int kLanes, int kCount, typename Key, typename Next>
void select_median(const Next& next, Key* result) {
  constexpr int kKept = kCount / 2 + 2;
  Key kept[kKept][kLanes];
  const auto exchange = [](Key* a, Key* b) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const Key low = a[lane] < b[lane] ? a[lane] : b[lane];
      const Key high = a[lane] < b[lane] ? b[lane] : a[lane];
      a[lane] = low;
      b[lane] = high;
    }
  };
  for (int k = 0; k < kKept; ++k) std::memcpy(kept[k], next(k), sizeof kept[k]);
  int taken = kKept;
  for (int size = kKept;; --size) {
    // Smallest to the front, largest to the back of kept[0, size).
    for (int k = 0; k < size / 2; ++k) exchange(kept[k], kept[size - 1 - k]);
    for (int k = 1; k < (size + 1) / 2; ++k) exchange(kept[0], kept[k]);
    for (int k = size / 2; k < size - 1; ++k) exchange(kept[k], kept[size - 1]);
    if (size == 3) break;
    std::memcpy(kept[0], next(taken++), sizeof kept[0]);
  }
  std::memcpy(result, kept[1], sizeof kept[1]);
}

// Counts of 8- or 16-bit keys in a window that slides, in two levels so that the search skips sixteen (or 256) bins
// at a time. Source: T. S. Huang, "Two-dimensional signal processing II", 1981, chapter 6.
template <typename Key>
class SlidingHistogram {
 public:
  void clear() {
    std::fill(fine_.begin(), fine_.end(), 0u);
    std::fill(coarse_.begin(), coarse_.end(), 0u);
  }
  void add(Key key) {
    const size_t bin = bin_of(key);
    ++fine_[bin];
    ++coarse_[bin / kGroup];
  }
  void remove(Key key) {
    const size_t bin = bin_of(key);
    --fine_[bin];
    --coarse_[bin / kGroup];
  }
  // The key that `rank` others of the window lie before.
  Key at_rank(uint32_t rank) const {
    size_t group = 0;
    while (rank >= coarse_[group]) rank -= coarse_[group++];
    size_t bin = group * kGroup;
    while (rank >= fine_[bin]) rank -= fine_[bin++];
    return static_cast<Key>(static_cast<int>(bin) + std::numeric_limits<Key>::min());
  }

 private:
  static constexpr size_t kBins = size_t{1} << (8 * sizeof(Key));
  static constexpr size_t kGroup = sizeof(Key) == 1 ? 16 : 256;
  static size_t bin_of(Key key) { return static_cast<size_t>(key - std::numeric_limits<Key>::min()); }
  std::vector<uint32_t> fine_ = std::vector<uint32_t>(kBins);
  std::vector<uint32_t> coarse_ = std::vector<uint32_t>(kBins / kGroup);
};

}  // namespace lightbench
