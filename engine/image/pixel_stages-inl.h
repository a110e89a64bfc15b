// Makes stages of a pixel chain (engine/image/pixel_chain.h) from formulas, for the instruction set in force.

#if defined(LIGHTBENCH_PIXEL_STAGES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_PIXEL_STAGES_INL_H
#undef LIGHTBENCH_PIXEL_STAGES_INL_H
#else
#define LIGHTBENCH_PIXEL_STAGES_INL_H
#endif

#include "engine/image/pixel_chain.h"
#include "engine/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Runs chains of this instruction set (pixel_chain.cpp).
void run_pixels(const PixelChain& chain);

// The processor's own vectors: GCC 12 sends Highway's through memory where a function is called with them.
using StageVector = decltype(Lanes::V::raw);

// Two vectors of each colour channel from pixel `at` on: as many as 16 registers hold beside what formulas need. Gray
// pictures use the first pair; alpha goes by itself.
using StageCode = void (*)(const PixelStage* stage, const PixelChain& chain, size_t at, StageVector r0, StageVector r1,
                           StageVector g0, StageVector g1, StageVector b0, StageVector b1);

constexpr int kStageVectors = 2;

HWY_INLINE Lanes lanes(StageVector vector) { return {Lanes::V{vector}}; }

HWY_INLINE void run_next(const PixelStage* stage, const PixelChain& chain, size_t at, StageVector r0, StageVector r1,
                         StageVector g0, StageVector g1, StageVector b0, StageVector b1) {
  reinterpret_cast<StageCode>(stage[1].code)(stage + 1, chain, at, r0, r1, g0, g1, b0, b1);
}

// A formula Lanes f(Lanes) of every colour channel.
template <typename Formula, int kColors>
void run_channel_stage(const PixelStage* stage, const PixelChain& chain, size_t at, StageVector r0, StageVector r1,
                       StageVector g0, StageVector g1, StageVector b0, StageVector b1) {
  const Formula& f = *static_cast<const Formula*>(stage->formula);
  r0 = f(lanes(r0)).v.raw;
  r1 = f(lanes(r1)).v.raw;
  if constexpr (kColors == 3) {
    g0 = f(lanes(g0)).v.raw;
    g1 = f(lanes(g1)).v.raw;
    b0 = f(lanes(b0)).v.raw;
    b1 = f(lanes(b1)).v.raw;
  }
  run_next(stage, chain, at, r0, r1, g0, g1, b0, b1);
}

// `formula` stays where it is for as long as the stage is used.
template <typename Formula>
PixelStage channel_stage(const Formula& formula, int color_channels) {
  const StageCode code = color_channels == 1 ? &run_channel_stage<Formula, 1> : &run_channel_stage<Formula, 3>;
  return {reinterpret_cast<PixelStage::Code>(code), &formula, &run_pixels};
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
