// laplacian: the curvature of the picture, its finest detail.
//
// Formula: left + right + above + below - 4 · centre.
// Shapes:  any size, channels and format; computed per channel, in f32 or, from 8 to 8 bits, in integers; negative
// results stay in float formats and
//          become 0 in integer ones. Alpha passes.
// Params:  none.
// Border:  reflect101.
// Source:  the five-point difference, M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 25.3.30.
// Errors:  none.
#include "engine/graph/byte_forms.h"
#include "engine/operators/byte_window.h"
#include "engine/operators/channel_window.h"
#include "engine/operators/gpu_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/laplacian.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// For bytes, in integers: no result lies between two levels.
void laplacian_bytes(const uint8_t* above, const uint8_t* here, const uint8_t* below, const uint8_t* coming,
                     uint8_t* out, int width) {
  const hn::ScalableTag<int16_t> d;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const auto at = [&](const uint8_t* from) { return hn::PromoteTo(d, hn::LoadU(bytes, from)); };
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    __builtin_prefetch(coming + x);
    const auto around = hn::Add(hn::Add(at(here + x - 1), at(here + x + 1)), hn::Add(at(above + x), at(below + x)));
    hn::StoreU(hn::DemoteTo(bytes, hn::Sub(around, hn::ShiftLeft<2>(at(here + x)))), bytes, out + x);
  }
}

class Laplacian final : public ChannelWindow, public ByteForm {
 public:
  explicit Laplacian(const ImageSpec& spec) : ChannelWindow(spec, {1, 1}) {}

  bool run_bytes(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const override {
    return run_byte_window(laplacian_bytes, in, out, workers, cancel);
  }

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    for (int y = 0; y < args.rows; ++y) {
      run_row(in.row(y - 1), in.row(y), in.row(y + 1), out.row(y), padded_row(args.width));
    }
  }
  static void run_row(const float* above, const float* here, const float* below, float* __restrict target, int width) {
    for (int x = 0; x < width; ++x) {
      target[x] = (here[x - 1] + here[x + 1]) + (above[x] + below[x]) - 4 * here[x];
    }
  }
};

Result<Kernel> prepare_laplacian(const PrepareArgs& args) {
  return Kernel(std::make_unique<Laplacian>(*args.inputs[0]));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_laplacian);

namespace {

Status laplacian_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    const auto at = [&](int dx, int dy) { return static_cast<double>(in.bordered(c, x + dx, y + dy)); };
    return at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1) - 4 * at(0, 0);
  });
  return {};
}

}  // namespace

OperatorDef laplacian_operator() {
  OperatorDef def;
  def.id = "laplacian";
  def.label = "Laplacian";
  def.category = Category::kEdges;
  def.footprint = Footprint::kWindow;
  def.summary = "Shows the finest detail: where the picture bends.";
  def.formula = "left + right + above + below - 4·centre";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101";
  def.source = "five-point difference, Abramowitz and Stegun 25.3.30";
  def.search_words = {"edge", "second derivative", "detail", "curvature"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_laplacian)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> { return gpu_window("laplacian", args.outputs[0], 6); };
  def.reference = laplacian_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
