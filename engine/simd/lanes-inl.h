// A vector of floats that formulas calculate with as if it were one.

#if defined(LIGHTBENCH_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_LANES_INL_H
#undef LIGHTBENCH_LANES_INL_H
#else
#define LIGHTBENCH_LANES_INL_H
#endif

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Samples of pixels side by side. Nothing is fused.
struct Lanes {
  using D = hn::ScalableTag<float>;
  using V = hn::Vec<D>;
  V v;

  static HWY_INLINE Lanes all(float value) { return {hn::Set(D(), value)}; }

  friend HWY_INLINE Lanes operator+(Lanes a, Lanes b) { return {hn::Add(a.v, b.v)}; }
  friend HWY_INLINE Lanes operator-(Lanes a, Lanes b) { return {hn::Sub(a.v, b.v)}; }
  friend HWY_INLINE Lanes operator*(Lanes a, Lanes b) { return {hn::Mul(a.v, b.v)}; }
  friend HWY_INLINE Lanes operator+(Lanes a, float b) { return a + all(b); }
  friend HWY_INLINE Lanes operator-(Lanes a, float b) { return a - all(b); }
  friend HWY_INLINE Lanes operator-(float a, Lanes b) { return all(a) - b; }
  friend HWY_INLINE Lanes operator*(float a, Lanes b) { return all(a) * b; }
  friend HWY_INLINE Lanes operator*(Lanes a, float b) { return a * all(b); }
  friend HWY_INLINE Lanes operator+(float a, Lanes b) { return all(a) + b; }
};

// NaN becomes `low`.
HWY_INLINE Lanes clamped(Lanes value, float low, float high) {
  return {hn::Min(hn::Max(value.v, Lanes::all(low).v), Lanes::all(high).v)};
}

// 1 where value > level, else 0; NaN is not above.
HWY_INLINE Lanes above(Lanes value, float level) {
  return {hn::IfThenElseZero(hn::Gt(value.v, Lanes::all(level).v), Lanes::all(1.0f).v)};
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
