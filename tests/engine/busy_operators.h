// Operators that are at work for a known time, for tests of what the profiler says.
//
// They look at the clock until their time is over, so they take no less than that, however busy the machine is.
#pragma once

#include <algorithm>

#include "engine/base/clock.h"
#include "tests/engine/runtime_fixture.h"

namespace lightbench::testing {

inline void stay_busy(int64_t ns) {
  const int64_t end = now_ns() + ns;
  while (now_ns() < end) {
  }
}

// Copies its picture, and is at work for `ms` milliseconds: as a whole picture.
inline OperatorDef busy_picture() {
  class Busy : public ImageKernel {
   public:
    explicit Busy(int64_t ns) : ns_(ns) {}
    Status run(ImageArgs& args) const override {
      stay_busy(ns_);
      args.outputs[0] = args.inputs[0];
      return {};
    }

   private:
    int64_t ns_;
  };
  OperatorDef def;
  def.id = def.label = "busy_picture";
  def.footprint = Footprint::kGlobal;
  def.params = {number_param("ms", "Length", 10, 0, 1000, 0, 100, 1, "ms", "how long it is at work")};
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Busy>(static_cast<int64_t>(args.params.number("ms") * 1e6)));
  };
  return def;
}

// The same inside a pass: 40 µs for every batch of pixels.
inline OperatorDef busy_rows() {
  class Busy : public RowKernel {
    void run(const RowArgs& args) const override {
      stay_busy(40'000);
      for (size_t c = 0; c < kMaxChannels; ++c) {
        if (args.out[0][c] != nullptr) std::copy_n(args.in[0][c], args.count, args.out[0][c]);
      }
    }
  };
  OperatorDef def;
  def.id = def.label = "busy_rows";
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<Busy>()); };
  return def;
}

inline OperatorRegistry& busy_registry() {
  static OperatorRegistry known = [] {
    OperatorRegistry made;
    made.add(constant_operator());
    made.add(add_operator("add"));
    made.add(busy_picture());
    made.add(busy_rows());
    return made;
  }();
  return known;
}

}  // namespace lightbench::testing
