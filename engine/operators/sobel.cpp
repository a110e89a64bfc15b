// sobel: the strength of edges.
//
// Formula: sqrt(gx² + gy²), gx and gy the 3×3 Sobel differences [-1 0 1] × [1 2 1], not normalised.
// Shapes:  any size, channels and format; computed per channel, in f32 or, from 8 to 8 bits, in integers with the same
//          result. Alpha passes.
// Params:  none.
// Border:  reflect101.
// Source:  I. Sobel, "An isotropic 3×3 image gradient operator", 1968.
// Errors:  none.
#include <algorithm>
#include <cmath>

#include "engine/graph/byte_forms.h"
#include "engine/operators/byte_window.h"
#include "engine/operators/channel_window.h"
#include "engine/operators/gpu_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/sobel.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// For bytes, in integers: sqrt(gx² + gy²) in levels, rounded to the nearest. Such a root of a whole number lies
// 5e-4 of a level or more from where rounding changes, far more than the errors here or of the f32 form: one result.
void sobel_bytes(const uint8_t* above, const uint8_t* here, const uint8_t* below, const uint8_t* coming, uint8_t* out,
                 int width) {
#if HWY_ARCH_X86
  const hn::ScalableTag<int16_t> d;
  const hn::RepartitionToWide<decltype(d)> wide;
  const hn::RebindToFloat<decltype(wide)> real;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int lanes = static_cast<int>(hn::Lanes(d));
  constexpr int kPart = 1024;
  HWY_ALIGN int16_t smooth[kPart + 128];  // above + 2 · here + below, from one before the part on
  HWY_ALIGN int16_t steep[kPart + 128];   // below - above
  for (int start = 0; start < width; start += kPart) {
    const int count = width - start < kPart ? width - start : kPart;
    for (int x = 0; x < count + 2; x += lanes) {
      const int at = start + x - 1;
      __builtin_prefetch(coming + at + 1);
      const auto a = hn::PromoteTo(d, hn::LoadU(bytes, above + at));
      const auto b = hn::PromoteTo(d, hn::LoadU(bytes, below + at));
      const auto h = hn::PromoteTo(d, hn::LoadU(bytes, here + at));
      hn::Store(hn::Add(hn::Add(a, b), hn::Add(h, h)), d, smooth + x);
      hn::Store(hn::Sub(b, a), d, steep + x);
    }
    for (int x = 0; x < count; x += lanes) {
      const auto gx = hn::Sub(hn::LoadU(d, smooth + x + 2), hn::Load(d, smooth + x));
      const auto middle = hn::LoadU(d, steep + x + 1);
      const auto gy = hn::Add(hn::Add(hn::Load(d, steep + x), hn::LoadU(d, steep + x + 2)), hn::Add(middle, middle));
      const auto root = [&](auto pairs) {
        auto unused = hn::Zero(wide);
        const auto sum = hn::ReorderWidenMulAccumulate(wide, pairs, pairs, hn::Zero(wide), unused);
        const auto square = hn::Max(hn::ConvertTo(real, hn::Add(sum, unused)), hn::Set(real, 0.01f));
        // One step of Newton's after the approximate root.
        const auto inverse = hn::ApproximateReciprocalSqrt(square);
        const auto rough = hn::Mul(square, inverse);
        const auto rest = hn::NegMulAdd(hn::Mul(rough, inverse), hn::Set(real, 0.5f), hn::Set(real, 1.5f));
        return hn::NearestInt(hn::Mul(rough, rest));
      };
      const auto low = root(hn::InterleaveLower(d, gx, gy));
      const auto high = root(hn::InterleaveUpper(d, gx, gy));
      // On x86 the halves of each block of 16 bytes come back together, as they were taken apart.
      hn::StoreU(hn::DemoteTo(bytes, hn::ReorderDemote2To(d, low, high)), bytes, out + start + x);
    }
  }
#else
  for (int x = 0; x < width; ++x) {
    const int gx = above[x + 1] - above[x - 1] + 2 * (here[x + 1] - here[x - 1]) + below[x + 1] - below[x - 1];
    const int gy = below[x - 1] - above[x - 1] + 2 * (below[x] - above[x]) + below[x + 1] - above[x + 1];
    out[x] = static_cast<uint8_t>(std::min(255.0f, std::sqrt(static_cast<float>(gx * gx + gy * gy)) + 0.5f));
  }
#endif
}

class Sobel final : public ChannelWindow, public ByteForm {
 public:
  explicit Sobel(const ImageSpec& spec) : ChannelWindow(spec, {1, 1}) {}

  bool run_bytes(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const override {
    return run_byte_window(sobel_bytes, in, out, workers, cancel);
  }

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    for (int y = 0; y < args.rows; ++y) {
      run_row(in.row(y - 1), in.row(y), in.row(y + 1), out.row(y), padded_row(args.width));
    }
  }
  static void run_row(const float* above, const float* here, const float* below, float* __restrict target, int width) {
    for (int x = 0; x < width; ++x) {
      const float gx = (above[x + 1] - above[x - 1]) + 2 * (here[x + 1] - here[x - 1]) + (below[x + 1] - below[x - 1]);
      const float gy = (below[x - 1] - above[x - 1]) + 2 * (below[x] - above[x]) + (below[x + 1] - above[x + 1]);
      target[x] = std::sqrt(gx * gx + gy * gy);
    }
  }
};

Result<Kernel> prepare_sobel(const PrepareArgs& args) { return Kernel(std::make_unique<Sobel>(*args.inputs[0])); }

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_sobel);

namespace {

Status sobel_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    const auto at = [&](int dx, int dy) { return static_cast<double>(in.bordered(c, x + dx, y + dy)); };
    const double gx = at(1, -1) - at(-1, -1) + 2 * (at(1, 0) - at(-1, 0)) + at(1, 1) - at(-1, 1);
    const double gy = at(-1, 1) - at(-1, -1) + 2 * (at(0, 1) - at(0, -1)) + at(1, 1) - at(1, -1);
    return std::sqrt(gx * gx + gy * gy);
  });
  return {};
}

}  // namespace

OperatorDef sobel_operator() {
  OperatorDef def;
  def.id = "sobel";
  def.label = "Sobel";
  def.category = Category::kEdges;
  def.footprint = Footprint::kWindow;
  def.summary = "Shows how steep the picture is at each pixel.";
  def.formula = "sqrt(gx² + gy²) of the 3×3 Sobel differences";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101";
  def.source = "I. Sobel, An isotropic 3×3 image gradient operator, 1968";
  def.search_words = {"edge", "gradient", "outline", "derivative"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_sobel)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> { return gpu_window("sobel", args.outputs[0], 6); };
  def.reference = sobel_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
