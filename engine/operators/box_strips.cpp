#include "engine/operators/box_strips.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <map>
#include <type_traits>

#include "engine/graph/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/box_strips.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_lanes-inl.h"
#include "engine/simd/tile_transpose-inl.h"

#ifndef LIGHTBENCH_BOX_STRIPS_SHARED
#define LIGHTBENCH_BOX_STRIPS_SHARED
namespace lightbench {

constexpr size_t kTileBytes = 64 * kBoxLanes;  // a cache line of results a column
constexpr size_t kSumBytes = kBoxLanes * sizeof(uint32_t);
static_assert(kBoxFloatLanes * sizeof(double) <= kSumBytes);

// The parts of a worker's scratch memory.
struct BoxScratch {
  BoxScratch(const BoxAxis& axis, std::byte* memory) : tile(memory) {
    memory += kTileBytes;
    for (size_t i = 0; i < axis.stages.size(); ++i, memory += kSumBytes) sums[i] = memory;
    for (size_t i = 0; i < 2; ++i) {
      rings[i] = memory;
      memory += axis.ring_rows[i] * axis.ring_row_bytes[i];
    }
  }
  std::byte* tile;
  std::byte* sums[3];
  std::byte* rings[2];
};

// Runs the stages of a strip: each block of results after the rows it needs of the stages before.
// first(begin, end), second(begin, end) and last(begin, end) compute rows; `last` those of one block of results.
template <typename First, typename Second, typename Last>
void run_stages(const BoxAxis& axis, int block_rows, const First& first, const Second& second, const Last& last) {
  const int length = axis.length;
  int first_done = 0;
  int second_done = 0;
  for (int t = 0; t < length; t += block_rows) {
    const int end = std::min(length, t + block_rows);
    if (axis.stages.size() == 3) {
      const int second_end = std::min(length, end + axis.stages[2].radius + 1);
      while (second_done < second_end) {
        const int part_end = std::min(second_end, second_done + kBoxRows);
        const int first_end = std::min(length, part_end + axis.stages[1].radius + 1);
        if (first_done < first_end) first(first_done, first_end);
        first_done = std::max(first_done, first_end);
        second(second_done, part_end);
        second_done = part_end;
      }
    }
    last(t, end);
  }
}

}  // namespace lightbench
#endif

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

std::byte* block_target(const BoxTarget& target, int block) {
  if (target.half_step == 0) return target.data + block * target.step;
  return target.data + block / 2 * target.step + block % 2 * target.half_step;
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

// --- floats: plain loops over the columns, which the compiler vectorises ---

template <typename T>
void start_float_sums(const BoxStage& stage, const std::byte* in, double* sums) {
  for (int i = 0; i < kBoxFloatLanes; ++i) sums[i] = 0;
  for (const BoxStage::Share& share : stage.start) {
    const T* row = row_at<T>(in, share.offset, 0);
    for (int i = 0; i < kBoxFloatLanes; ++i) sums[i] += static_cast<double>(row[i]) * share.count;
  }
}

template <typename T>
void middle_float_rows(const BoxAxis& axis, size_t index, const std::byte* in, int begin, int end, double* sums,
                       std::byte* ring) {
  const BoxStage& stage = axis.stages[index];
  if (begin == 0) start_float_sums<T>(stage, in, sums);
  double total[kBoxFloatLanes];
  for (int i = 0; i < kBoxFloatLanes; ++i) total[i] = sums[i];
  int slot = begin % axis.ring_rows[index];
  for (int t = begin; t < end; ++t) {
    if (index == 0) hwy::Prefetch(row_at<T>(in, stage.enter[static_cast<size_t>(std::min(t + 8, axis.length))], 0));
    const T* HWY_RESTRICT enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)], 0);
    const T* HWY_RESTRICT leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)], 0);
    double* HWY_RESTRICT out = reinterpret_cast<double*>(ring + slot * axis.ring_row_bytes[index]);
    for (int i = 0; i < kBoxFloatLanes; ++i) {
      total[i] += static_cast<double>(enter[i]) - static_cast<double>(leave[i]);
      out[i] = total[i];
    }
    if (++slot == axis.ring_rows[index]) slot = 0;
  }
  for (int i = 0; i < kBoxFloatLanes; ++i) sums[i] = total[i];
}

template <typename T>
void last_float_rows(const BoxAxis& axis, const std::byte* in, int begin, int end, double* sums, float* tile) {
  const BoxStage& stage = axis.stages.back();
  if (begin == 0) start_float_sums<T>(stage, in, sums);
  double total[kBoxFloatLanes];
  for (int i = 0; i < kBoxFloatLanes; ++i) total[i] = sums[i];
  const double inner = axis.inner_scale;
  const double outer = axis.end_scale;
  for (int t = begin; t < end; ++t) {
    const T* HWY_RESTRICT enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)], 0);
    const T* HWY_RESTRICT leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)], 0);
    const T* HWY_RESTRICT after = row_at<T>(in, stage.enter[static_cast<size_t>(t) + 1], 0);
    float* HWY_RESTRICT out = tile + (t - begin) * kBoxFloatLanes;
    for (int i = 0; i < kBoxFloatLanes; ++i) {
      const double gone = static_cast<double>(leave[i]);
      total[i] += static_cast<double>(enter[i]) - gone;
      out[i] = static_cast<float>(total[i] * inner + (gone + static_cast<double>(after[i])) * outer);
    }
  }
  for (int i = 0; i < kBoxFloatLanes; ++i) sums[i] = total[i];
}

