// What a row kernel has beside run() when its formula is so light that loading and storing rows would take most of the
// time: the formula as a stage of a chain that keeps pixels in registers. One input, one output, nothing but the
// pixel's own samples counts. Its bits are those of run().
#pragma once

#include "engine/image/pixel_chain.h"

namespace lightbench {

class PixelForm {
 public:
  virtual PixelStage stage() const = 0;

 protected:
  ~PixelForm() = default;
};

}  // namespace lightbench
