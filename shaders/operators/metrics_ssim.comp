// The sum of the structural similarity index over the windows that start in a tile, a layer for each colour channel
// (engine/operators/metrics/ssim.h). The table holds the weights of the window along an axis.
//
// A group takes 16 × 8 windows at a time: samples into shared memory, moments along rows, then along columns. Samples are
// counted from the one in the middle, which leaves to f32 what small variances need.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
#include "metrics.glsl"

const int kWindow = 11, kReach = kWindow - 1;
const int kColumns = 16, kRows = 8 + kReach, kWide = kColumns + kReach;
const float kC1 = 0.01 * 0.01, kC2 = 0.03 * 0.03;

shared vec2 samples[kRows * kWide];
shared vec2 means[kRows * kColumns];
shared vec3 products[kRows * kColumns];  // a², b², ab

vec2 pair_at(int c, int x, int y) {
  return vec2(load_0(stored_channel(kChannels0, c), x, y), load_1(stored_channel(kChannels1, c), x, y));
}

float ssim_of(vec2 middle, vec2 mean, vec3 product) {
  vec3 moments = product - vec3(mean * mean, mean.x * mean.y);
  mean += middle;
  return (2.0 * mean.x * mean.y + kC1) * (2.0 * moments.z + kC2) /
         ((mean.x * mean.x + mean.y * mean.y + kC1) * (moments.x + moments.y + kC2));
}

void main() {
  ivec2 size = ivec2(picture_0().width, picture_0().height);
  ivec2 own = ivec2(gl_LocalInvocationID.xy);
  ivec2 tile = tile_place();
  int c = int(gl_GlobalInvocationID.z);
  float sum = 0.0;
  for (int block = 0; block < kTileColumns / kColumns; ++block) {
    ivec2 first = tile * ivec2(kTileColumns, kTileRows) + ivec2(block * kColumns, 0);
    ivec2 centre = min(first + ivec2(kWide, kRows) / 2, size - 1);
    vec2 middle = pair_at(c, centre.x, centre.y);
    for (int i = int(gl_LocalInvocationIndex); i < kRows * kWide; i += 128) {
      ivec2 at = min(first + ivec2(i % kWide, i / kWide), size - 1);
      samples[i] = pair_at(c, at.x, at.y) - middle;
    }
    barrier();
    for (int i = int(gl_LocalInvocationIndex); i < kRows * kColumns; i += 128) {
      vec2 mean = vec2(0.0);
      vec3 product = vec3(0.0);
      for (int k = 0; k < kWindow; ++k) {
        vec2 v = samples[i / kColumns * kWide + i % kColumns + k];
        mean += table(uint(k)) * v;
        product += table(uint(k)) * vec3(v * v, v.x * v.y);
      }
      means[i] = mean;
      products[i] = product;
    }
    barrier();
    vec2 mean = vec2(0.0);
    vec3 product = vec3(0.0);
    for (int k = 0; k < kWindow; ++k) {
      int i = (own.y + k) * kColumns + own.x;
      mean += table(uint(k)) * means[i];
      product += table(uint(k)) * products[i];
    }
    if (all(lessThan(first + own, size - kReach))) sum += ssim_of(middle, mean, product);
    barrier();
  }
  sum = group_sum(sum);
  if (gl_LocalInvocationIndex == 0u) report(picture_2(), tile, kSsim + c, sum);
}
