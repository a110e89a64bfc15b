#include "engine/operators/gpu_move.h"

namespace lightbench {

GpuPass gpu_move(const ImageSpec& output, int channels, GpuOperand from, GpuOperand to, const GpuMove& move) {
  return gpu_pass("move_samples", output, channels, {from}, {to},
                  {{"left", move.left},
                   {"top", move.top},
                   {"across", move.across},
                   {"down", move.down},
                   {"from_channel", move.from_channel},
                   {"to_channel", move.to_channel}});
}

GpuPass gpu_fill(const ImageSpec& output, int channel, GpuOperand to, float value) {
  return gpu_pass("fill_samples", output, 1, {}, {to}, {{"channel", channel}, {"value", value}});
}

}  // namespace lightbench
