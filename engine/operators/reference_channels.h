// What scalar references share: colour channels are computed sample by sample, alpha is copied.
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

}  // namespace lightbench
