// How the median filter finds the middle of a large window of 16-bit samples.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace lightbench {

// Counts of 16-bit keys in a window that slides, in two levels so that the search skips 256 bins
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
  static constexpr size_t kGroup = 256;
  static size_t bin_of(Key key) { return static_cast<size_t>(key - std::numeric_limits<Key>::min()); }
  std::vector<uint32_t> fine_ = std::vector<uint32_t>(kBins);
  std::vector<uint32_t> coarse_ = std::vector<uint32_t>(kBins / kGroup);
};

}  // namespace lightbench
