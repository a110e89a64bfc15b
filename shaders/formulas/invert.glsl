// 1 - v
struct invert_parameters {
  uint unused;
};
vec4 invert(vec4 v, invert_parameters p) { return 1.0 - v; }
