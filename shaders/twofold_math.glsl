// Powers, logarithms and waves of twofold numbers, relative error about 1e-12: the series of the functions, whose
// leading terms are summed in twofold numbers and the rest in floats.
#ifndef TWOFOLD_MATH_GLSL
#define TWOFOLD_MATH_GLSL
#include "float_math.glsl"
#include "twofold.glsl"

// log2 of a mantissa m in [sqrt(1/2), sqrt(2)): 2 / ln 2 (s + s^3 / 3 + s^5 / 5 + …), s = (m - 1) / (m + 1).
Twofold twofold_log2_of_mantissa(vec4 mantissa) {
  Twofold s = divide(twofold(mantissa - 1.0), sum_of(mantissa, vec4(1.0)));
  Twofold z = multiply(s, s);
  precise vec4 p = vec4(0.1923593431711197);
  p = fma(p, z.high, vec4(0.22195307910442352));
  p = fma(p, z.high, vec4(0.26230818033218384));
  p = fma(p, z.high, vec4(0.32059890031814575));
  p = fma(p, z.high, vec4(0.41219857335090637));
  Twofold sum = add(multiply(z, p), twofold(0.5770780444145203, -2.805893473123433e-08));
  sum = add(multiply(z, sum), twofold(0.9617967009544373, -7.028461812552678e-09));
  sum = add(multiply(z, sum), twofold(2.885390043258667, 3.851926067000022e-08));
  return multiply(s, sum);
}

// Of positive finite values.
Twofold twofold_log2(Twofold value) {
  vec4 exponent, mantissa;
  split_exponent(value.high, exponent, mantissa);
  // log2(1 + low / high)
  vec4 share = mix(value.low / value.high, vec4(0.0), equal(value.low, vec4(0.0)));
  Twofold log2_high = add(twofold_log2_of_mantissa(mantissa), exponent);
  return add(log2_high, share * 1.4426950408889634);
}

// 2^(whole + fraction), whole numbers in -200..200, fractions in [-1/2, 1/2]: the exponential series to degree 10.
Twofold twofold_exp2_of_parts(vec4 whole, Twofold fraction) {
  precise vec4 p = vec4(7.054911765891347e-09);
  p = fma(p, fraction.high, vec4(1.0178086284895471e-07));
  p = fma(p, fraction.high, vec4(1.3215486660556053e-06));
  p = fma(p, fraction.high, vec4(1.5252733646775596e-05));
  p = fma(p, fraction.high, vec4(0.0001540352968731895));
  p = fma(p, fraction.high, vec4(0.0013333557872101665));
  Twofold sum = add(multiply(fraction, p), twofold(0.009618128649890423, 4.5773804191462375e-10));
  sum = add(multiply(fraction, sum), twofold(0.05550410971045494, -1.0456333576769339e-09));
  sum = add(multiply(fraction, sum), twofold(0.24022650718688965, -2.277889404878053e-10));
  sum = add(multiply(fraction, sum), twofold(0.6931471824645996, -1.9046542121259336e-09));
  sum = add(multiply(fraction, sum), twofold(1.0, 0.0));
  // In two halves, each of which is a float.
  ivec4 steps = ivec4(whole);
  ivec4 half_steps = steps >> 1;
  vec4 first = intBitsToFloat((half_steps + 127) << 23);
  vec4 second = intBitsToFloat((steps - half_steps + 127) << 23);
  return Twofold(sum.high * first * second, sum.low * first * second);
}

// 2^value for values up to 0, relative error about 2^-28: good for weights, whose errors means out. Below -126 it is
// 2^-126.
Twofold near_exp2(Twofold value) {
  bvec4 inside = greaterThan(value.high, vec4(-126.0));
  vec4 high = mix(vec4(-126.0), value.high, inside);
  vec4 whole = roundEven(high);
  Twofold fraction = quick_sum_of(high - whole, mix(vec4(0.0), value.low, inside));
  precise vec4 p = vec4(1.0178086284895471e-07);
  p = fma(p, fraction.high, vec4(1.3215486660556053e-06));
  p = fma(p, fraction.high, vec4(1.5252733646775596e-05));
  p = fma(p, fraction.high, vec4(0.0001540352968731895));
  p = fma(p, fraction.high, vec4(0.0013333557872101665));
  p = fma(p, fraction.high, vec4(0.009618128649890423));
  p = fma(p, fraction.high, vec4(0.05550410971045494));
  p = fma(p, fraction.high, vec4(0.24022650718688965));
  Twofold line = multiply(fraction, twofold(0.6931471824645996, -1.9046542121259336e-09));
  line = add(line, p * (fraction.high * fraction.high));
  Twofold power = add(line, vec4(1.0));
  vec4 scale = intBitsToFloat((ivec4(whole) + 127) << 23);
  return Twofold(power.high * scale, power.low * scale);
}

// value^exponent for exponents in (0, 128]; 0 for NaN and what is not above 0.
Twofold twofold_pow(Twofold value, Twofold exponent) {
  Twofold power_log = multiply(exponent, twofold_log2(value));
  vec4 whole = clamp(roundEven(power_log.high), -200.0, 200.0);
  Twofold fraction = quick_sum_of(clamp(power_log.high - whole, -0.5, 0.5), power_log.low);
  Twofold power = twofold_exp2_of_parts(whole, fraction);
  ivec4 bits = floatBitsToInt(value.high);
  power = chosen(power, twofold(value.high), equal(bits, ivec4(kInfinityBits)));
  // As unsigned numbers: those of negative values are above those of infinity.
  bvec4 none = greaterThan(uvec4(bits) - 1u, uvec4(kInfinityBits) - 1u);
  return chosen(power, twofold(0.0, 0.0), none);
}

// cos(2 pi turns) for turns in [0, 1]. Folded to a quarter turn, then the series of the sine to degree 17.
Twofold twofold_cosine_of_turns(Twofold turns) {
  Twofold from_half = add(turns, vec4(-0.5));
  Twofold folded = chosen(from_half, negative(from_half), lessThan(from_half.high, vec4(0.0)));
  Twofold away = add(folded, vec4(-0.25));
  Twofold z = multiply(away, away);
  precise vec4 p = vec4(0.1042291596531868);
  p = fma(p, z.high, vec4(-0.7181223034858704));
  p = fma(p, z.high, vec4(3.8199524879455566));
  p = fma(p, z.high, vec4(-15.094642639160156));
  p = fma(p, z.high, vec4(42.058692932128906));
  Twofold sum = add(multiply(z, p), twofold(-76.70585632324219, -3.4298191167181358e-06));
  sum = add(multiply(z, sum), twofold(81.6052474975586, 1.7785164345696103e-06));
  sum = add(multiply(z, sum), twofold(-41.34170150756836, -7.328313813559362e-07));
  sum = add(multiply(z, sum), twofold(6.2831854820251465, -1.7484555314695172e-07));
  return multiply(sum, away);
}

#endif
