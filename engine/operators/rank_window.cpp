#include "engine/operators/rank_window.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/rank_window.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class RankSet {
 public:
  RankSet(uint64_t* words, int middle) : words_(words), middle_(middle) {}

  // Adds or takes away `count` ranks, `step` apart; all of them change.
  HWY_INLINE void flip(const uint32_t* ranks, int count, ptrdiff_t step, int sign) {
    int before = 0;
    for (int k = 0; k < count; ++k) {
      const uint32_t rank = ranks[k * step];
      words_[rank >> 6] ^= uint64_t{1} << (rank & 63);
      before += rank < first_;
    }
    before_ += sign * before;
  }

  HWY_INLINE uint32_t median() {
    while (before_ > middle_) {
      first_ -= 64;
      before_ -= __builtin_popcountll(words_[first_ >> 6]);
    }
    for (int here; before_ + (here = __builtin_popcountll(words_[first_ >> 6])) <= middle_;) {
      before_ += here;
      first_ += 64;
    }
    uint64_t word = words_[first_ >> 6];
    for (int k = before_; k < middle_; ++k) word &= word - 1;
    return first_ + static_cast<uint32_t>(__builtin_ctzll(word));
  }

 private:
  uint64_t* words_;
  int middle_;
  uint32_t first_ = 0;  // rank of the word where the median was
  int before_ = 0;      // ranks of the set below it
};

void median_ranks(const RankBlock& block, const uint32_t* ranks, uint64_t* words, uint32_t* medians) {
  const int side = 2 * block.radius + 1;
  const ptrdiff_t stride = block.row_length();
  RankSet set(words, side * side / 2);
  for (int y = 0; y < side; ++y) set.flip(ranks + y * stride, side, 1, 1);
  for (int x = 0;; ++x) {
    const bool down = x % 2 == 0;
    for (int step = 0;; ++step) {
      const int y = down ? step : block.height - 1 - step;
      medians[y * block.width + x] = set.median();
      if (step + 1 == block.height) break;
      const uint32_t* corner = ranks + y * stride + x;
      set.flip(down ? corner : corner + (side - 1) * stride, side, 1, -1);
      set.flip(down ? corner + side * stride : corner - stride, side, 1, 1);
    }
    if (x + 1 == block.width) return;
    const uint32_t* corner = ranks + (down ? block.height - 1 : 0) * stride + x;
    set.flip(corner, side, stride, -1);
    set.flip(corner + side, side, stride, 1);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(median_ranks);

namespace {

// Sorts by the upper 32 bits, which are below 2^(kDigits · kDigitBits), in place; `other` is as large.
template <int kDigits, int kDigitBits>
void sort_by_key(std::vector<uint64_t>& pairs, std::vector<uint64_t>& other) {
  constexpr size_t kBuckets = size_t{1} << kDigitBits;
  const auto digit_of = [](uint64_t pair, int digit) {
    return static_cast<size_t>(pair >> (32 + digit * kDigitBits)) & (kBuckets - 1);
  };
  std::vector<std::array<uint32_t, kBuckets>> starts(kDigits);
  for (const uint64_t pair : pairs) {
    for (int digit = 0; digit < kDigits; ++digit) ++starts[static_cast<size_t>(digit)][digit_of(pair, digit)];
  }
  for (int digit = 0; digit < kDigits; ++digit) {
    std::array<uint32_t, kBuckets>& start = starts[static_cast<size_t>(digit)];
    if (start[digit_of(pairs[0], digit)] == pairs.size()) continue;  // all alike
    uint32_t sum = 0;
    for (uint32_t& each : start) sum += std::exchange(each, sum);
    for (const uint64_t pair : pairs) other[start[digit_of(pair, digit)]++] = pair;
    pairs.swap(other);
  }
}

}  // namespace

int rank_block_side(int radius) { return std::clamp(4 * radius, 64, 192); }

template <typename Key>
void RankMedian::run(const RankBlock& block, const Key* keys, Key* medians) {
  using Bits = std::make_unsigned_t<Key>;
  constexpr Bits kSign = static_cast<Bits>(Bits{1} << (8 * sizeof(Key) - 1));  // signed keys in unsigned order
  const size_t size = block.size();
  sorted_.resize(size);
  other_.resize(size);
  ranks_.resize(size);
  bits_.assign(size / 64 + 1, 0);
  for (size_t i = 0; i < size; ++i) {
    sorted_[i] = uint64_t{static_cast<Bits>(static_cast<Bits>(keys[i]) ^ kSign)} << 32 | i;
  }
  if constexpr (sizeof(Key) == 2) {
    sort_by_key<2, 8>(sorted_, other_);
  } else {
    sort_by_key<3, 11>(sorted_, other_);
  }
  for (size_t rank = 0; rank < size; ++rank) ranks_[static_cast<uint32_t>(sorted_[rank])] = static_cast<uint32_t>(rank);
  medians_.resize(static_cast<size_t>(block.width) * static_cast<size_t>(block.height));
  HWY_DYNAMIC_DISPATCH(median_ranks)(block, ranks_.data(), bits_.data(), medians_.data());
  for (size_t i = 0; i < medians_.size(); ++i) {
    medians[i] = static_cast<Key>(static_cast<Bits>(sorted_[medians_[i]] >> 32) ^ kSign);
  }
}

template void RankMedian::run<int16_t>(const RankBlock&, const int16_t*, int16_t*);
template void RankMedian::run<int32_t>(const RankBlock&, const int32_t*, int32_t*);

}  // namespace lightbench
#endif  // HWY_ONCE
