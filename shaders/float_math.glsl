// Powers, logarithms and waves out of sums, products and bit operations, so that every card gives nearly the same as
// the processor: the steps and polynomials are those of engine/simd/float_math-inl.h, where the errors stand. What a
// card itself offers as pow, exp2 and log2 may be off by many units in the last place.
#ifndef FLOAT_MATH_GLSL
#define FLOAT_MATH_GLSL

const int kRootHalfBits = 0x3f3504f3;  // sqrt(1/2)
const int kInfinityBits = 0x7f800000;

bvec4 not_numbers(vec4 v) { return greaterThan(floatBitsToInt(v) & 0x7fffffff, ivec4(kInfinityBits)); }

// NaN becomes low.
vec4 clamped(vec4 v, float low, float high) {
  vec4 raised = mix(vec4(low), v, greaterThan(v, vec4(low)));
  return mix(vec4(high), raised, lessThan(raised, vec4(high)));
}

// value = 2^exponent * mantissa, mantissa in [sqrt(1/2), sqrt(2)), of positive finite values.
void split_exponent(vec4 value, out vec4 exponent, out vec4 mantissa) {
  ivec4 bits = floatBitsToInt(value);
  // By way of whole numbers, since a card may take subnormal ones for 0.
  bvec4 subnormal = lessThan(bits, ivec4(0x00800000));
  ivec4 offset = mix(bits, floatBitsToInt(vec4(bits)), subnormal) - kRootHalfBits;
  exponent = vec4(offset >> 23) - mix(vec4(0.0), vec4(149.0), subnormal);
  mantissa = intBitsToFloat((offset & 0x7fffff) + kRootHalfBits);
}

// log2 of a mantissa in [sqrt(1/2), sqrt(2)); degree 9 times (mantissa - 1).
vec4 log2_of_mantissa(vec4 mantissa) {
  precise vec4 t = mantissa - 1.0;
  precise vec4 p = vec4(-0.10749789327383041);
  p = fma(p, t, vec4(0.18476033210754395));
  p = fma(p, t, vec4(-0.19138838350772858));
  p = fma(p, t, vec4(0.20485764741897583));
  p = fma(p, t, vec4(-0.23960812389850616));
  p = fma(p, t, vec4(0.28855255246162415));
  p = fma(p, t, vec4(-0.36069655418395996));
  p = fma(p, t, vec4(0.48089852929115295));
  p = fma(p, t, vec4(-0.7213473320007324));
  p = fma(p, t, vec4(1.4426950216293335));
  precise vec4 result = p * t;
  return result;
}

// 2^(whole + fraction), whole numbers in -200..200, fractions in [-1, 1]; degree 6.
vec4 exp2_of_parts(vec4 whole, vec4 fraction) {
  precise vec4 p = vec4(0.00015453562082257122);
  p = fma(p, fraction, vec4(0.001339132315479219));
  p = fma(p, fraction, vec4(0.009618082083761692));
  p = fma(p, fraction, vec4(0.05550356209278107));
  p = fma(p, fraction, vec4(0.24022650718688965));
  p = fma(p, fraction, vec4(0.6931471824645996));
  p = fma(p, fraction, vec4(1.0));
  // In two halves, each of which is a float.
  ivec4 steps = ivec4(whole);
  ivec4 half_steps = steps >> 1;
  p = p * intBitsToFloat((half_steps + 127) << 23);
  p = p * intBitsToFloat((steps - half_steps + 127) << 23);
  return p;
}

// Base-2 logarithm. 0: -infinity; negative and NaN: NaN.
vec4 fast_log2(vec4 value) {
  vec4 exponent, mantissa;
  split_exponent(value, exponent, mantissa);
  precise vec4 result = exponent + log2_of_mantissa(mantissa);
  ivec4 bits = floatBitsToInt(value);
  ivec4 made = mix(floatBitsToInt(result), bits, equal(bits, ivec4(kInfinityBits)));
  made = mix(made, ivec4(0x7fc00000), greaterThan(uvec4(bits), uvec4(kInfinityBits)));
  return intBitsToFloat(mix(made, ivec4(kInfinityBits | 0x80000000), equal(bits & 0x7fffffff, ivec4(0))));
}

// 2^value for values up to 127; below -150 it is 0, NaN stays NaN.
vec4 fast_exp2(vec4 value) {
  vec4 inside = clamped(value, -200.0, 127.0);
  vec4 whole = roundEven(inside);
  precise vec4 fraction = inside - whole;
  return mix(exp2_of_parts(whole, fraction), value, not_numbers(value));
}

// value^exponent for exponents in (0, 128]; 0 for NaN and what is not above 0.
//
// exponent * log2(value) needs more bits than a float has, so the product of the whole part of the logarithm is taken
// from the upper 12 bits of the exponent, where it is exact, and the rest is added to the fraction.
vec4 fast_pow(vec4 value, float exponent) {
  float upper = uintBitsToFloat(floatBitsToUint(exponent) & 0xfffff000u);
  precise float lower = exponent - upper;
  vec4 log_whole, mantissa;
  split_exponent(value, log_whole, mantissa);
  precise vec4 exact = log_whole * upper;
  precise vec4 low_part = log_whole * lower;
  precise vec4 rest = fma(log2_of_mantissa(mantissa), vec4(exponent), low_part);
  precise vec4 sum = exact + rest;
  vec4 whole = clamp(roundEven(sum), -200.0, 200.0);
  precise vec4 fraction = exact - whole;
  fraction = fraction + rest;
  ivec4 power = floatBitsToInt(exp2_of_parts(whole, clamp(fraction, -1.0, 1.0)));
  ivec4 bits = floatBitsToInt(value);
  power = mix(power, bits, equal(bits, ivec4(kInfinityBits)));
  power = mix(power, ivec4(0), lessThanEqual(bits, ivec4(0)));
  return intBitsToFloat(mix(power, ivec4(0), greaterThan(bits, ivec4(kInfinityBits))));
}

// cos(2 pi turns) for turns in [0, 1]. Folded to a quarter turn, then an odd degree 9 sine.
vec4 cosine_of_turns(vec4 turns) {
  precise vec4 away = abs(turns - 0.5) - 0.25;
  precise vec4 z = away * away;
  precise vec4 p = vec4(39.75624465942383);
  p = fma(p, z, vec4(-76.58078002929688));
  p = fma(p, z, vec4(81.60246276855469));
  p = fma(p, z, vec4(-41.341678619384766));
  p = fma(p, z, vec4(6.2831854820251465));
  precise vec4 result = p * away;
  return result;
}

#endif
