// Powers, logarithms and waves on vectors, without branches or calls.
//
// Relative errors, held by tests/engine/test_float_math.cpp over the whole range of floats:
//   fast_exp2  2e-7 for results above 2^-126
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
#include <iterator>
#include <limits>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

namespace detail {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

// 2^x on [-1, 1], degree 6, and log2(1 + t) / t for 1 + t in [sqrt(1/2), sqrt(2)), degree 9; highest power first.
constexpr float kExp2[] = {0.00015453562082257122f,
                           0.001339132315479219f,
                           0.009618082083761692f,
                           0.05550356209278107f,
                           0.24022650718688965f,
                           0.6931471824645996f,
                           1.0f};
constexpr float kLog2[] = {-0.10749789327383041f, 0.18476033210754395f, -0.19138838350772858f, 0.20485764741897583f,
                           -0.23960812389850616f, 0.28855255246162415f, -0.36069655418395996f, 0.48089852929115295f,
                           -0.7213473320007324f,  1.4426950216293335f};
constexpr uint32_t kRootHalf = 0x3f3504f3;                     // sqrt(1/2)
constexpr float kShift = 12582912.0f;                          // 1.5 · 2^23: sums with it are whole numbers
constexpr float kRootTwo = std::bit_cast<float>(0x3fb504f3u);  // twice that

// What the power of two that exp2_of_parts() takes can be.
enum class Exponents { kNormal, kAny };

// Keeps exponents in a range that the two halves of exp2_of_parts() can make; AVX-512 scales by any.
template <Exponents kExponents, class D, class V>
HWY_INLINE V limited(D d, V value, float limit = 200.0f) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  static_cast<void>(d), static_cast<void>(limit);
  return value;
#else
  if constexpr (kExponents == Exponents::kNormal) return value;
  return hn::Min(hn::Max(value, hn::Set(d, -limit)), hn::Set(d, limit));
#endif
}

// power[u] = 2^(whole[u] + fraction[u]), whole limited() whole numbers, fractions in [-1, 1].
template <Exponents kExponents, int kCount, class D, class V>
HWY_INLINE void exp2_of_parts(D d, const V (&whole)[kCount], const V (&fraction)[kCount], V (&power)[kCount]) {
  for (int u = 0; u < kCount; ++u) power[u] = hn::Set(d, kExp2[0]);
  for (size_t k = 1; k < std::size(kExp2); ++k) {
    for (int u = 0; u < kCount; ++u) power[u] = hn::MulAdd(power[u], fraction[u], hn::Set(d, kExp2[k]));
  }
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  for (int u = 0; u < kCount; ++u) {  // plain scalef warns in GCC 12
    power[u] = V{_mm512_mask_scalef_ps(power[u].raw, 0xffff, power[u].raw, whole[u].raw)};
  }
#else
  // Added to the exponents of floats. The number lies in the lowest bits of `shifted`; what lies above them leaves on
  // the left. Results below 2^-126 and above the range are reached in two halves, step by step.
  const hn::RebindToSigned<D> di;
  for (int u = 0; u < kCount; ++u) {
    const auto shifted = hn::BitCast(di, hn::Add(whole[u], hn::Set(d, kShift)));
    if constexpr (kExponents == Exponents::kNormal) {
      power[u] = hn::BitCast(d, hn::Add(hn::BitCast(di, power[u]), hn::ShiftLeft<23>(shifted)));
    } else {
      const auto half = hn::ShiftRight<1>(shifted);
      const auto rest = hn::Add(hn::Sub(shifted, half), hn::Set(di, 127));
      power[u] = hn::BitCast(d, hn::Add(hn::BitCast(di, power[u]), hn::ShiftLeft<23>(half)));
      power[u] = hn::Mul(power[u], hn::BitCast(d, hn::ShiftLeft<23>(rest)));
    }
  }
#endif
}

// base = 2^whole · mantissa, mantissa in [sqrt(1/2), sqrt(2)), of a positive finite base.
template <class D, class V>
HWY_INLINE void split_base(D d, V base, V& whole, V& mantissa) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  const __m512 one_to_two = _mm512_mask_getmant_ps(base.raw, 0xffff, base.raw, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src);
  const __m512 exponent = _mm512_mask_getexp_ps(base.raw, 0xffff, base.raw);
  const __mmask16 upper = _mm512_cmp_ps_mask(one_to_two, _mm512_set1_ps(kRootTwo), _CMP_GE_OQ);
  mantissa = V{_mm512_mask_mul_ps(one_to_two, upper, one_to_two, _mm512_set1_ps(0.5f))};
  whole = V{_mm512_mask_add_ps(exponent, upper, exponent, _mm512_set1_ps(1.0f))};
  static_cast<void>(d);
#else
  // Subnormal bases are taken times 2^23 first.
  const hn::RebindToSigned<D> di;
  const auto subnormal = hn::Lt(base, hn::Set(d, std::numeric_limits<float>::min()));
  const auto raise = hn::And(hn::BitCast(di, hn::VecFromMask(d, subnormal)), hn::Set(di, 23 << 23));
  const V normal = hn::Mul(base, hn::BitCast(d, hn::Add(hn::BitCast(di, hn::Set(d, 1.0f)), raise)));
  const auto root_half = hn::Set(di, static_cast<int32_t>(kRootHalf));
  const auto offset = hn::Sub(hn::BitCast(di, normal), root_half);
  mantissa = hn::BitCast(d, hn::Add(hn::And(offset, hn::Set(di, 0x7fffff)), root_half));
  whole = hn::ConvertTo(d, hn::ShiftRight<23>(hn::Sub(offset, raise)));
