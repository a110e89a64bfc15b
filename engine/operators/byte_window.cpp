#include "engine/operators/byte_window.h"

#include "engine/operators/key_sweep.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {

bool run_byte_window(ByteWindowRow row, const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) {
  using Sample = SampleKey<SampleFormat::kU8>;
  const Sweep sweep{1, 3, 4096, 64};
  const auto task = [row](KeyRows<Sample>& rows, KeyTarget<Sample>& target, const Rect& rect) {
    for (int y = rect.y; y < rect.bottom(); ++y) {
      const uint8_t* above = rows.row(y - 1) + 1;
      const uint8_t* here = rows.row(y) + 1;
      const uint8_t* below = rows.row(y + 1) + 1;
      row(above, here, below, rows.coming(y + 2), target.row(y), rect.width);
      target.finish(y);
    }
  };
  for (int c = 0; c < in.channels(); ++c) {
    const bool finished = c < in.spec().color_channels()
                              ? sweep_plane<Sample>(in, c, out, c, sweep, workers, cancel, task)
                              : copy_plane(in, c, out, c, workers, cancel);
    if (!finished) return false;
  }
  return true;
}

}  // namespace lightbench
