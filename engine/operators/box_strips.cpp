#include "engine/operators/box_strips.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <type_traits>

#include "engine/operators/box_stages.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/box_strips.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_lanes-inl.h"
#include "engine/simd/tile_transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

using Sums = hn::Vec<decltype(du32)>;

struct Group {
  Sums v[4];
};

template <typename T>
HWY_INLINE Group load_group(const T* row) {
  const HalfPair halves = load_halves(row);
  const Halves zero = hn::Zero(du16);
  return {{hn::BitCast(du32, hn::InterleaveLower(du16, halves.a, zero)),
           hn::BitCast(du32, hn::InterleaveUpper(du16, halves.a, zero)),
           hn::BitCast(du32, hn::InterleaveLower(du16, halves.b, zero)),
           hn::BitCast(du32, hn::InterleaveUpper(du16, halves.b, zero))}};
}
HWY_INLINE Group load_group(const uint32_t* row) {
  return {{hn::Load(du32, row), hn::Load(du32, row + kLanes), hn::Load(du32, row + 2 * kLanes),
           hn::Load(du32, row + 3 * kLanes)}};
}
HWY_INLINE void store_group(const Group& group, uint32_t* row) {
  for (int i = 0; i < 4; ++i) hn::Store(group.v[i], du32, row + i * kLanes);
}

// sums += entering row - leaving row, modulo 2^32.
template <typename T>
HWY_INLINE void slide(Group& sums, const T* enter, const T* leave) {
  const Group in = load_group(enter);
  const Group out = load_group(leave);
  for (int i = 0; i < 4; ++i) sums.v[i] = hn::Add(sums.v[i], hn::Sub(in.v[i], out.v[i]));
}

// For rows of 15 bits: the difference fits a signed half and is widened after the subtraction.
HWY_INLINE void slide_narrow(Group& sums, const uint16_t* enter, const uint16_t* leave) {
  const HalfPair in = load_halves(enter);
  const HalfPair out = load_halves(leave);
  const auto a = hn::BitCast(di16, hn::Sub(in.a, out.a));
  const auto b = hn::BitCast(di16, hn::Sub(in.b, out.b));
  const auto sign_a = hn::ShiftRight<15>(a);
  const auto sign_b = hn::ShiftRight<15>(b);
  sums.v[0] = hn::Add(sums.v[0], hn::BitCast(du32, hn::InterleaveLower(di16, a, sign_a)));
  sums.v[1] = hn::Add(sums.v[1], hn::BitCast(du32, hn::InterleaveUpper(di16, a, sign_a)));
  sums.v[2] = hn::Add(sums.v[2], hn::BitCast(du32, hn::InterleaveLower(di16, b, sign_b)));
  sums.v[3] = hn::Add(sums.v[3], hn::BitCast(du32, hn::InterleaveUpper(di16, b, sign_b)));
}

// The sums of the window before the first, plus what rounds them when low bits go.
template <typename T>
void start_sums(const BoxStage& stage, const std::byte* in, uint32_t* sums) {
  for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
    Group total;
    for (Sums& v : total.v) v = hn::Set(du32, (1u << stage.shift) >> 1);
    for (const BoxStage::Share& share : stage.start) {
      const Sums count = hn::Set(du32, static_cast<uint32_t>(share.count));
      const Group row = load_group(row_at<T>(in, share.offset, lane));
      for (int i = 0; i < 4; ++i) total.v[i] = hn::Add(total.v[i], hn::Mul(row.v[i], count));
    }
    store_group(total, sums + lane);
  }
}

HWY_INLINE Floats to_floats(Sums sums) { return hn::ConvertTo(df32, hn::BitCast(di32, sums)); }

// Rounded and packed; values are at most 65535.
HWY_INLINE HalfPair rounded_halves(const Floats* values) {
  hn::Vec<decltype(di32)> whole[4];
  for (int i = 0; i < 4; ++i) whole[i] = nearest(values[i]);
#if HWY_TARGET == HWY_AVX3
  return {Halves{_mm512_packus_epi32(whole[0].raw, whole[1].raw)},
          Halves{_mm512_packus_epi32(whole[2].raw, whole[3].raw)}};
#elif HWY_TARGET == HWY_AVX2
  return {Halves{_mm256_packus_epi32(whole[0].raw, whole[1].raw)},
          Halves{_mm256_packus_epi32(whole[2].raw, whole[3].raw)}};
#else
  const auto middle = hn::Set(di32, 32768);
  const auto flip = hn::Set(du16, uint16_t{32768});
  for (int i = 0; i < 4; ++i) whole[i] = hn::Sub(whole[i], middle);
  return {hn::Xor(hn::BitCast(du16, hn::ReorderDemote2To(di16, whole[0], whole[1])), flip),
          hn::Xor(hn::BitCast(du16, hn::ReorderDemote2To(di16, whole[2], whole[3])), flip)};
#endif
}

