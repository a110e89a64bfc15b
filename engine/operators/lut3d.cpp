// lut3d: maps colours by a table in space, as graders exchange looks.
//
// Formula: position = (v - minimum) / (maximum - minimum) · (side - 1), clamped to the table; trilinear between its
//          eight neighbours
// Shapes:  3 or 4 channels, any format; the same out. Alpha passes.
// Params:  path of a .cube file with a 3D table of 2..256 samples a side.
// Border:  none, pointwise. NaN counts as the table's minimum.
// Source:  Adobe, Cube LUT Specification 1.0 (2013).
// Errors:  no path, a file that is missing or wrong (cube_file.h), a gray picture.
#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/operators/cube_file.h"
#include "engine/operators/file_state.h"
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/lut3d.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class Lut3dKernel final : public RowKernel {
 public:
  Lut3dKernel(const ImageSpec& spec, std::shared_ptr<const ColorCube> cube) : spec_(spec), cube_(std::move(cube)) {
    for (size_t c = 0; c < 3; ++c) {
      scale_[c] = static_cast<float>(cube_->side - 1) / (cube_->high[c] - cube_->low[c]);
    }
  }

  void run(const RowArgs& args) const override {
    constexpr int kBlock = 64;
    alignas(64) float fraction[3][kBlock];
    alignas(64) int offset[kBlock];
    for (int x = 0; x < args.count; x += kBlock) {
      const int count = std::min(kBlock, args.count - x);
      std::fill_n(offset, kBlock, 0);
      int stride = 4;
      for (size_t c = 0; c < 3; ++c) {
        place(args.in[0][c] + x, cube_->low[c], scale_[c], cube_->side, stride, fraction[c], offset, count);
        stride *= cube_->side;
      }
      for (int i = 0; i < count; ++i) {
        alignas(16) float color[4];
        look_up(offset[i], fraction[0][i], fraction[1][i], fraction[2][i], color);
        for (size_t c = 0; c < 3; ++c) args.out[0][c][x + i] = color[c];
      }
    }
    copy_alpha(spec_, args);
  }

 private:
  static void place(const float* __restrict in, float low, float scale, int side, int stride,
                    float* __restrict fraction, int* __restrict offset, int count) {
    const float last = static_cast<float>(side - 1);
    for (int i = 0; i < count; ++i) {
      const float at = (in[i] - low) * scale;
      const float raised = at > 0.0f ? at : 0.0f;
      const float position = raised < last ? raised : last;
      int cell = static_cast<int>(position);
      cell = cell < side - 2 ? cell : side - 2;
      fraction[i] = position - static_cast<float>(cell);
      offset[i] += cell * stride;
    }
  }

  void look_up(int offset, float red, float green, float blue, float* color) const {
    const hn::CappedTag<float, 4> d;
    using V = hn::Vec<decltype(d)>;
    const ptrdiff_t row = 4 * static_cast<ptrdiff_t>(cube_->side);
    const ptrdiff_t plane = row * cube_->side;
    const V along_red = hn::Set(d, red);
    const auto mixed = [&](const float* entry) {
      const V first = hn::LoadU(d, entry);
      return hn::MulAdd(along_red, hn::Sub(hn::LoadU(d, entry + 4), first), first);
    };
    const float* corner = cube_->entries.data() + offset;
    const V along_green = hn::Set(d, green);
    const V near_first = mixed(corner);
    const V near = hn::MulAdd(along_green, hn::Sub(mixed(corner + row), near_first), near_first);
    const V far_first = mixed(corner + plane);
    const V far = hn::MulAdd(along_green, hn::Sub(mixed(corner + plane + row), far_first), far_first);
    hn::Store(hn::MulAdd(hn::Set(d, blue), hn::Sub(far, near), near), d, color);
  }

  ImageSpec spec_;
  std::shared_ptr<const ColorCube> cube_;
  std::array<float, 3> scale_{};
};