#endif
}

}  // namespace detail

// Base-2 logarithm. 0: -infinity; negative and NaN: NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fast_log2(D d, V value) {
  V whole;
  V mantissa;
  detail::split_base(d, value, whole, mantissa);
  const V t = hn::Sub(mantissa, hn::Set(d, 1.0f));  // a factor, which keeps the relative error next to 1
  V p = hn::Set(d, detail::kLog2[0]);
  for (size_t k = 1; k < std::size(detail::kLog2); ++k) p = hn::MulAdd(p, t, hn::Set(d, detail::kLog2[k]));
  const V infinity = hn::Set(d, detail::kInfinity);
  V result = hn::Add(whole, hn::Mul(p, t));
  result = hn::IfThenElse(hn::Eq(value, infinity), infinity, result);
  result = hn::IfThenElse(hn::Eq(value, hn::Zero(d)), hn::Neg(infinity), result);
  return hn::IfThenElse(hn::Ge(value, hn::Zero(d)), result, hn::Set(d, detail::kNotANumber));
}

// 2^value on vectors, for values up to 127; below -150 it is 0, NaN stays NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fast_exp2(D d, V value) {
  const V inside = hn::Min(hn::Max(value, hn::Set(d, -200.0f)), hn::Set(d, 127.0f));
  const V whole[] = {hn::Round(inside)};
  const V fraction[] = {hn::Sub(inside, whole[0])};
  V power[1];
  detail::exp2_of_parts<detail::Exponents::kAny>(d, whole, fraction, power);
  return hn::IfThenElse(hn::Eq(value, value), power[0], value);
}

namespace detail {

// exponent · log2(value) needs more bits than a float has, so the product of the whole part of the logarithm is taken
// from the upper 12 bits of the exponent, where it is exact, and the rest is added to the fraction. Each step is taken
// for all vectors before the next: one alone would wait for its own results most of the time.
template <Exponents kExponents, int kCount, class D, class V>
HWY_INLINE void power_of(D d, V (&value)[kCount], float exponent) {
  const float upper = std::bit_cast<float>(std::bit_cast<uint32_t>(exponent) & 0xfffff000u);
  V log_whole[kCount];
  V log[kCount];
  V t[kCount];
  for (int u = 0; u < kCount; ++u) {
    split_base(d, value[u], log_whole[u], t[u]);
    t[u] = hn::Sub(t[u], hn::Set(d, 1.0f));
    log[u] = hn::Set(d, kLog2[0]);
  }
  for (size_t k = 1; k < std::size(kLog2); ++k) {
    for (int u = 0; u < kCount; ++u) log[u] = hn::MulAdd(log[u], t[u], hn::Set(d, kLog2[k]));
  }
  V whole[kCount];
  V fraction[kCount];
  for (int u = 0; u < kCount; ++u) {
    log[u] = hn::Mul(log[u], t[u]);
    const V exact = hn::Mul(log_whole[u], hn::Set(d, upper));
    const V rest = hn::MulAdd(log[u], hn::Set(d, exponent), hn::Mul(log_whole[u], hn::Set(d, exponent - upper)));
    whole[u] = limited<kExponents>(d, hn::Round(hn::Add(exact, rest)));
    fraction[u] = limited<kExponents>(d, hn::Add(hn::Sub(exact, whole[u]), rest), 1.0f);
  }
  V power[kCount];
  exp2_of_parts<kExponents>(d, whole, fraction, power);
  const V infinity = hn::Set(d, kInfinity);
  for (int u = 0; u < kCount; ++u) {
    power[u] = hn::Max(power[u], hn::IfThenElseZero(hn::Eq(value[u], infinity), infinity));
    value[u] = hn::IfThenElseZero(hn::Gt(value[u], hn::Zero(d)), power[u]);
  }
}

}  // namespace detail

// value[u] = value[u]^exponent on vectors, for exponents in (0, 128] and values up to infinity; negative values and NaN
// give 0.
template <int kCount, class D, class V>
HWY_INLINE void fast_pow(D d, V (&value)[kCount], float exponent) {
  detail::power_of<detail::Exponents::kAny>(d, value, exponent);
}

// The same for exponents in (0, kLargestRoot], whose results are normal numbers (2^-149 to the power is 2^-119.2).
constexpr float kLargestRoot = 0.8f;
template <int kCount, class D, class V>
HWY_INLINE void fast_root(D d, V (&value)[kCount], float exponent) {
  detail::power_of<detail::Exponents::kNormal>(d, value, exponent);
}

// cos(2π · turns) for turns in [0, 1]; absolute error 3e-7. Folded to a quarter turn, then an odd degree 9 sine.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V cosine_of_turns(D d, V turns) {
  const V away = hn::Sub(hn::Abs(hn::Sub(turns, hn::Set(d, 0.5f))), hn::Set(d, 0.25f));
  const V z = hn::Mul(away, away);
  V p = hn::Set(d, 39.75624465942383f);
  for (float coefficient : {-76.58078002929688f, 81.60246276855469f, -41.341678619384766f, 6.2831854820251465f}) {
    p = hn::MulAdd(p, z, hn::Set(d, coefficient));
  }
  return hn::Mul(p, away);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
