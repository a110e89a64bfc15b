// Numbers as the sum of two floats: 48 bits, so that formulas of some steps end as the nearest float of what the
// scalar reference finds in double. Rounded to 8 bits, one unit in the last place of a float is enough to give the
// other of two neighbours where a result lies halfway, and in pictures of bytes many do.
//
// Source: T. J. Dekker, "A Floating-Point Technique for Extending the Available Precision" (1971). The error of a
// product is found from halves of its factors: fma() may round twice on a card. What is not finite is lost on the
// way: settled() takes the plain formula for it.
#ifndef TWOFOLD_GLSL
#define TWOFOLD_GLSL

struct Twofold {
  vec4 high;  // the float nearest to the sum
  vec4 low;
};

Twofold twofold(float high, float low) { return Twofold(vec4(high), vec4(low)); }
Twofold twofold(vec4 value) { return Twofold(value, vec4(0.0)); }

// The plain result where the other is not finite.
vec4 settled(Twofold exact, vec4 plain) {
  bvec4 lost = greaterThanEqual(floatBitsToInt(exact.high) & 0x7fffffff, ivec4(0x7f800000));
  return mix(exact.high, plain, lost);
}

// a + b without an error.
Twofold sum_of(vec4 a, vec4 b) {
  precise vec4 high = a + b;
  precise vec4 from_b = high - a;
  precise vec4 from_a = high - from_b;
  precise vec4 low = (a - from_a) + (b - from_b);
  return Twofold(high, low);
}

// The same where a is 0 or not smaller than b.
Twofold quick_sum_of(vec4 a, vec4 b) {
  precise vec4 high = a + b;
  precise vec4 from_b = high - a;
  precise vec4 low = b - from_b;
  return Twofold(high, low);
}

// The upper 12 bits.
vec4 upper_half(vec4 a) { return uintBitsToFloat(floatBitsToUint(a) & 0xfffff000u); }

// a * b without an error.
Twofold product_of(vec4 a, vec4 b) {
  precise vec4 high = a * b;
  vec4 upper_a = upper_half(a), upper_b = upper_half(b);
  precise vec4 lower_a = a - upper_a;
  precise vec4 lower_b = b - upper_b;
  precise vec4 low = (((upper_a * upper_b - high) + upper_a * lower_b) + lower_a * upper_b) + lower_a * lower_b;
  return Twofold(high, low);
}

Twofold negative(Twofold a) { return Twofold(-a.high, -a.low); }

Twofold add(Twofold a, Twofold b) {
  Twofold highs = sum_of(a.high, b.high);
  precise vec4 low = highs.low + (a.low + b.low);
  return quick_sum_of(highs.high, low);
}
Twofold add(Twofold a, vec4 b) {
  Twofold highs = sum_of(a.high, b);
  precise vec4 low = highs.low + a.low;
  return quick_sum_of(highs.high, low);
}

Twofold multiply(Twofold a, Twofold b) {
  Twofold highs = product_of(a.high, b.high);
  precise vec4 low = highs.low + (a.low * b.high + a.high * b.low);
  return quick_sum_of(highs.high, low);
}
Twofold multiply(Twofold a, vec4 b) {
  Twofold highs = product_of(a.high, b);
  precise vec4 low = highs.low + a.low * b;
  return quick_sum_of(highs.high, low);
}

Twofold divide(Twofold a, Twofold b) {
  vec4 quotient = a.high / b.high;
  Twofold product = product_of(quotient, b.high);
  precise vec4 rest = ((a.high - product.high) - product.low) + (a.low - quotient * b.low);
  return quick_sum_of(quotient, rest / b.high);
}

// Of what is not negative.
Twofold square_root(Twofold a) {
  vec4 root = sqrt(max(a.high, vec4(0.0)));
  Twofold product = product_of(root, root);
  precise vec4 rest = ((a.high - product.high) - product.low) + a.low;
  vec4 correction = mix(vec4(0.0), rest / (2.0 * root), greaterThan(root, vec4(0.0)));
  return quick_sum_of(root, correction);
}

Twofold chosen(Twofold otherwise, Twofold where_true, bvec4 condition) {
  return Twofold(mix(otherwise.high, where_true.high, condition), mix(otherwise.low, where_true.low, condition));
}

// Limited to 0..1; NaN becomes 0.
Twofold limited(Twofold a) {
  Twofold raised = chosen(twofold(0.0, 0.0), a, greaterThan(a.high, vec4(0.0)));
  vec4 above = mix(raised.high - 1.0, raised.low, equal(raised.high, vec4(1.0)));
  return chosen(raised, twofold(1.0, 0.0), greaterThan(above, vec4(0.0)));
}

#endif
