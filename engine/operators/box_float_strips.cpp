#include <hwy/cache_control.h>

#include <algorithm>

#include "engine/operators/box_stages.h"
#include "engine/operators/box_strips.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/box_float_strips.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"
#include "engine/simd/tile_transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

template <typename T>
HWY_INLINE const T* row_at(const std::byte* base, ptrdiff_t offset) {
  return reinterpret_cast<const T*>(base + offset);
}

// Plain loops over the columns, which the compiler vectorises.

template <typename T>
void start_float_sums(const BoxStage& stage, const std::byte* in, double* sums) {
  for (int i = 0; i < kBoxFloatLanes; ++i) sums[i] = 0;
  for (const BoxStage::Share& share : stage.start) {
    const T* row = row_at<T>(in, share.offset);
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
    if (index == 0) hwy::Prefetch(row_at<T>(in, stage.enter[static_cast<size_t>(std::min(t + 8, axis.length))]));
    const T* HWY_RESTRICT enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)]);
    const T* HWY_RESTRICT leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)]);
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
    const T* HWY_RESTRICT enter = row_at<T>(in, stage.enter[static_cast<size_t>(t)]);
    const T* HWY_RESTRICT leave = row_at<T>(in, stage.leave[static_cast<size_t>(t)]);
    const T* HWY_RESTRICT after = row_at<T>(in, stage.enter[static_cast<size_t>(t) + 1]);
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

HWY_EXPORT(box_float_strip);

void run_box_float_strip(const BoxAxis& axis, const std::byte* in, const BoxTarget& target, std::byte* scratch) {
  HWY_DYNAMIC_DISPATCH(box_float_strip)(axis, in, target, scratch);
}

}  // namespace lightbench
#endif  // HWY_ONCE