// The low halves, in the order in which they were widened; `sums` and `narrow` may be the same memory.
void start_narrow_sums(const uint32_t* sums, uint16_t* narrow) {
  const auto low = hn::Set(du32, 0xffffu);
  for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
    const Group total = load_group(sums + lane);
    Floats values[4];
    for (int i = 0; i < 4; ++i) values[i] = to_floats(hn::And(total.v[i], low));
    store_halves(rounded_halves(values), narrow + lane);
  }
}

// Bytes into rows of 16-bit sums.
void first_rows_narrow(const BoxAxis& axis, const std::byte* in, int begin, int end, uint16_t* sums, std::byte* ring) {
  const BoxStage& stage = axis.stages[0];
  for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
    HalfPair total = load_halves(sums + lane);
    int slot = begin % axis.ring_rows[0];
    for (int t = begin; t < end; ++t) {
      const ptrdiff_t ahead = stage.enter[static_cast<size_t>(std::min(t + 8, axis.length))];
      hwy::Prefetch(reinterpret_cast<const uint8_t*>(in + ahead));
      const HalfPair enter = load_halves(row_at<uint8_t>(in, stage.enter[static_cast<size_t>(t)], lane));
      const HalfPair leave = load_halves(row_at<uint8_t>(in, stage.leave[static_cast<size_t>(t)], lane));
      total.a = hn::Add(total.a, hn::Sub(enter.a, leave.a));
      total.b = hn::Add(total.b, hn::Sub(enter.b, leave.b));
      store_halves(total, reinterpret_cast<uint16_t*>(ring + slot * axis.ring_row_bytes[0]) + lane);
      if (++slot == axis.ring_rows[0]) slot = 0;
    }
    store_halves(total, sums + lane);
  }
}

// Rows of T into rows of 32-bit sums.
template <typename T, bool kNarrow>
void middle_rows(const BoxAxis& axis, size_t index, const std::byte* in, int begin, int end, uint32_t* sums,
                 std::byte* ring) {
  const BoxStage& stage = axis.stages[index];
  for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
    Group total = load_group(sums + lane);
    int slot = begin % axis.ring_rows[index];
    for (int t = begin; t < end; ++t) {
      const T* enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)], lane);
      const T* leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)], lane);
      if constexpr (kNarrow) {
        slide_narrow(total, enter, leave);
      } else {
        slide(total, enter, leave);
      }
      uint32_t* out = reinterpret_cast<uint32_t*>(ring + slot * axis.ring_row_bytes[index]) + lane;
      if (stage.shift == 0) {
        store_group(total, out);
      } else {
        Group shifted;
        for (int i = 0; i < 4; ++i) shifted.v[i] = hn::ShiftRightSame(total.v[i], stage.shift);
        store_group(shifted, out);
      }
      if (++slot == axis.ring_rows[index]) slot = 0;
    }
    store_group(total, sums + lane);
  }
}

// How a row of results is put into the tile: tile(row, lane) and one cache line a column.
struct PutHalves {
  uint16_t* tile;
  HWY_INLINE void operator()(int row, int lane, const Floats* values) const {
    store_halves(rounded_halves(values), tile + row * kBoxLanes + lane);
  }
};
// Two rows of bytes are one row of halves.
struct PutBytes {
  uint16_t* tile;
  HWY_INLINE void operator()(int row, int lane, const Floats* values) const {
    uint16_t* target = tile + (row >> 1) * kBoxLanes + lane;
    HalfPair halves = rounded_halves(values);
    if (row & 1) {
      halves.a = hn::Or(hn::Load(du16, target), hn::ShiftLeft<8>(halves.a));
      halves.b = hn::Or(hn::Load(du16, target + 2 * kLanes), hn::ShiftLeft<8>(halves.b));
    }
    store_halves(halves, target);
  }
};
struct PutFloats {
  float* tile;
  HWY_INLINE void operator()(int row, int lane, const Floats* values) const {
    for (int i = 0; i < 4; ++i) hn::Store(values[i], df32, tile + row * kBoxLanes + lane + i * kLanes);
  }
};

template <typename T, bool kEnds, typename Put>
HWY_INLINE void last_rows(const BoxAxis& axis, const std::byte* in, int begin, int end, uint32_t* sums,
                          const Put& put) {
  const BoxStage& stage = axis.stages.back();
  const Floats inner_scale = hn::Set(df32, static_cast<float>(axis.inner_scale));
  const Floats end_scale = hn::Set(df32, static_cast<float>(axis.end_scale));
  for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
    Group total = load_group(sums + lane);
    for (int t = begin; t < end; ++t) {
      const T* enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)], lane);
      const T* leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)], lane);
      const Group before = load_group(leave);
      const Group added = load_group(enter);
      Floats values[4];
      if constexpr (kEnds) {
        const Group after = load_group(row_at<T>(in, stage.enter[static_cast<size_t>(t) + 1], lane));
        for (int i = 0; i < 4; ++i) {
          total.v[i] = hn::Add(total.v[i], hn::Sub(added.v[i], before.v[i]));
          const Floats inside = hn::Mul(to_floats(total.v[i]), inner_scale);
          const Floats outside = hn::Mul(to_floats(hn::Add(before.v[i], after.v[i])), end_scale);
          values[i] = hn::Add(inside, outside);
        }
      } else {
        for (int i = 0; i < 4; ++i) {
          total.v[i] = hn::Add(total.v[i], hn::Sub(added.v[i], before.v[i]));
          values[i] = hn::Mul(to_floats(total.v[i]), inner_scale);
        }
      }
      put(t - begin, lane, values);
    }
    store_group(total, sums + lane);
  }
}

