#include "engine/image/pixel_chain.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "engine/base/result.h"
#include "engine/image/convert.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/image/pixel_chain.cpp"
#include <hwy/foreach_target.h>

#include "engine/image/convert-inl.h"
#include "engine/image/pixel_stages-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

using D = Lanes::D;
using V = Lanes::V;

constexpr size_t kVector = hn::MaxLanes(D());
constexpr size_t kStep = kStageVectors * kVector;

template <typename T>
HWY_INLINE void load_vectors(const T* source, V& first, V& second) {
  if constexpr (std::is_same_v<T, float>) {
    first = hn::LoadU(D(), source);
    second = hn::LoadU(D(), source + kVector);
  } else {
    load_scaled_pair(D(), source, first, second);
  }
}

template <typename T>
HWY_INLINE void store_vectors(V first, V second, T* target) {
  if constexpr (std::is_same_v<T, float>) {
    hn::StoreU(first, D(), target);
    hn::StoreU(second, D(), target + kVector);
  } else {
    store_rounded_pair(D(), first, second, target);
  }
}

// Two vectors of a channel. Of the last pixels, fewer than a step, nothing beyond is touched.
template <typename T, bool kLast>
HWY_INLINE void load_pair(const void* row, size_t at, size_t count, V& first, V& second) {
  const T* source = static_cast<const T*>(row) + at;
  T rest[kStep] = {};
  if constexpr (kLast) {
    std::memcpy(rest, source, (count - at) * sizeof(T));
    source = rest;
  }
  load_vectors(source, first, second);
}

template <typename T, bool kLast>
HWY_INLINE void store_pair(V first, V second, void* row, size_t at, size_t count) {
  T* const target = static_cast<T*>(row) + at;
  if constexpr (kLast) {
    T rest[kStep];
    store_vectors(first, second, rest);
    std::memcpy(target, rest, (count - at) * sizeof(T));
  } else {
    store_vectors(first, second, target);
  }
}

// The last stage.
template <typename T, bool kLast>
void store(const PixelStage* /*stage*/, const PixelChain& chain, size_t at, StageVector r0, StageVector r1,
           StageVector g0, StageVector g1, StageVector b0, StageVector b1) {
  store_pair<T, kLast>(V{r0}, V{r1}, chain.out[0], at, chain.count);
  if (chain.out_channels >= 3) {
    store_pair<T, kLast>(V{g0}, V{g1}, chain.out[1], at, chain.count);
    store_pair<T, kLast>(V{b0}, V{b1}, chain.out[2], at, chain.count);
  }
}

template <bool kLast>
StageCode store_of(SampleFormat format) {
  switch (format) {
    case SampleFormat::kU8: return &store<uint8_t, kLast>;
    case SampleFormat::kU16: return &store<uint16_t, kLast>;
    case SampleFormat::kF32: return &store<float, kLast>;
    case SampleFormat::kF16: break;
  }
  LB_CHECK(false);
  return nullptr;
}

template <typename T, bool kLast>
HWY_INLINE void run_step(const PixelChain& chain, size_t at) {
  V r0, r1;
  V g0 = hn::Zero(D()), g1 = g0, b0 = g0, b1 = g0;
  load_pair<T, kLast>(chain.in[0], at, chain.count, r0, r1);
  if (chain.in_channels >= 3) {
    load_pair<T, kLast>(chain.in[1], at, chain.count, g0, g1);
    load_pair<T, kLast>(chain.in[2], at, chain.count, b0, b1);
  }
  const PixelStage* const stage = chain.stages.data();
  reinterpret_cast<StageCode>(stage->code)(stage, chain, at, r0.raw, r1.raw, g0.raw, g1.raw, b0.raw, b1.raw);
}

template <typename T>
void run_steps(const PixelChain& chain) {
  PixelStage::Code& last = chain.stages.back().code;
  last = reinterpret_cast<PixelStage::Code>(store_of<false>(chain.out_format));
  size_t at = 0;
  for (; at + kStep <= chain.count; at += kStep) run_step<T, false>(chain, at);
  if (at == chain.count) return;
  last = reinterpret_cast<PixelStage::Code>(store_of<true>(chain.out_format));
  run_step<T, true>(chain, at);
}

// No formula looks at alpha.
void pass_alpha(const PixelChain& chain) {
  const void* in = chain.in[static_cast<size_t>(chain.in_channels - 1)];
  void* out = chain.out[static_cast<size_t>(chain.out_channels - 1)];
  if (chain.in_format == chain.out_format) {
    if (in != out) std::memcpy(out, in, chain.count * sample_bytes(chain.in_format));
    return;
  }
  constexpr size_t kBatch = 512;
  alignas(64) float batch[kBatch];
  for (size_t at = 0; at < chain.count; at += kBatch) {
    const size_t count = std::min(kBatch, chain.count - at);
    load_row(chain.in_format, static_cast<const std::byte*>(in) + at * sample_bytes(chain.in_format), batch, count);
    store_row(chain.out_format, batch, static_cast<std::byte*>(out) + at * sample_bytes(chain.out_format), count);
  }
}

}  // namespace

void run_pixels(const PixelChain& chain) {
  if (chain.out_channels % 2 == 0) pass_alpha(chain);
  switch (chain.in_format) {
    case SampleFormat::kU8: return run_steps<uint8_t>(chain);
    case SampleFormat::kU16: return run_steps<uint16_t>(chain);
    case SampleFormat::kF32: return run_steps<float>(chain);
    case SampleFormat::kF16: break;
  }
  LB_CHECK(false);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
