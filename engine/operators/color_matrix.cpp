// color_matrix: mixes the colour channels.
//
// Formula: [R', G', B'] = M · [R, G, B, 1]
// Shapes:  RGB or RGBA of any format in, the same out; alpha passes.
// Params:  matrix 3 × 4, row-major, -1000..1000; the last column is added.
// Border:  none, pointwise.
// Source:  affine colour transform as in W3C SVG 1.1, 15.10 feColorMatrix (without its alpha row and column).
// Errors:  a gray picture.
#include <array>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/color_matrix.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/color-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

template <typename Number>
struct MixChannels {
  std::array<Number, 12> m;

  explicit MixChannels(const NumberTable& matrix) {
    for (size_t i = 0; i < m.size(); ++i) m[i] = static_cast<Number>(matrix.values[i]);
  }
  template <typename Sample>
  HWY_INLINE Color<Sample> operator()(Color<Sample> c) const {
    const Sample red = m[0] * c.red + m[1] * c.green + m[2] * c.blue + m[3];
    const Sample green = m[4] * c.red + m[5] * c.green + m[6] * c.blue + m[7];
    const Sample blue = m[8] * c.red + m[9] * c.green + m[10] * c.blue + m[11];
    return {red, green, blue};
  }
};

Result<Kernel> prepare_color_matrix(const PrepareArgs& args) {
  return per_color_kernel(args, MixChannels<float>(args.params.table("matrix")));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_color_matrix);

namespace {

const std::vector<double> kIdentity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};

}  // namespace

OperatorDef color_matrix_operator() {
  ParamSpec matrix;
  matrix.id = "matrix";
  matrix.label = "Matrix";
  matrix.type = ParamType::kMatrix;
  matrix.rows = 3;
  matrix.columns = 4;
  matrix.default_value = NumberTable{3, 4, kIdentity};
  matrix.minimum = -1000;
  matrix.maximum = 1000;
  matrix.soft_minimum = -2;
  matrix.soft_maximum = 2;
  matrix.doc = "A row each for red, green and blue out: how much of red, green and blue in, and what is added.";

  OperatorDef def;
  def.id = "color_matrix";
  def.label = "Colour matrix";
  def.category = Category::kTone;
  def.params = {matrix};
  def.summary = "Mixes red, green and blue by a 3 × 4 matrix.";
  def.formula = "RGB' = M·[R,G,B,1]";
  def.shapes = "RGB or RGBA; the same size and channels out. Alpha passes. Error: a gray picture.";
  def.source = "Affine colour transform as in W3C SVG 1.1, 15.10 feColorMatrix";
  def.search_words = {"channel mixer", "white balance", "sepia", "primaries", "transform"};
  def.infer = infer_color;
  def.is_identity = [](const Params& params) { return params.table("matrix").values == kIdentity; };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_color_matrix)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    constexpr const char* kNames[] = {"m00", "m01", "m02", "m03", "m10", "m11",
                                      "m12", "m13", "m20", "m21", "m22", "m23"};
    const std::vector<double>& numbers = args.params.table("matrix").values;
    std::vector<GpuParameter> parameters;
    for (size_t i = 0; i < numbers.size(); ++i) {
      parameters = gpu_twofold({{kNames[i], numbers[i]}}, std::move(parameters));
    }
    return gpu_formula("color_matrix", args.outputs[0], 1, std::move(parameters));
  };
  def.reference = [](const ReferenceArgs& args) {
    return per_color_reference(args, HWY_NAMESPACE::MixChannels<double>(args.params.table("matrix")));
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
