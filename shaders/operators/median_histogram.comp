// The median of (2 * radius + 1)² samples of 8 bits, colour channels only; border reflect101.
//
// Sixteen invocations slide a histogram along a part of a row: at each pixel a column of samples comes in and one goes
// out. Each of them then adds up sixteen of the levels; the one among whose levels the middle sample lies finds it.
// A workgroup does so for eight rows. Source: T. S. Huang et al., "A fast two-dimensional median filtering algorithm",
// IEEE Transactions on Acoustics, Speech, and Signal Processing 27, 1979.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "sample_keys.glsl"

struct Parameters {
  int radius;
  int part; // pixels of a row, a multiple of 4
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_KEYS(0)

const int kTeam = 16, kTeams = 8;

// Level 16 * i + k lies at 16 * k + i: neighbours read neighbouring words. Teams lie half of the banks apart.
shared uint histogram[kTeams][256 + kTeam];
shared uint sixteenths[kTeams][kTeam];
shared int medians[kTeams][4];

uint place_of(int key) { return uint(((key & 15) << 4) | (key >> 4)); }

void slide(int c, int first, int y, int count, int radius) {
  int team = int(gl_LocalInvocationID.y), member = int(gl_LocalInvocationID.x);
  int height = picture_0().height;
  uint middle = uint((2 * radius + 1) * (2 * radius + 1) / 2);
  bool stores = member == 0 && y < int(push.end_row);
  for (int k = 0; k < kTeam; ++k) histogram[team][kTeam * k + member] = 0u;
  barrier();
  for (int j = -radius; j <= radius; ++j) {
    int row = reflect101(y + j, height);
    for (int i = member - radius; i < radius; i += kTeam) {
      atomicAdd(histogram[team][place_of(near_key_0(c, first + i, row))], 1u);
    }
  }
  for (int step = 0; step < count; ++step) {
    int x = first + step;
    for (int j = member - radius; j <= radius; j += kTeam) {
      int row = reflect101(y + j, height);
      atomicAdd(histogram[team][place_of(near_key_0(c, x + radius, row))], 1u);
      if (step > 0) atomicAdd(histogram[team][place_of(near_key_0(c, x - radius - 1, row))], 0xFFFFFFFFu);
    }
    barrier();
    if (stores && step > 0 && (step & 3) == 0) {
      ivec4 keys = ivec4(medians[team][0], medians[team][1], medians[team][2], medians[team][3]);
      store_four_1(c, x - 4, y, values_of_keys(kFormat0, keys));
    }
    uint counts[kTeam];
    uint own = 0u;
    [[unroll]] for (int k = 0; k < kTeam; ++k) {
      counts[k] = histogram[team][kTeam * k + member];
      own += counts[k];
    }
    sixteenths[team][member] = own;
    barrier();
    uint below = 0u;
    for (int k = 0; k < member; ++k) below += sixteenths[team][k];
    if (below <= middle && middle < below + own) {
      int level = -1;
      [[unroll]] for (int k = 0; k < kTeam; ++k) {
        if (below <= middle) level = k;
        below += counts[k];
      }
      medians[team][step & 3] = kTeam * member + level;
    }
  }
  barrier();
  if (stores) {
    ivec4 keys = ivec4(medians[team][0], medians[team][1], medians[team][2], medians[team][3]);
    store_four_1(c, first + ((count - 1) & ~3), y, values_of_keys(kFormat0, keys));
  }
}

void main() {
  ivec3 place = grid_place();
  int first = int(gl_WorkGroupID.x) * arguments().parameters.part;
  int count = min(arguments().parameters.part, picture_0().width - first);
  int c = place.z;
  if (c < color_channels(kChannels0)) {
    slide(c, first, place.y, count, arguments().parameters.radius);
  } else if (place.y < int(push.end_row)) {
    for (int x = 4 * int(gl_LocalInvocationID.x); x < count; x += 4 * kTeam) {
      store_four_1(c, first + x, place.y, load_four_0(c, first + x, place.y));
    }
  }
}
