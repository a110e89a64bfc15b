// Sums of weights times samples in twofold numbers, as good as the scalar reference's in double.
//
// While it grows, a sum is a float sum and beside it what all roundings lost. Source: T. Ogita, S. M. Rump, S. Oishi,
// "Accurate Sum and Dot Product" (2005), algorithm 5.3 (Dot2).
#ifndef WEIGHTED_SUM_GLSL
#define WEIGHTED_SUM_GLSL
#include "twofold.glsl"

Twofold add_product(Twofold sum, Twofold weight, Twofold value) {
  Twofold product = product_of(weight.high, value.high);
  Twofold total = sum_of(sum.high, product.high);
  precise vec4 lost = product.low + (weight.low * value.high + weight.high * value.low);
  precise vec4 low = sum.low + (total.low + lost);
  return Twofold(total.high, low);
}
Twofold add_product(Twofold sum, Twofold weight, vec4 value) {
  Twofold product = product_of(weight.high, value);
  Twofold total = sum_of(sum.high, product.high);
  precise vec4 lost = product.low + weight.low * value;
  precise vec4 low = sum.low + (total.low + lost);
  return Twofold(total.high, low);
}

Twofold add_value(Twofold sum, Twofold value) {
  Twofold total = sum_of(sum.high, value.high);
  precise vec4 low = sum.low + (total.low + value.low);
  return Twofold(total.high, low);
}

// The sum with the nearest float as its higher part; where something was not finite, the float sum alone.
Twofold summed(Twofold sum) {
  Twofold exact = sum_of(sum.high, sum.low);
  bvec4 lost = greaterThanEqual(floatBitsToInt(exact.low) & 0x7fffffff, ivec4(0x7f800000));
  return chosen(exact, twofold(sum.high), lost);
}

// Weight i of a table of pairs of floats.
#define DECLARE_WEIGHTS \
  Twofold weight(uint i) { return twofold(table(2u * i), table(2u * i + 1u)); }

#endif
