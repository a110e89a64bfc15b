// Samples that a graphics card moves to another place and does not compute with: mirrored, cut out, between channels.
// Where formats are equal the bits stay.
#pragma once

#include "engine/graph/gpu_program.h"

namespace lightbench {

// out(to_channel, x, y) = in(from_channel, left + across · x, top + down · y)
struct GpuMove {
  int left = 0;
  int top = 0;
  int across = 1;  // or -1
  int down = 1;    // or -1
  int from_channel = 0;
  int to_channel = 0;
};

// `channels` from from_channel and to_channel on, over every pixel of `output`, whose place must lie in the input.
GpuPass gpu_move(const ImageSpec& output, int channels, GpuOperand from, GpuOperand to, const GpuMove& move);

// One channel filled with a value.
GpuPass gpu_fill(const ImageSpec& output, int channel, GpuOperand to, float value);

}  // namespace lightbench