// Of a row of floats: the halves they were widened from lie in blocks of four.
HWY_INLINE int half_slot_of(int slot) {
  const int vector = slot % kGroup / kLanes;
  const int within = slot % kLanes;
  return slot / kGroup * kGroup + vector / 2 * 2 * kLanes + within / 4 * 8 + vector % 2 * 4 + within % 4;
}

template <typename T, bool kEnds>
void last_block(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
                const BoxTarget& target, int begin, int end, uint32_t* sums, std::byte* tile) {
  if (result == BoxResult::kF32) {
    last_rows<T, kEnds>(axis, in, begin, end, sums, PutFloats{reinterpret_cast<float*>(tile)});
    int columns[kBoxLanes / 4];
    for (int i = 0; i < kBoxLanes / 4; ++i) columns[i] = column_of(half_slot_of(4 * i), in_format == SampleFormat::kU8);
    transpose_words(reinterpret_cast<const uint32_t*>(tile), kBoxLanes, columns,
                    {block_target(target, begin / 16), target.stride, target.lines});
    return;
  }
  uint16_t* halves = reinterpret_cast<uint16_t*>(tile);
  if (result == BoxResult::kU8) {
    last_rows<T, kEnds>(axis, in, begin, end, sums, PutBytes{halves});
  } else {
    last_rows<T, kEnds>(axis, in, begin, end, sums, PutHalves{halves});
  }
  int columns[kBoxLanes / 8];
  for (int i = 0; i < kBoxLanes / 8; ++i) columns[i] = column_of(8 * i, in_format == SampleFormat::kU8);
  transpose_halves(halves, kBoxLanes, columns,
                   {block_target(target, begin / (result == BoxResult::kU8 ? 64 : 32)), target.stride, target.lines});
}

template <typename T>
void run_strip(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
               const BoxTarget& target, std::byte* memory) {
  const BoxScratch scratch(axis, memory);
  const auto sums = [&](size_t i) { return reinterpret_cast<uint32_t*>(scratch.sums[i]); };
  uint16_t* narrow_sums = reinterpret_cast<uint16_t*>(scratch.sums[0]);
  const bool one_stage = axis.stages.size() == 1;
  const bool ends = axis.end_scale != 0;
  const auto first = [&](int begin, int end) {
    if (begin == 0) start_sums<T>(axis.stages[0], in, sums(0));
    if constexpr (std::is_same_v<T, uint8_t>) {
      if (axis.narrow_first) {
        if (begin == 0) start_narrow_sums(sums(0), narrow_sums);
        return first_rows_narrow(axis, in, begin, end, narrow_sums, scratch.rings[0]);
      }
    }
    middle_rows<T, false>(axis, 0, in, begin, end, sums(0), scratch.rings[0]);
  };
  const auto second = [&](int begin, int end) {
    const std::byte* rows = scratch.rings[0];
    if (axis.narrow_first) {
      if (begin == 0) start_sums<uint16_t>(axis.stages[1], rows, sums(1));
      middle_rows<uint16_t, true>(axis, 1, rows, begin, end, sums(1), scratch.rings[1]);
    } else {
      if (begin == 0) start_sums<uint32_t>(axis.stages[1], rows, sums(1));
      middle_rows<uint32_t, false>(axis, 1, rows, begin, end, sums(1), scratch.rings[1]);
    }
  };
  const auto last = [&](int begin, int end) {
    if (one_stage) {
      if (begin == 0) start_sums<T>(axis.stages[0], in, sums(0));
      last_block<T, false>(axis, in_format, in, result, target, begin, end, sums(0), scratch.tile);
      return;
    }
    const std::byte* rows = scratch.rings[1];
    if (begin == 0) start_sums<uint32_t>(axis.stages[2], rows, sums(2));
    const auto block = ends ? last_block<uint32_t, true> : last_block<uint32_t, false>;
    block(axis, in_format, rows, result, target, begin, end, sums(2), scratch.tile);
  };
  const int block_rows = result == BoxResult::kU8 ? 64 : result == BoxResult::kU16 ? 32 : 16;
  run_stages(axis, block_rows, first, second, last);
  hwy::FlushStream();
}

void box_strip(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
               const BoxTarget& target, std::byte* memory) {
  const auto run = in_format == SampleFormat::kU8 ? run_strip<uint8_t> : run_strip<uint16_t>;
  run(axis, in_format, in, result, target, memory);
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(box_strip);

void run_box_strip(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
                   const BoxTarget& target, std::byte* scratch) {
  HWY_DYNAMIC_DISPATCH(box_strip)(axis, in_format, in, result, target, scratch);
}

}  // namespace lightbench
#endif  // HWY_ONCE
