// What GLSL leaves open where a float is no number, and its parts: the rules of the processor's formulas
// (engine/simd/float_math-inl.h).
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

#endif
