// What a processor or a graphics card does at best, which the figures of a node that ran there are held against.
#pragma once

namespace lightbench {

struct DevicePeaks {
  double copy_gb_per_s = 0;  // bytes read plus bytes written
  double gflop_per_s = 0;    // f32, a multiply-add counts as two
  double dispatch_ns = 0;    // of starting work that does nothing: all workers, or a program on the card
};

}  // namespace lightbench
