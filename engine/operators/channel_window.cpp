#include "engine/operators/channel_window.h"

#include <cstring>

namespace lightbench {

void ChannelWindow::run(const WindowArgs& args) const {
  for (int c = 0; c < spec_.channels; ++c) {
    const InputRows& in = args.in[0][static_cast<size_t>(c)];
    const OutputRows& out = args.out[0][static_cast<size_t>(c)];
    if (c < spec_.color_channels()) {
      run_channel(in, out, args);
      continue;
    }
    for (int y = 0; y < args.rows; ++y) {
      std::memcpy(out.row(y), in.row(y), static_cast<size_t>(args.width) * sizeof(float));
    }
  }
}

}  // namespace lightbench
