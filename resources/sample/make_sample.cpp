// Paints sample.png: a still life on a table before a garden out of focus, made of distance functions and noise, so
// that the picture is the project's own. It has what filters show themselves on: saturated colours, soft gradients,
// hard edges, glints, fine wood and linen texture, deep shadows and a little sensor noise.
//
//   lightbench-make-sample OUT.png [WIDTH [RAYS_A_PIXEL]]
//
// Method: sphere tracing with soft shadows and ambient occlusion after Inigo Quilez's published formulas, a lambertian
// term, Blinn highlights, one mirror bounce into an analytic surrounding, then a filmic curve and the sRGB transfer.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "engine/image/codecs/codec.h"

namespace {

struct Vec {
  float x = 0, y = 0, z = 0;
  Vec operator+(Vec o) const { return {x + o.x, y + o.y, z + o.z}; }
  Vec operator-(Vec o) const { return {x - o.x, y - o.y, z - o.z}; }
  Vec operator*(Vec o) const { return {x * o.x, y * o.y, z * o.z}; }
  Vec operator*(float s) const { return {x * s, y * s, z * s}; }
};
float dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
float length(Vec a) { return std::sqrt(dot(a, a)); }
Vec normalize(Vec a) { return a * (1.0F / length(a)); }
Vec cross(Vec a, Vec b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
float mix(float a, float b, float t) { return a + (b - a) * t; }
Vec mix(Vec a, Vec b, float t) { return a + (b - a) * t; }
float clamp01(float v) { return std::clamp(v, 0.0F, 1.0F); }
float smoothstep(float low, float high, float v) {
  const float t = clamp01((v - low) / (high - low));
  return t * t * (3 - 2 * t);
}

// ---- Noise -------------------------------------------------------------------------------------------------------

float hash(int x, int y, int z) {
  uint32_t h = static_cast<uint32_t>(x) * 0x8DA6B343U ^ static_cast<uint32_t>(y) * 0xD8163841U ^
               static_cast<uint32_t>(z) * 0xCB1AB31FU;
  h = (h ^ (h >> 15)) * 0x2C1B3C6DU;
  h = (h ^ (h >> 12)) * 0x297A2D39U;
  return static_cast<float>((h ^ (h >> 15)) >> 8) / 16777216.0F;
}

float value_noise(Vec p) {
  const float fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const int x = static_cast<int>(fx), y = static_cast<int>(fy), z = static_cast<int>(fz);
  const float u = smoothstep(0, 1, p.x - fx), v = smoothstep(0, 1, p.y - fy), w = smoothstep(0, 1, p.z - fz);
  const auto plane = [&](int k) {
    return mix(mix(hash(x, y, k), hash(x + 1, y, k), u), mix(hash(x, y + 1, k), hash(x + 1, y + 1, k), u), v);
  };
  return mix(plane(z), plane(z + 1), w);
}

float fractal(Vec p, int octaves) {
  float sum = 0, weight = 0.5F;
  for (int i = 0; i < octaves; ++i, weight *= 0.5F, p = p * 2.03F) sum += weight * value_noise(p);
  return sum;
}

// ---- Shapes ------------------------------------------------------------------------------------------------------

enum Material { kTable, kBowl, kOrange, kLemon, kApple, kPear, kStem, kVase, kPlum, kLeaf };

struct Hit {
  float distance = 1e9F;
  Material material = kTable;
};

float smooth_union(float a, float b, float k) {
  const float h = std::max(k - std::abs(a - b), 0.0F) / k;
  return std::min(a, b) - h * h * k * 0.25F;
}

float capsule(Vec p, Vec a, Vec b, float radius) {
  const Vec pa = p - a, ba = b - a;
  return length(pa - ba * clamp01(dot(pa, ba) / dot(ba, ba))) - radius;
}

const Vec kBowlCentre{-0.55F, 0.80F, 0.35F};
const Vec kAppleCentre{0.98F, 0.44F, -0.42F};
const Vec kPearCentre{0.28F, 0.42F, -0.86F};
const Vec kVaseCentre{1.62F, 0.0F, 0.78F};

float bowl(Vec p) {
  const Vec q = p - kBowlCentre;
  const float shell = std::abs(length(q) - 0.80F) - 0.028F;
  const float open = std::max(shell, q.y - 0.02F);  // the upper half is cut away
  const float ring = length(Vec{std::hypot(q.x, q.z) - 0.80F, q.y - 0.02F, 0}) - 0.034F;
  const float foot = std::max(std::abs(q.y + 0.76F) - 0.045F, std::abs(std::hypot(q.x, q.z) - 0.32F) - 0.05F);
  return smooth_union(std::min(open, ring), foot, 0.05F);
}

float apple(Vec p) {
  const Vec q = p - kAppleCentre;
  const float r = std::hypot(q.x, q.z);
  const float angle = std::atan2(q.z, q.x);
  const Vec squashed{r, q.y * 1.06F - 0.02F * r, 0};
  const float body = length(squashed) - (0.45F + 0.010F * std::cos(5 * angle) * (0.4F - q.y));
  const float dimple = 0.16F * std::exp(-r * r * 22) * smoothstep(0.1F, 0.35F, q.y);
  const float foot = 0.09F * std::exp(-r * r * 26) * smoothstep(0.1F, 0.35F, -q.y);
  return (body + dimple + foot) * 0.75F;
}

float pear(Vec p) {
  Vec q = p - kPearCentre;
  q.x += 0.10F * smoothstep(0.1F, 0.9F, q.y);  // it leans a little
  const float below = length(q) - 0.42F;
  const float above = length(q - Vec{0, 0.50F, 0}) - 0.19F;
  return smooth_union(below, above, 0.42F) * 0.9F;
}

float vase(Vec p) {
  const Vec q = p - kVaseCentre;
  const float h = clamp01(q.y / 1.95F);
  const float bulge =
      0.24F + 0.34F * std::sin(3.14159F * std::pow(h, 0.72F)) * (1 - 0.55F * h) + 0.10F * smoothstep(0.86F, 1, h);
  const float side = std::hypot(q.x, q.z) - bulge;
  const float hollow = std::max(std::abs(side) - 0.03F, std::abs(q.y - 0.975F) - 0.975F);
  return std::min(hollow, std::max(side, std::abs(q.y - 0.5F) - 0.5F)) * 0.62F;
}

float fruit(Vec p, Vec centre, float radius) { return length(p - centre) - radius; }

// A blade between two points that hangs down towards the tip.
float leaf(Vec p, Vec root, Vec tip, float width) {
  const Vec along = tip - root;
  const float t = clamp01(dot(p - root, along) / dot(along, along));
  const float half = width * std::sin(3.14159F * std::pow(t, 0.8F)) + 0.004F;
  const Vec side = normalize(cross(along, Vec{0, 1, 0}));
  const Vec above = normalize(cross(side, along));
  const Vec d = p - (root + along * t);
  const float across = dot(d, side);
  const float height = dot(d, above) - 0.09F * std::sin(3.14159F * t) - 0.25F * std::abs(across);
  const Vec rest = d - side * across - above * dot(d, above);
  const Vec outside{std::max(std::abs(across) - half, 0.0F), height, length(rest)};
  return (length(outside) - 0.007F) * 0.6F;
}

const std::array<Vec, 4> kOranges{Vec{-0.86F, 0.86F, 0.20F}, Vec{-0.30F, 0.84F, 0.62F}, Vec{-0.62F, 1.30F, 0.42F},
                                  Vec{-0.95F, 0.90F, 0.72F}};
const Vec kLemonCentre{-0.22F, 0.92F, 0.08F};
const std::array<Vec, 3> kPlums{Vec{-1.60F, 0.21F, -0.50F}, Vec{-1.22F, 0.20F, -0.82F}, Vec{1.62F, 0.21F, -0.72F}};

Hit scene(Vec p) {
  Hit hit{p.y, kTable};
  const auto add = [&](float distance, Material material) {
    if (distance < hit.distance) hit = {distance, material};
  };
  // One bounding ball a group keeps the far ones cheap.
  const float to_bowl = length(p - Vec{-0.55F, 0.85F, 0.35F}) - 1.15F;
  if (to_bowl > 0.3F) {
    add(to_bowl, kBowl);
  } else {
    add(bowl(p), kBowl);
    for (const Vec& centre : kOranges) add(fruit(p, centre, 0.335F), kOrange);
    const Vec q = p - kLemonCentre;
    const float tipped = length(Vec{q.x * 0.92F + q.y * 0.25F, q.y - q.x * 0.2F, q.z}) - 0.27F;
    const float tip = length(q - Vec{0.27F, -0.06F, -0.03F}) - 0.055F;
    add(smooth_union(tipped, tip, 0.12F) * 0.9F, kLemon);
    add(leaf(p, {-0.61F, 1.66F, 0.37F}, {-0.18F, 1.70F, 0.02F}, 0.11F), kLeaf);
    add(leaf(p, {-0.63F, 1.66F, 0.38F}, {-1.06F, 1.58F, 0.14F}, 0.10F), kLeaf);
    add(capsule(p, {-0.62F, 1.60F, 0.42F}, {-0.60F, 1.70F, 0.36F}, 0.018F), kStem);
  }
  add(apple(p), kApple);
  add(capsule(p, kAppleCentre + Vec{0, 0.26F, 0}, kAppleCentre + Vec{0.09F, 0.56F, -0.03F}, 0.018F), kStem);
  add(pear(p), kPear);
  add(capsule(p, kPearCentre + Vec{-0.10F, 0.62F, 0}, kPearCentre + Vec{-0.02F, 0.90F, 0}, 0.02F), kStem);
  add(vase(p), kVase);
  for (const Vec& centre : kPlums) {
    const Vec q = p - centre;
    add(length(Vec{q.x, q.y * 1.05F, q.z}) - 0.215F + 0.012F * std::exp(-40 * q.x * q.x), kPlum);
  }
  return hit;
}

// ---- Light -------------------------------------------------------------------------------------------------------

const Vec kSun = normalize({-0.62F, 0.72F, -0.42F});
const Vec kSunColor{2.65F, 2.20F, 1.62F};

// A garden far out of focus: soft green and gold discs before a dusky wall of leaves.
Vec garden(float u, float v) {
  Vec color = mix(Vec{0.020F, 0.045F, 0.036F}, Vec{0.10F, 0.17F, 0.075F}, smoothstep(-0.1F, 0.9F, v + 0.22F * u));
  color = mix(color, Vec{0.62F, 0.50F, 0.16F},
              0.8F * std::exp(-((u + 0.85F) * (u + 0.85F) * 1.4F + (v - 0.62F) * (v - 0.62F) * 5)));
  color = mix(color, Vec{0.05F, 0.10F, 0.15F}, 0.7F * smoothstep(0.3F, 1.5F, u));
  for (int i = 0; i < 58; ++i) {
    const float x = mix(-1.9F, 1.9F, hash(i, 1, 7)), y = mix(0.06F, 0.95F, hash(i, 2, 7));
    const float radius = mix(0.035F, 0.15F, hash(i, 3, 7)),
                strength = mix(0.02F, 0.55F, std::pow(hash(i, 4, 7), 3.2F)) * (1.15F - 0.4F * x);
    const float d = std::hypot(u - x, v - y);
    const float disc = 1 - smoothstep(radius * 0.80F, radius * 1.04F, d);
    const float rim = 0.72F + 0.28F * smoothstep(radius * 0.45F, radius * 0.95F, d);
    const float warm = hash(i, 5, 7);
    const Vec tint = warm < 0.5F ? mix(Vec{0.35F, 0.75F, 0.22F}, Vec{0.85F, 0.85F, 0.25F}, warm * 2)
                                 : mix(Vec{1.0F, 0.80F, 0.35F}, Vec{0.80F, 0.86F, 0.62F}, warm * 2 - 1);
    color = color + tint * (disc * rim * strength);
  }
  return color;
}

// What a mirror sees: a tall window on the left, a dim room, the table below.
Vec surrounding(Vec d) {
  Vec color = mix(Vec{0.16F, 0.12F, 0.09F}, Vec{0.30F, 0.36F, 0.42F}, smoothstep(-0.1F, 0.9F, d.y));
  if (d.y < 0) color = mix(color, Vec{0.20F, 0.11F, 0.06F}, smoothstep(0, -0.3F, d.y));
  const float across = std::atan2(d.x, -d.z) + 0.95F, up = std::asin(std::clamp(d.y, -1.0F, 1.0F)) - 0.72F;
  const auto pane = [](float v, float half) { return 1 - smoothstep(half * 0.9F, half, std::abs(v)); };
  const float bars = (1 - pane(across, 0.025F)) * (1 - pane(up - 0.02F, 0.02F));
  return color + Vec{3.6F, 3.7F, 3.9F} * (pane(across, 0.33F) * pane(up, 0.36F) * bars);
}

float shadow(Vec from, Vec towards) {
  float light = 1;
  for (float t = 0.02F; t < 4.5F;) {
    const float h = scene(from + towards * t).distance;
    light = std::min(light, 0.5F + 0.5F * h / (0.085F * t));  // a light of some size: penumbrae grow with distance
    if (light < 0) return 0;
    t += std::clamp(h, 0.012F, 0.16F);
  }
  light = clamp01(light);
  return light * light * (3 - 2 * light);
}

float openness(Vec p, Vec normal) {
  float closed = 0, weight = 1;
  for (int i = 1; i <= 5; ++i, weight *= 0.72F) {
    const float step = 0.02F + 0.11F * static_cast<float>(i);
    closed += weight * (step - scene(p + normal * step).distance);
  }
  return clamp01(1 - 0.95F * closed);
}

// ---- Surfaces ----------------------------------------------------------------------------------------------------

struct Surface {
  Vec color;
  float gloss = 0;       // strength of highlight and mirror
  float sharpness = 40;  // Blinn exponent
  float bump = 0;        // depth of the normal's disturbance
  float bump_scale = 1;
  float through = 0;  // light that passes below the skin
};

Vec linen(Vec p) {
  const float u = p.x * 0.94F + p.z * 0.34F, v = p.z * 0.94F - p.x * 0.34F;
  const float weave = 0.80F + 0.20F * std::sin(u * 210) * std::sin(v * 210);
  const float stripe = std::fmod(std::abs(v + 20.03F), 0.36F);
  const bool blue = stripe < 0.085F || (stripe > 0.125F && stripe < 0.15F);
  const Vec color = blue ? Vec{0.030F, 0.075F, 0.24F} : Vec{0.72F, 0.68F, 0.60F};
  return color * (weave * (0.9F + 0.2F * value_noise({u * 30, v * 3, 1})));
}

bool on_linen(Vec p) {
  const float u = p.x * 0.94F + p.z * 0.34F, v = p.z * 0.94F - p.x * 0.34F;
  return std::abs(u + 0.05F) < 1.55F && std::abs(v + 0.62F) < 0.74F + 0.012F * std::sin(u * 9);
}

Vec wood(Vec p) {
  const float plank = std::floor(p.z / 0.62F + 0.35F);
  const float within = p.z / 0.62F + 0.35F - plank;
  const float shift = hash(static_cast<int>(plank), 3, 9) * 20;
  const float rings = fractal({p.x * 0.9F + shift, p.z * 9 + shift, 2}, 3);
  const float lines = std::abs(std::sin((p.z * 26 + rings * 14 + shift)));
  const float fibre = fractal({p.x * 7 + shift, p.z * 120, 5}, 2);
  Vec color = mix(Vec{0.165F, 0.072F, 0.030F}, Vec{0.36F, 0.185F, 0.085F}, 0.25F + 0.5F * rings + 0.22F * lines);
  color = color * (0.72F + 0.55F * fibre) * (0.85F + 0.3F * hash(static_cast<int>(plank), 5, 2));
  return color * (1 - 0.85F * (1 - smoothstep(0.004F, 0.016F, std::min(within, 1 - within))));
}

Surface surface_at(Material material, Vec p, Vec normal) {
  switch (material) {
    case kTable:
      if (on_linen(p)) return {linen(p), 0.0F, 10, 0.10F, 60, 0};
      return {wood(p), 0.16F, 60, 0.03F, 90, 0};
    case kBowl: {
      const Vec q = p - kBowlCentre;
      const bool inside = length(q) < 0.79F;
      const float angle = std::atan2(q.z, q.x);
      const float wave = q.y + 0.30F + 0.05F * std::sin(angle * 14);
      const bool line = std::abs(q.y + 0.12F) < 0.016F || std::abs(q.y + 0.47F) < 0.010F;
      Vec color{0.80F, 0.79F, 0.74F};
      if (!inside && (line || std::abs(wave) < 0.055F)) color = {0.02F, 0.09F, 0.36F};
      return {color, 0.55F, 220, 0.0F, 1, 0};
    }
    case kOrange:
      return {
          mix(Vec{0.84F, 0.17F, 0.006F}, Vec{0.90F, 0.26F, 0.012F}, fractal(p * 3, 2)), 0.30F, 46, 0.16F, 42, 0.25F};
    case kLemon: return {Vec{0.86F, 0.57F, 0.02F}, 0.30F, 50, 0.12F, 36, 0.3F};
    case kApple: {
      const Vec q = p - kAppleCentre;
      const float streak = fractal({std::atan2(q.z, q.x) * 9, q.y * 1.6F, 3}, 4);
      const float blush = smoothstep(0.10F, 0.62F, streak + 0.45F * q.x - 0.5F * q.z + 0.10F);
      Vec color = mix(Vec{0.66F, 0.60F, 0.10F}, Vec{0.52F, 0.014F, 0.020F}, blush);
      color = mix(color, Vec{0.80F, 0.62F, 0.36F}, 0.55F * smoothstep(0.84F, 0.92F, value_noise(q * 62)));  // lenticels
      return {color, 0.50F, 130, 0.0F, 1, 0.08F};
    }
    case kPear: {
      const Vec q = p - kPearCentre;
      const float russet = fractal(q * 16, 4);
      Vec color = mix(Vec{0.36F, 0.50F, 0.055F}, Vec{0.66F, 0.55F, 0.09F}, smoothstep(-0.3F, 0.7F, q.y + q.x));
      color = mix(color, Vec{0.30F, 0.15F, 0.04F}, 0.65F * smoothstep(0.50F, 0.72F, russet + 0.12F * q.y));
      return {color, 0.22F, 55, 0.02F, 60, 0.15F};
    }
    case kStem:
      return {mix(Vec{0.10F, 0.055F, 0.02F}, Vec{0.20F, 0.13F, 0.05F}, fractal(p * 40, 2)), 0.05F, 20, 0, 1, 0};
    case kVase: {
      const float drip = 1.22F + 0.10F * fractal({std::atan2(p.z - kVaseCentre.z, p.x - kVaseCentre.x) * 4, 0, 1}, 3);
      const float crackle = fractal(p * 7, 3);
      const Vec glaze = mix(Vec{0.006F, 0.10F, 0.13F}, Vec{0.02F, 0.27F, 0.27F}, crackle);
      return {
          mix(Vec{0.30F, 0.15F, 0.08F}, glaze, smoothstep(drip - 0.90F, drip - 0.86F, p.y)), 0.60F, 180, 0.0F, 1, 0};
    }
    case kPlum:
      return {mix(Vec{0.045F, 0.012F, 0.075F}, Vec{0.20F, 0.18F, 0.34F},
                  0.75F * smoothstep(0.35F, 0.75F, fractal(p * 6, 3)) * clamp01(normal.y + 0.3F)),
              0.20F,
              60,
              0,
              1,
              0};
    case kLeaf:
      return {mix(Vec{0.035F, 0.14F, 0.02F}, Vec{0.09F, 0.24F, 0.04F}, fractal(p * 12, 2)), 0.35F, 60, 0.1F, 20, 0.3F};
  }
  return {};
}

Vec normal_at(Vec p) {
  constexpr float kStep = 0.0012F;
  const auto d = [&](float x, float y, float z) { return scene(p + Vec{x, y, z} * kStep).distance; };
  return normalize(Vec{1, -1, -1} * d(1, -1, -1) + Vec{-1, -1, 1} * d(-1, -1, 1) + Vec{-1, 1, -1} * d(-1, 1, -1) +
                   Vec{1, 1, 1} * d(1, 1, 1));
}

Vec bumped(Vec normal, Vec p, float depth, float scale) {
  if (depth == 0) return normal;
  const float here = value_noise(p * scale);
  const float step = 0.25F;
  const Vec slope{value_noise(p * scale + Vec{step, 0, 0}) - here, value_noise(p * scale + Vec{0, step, 0}) - here,
                  value_noise(p * scale + Vec{0, 0, step}) - here};
  return normalize(normal - slope * (depth / step));
}

Vec trace(Vec eye, Vec ray, float u, float v) {
  float t = 1.5F;
  Hit hit;
  for (int step = 0; step < 160 && t < 14; ++step) {
    hit = scene(eye + ray * t);
    if (hit.distance < 0.0007F) break;
    t += hit.distance;
  }
  const Vec far = garden(u, v);
  if (t >= 14) return far;
  const Vec p = eye + ray * t;
  const Vec flat = hit.material == kTable ? Vec{0, 1, 0} : normal_at(p);
  const Surface surface = surface_at(hit.material, p, flat);
  const Vec normal = bumped(flat, p, surface.bump, surface.bump_scale);

  const float open = openness(p, flat);
  const float lit = shadow(p + flat * 0.006F, kSun);
  const float facing = dot(normal, kSun);
  const float wrapped = clamp01((facing + surface.through) / (1 + surface.through));
  Vec light = kSunColor * (wrapped * lit);
  light = light + Vec{0.22F, 0.27F, 0.36F} * (open * (0.55F + 0.45F * normal.y));
  light = light + Vec{0.34F, 0.19F, 0.09F} * (open * clamp01(0.5F - 0.5F * normal.y) * 0.8F);  // from the wood
  light =
      light + Vec{0.42F, 0.30F, 0.16F} * (open * clamp01(dot(normal, normalize({0.9F, 0.3F, 0.35F}))));  // lamp, right
  Vec color = surface.color * light;

  const Vec half = normalize(kSun - ray);
  const Vec mirrored = ray - normal * (2 * dot(ray, normal));
  const float fresnel = 0.04F + 0.96F * std::pow(clamp01(1 + dot(ray, normal)), 5.0F);
  color = color + kSunColor * (surface.gloss * 0.55F * lit * std::pow(clamp01(dot(normal, half)), surface.sharpness));
  color = color + surrounding(mirrored) * (surface.gloss * fresnel * (0.35F + 0.65F * open) * 1.1F);

  // The table's far end melts into the garden.
  return hit.material == kTable ? mix(color, far, smoothstep(3.2F, 5.6F, p.z)) : color;
}

// ---- Picture -----------------------------------------------------------------------------------------------------

constexpr float kGrain = 0.5F;  // 8-bit steps, each way; more doubles the file

float developed(float linear) {
  const float v = linear * 0.56F;
  const float film = (v * (2.51F * v + 0.03F)) / (v * (2.43F * v + 0.59F) + 0.14F);
  const float c = clamp01(film);
  return c <= 0.0031308F ? 12.92F * c : 1.055F * std::pow(c, 1 / 2.4F) - 0.055F;
}

void paint_row(lightbench::Image& image, int y, int rays) {
  const int width = image.width(), height = image.height();
  const Vec eye{0.12F, 1.95F, -5.2F}, target{0.14F, 0.74F, 0.1F};
  const Vec forward = normalize(target - eye), right = normalize(cross({0, 1, 0}, forward)), up = cross(forward, right);
  std::array<lightbench::PlaneView<uint8_t>, 3> planes{
      image.writable_plane<uint8_t>(0), image.writable_plane<uint8_t>(1), image.writable_plane<uint8_t>(2)};
  for (int x = 0; x < width; ++x) {
    std::array<float, 3> sum{};
    for (int ray = 0; ray < rays * rays; ++ray) {
      const float dx = (static_cast<float>(ray % rays) + 0.5F) / static_cast<float>(rays);
      const float dy = (static_cast<float>(ray / rays) + 0.5F) / static_cast<float>(rays);
      const float u = (2 * (static_cast<float>(x) + dx) - static_cast<float>(width)) / static_cast<float>(height);
      const float v = 1 - 2 * (static_cast<float>(y) + dy) / static_cast<float>(height);
      const Vec color = trace(eye, normalize(forward + (right * u + up * v) * 0.36F), u, v);
      sum[0] += developed(color.x), sum[1] += developed(color.y), sum[2] += developed(color.z);
    }
    for (int c = 0; c < 3; ++c) {
      const float mean = sum[static_cast<size_t>(c)] / static_cast<float>(rays * rays) * 255;
      // Sensor noise: two uniform numbers, strongest in the middle tones.
      const float grain = (hash(x, y, 11 + c) + hash(x, y, 21 + c) - 1) * kGrain;
      planes[static_cast<size_t>(c)].at(x, y) = static_cast<uint8_t>(std::clamp(mean + grain + 0.5F, 0.0F, 255.0F));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: lightbench-make-sample OUT.png [WIDTH [RAYS_A_PIXEL]]\n");
    return 2;
  }
  const int width = argc > 2 ? std::clamp(std::atoi(argv[2]), 16, 8192) : 1536;
  const int rays = argc > 3 ? std::clamp(std::atoi(argv[3]), 1, 8) : 3;
  lightbench::BufferPool pool;
  lightbench::ImageSpec spec{width, width * 2 / 3, 3, lightbench::SampleFormat::kU8};
  auto image = lightbench::Image::allocate(spec, pool);
  if (!image) {
    std::fprintf(stderr, "error: %s\n", image.error().message().c_str());
    return 1;
  }
  std::atomic<int> next{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    threads.emplace_back([&] {
      for (int y = next++; y < image->height(); y = next++) paint_row(*image, y, rays);
    });
  for (std::thread& thread : threads) thread.join();
  const auto written = lightbench::encode_file(*image, argv[1], {});
  if (!written) std::fprintf(stderr, "error: %s\n", written.error().message().c_str());
  return written ? 0 : 1;
}
