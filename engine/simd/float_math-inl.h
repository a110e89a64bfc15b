// Powers, logarithms and waves as plain float functions without branches or calls, so that a loop over pixels
// vectorises on every instruction set.
//
// Relative errors, held by tests/engine/test_float_math.cpp over the whole range of floats:
//   fast_exp2  2e-7 between -126 and 128
//   fast_log2  2e-7, also next to 1
//   fast_pow   3e-7 for exponents up to 2.5, growing to 5e-6 at an exponent of 100
// Polynomials are Chebyshev interpolants of the stated degree, fitted in double.

#if defined(LIGHTBENCH_FLOAT_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_FLOAT_MATH_INL_H
#undef LIGHTBENCH_FLOAT_MATH_INL_H
#else
#define LIGHTBENCH_FLOAT_MATH_INL_H
#endif

#include <bit>
#include <cstdint>
#include <limits>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

namespace detail {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

// Nearest integer of |value| < 2^22: adding 1.5·2^23 pushes the fraction out of the mantissa.
HWY_INLINE float nearest(float value) {
  constexpr float kShift = 12582912.0f;
  return (value + kShift) - kShift;
}

HWY_INLINE float clamped(float value, float low, float high) {
  const float raised = value > low ? value : low;
  return raised < high ? raised : high;
}

// 2^exponent for a whole exponent in [-126, 127].
HWY_INLINE float two_to(int exponent) { return std::bit_cast<float>((exponent + 127) << 23); }

// 2^(whole + fraction), whole in [-252, 252], fraction in [-1, 1]; degree 6. The scale is applied in two halves, so
// that results below 2^-126 are reached step by step.
HWY_INLINE float exp2_parts(float whole, float fraction) {
  float p = 0.00015453562082257122f;
  p = madd(p, fraction, 0.001339132315479219f);
  p = madd(p, fraction, 0.009618082083761692f);
  p = madd(p, fraction, 0.05550356209278107f);
  p = madd(p, fraction, 0.24022650718688965f);
  p = madd(p, fraction, 0.6931471824645996f);
  p = madd(p, fraction, 1.0f);
  const int exponent = static_cast<int>(whole);
  const int half = exponent >> 1;
  return p * two_to(half) * two_to(exponent - half);
}

struct Log2Parts {
  float exponent;  // whole
  float fraction;  // log2 of a mantissa in [sqrt(1/2), sqrt(2)): within ±0.5, relative error 1.5e-7
};

// Of a positive finite value; degree 9 times (mantissa - 1), which keeps the relative error next to 1.
HWY_INLINE Log2Parts log2_parts(float value) {
  const bool subnormal = value < std::numeric_limits<float>::min();
  const float normal = subnormal ? value * 8388608.0f : value;
  constexpr uint32_t kRootHalf = 0x3f3504f3;  // sqrt(1/2)
  const uint32_t offset =
      std::bit_cast<uint32_t>(normal) - kRootHalf;  // may wrap round: callers sort out what is negative
  const int32_t exponent = static_cast<int32_t>(offset) >> 23;
  const float t = std::bit_cast<float>((offset & 0x7fffffu) + kRootHalf) - 1.0f;
  float p = -0.10749789327383041f;
  p = madd(p, t, 0.18476033210754395f);
  p = madd(p, t, -0.19138838350772858f);
  p = madd(p, t, 0.20485764741897583f);
  p = madd(p, t, -0.23960812389850616f);
  p = madd(p, t, 0.28855255246162415f);
  p = madd(p, t, -0.36069655418395996f);
  p = madd(p, t, 0.48089852929115295f);
  p = madd(p, t, -0.7213473320007324f);
  p = madd(p, t, 1.4426950216293335f);
  return {static_cast<float>(exponent) - (subnormal ? 23.0f : 0.0f), p * t};
}

}  // namespace detail

// 2^value. Below -150: 0; from 128 on: infinity; NaN stays NaN.
HWY_INLINE float fast_exp2(float value) {
  const float limited = detail::clamped(value, -200.0f, 200.0f);
  const float whole = detail::nearest(limited);
  const float result = detail::exp2_parts(whole, limited - whole);
  return value == value ? result : detail::kNotANumber;
}

// Base-2 logarithm. 0: -infinity; negative and NaN: NaN.
HWY_INLINE float fast_log2(float value) {
  const detail::Log2Parts parts = detail::log2_parts(value);
  float result = parts.exponent + parts.fraction;
  result = value == detail::kInfinity ? detail::kInfinity : result;
  result = value == 0.0f ? -detail::kInfinity : result;
  return value >= 0.0f ? result : detail::kNotANumber;
}

// base^exponent for exponents in (0, 128]. 0 stays 0, infinity stays infinity; a negative or NaN base gives NaN.
//
// exponent · log2(base) needs more bits than a float has, so the product of the whole part of the logarithm is taken
// from the upper 12 bits of the exponent, where it is exact, and the rest is added to the fraction.
HWY_INLINE float fast_pow(float base, float exponent) {
  const detail::Log2Parts parts = detail::log2_parts(base);
  const float upper = std::bit_cast<float>(std::bit_cast<uint32_t>(exponent) & 0xfffff000u);
  const float exact = upper * parts.exponent;
  const float rest = (exponent - upper) * parts.exponent + exponent * parts.fraction;
  const float whole = detail::nearest(detail::clamped(exact + rest, -200.0f, 200.0f));
  const float fraction = detail::clamped((exact - whole) + rest, -1.0f, 1.0f);
  float result = detail::exp2_parts(whole, fraction);
  result = base == detail::kInfinity ? detail::kInfinity : result;
  result = base == 0.0f ? 0.0f : result;
  return base >= 0.0f ? result : detail::kNotANumber;
}

// cos(2π · turns) for turns in [0, 1]; absolute error 3e-7. Folded to a quarter turn, then an odd degree 9 sine.
HWY_INLINE float cosine_of_turns(float turns) {
  const float centred = turns - 0.5f;
  const float away = (centred < 0.0f ? -centred : centred) - 0.25f;
  const float z = away * away;
  float p = 39.75624465942383f;
  p = madd(p, z, -76.58078002929688f);
  p = madd(p, z, 81.60246276855469f);
  p = madd(p, z, -41.341678619384766f);
  p = madd(p, z, 6.2831854820251465f);
  return p * away;
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
