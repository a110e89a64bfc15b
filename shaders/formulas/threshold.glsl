// v > level: 1, else 0; NaN becomes 0
struct threshold_parameters {
  float level;
};
vec4 threshold(vec4 v, threshold_parameters p) {
  return mix(vec4(0.0), vec4(1.0), greaterThan(v, vec4(p.level)));
}
