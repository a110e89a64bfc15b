// d = v - blurred;  |d| >= threshold ? v + amount * d : v.  The first picture is the original, the second its blur.
struct unsharp_mask_parameters {
  float amount;
  float threshold;
};
Pixels unsharp_mask(Pixels original, Pixels blurred, Pixels unused, Place at, unsharp_mask_parameters p) {
  Pixels result = original;
  bool alpha = at.channels == 2 || at.channels == 4;
  for (int c = 0; c < at.channels - int(alpha); ++c) {
    vec4 v = original.channel[c];
    precise vec4 detail = v - blurred.channel[c];
    precise vec4 sharp = fma(vec4(p.amount), detail, v);
    result.channel[c] = mix(v, sharp, greaterThanEqual(abs(detail), vec4(p.threshold)));
  }
  return result;
}
