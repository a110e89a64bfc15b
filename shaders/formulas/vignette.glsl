// v * (1 - strength * t^2 (3 - 2 t)), t = min(distance from the centre * scale, 1), scale = 2 / (diagonal * radius)
struct vignette_parameters {
  float strength;
  float center_x;
  float center_y;
  float scale;
};
Pixels vignette(Pixels a, Pixels b, Pixels c, Place at, vignette_parameters p) {
  precise vec4 across = (vec4(at.first.x) + vec4(0.0, 1.0, 2.0, 3.0) - p.center_x) * p.scale;
  precise float down = (float(at.first.y) - p.center_y) * p.scale;
  precise vec4 squared = across * across + down * down;
  vec4 t = min(sqrt(squared), vec4(1.0));
  precise vec4 step = t * t * (3.0 - 2.0 * t);
  precise vec4 factor = 1.0 - step * p.strength;
  Pixels made = a;
  for (int i = 0; i < color_channels(at.channels); ++i) made.channel[i] = a.channel[i] * factor;
  return made;
}