void box_float_strip(const BoxAxis& axis, const std::byte* in, const BoxTarget& target, std::byte* memory) {
  const BoxScratch scratch(axis, memory);
  const auto sums = [&](size_t i) { return reinterpret_cast<double*>(scratch.sums[i]); };
  float* tile = reinterpret_cast<float*>(scratch.tile);
  constexpr int kColumns[] = {0, 4, 8, 12};
  const auto first = [&](int begin, int end) {
    middle_float_rows<float>(axis, 0, in, begin, end, sums(0), scratch.rings[0]);
  };
  const auto second = [&](int begin, int end) {
    middle_float_rows<double>(axis, 1, scratch.rings[0], begin, end, sums(1), scratch.rings[1]);
  };
  const auto last = [&](int begin, int end) {
    if (axis.stages.size() == 1) {
      last_float_rows<float>(axis, in, begin, end, sums(0), tile);
    } else {
      last_float_rows<double>(axis, scratch.rings[1], begin, end, sums(2), tile);
    }
    transpose_words(reinterpret_cast<const uint32_t*>(tile), kBoxFloatLanes, kColumns,
                    {block_target(target, begin / 16), target.stride, target.lines});
  };
  run_stages(axis, 16, first, second, last);
  hwy::FlushStream();
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(box_strip);
HWY_EXPORT(box_float_strip);

BoxStage::BoxStage(int stage_radius, int length, int capacity, ptrdiff_t row_bytes) : radius(stage_radius) {
  const auto offset = [&](int row) {
    return static_cast<ptrdiff_t>(border_index(row, length, Border::kReflect101) % capacity) * row_bytes;
  };
  for (int t = 0; t <= length; ++t) enter.push_back(offset(t + radius));
  for (int t = 0; t < length; ++t) leave.push_back(offset(t - radius - 1));
  std::map<ptrdiff_t, int> counts;
  for (int row = -radius - 1; row < radius; ++row) ++counts[offset(row)];
  for (const auto& [at, count] : counts) start.push_back({at, count});
}

BoxAxis::BoxAxis(const std::vector<int>& radii, double end, int axis_length, ptrdiff_t in_row_bytes, int sample_bits,
                 double result_scale)
    : length(axis_length) {
  const bool floats = sample_bits == 0;
  const uint64_t top = floats ? 0 : (uint64_t{1} << sample_bits) - 1;
  const auto side = [&](size_t i) { return 2 * static_cast<uint64_t>(radii[i]) + 1; };
  int shifts[2] = {0, 0};
  if (radii.size() == 3) {
    // Sums below 2^32 behind the first two boxes, below 2^31 behind the last, where they become floats.
    const uint64_t first = top * side(0) + 1;
    while (((first >> shifts[0]) + 1) * side(1) >> 32) ++shifts[0];
    const uint64_t second = ((first >> shifts[0]) + 1) * side(1);
    while (((second >> shifts[1]) + 1) * (side(2) + 2) >> 31) ++shifts[1];
    narrow_first = sample_bits == 8 && top * side(0) < 32768;
    for (size_t i = 0; i < 2; ++i) {
      ring_rows[i] = static_cast<int>(std::min<int64_t>(length, int64_t{2} * radii[i + 1] + 2 + kBoxRows));
      ring_row_bytes[i] = floats ? kBoxFloatLanes * 8 : i == 0 && narrow_first ? kBoxLanes * 2 : kBoxLanes * 4;
    }
  }
  double sides = 1;
  for (size_t i = 0; i < radii.size(); ++i) {
    stages.push_back(i == 0 ? BoxStage(radii[i], length, length, in_row_bytes)
                            : BoxStage(radii[i], length, ring_rows[i - 1], ring_row_bytes[i - 1]));
    if (i < 2) stages[i].shift = shifts[i];
    sides *= static_cast<double>(side(i)) + (i + 1 == radii.size() ? 2 * end : 0);
  }
  inner_scale = result_scale * static_cast<double>(1 << (shifts[0] + shifts[1])) / sides;
  end_scale = end * inner_scale;
}

size_t BoxAxis::scratch_bytes() const {
  size_t bytes = kTileBytes + stages.size() * kSumBytes;
  for (size_t i = 0; i < 2; ++i) bytes += static_cast<size_t>(ring_rows[i] * ring_row_bytes[i]);
  return bytes;
}

void run_box_strip(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
                   const BoxTarget& target, std::byte* scratch) {
  HWY_DYNAMIC_DISPATCH(box_strip)(axis, in_format, in, result, target, scratch);
}

void run_box_float_strip(const BoxAxis& axis, const std::byte* in, const BoxTarget& target, std::byte* scratch) {
  HWY_DYNAMIC_DISPATCH(box_float_strip)(axis, in, target, scratch);
}

}  // namespace lightbench
#endif  // HWY_ONCE
