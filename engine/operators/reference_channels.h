// What scalar references share: colour channels are computed sample by sample or as means of neighbours, alpha is
// copied.
#pragma once

#include "engine/graph/kernel.h"

namespace lightbench {

// out(c, x, y) = sample(c, x, y) for colour channels; alpha passes through. Pictures of equal size.
template <typename Sample>
void reference_colors(const FloatPicture& in, FloatPicture& out, const Sample& sample) {
  for (int c = 0; c < in.spec.channels; ++c) {
    const bool color = c < in.spec.color_channels();
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        out.at(c, x, y) = color ? static_cast<float>(sample(c, x, y)) : in.at(c, x, y);
      }
    }
  }
}

// out(c, x, y) = Σ weight · neighbour / Σ weight over the square of (2 · radius + 1)², border reflect101, with
// weight(x, y, dx, dy) for all colours of a pixel; where it is 0 the neighbour is left out. Pictures of equal size.
template <typename Weight>
void reference_weighted_means(const FloatPicture& in, int radius, FloatPicture& out, const Weight& weight) {
  const int colors = in.spec.color_channels();
  out.samples = in.samples;
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) {
      double weights = 0;
      double sums[kMaxChannels] = {};
      for (int dy = -radius; dy <= radius; ++dy) {
        for (int dx = -radius; dx <= radius; ++dx) {
          const double share = weight(x, y, dx, dy);
          if (share == 0) continue;
          weights += share;
          for (int c = 0; c < colors; ++c) sums[c] += share * static_cast<double>(in.bordered(c, x + dx, y + dy));
        }
      }
      for (int c = 0; c < colors; ++c) out.at(c, x, y) = static_cast<float>(sums[c] / weights);
    }
  }
}

}  // namespace lightbench