Kernel make_lut3d(const ImageSpec& spec, std::shared_ptr<const ColorCube> cube) {
  return std::make_unique<Lut3dKernel>(spec, std::move(cube));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(make_lut3d);

namespace {

// A missing file is told before anything runs; what is in it only when it does.
Result<std::vector<ImageSpec>> infer_lut3d(const InferArgs& args) {
  const std::string& path = args.params.text("path");
  if (path.empty()) return invalid("path is empty", {}, "choose a .cube file");
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return invalid("the file is missing", "file " + path, "choose a .cube file that exists");
  }
  return infer_color(args);
}

Status lut3d_reference(const ReferenceArgs& args) {
  const Result<std::shared_ptr<const ColorCube>> loaded = load_cube(args.params.text("path"));
  if (!loaded) return loaded.error();
  const ColorCube& cube = **loaded;
  return per_color_reference(args, [&](Color<double> color) {
    const std::array<double, 3> sample = {color.red, color.green, color.blue};
    std::array<int, 3> cell{};
    std::array<double, 3> fraction{};
    for (size_t c = 0; c < 3; ++c) {
      const double low = static_cast<double>(cube.low[c]);
      const double at = (sample[c] - low) / (static_cast<double>(cube.high[c]) - low) * (cube.side - 1);
      const double position = at > 0 ? std::min<double>(at, cube.side - 1) : 0;
      cell[c] = std::min(static_cast<int>(position), cube.side - 2);
      fraction[c] = position - cell[c];
    }
    std::array<double, 3> sum{};
    for (int corner = 0; corner < 8; ++corner) {
      const std::array<int, 3> step = {corner & 1, (corner >> 1) & 1, corner >> 2};
      const float* entry = cube.entry(cell[0] + step[0], cell[1] + step[1], cell[2] + step[2]);
      double share = 1;
      for (size_t c = 0; c < 3; ++c) share *= step[c] == 1 ? fraction[c] : 1 - fraction[c];
      for (size_t c = 0; c < 3; ++c) sum[c] += share * static_cast<double>(entry[c]);
    }
    return Color<double>{sum[0], sum[1], sum[2]};
  });
}

}  // namespace

OperatorDef lut3d_operator() {
  OperatorDef def;
  def.id = "lut3d";
  def.label = "3D LUT";
  def.category = Category::kTone;
  def.params = {path_param("path", "File", "Colour tables (*.cube)", false,
                           "A .cube file with a 3D table; a relative path starts at the pipeline file.")};
  def.summary = "Maps colours by a table in space, as graders exchange looks.";
  def.formula = "trilinear between the eight entries around (v - minimum) / (maximum - minimum) · (side - 1), clamped";
  def.shapes =
      "RGB or RGBA; the same out. Alpha passes. Errors: no file, one that is missing, wrong or 1D (file and line are "
      "named), a gray picture.";
  def.source = "Adobe: Cube LUT Specification 1.0, 2013";
  def.search_words = {"cube", "look", "grade", "color table", "colour", "film"};
  def.infer = infer_lut3d;
  def.add_to_key = [](const Params& params, Hasher& hasher) { add_file_state(params.text("path"), hasher); };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    Result<std::shared_ptr<const ColorCube>> cube = load_cube(args.params.text("path"));
    if (!cube) return cube.error();
    return HWY_DYNAMIC_DISPATCH(make_lut3d)(args.outputs[0], *std::move(cube));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    Result<std::shared_ptr<const ColorCube>> loaded = load_cube(args.params.text("path"));
    if (!loaded) return loaded.error();
    const ColorCube& cube = **loaded;
    const auto scale = [&](size_t c) {
      return (cube.side - 1) / (static_cast<double>(cube.high[c]) - static_cast<double>(cube.low[c]));
    };
    GpuProgram program =
        gpu_formula("lut3d", args.outputs[0], 1,
                    gpu_twofold({{"scale_red", scale(0)}, {"scale_green", scale(1)}, {"scale_blue", scale(2)}},
                                {{"side", static_cast<uint32_t>(cube.side)},
                                 {"minimum_red", cube.low[0]},
                                 {"minimum_green", cube.low[1]},
                                 {"minimum_blue", cube.low[2]}}),
                    cube.entries);
    program.passes[0].work = 8 * kGpuPixelsPerInvocation;
    return program;
  };
  def.reference = lut3d_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
