// v * 2^stops; factor = 2^stops
struct exposure_parameters {
  float factor;
};
vec4 exposure(vec4 v, exposure_parameters p) { return v * p.factor; }
