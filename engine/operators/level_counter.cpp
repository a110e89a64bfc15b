#include "engine/operators/level_counter.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/level_counter.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

#ifndef LIGHTBENCH_OPERATORS_LEVEL_COUNTER_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_LEVEL_COUNTER_SHARED
namespace lightbench {

constexpr size_t kBlockRows = 8;
constexpr size_t kBlockWidth = 64;
constexpr size_t kBlock = kBlockRows * kBlockWidth;  // samples that are compared at a time

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// The extreme of all lanes.
template <typename Pick, typename V>
HWY_INLINE int extreme_of_lanes(Pick pick, V lanes) {
  const hn::ScalableTag<uint8_t> d;
  HWY_ALIGN uint8_t bytes[hn::MaxLanes(d)];
  hn::Store(lanes, d, bytes);
  const hn::FixedTag<uint8_t, 16> quarter;
  auto left = hn::Load(quarter, bytes);
  for (size_t k = 16; k < hn::Lanes(d); k += 16) left = pick(left, hn::Load(quarter, bytes + k));
  left = pick(left, hn::ShiftRightBytes<8>(quarter, left));
  left = pick(left, hn::ShiftRightBytes<4>(quarter, left));
  left = pick(left, hn::ShiftRightBytes<2>(quarter, left));
  return hn::GetLane(pick(left, hn::ShiftRightBytes<1>(quarter, left)));
}

// hits + 1 where the samples are the level.
template <typename V>
HWY_INLINE V count_hits(V hits, V samples, V level) {
#if HWY_TARGET == HWY_AVX3
  return V{
      _mm512_mask_add_epi8(hits.raw, _mm512_cmpeq_epi8_mask(samples.raw, level.raw), hits.raw, _mm512_set1_epi8(1))};
#else
  return hn::Sub(hits, hn::VecFromMask(hn::ScalableTag<uint8_t>(), hn::Eq(samples, level)));
#endif
}

// Adds a block, whose rows lie `stride` apart, to `sums`; false (and nothing done) where its levels lie too far apart.
HWY_INLINE bool add_block(const uint8_t* levels, ptrdiff_t stride, LevelSums* sums) {
  const hn::ScalableTag<uint8_t> d;
  const hn::ScalableTag<uint64_t> d64;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t kLanes = hn::MaxLanes(d);
  constexpr size_t kVectors = kBlock / kLanes;
  constexpr int kMostLevels = kLanes == 64 ? 80 : kLanes == 32 ? 40 : 20;  // about where both ways take as long
  V block[kVectors];
  constexpr size_t kRowVectors = kBlockWidth / kLanes;
  for (size_t k = 0; k < kVectors; ++k) {
    const uint8_t* row = levels + static_cast<ptrdiff_t>(k / kRowVectors) * stride;
    block[k] = hn::LoadU(d, row + k % kRowVectors * kLanes);
  }
  V low = block[0];
  V high = block[0];
  for (size_t k = 1; k < kVectors; ++k) {
    low = hn::Min(low, block[k]);
    high = hn::Max(high, block[k]);
  }
  const int first = extreme_of_lanes([](auto a, auto b) { return hn::Min(a, b); }, low);
  const int last = extreme_of_lanes([](auto a, auto b) { return hn::Max(a, b); }, high);
  if (last - first >= kMostLevels) return false;
  V level = hn::Set(d, static_cast<uint8_t>(first));
  const V one = hn::Set(d, uint8_t{1});
  constexpr size_t kAhead = 2048 / kBlockRows;
  for (size_t k = 0; k < kBlockRows; ++k) __builtin_prefetch(levels + static_cast<ptrdiff_t>(k) * stride + kAhead);
  for (int group = first; group <= last; group += kLevelGroup) {
    for (int at = group; at < group + kLevelGroup; ++at) {
      V hits = hn::Zero(d);
      for (size_t k = 0; k < kVectors; ++k) hits = count_hits(hits, block[k], level);
      uint64_t* sum = sums[at].data();
      hn::Store(hn::Add(hn::Load(d64, sum), hn::SumsOf8(hits)), d64, sum);
      level = hn::Add(level, one);
    }
  }
  return true;
}

// Adds blocks that lie `step` apart up to the first that holds more levels; returns how many.
size_t add_blocks(const uint8_t* levels, ptrdiff_t stride, size_t step, size_t count, LevelSums* sums) {
  size_t done = 0;
  while (done < count && add_block(levels + done * step, stride, sums)) ++done;
  return done;
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(add_blocks);

void LevelCounter::add(const uint8_t* levels, size_t count) {
  make_room(count);
  const size_t blocks = count / kBlock;
  add_blocks(levels, kBlockWidth, kBlock, blocks);
  add_one_by_one(levels + blocks * kBlock, count % kBlock);
}

void LevelCounter::add(const uint8_t* levels, ptrdiff_t stride, size_t width, size_t rows) {
  const size_t blocks = width / kBlockWidth;
  for (; rows >= kBlockRows; rows -= kBlockRows, levels += kBlockRows * stride) {
    make_room(kBlockRows * width);
    add_blocks(levels, stride, kBlockWidth, blocks);
    for (size_t y = 0; y < kBlockRows; ++y) {
      add_one_by_one(levels + static_cast<ptrdiff_t>(y) * stride + blocks * kBlockWidth, width % kBlockWidth);
    }
  }
  for (; rows > 0; --rows, levels += stride) add(levels, width);
}

void LevelCounter::add_blocks(const uint8_t* levels, ptrdiff_t stride, size_t step, size_t count) {
  for (;;) {
    const size_t done = HWY_DYNAMIC_DISPATCH(add_blocks)(levels, stride, step, count, sums_.data());
    if (done == count) return;
    levels += done * step;
    for (size_t y = 0; y < kBlockRows; ++y) add_one_by_one(levels + static_cast<ptrdiff_t>(y) * stride, kBlockWidth);
    levels += step;
    count -= done + 1;
  }
}

void LevelCounter::make_room(size_t count) {
  pending_ += count;
  if (pending_ <= UINT32_MAX) return;
  flush();
  pending_ = count;
}

void LevelCounter::add_one_by_one(const uint8_t* levels, size_t count) {
  size_t i = 0;
  for (; i + kTables <= count; i += kTables) {
    uint64_t low;
    uint64_t high;
    std::memcpy(&low, levels + i, sizeof low);
    std::memcpy(&high, levels + i + 8, sizeof high);
    for (size_t k = 0; k < 8; ++k) {
      ++tables_[k][(low >> (8 * k)) & 255];
      ++tables_[k + 8][(high >> (8 * k)) & 255];
    }
  }
  for (; i < count; ++i) ++tables_[0][levels[i]];
}

void LevelCounter::flush() {
  for (auto& table : tables_) {
    for (size_t level = 0; level < kLevels; ++level) flushed_[level] += table[level];
    table.fill(0);
  }
  pending_ = 0;
}

void LevelCounter::add_to(LevelCounts& total) const {
  for (size_t level = 0; level < kLevels; ++level) {
    total[level] += flushed_[level];
    for (const auto& table : tables_) total[level] += table[level];
    for (const uint64_t sum : sums_[level]) total[level] += static_cast<int64_t>(sum);
  }
}

}  // namespace lightbench
#endif  // HWY_ONCE
