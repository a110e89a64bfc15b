// test_pattern: a picture made from a formula.
//
// Formula: gradient R = (x+0.5)/width, G = (y+0.5)/height, B = (R+G)/2; checker squares of 32 px, 0 first;
//          zone_plate 0.5 + 0.5 cos(π r²/s), s the longer side, r from the centre: the frequency rises to half a cycle
//          a pixel at the middle of the longer sides; noise uniform in [0, 1), each channel by itself
// Shapes:  no input; RGB out, nominal depth 8 bit.
// Params:  kind; width, height 1..32768 px; seed 0..2147483647 (noise only).
// Border:  none.
// Source:  zone plate: J. A. C. Yule; as a test of sampling, ITU-R BT.1729.
// Errors:  none.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/noise_hash.h"
#include "engine/operators/operators.h"

#ifndef LIGHTBENCH_OPERATORS_TEST_PATTERN_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_TEST_PATTERN_SHARED
namespace lightbench {
namespace {

constexpr int kSquare = 32;  // px

enum class Pattern { kGradient, kChecker, kZonePlate, kNoise };

Pattern pattern_of(const Params& params) {
  const std::string& kind = params.text("kind");
  return kind == "gradient"     ? Pattern::kGradient
         : kind == "checker"    ? Pattern::kChecker
         : kind == "zone_plate" ? Pattern::kZonePlate
                                : Pattern::kNoise;
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/test_pattern.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class TestPatternKernel final : public RowKernel {
 public:
  TestPatternKernel(const ImageSpec& spec, const Params& params)
      : spec_(spec), pattern_(pattern_of(params)), seed_(params.integer("seed")) {}

  void run(const RowArgs& args) const override {
    switch (pattern_) {
      case Pattern::kGradient: return gradient(args);
      case Pattern::kChecker: checker(args); return copy_red(args);
      case Pattern::kZonePlate: zone_plate(args); return copy_red(args);
      case Pattern::kNoise: return noise(args);
    }
  }

 private:
  void gradient(const RowArgs& args) const {
    const float across = 1.0f / static_cast<float>(spec_.width);
    const float down = (static_cast<float>(args.y) + 0.5f) / static_cast<float>(spec_.height);
    for (int i = 0; i < args.count; ++i) {
      const float red = (static_cast<float>(args.x + i) + 0.5f) * across;
      args.out[0][0][i] = red;
      args.out[0][1][i] = down;
      args.out[0][2][i] = (red + down) * 0.5f;
    }
  }
  void checker(const RowArgs& args) const {
    for (int i = 0; i < args.count; ++i) {
      args.out[0][0][i] = static_cast<float>(((args.x + i) / kSquare + args.y / kSquare) & 1);
    }
  }
  void zone_plate(const RowArgs& args) const {
    // In double: the phase of a large plate runs to thousands of turns.
    const double side = 2.0 * std::max(spec_.width, spec_.height);
    const double down = args.y + 0.5 - spec_.height / 2.0;
    for (int i = 0; i < args.count; ++i) {
      const double across = args.x + i + 0.5 - spec_.width / 2.0;
      const double turns = (across * across + down * down) / side;
      args.out[0][0][i] = static_cast<float>(turns - static_cast<double>(static_cast<int>(turns)));
    }
    const hn::ScalableTag<float> d;
    const auto half = hn::Set(d, 0.5f);
    for (int i = 0; i < args.count; i += static_cast<int>(hn::Lanes(d))) {  // whole vectors, into the row's padding
      float* out = args.out[0][0] + i;
      hn::StoreU(hn::Add(half, hn::Mul(half, cosine_of_turns(d, hn::LoadU(d, out)))), d, out);
    }
  }
  void noise(const RowArgs& args) const {
    for (int c = 0; c < 3; ++c) {
      const NoiseRow row(args.y, c, seed_);
      float* out = args.out[0][static_cast<size_t>(c)];
      for (int i = 0; i < args.count; ++i) out[i] = unit_float(row.bits(args.x + i));
    }
  }
  static void copy_red(const RowArgs& args) {
    std::copy_n(args.out[0][0], args.count, args.out[0][1]);
    std::copy_n(args.out[0][0], args.count, args.out[0][2]);
  }

  ImageSpec spec_;
  Pattern pattern_;
  int seed_;
};

Result<Kernel> prepare_test_pattern(const PrepareArgs& args) {
  return Result<Kernel>(
      Kernel(std::unique_ptr<RowKernel>(std::make_unique<TestPatternKernel>(args.outputs[0], args.params))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_test_pattern);

namespace {

double pattern_value(const Params& params, const ImageSpec& spec, int c, int x, int y) {
  switch (pattern_of(params)) {
    case Pattern::kGradient: {
      const double across = (x + 0.5) / spec.width;
      const double down = (y + 0.5) / spec.height;
      return c == 0 ? across : c == 1 ? down : (across + down) / 2;
    }
    case Pattern::kChecker: return (x / kSquare + y / kSquare) % 2;
    case Pattern::kZonePlate: {
      const double across = x + 0.5 - spec.width / 2.0;
      const double down = y + 0.5 - spec.height / 2.0;
      const double side = std::max(spec.width, spec.height);
      return 0.5 + 0.5 * std::cos(std::numbers::pi * (across * across + down * down) / side);
    }
    case Pattern::kNoise: return static_cast<double>(unit_float(NoiseRow(y, c, params.integer("seed")).bits(x)));
  }
  return 0;
}

Result<GpuProgram> test_pattern_program(const PrepareArgs& args) {
  const ImageSpec& spec = args.outputs[0];
  const double side = std::max(spec.width, spec.height);
  return gpu_formula("test_pattern", spec, 0,
                     gpu_twofold({{"across", 0.5 / spec.width}, {"down", 0.5 / spec.height}, {"turn", 0.125 / side}},
                                 {{"kind", static_cast<uint32_t>(pattern_of(args.params))},
                                  {"key", noise_key(args.params.integer("seed"))}}));
}

}  // namespace

OperatorDef test_pattern_operator() {
  OperatorDef def;
  def.id = "test_pattern";
  def.label = "Test pattern";
  def.category = Category::kInOut;
  def.footprint = Footprint::kSource;
  def.inputs = {};
  def.params = {
      choice_param("kind", "Kind", {"gradient", "checker", "zone_plate", "noise"},
                   "Ramps of colour, a chessboard of 32 px squares, rings that get finer, or random colours."),
      integer_param("width", "Width", 512, 1, 32768, 16, 4096, "px", "Columns of the picture."),
      integer_param("height", "Height", 512, 1, 32768, 16, 4096, "px", "Rows of the picture."),
      integer_param("seed", "Seed", 0, 0, 2147483647, 0, 1000, "", "Another number gives other noise.")};
  def.summary = "Makes a picture from a formula, to try filters on.";
  def.formula =
      "gradient: R = (x+0.5)/width, G = (y+0.5)/height, B = (R+G)/2; checker: squares of 32 px; zone_plate: 0.5 + "
      "0.5·cos(π r²/longer side); noise: uniform in 0..1 by x, y, channel and seed";
  def.shapes = "No input; an RGB picture of the given size out, of nominal 8 bits.";
  def.source = "Zone plate as in ITU-R BT.1729";
  def.search_words = {"generator", "checkerboard", "gradient", "ramp", "noise", "synthetic", "source", "zone plate"};
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    return std::vector<ImageSpec>{{args.params.integer("width"), args.params.integer("height"), 3}};
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_test_pattern)(args); };
  def.gpu = test_pattern_program;
  def.reference = [](const ReferenceArgs& args) -> Status {
    FloatPicture& out = args.outputs[0];
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < out.spec.height; ++y) {
        for (int x = 0; x < out.spec.width; ++x) {
          out.at(c, x, y) = static_cast<float>(pattern_value(args.params, out.spec, c, x, y));
        }
      }
    }
    return {};
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
