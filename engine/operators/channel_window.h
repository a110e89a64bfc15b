// Base of window kernels that treat every colour channel alike and pass alpha through.
#pragma once

#include "engine/graph/kernel.h"

namespace lightbench {

class ChannelWindow : public WindowKernel {
 public:
  ChannelWindow(const ImageSpec& spec, Size halo, Border border = Border::kReflect101)
      : spec_(spec), halo_(halo), border_(border) {}

  Size halo() const final { return halo_; }
  Border border() const final { return border_; }
  void run(const WindowArgs& args) const final;

 protected:
  virtual void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const = 0;

 private:
  ImageSpec spec_;
  Size halo_;
  Border border_;
};

}  // namespace lightbench
