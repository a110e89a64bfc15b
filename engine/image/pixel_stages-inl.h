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

// Two vectors of each channel from pixel `at` on: as many as all calling conventions keep in registers. Gray pictures
// use the first pair; the last is alpha.
using StageCode = void (*)(const PixelStage* stage, const PixelChain& chain, size_t at, Lanes::V r0, Lanes::V r1,
                           Lanes::V g0, Lanes::V g1, Lanes::V b0, Lanes::V b1, Lanes::V a0, Lanes::V a1);

constexpr int kStageVectors = 2;

HWY_INLINE void run_next(const PixelStage* stage, const PixelChain& chain, size_t at, Lanes::V r0, Lanes::V r1,
                         Lanes::V g0, Lanes::V g1, Lanes::V b0, Lanes::V b1, Lanes::V a0, Lanes::V a1) {
  reinterpret_cast<StageCode>(stage[1].code)(stage + 1, chain, at, r0, r1, g0, g1, b0, b1, a0, a1);
}

// A formula Lanes f(Lanes) of every colour channel.
template <typename Formula, int kColors>
void run_channel_stage(const PixelStage* stage, const PixelChain& chain, size_t at, Lanes::V r0, Lanes::V r1,
                       Lanes::V g0, Lanes::V g1, Lanes::V b0, Lanes::V b1, Lanes::V a0, Lanes::V a1) {
  const Formula& f = *static_cast<const Formula*>(stage->formula);
  r0 = f(Lanes{r0}).v;
  r1 = f(Lanes{r1}).v;
  if constexpr (kColors == 3) {
    g0 = f(Lanes{g0}).v;
    g1 = f(Lanes{g1}).v;
    b0 = f(Lanes{b0}).v;
    b1 = f(Lanes{b1}).v;
  }
  run_next(stage, chain, at, r0, r1, g0, g1, b0, b1, a0, a1);
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
