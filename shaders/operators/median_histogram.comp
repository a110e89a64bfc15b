// The median of (2 * radius + 1)² samples, colour channels only; border reflect101.
//
// Sixteen invocations slide a histogram along a part of a row: at each pixel a column of samples comes in and one goes
// out. Each of them then adds up sixteen of the levels; the one among whose levels the middle sample lies finds it.
// Samples of more than 8 bits are sorted by their highest byte in this way, and then by one byte after the other those
// that agree so far, in a histogram of each pixel's own. A workgroup makes eight rows.
// Source: T. S. Huang et al., "A fast two-dimensional median filtering algorithm", IEEE Transactions on Acoustics,
// Speech, and Signal Processing 27, 1979.
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

const int kBytes = kFormat0 == kU8 ? 1 : kFormat0 == kF32 ? 4 : 2;
const bool kSigned = kFormat0 == kF16 || kFormat0 == kF32;
const uint kLowest = kSigned ? 0x80000000u >> (32 - 8 * kBytes) : 0u; // makes keys count from 0
const int kTeam = 16, kTeams = 8;
const int kOwnWords = 8; // of an invocation: sixteen levels of 16 bits, which the largest window does not exceed

// The sliding one and that of a pixel. Level 16 * i + 2 * k + h is half h of word 16 * k + i: neighbours read
// neighbouring words. Teams lie half of the banks apart.
shared uint histogram[2][kTeams][(kOwnWords + 1) * kTeam];
shared uint sixteenths[kTeams][kTeam];
shared uint found_level[kTeams];
shared uint found_rank[kTeams];

// Which invocation this is.
int team() { return int(gl_LocalInvocationID.y); }
int member() { return int(gl_LocalInvocationID.x); }

void tally(int which, uint level, uint times) {
  uint place = ((level >> 1) & 7u) * uint(kTeam) + (level >> 4);
  atomicAdd(histogram[which][team()][place], times << (16u * (level & 1u)));
}
void slide(int c, int x, int row, uint times) {
  uint key = uint(near_key_0(c, x, row)) + kLowest;
  tally(0, (key >> (8 * (kBytes - 1))) & 0xFFu, times);
}

// The level in which the sample of this rank lies, and its rank there. The histogram of a pixel is emptied.
uint level_of_rank(int which, inout uint rank) {
  uint words[kOwnWords];
  uint own = 0u;
  [[unroll]] for (int k = 0; k < kOwnWords; ++k) {
    words[k] = histogram[which][team()][kTeam * k + member()];
    if (which == 1) histogram[which][team()][kTeam * k + member()] = 0u;
    own += (words[k] & 0xFFFFu) + (words[k] >> 16);
  }
  sixteenths[team()][member()] = own;
  barrier();
  uint below = 0u;
  for (int k = 0; k < member(); ++k) below += sixteenths[team()][k];
  if (below <= rank && rank < below + own) {
    uint level = 0u, before = 0u;
    [[unroll]] for (int k = 0; k < 2 * kOwnWords; ++k) {
      if (below <= rank) {
        level = uint(k);
        before = below;
      }
      below += (words[k / 2] >> (16 * (k & 1))) & 0xFFFFu;
    }
    found_level[team()] = uint(kTeam * member()) + level;
    found_rank[team()] = rank - before;
  }
  barrier();
  rank = found_rank[team()];
  return found_level[team()];
}

// The next byte of those samples around (x, y) whose bytes above are `known`.
void count_window(int c, int x, int y, int radius, uint known, int shift) {
  int side = 2 * radius + 1, fours = (side + 3) / 4;
  int j = 0, i = member();
  while (true) {
    while (i >= fours) {
      i -= fours;
      ++j;
    }
    if (j >= side) break;
    int row = reflect101(y - radius + j, picture_0().height);
    uvec4 keys = uvec4(near_four_keys_0(c, x - radius + 4 * i, row)) + kLowest;
    [[unroll]] for (int n = 0; n < 4; ++n) {
      if ((keys[n] >> (shift + 8)) == known && 4 * i + n < side) tally(1, (keys[n] >> shift) & 0xFFu, 1u);
    }
    i += kTeam;
  }
}

void make_part(int c, int first, int y, int count, int radius) {
  int height = picture_0().height;
  for (int k = 0; k < kOwnWords; ++k) {
    histogram[0][team()][kTeam * k + member()] = 0u;
    histogram[1][team()][kTeam * k + member()] = 0u;
  }
  barrier();
  for (int j = -radius; j <= radius; ++j) {
    int row = reflect101(y + j, height);
    for (int i = member() - radius; i < radius; i += kTeam) slide(c, first + i, row, 1u);
  }
  ivec4 keys = ivec4(0);
  for (int step = 0; step < count; ++step) {
    int x = first + step;
    for (int j = member() - radius; j <= radius; j += kTeam) {
      int row = reflect101(y + j, height);
      slide(c, x + radius, row, 1u);
      if (step > 0) slide(c, x - radius - 1, row, 0xFFFFFFFFu);
    }
    barrier();
    uint rank = uint((2 * radius + 1) * (2 * radius + 1) / 2);
    uint known = level_of_rank(0, rank);
    for (int shift = 8 * (kBytes - 2); shift >= 0; shift -= 8) {
      count_window(c, x, y, radius, known, shift);
      barrier();
      known = (known << 8) | level_of_rank(1, rank);
    }
    keys[step & 3] = int(known - kLowest);
    bool complete = (step & 3) == 3 || step + 1 == count;
    if (complete && member() == 0 && y < int(push.end_row)) {
      store_four_1(c, x & ~3, y, values_of_keys(kFormat0, keys));
    }
  }
}

void main() {
  ivec3 place = grid_place();
  Parameters p = arguments().parameters;
  int first = int(gl_WorkGroupID.x) * p.part;
  int count = min(p.part, picture_0().width - first);
  int c = place.z;
  if (c < color_channels(kChannels0)) {
    make_part(c, first, place.y, count, p.radius);
  } else if (place.y < int(push.end_row)) {
    for (int x = 4 * member(); x < count; x += 4 * kTeam) {
      store_four_1(c, first + x, place.y, load_four_0(c, first + x, place.y));
    }
  }
}
