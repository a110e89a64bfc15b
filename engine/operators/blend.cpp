// blend: lays one picture over another.
//
// Formula: a + opacity · mask · (f(a,b) - a); f by mode: normal b, multiply ab, screen 1-(1-a)(1-b),
//          overlay a ≤ 0.5: 2ab, else 1-2(1-a)(1-b); add a+b, subtract a-b, difference |a-b|, min, max
// Shapes:  a any channels; b the same colour channels or gray (used for all); mask 1 channel, optional; sizes equal;
//          channels of a out; alpha of a passes, alpha of b is not used.
// Params:  mode; opacity 0..1.
// Border:  none, pointwise.
// Source:  W3C Compositing and Blending Level 1, section 9 (separable modes), on stored values.
// Errors:  sizes that differ, b with colour over gray a, a mask of more than one channel.
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/blend.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

enum BlendPort : size_t { kA, kB, kMask };

struct Normal {
  template <typename T>
  T operator()(T, T b) const {
    return b;
  }
};
struct Multiply {
  template <typename T>
  T operator()(T a, T b) const {
    return a * b;
  }
};
struct Screen {
  template <typename T>
  T operator()(T a, T b) const {
    return 1 - (1 - a) * (1 - b);
  }
};
struct Overlay {
  template <typename T>
  T operator()(T a, T b) const {
    const T dark = 2 * a * b;
    const T bright = 1 - 2 * (1 - a) * (1 - b);
    return a > T(0.5) ? bright : dark;
  }
};
struct Add {
  template <typename T>
  T operator()(T a, T b) const {
    return a + b;
  }
};
struct Subtract {
  template <typename T>
  T operator()(T a, T b) const {
    return a - b;
  }
};
struct Difference {
  template <typename T>
  T operator()(T a, T b) const {
    return a > b ? a - b : b - a;
  }
};
struct Minimum {
  template <typename T>
  T operator()(T a, T b) const {
    return b < a ? b : a;
  }
};
struct Maximum {
  template <typename T>
  T operator()(T a, T b) const {
    return b > a ? b : a;
  }
};

struct BlendRow {
  const float* a;
  const float* b;
  const float* mask;  // null: 1 everywhere
  float* out;
  int count;
  float opacity;
};

template <typename Mode>
void blend_row(const BlendRow& row) {
  const int count = padded_row(row.count);
  const float* __restrict a = row.a;
  const float* __restrict b = row.b;
  const float* __restrict mask = row.mask;
  float* __restrict out = row.out;
  const float opacity = row.opacity;
  const Mode mode;
  if (mask) {
    for (int i = 0; i < count; ++i) out[i] = a[i] + opacity * mask[i] * (mode(a[i], b[i]) - a[i]);
  } else {
    for (int i = 0; i < count; ++i) out[i] = a[i] + opacity * (mode(a[i], b[i]) - a[i]);
  }
}

template <typename Mode>
double blend_one(double a, double b) {
  return Mode{}(a, b);
}

struct BlendMode {
  const char* name;
  void (*row)(const BlendRow&);
  double (*one)(double a, double b);
};

template <typename Mode>
constexpr BlendMode mode(const char* name) {
  return {name, blend_row<Mode>, blend_one<Mode>};
}

constexpr std::array<BlendMode, 9> kModes = {
    mode<Normal>("normal"),         mode<Multiply>("multiply"), mode<Screen>("screen"),
    mode<Overlay>("overlay"),       mode<Add>("add"),           mode<Subtract>("subtract"),
    mode<Difference>("difference"), mode<Minimum>("min"),       mode<Maximum>("max")};

const BlendMode& mode_of(const Params& params) {
  for (const BlendMode& candidate : kModes) {
    if (params.text("mode") == candidate.name) return candidate;
  }
  LB_CHECK(!"a mode that is not one of the choices");
  return kModes[0];
}

class BlendKernel final : public RowKernel {
 public:
  BlendKernel(const PrepareArgs& args)
      : spec_(*args.inputs[kA]),
        gray_b_(args.inputs[kB]->color_channels() == 1),
        opacity_(args.params.real("opacity")),
        mode_(mode_of(args.params)) {}

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      mode_.row(
          {args.in[kA][c], args.in[kB][gray_b_ ? 0 : c], args.in[kMask][0], args.out[0][c], args.count, opacity_});
    }
    copy_alpha(spec_, args);
  }

 private:
  ImageSpec spec_;
  bool gray_b_;
  float opacity_;
  const BlendMode& mode_;
};

Result<Kernel> prepare_blend(const PrepareArgs& args) {
  return Result<Kernel>(Kernel(std::unique_ptr<RowKernel>(std::make_unique<BlendKernel>(args))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_blend);

namespace {

using HWY_NAMESPACE::BlendMode;
using HWY_NAMESPACE::kModes;
using HWY_NAMESPACE::mode_of;
using HWY_NAMESPACE::BlendPort::kA;
using HWY_NAMESPACE::BlendPort::kB;
using HWY_NAMESPACE::BlendPort::kMask;

Result<std::vector<ImageSpec>> infer_blend(const InferArgs& args) {
  const ImageSpec& a = *args.inputs[kA];
  const ImageSpec& b = *args.inputs[kB];
  if (a.size() != b.size()) {
    return invalid("a is " + size_text(a) + " but b is " + size_text(b), {},
                   "resize or crop one of them to the other's size");
  }
  if (b.color_channels() != 1 && b.color_channels() != a.color_channels()) {
    return invalid("b has " + channels_text(b) + " but a has " + channels_text(a), {},
                   "put grayscale before b, or merge_channels before a");
  }
  if (const auto& mask = args.inputs[kMask]) {
    if (mask->size() != a.size()) {
      return invalid("mask is " + size_text(*mask) + " but a is " + size_text(a), {},
                     "resize or crop the mask to the size of a");
    }
    if (mask->channels != 1) {
      return invalid("mask has " + channels_text(*mask) + " instead of 1", {},
                     "put grayscale or split_channels before the mask");
    }
  }
  return std::vector<ImageSpec>{a};
}

Status blend_reference(const ReferenceArgs& args) {
  const FloatPicture& a = *args.inputs[kA];
  const FloatPicture& b = *args.inputs[kB];
  const FloatPicture* mask = args.inputs[kMask];
  const BlendMode& mode = mode_of(args.params);
  const double opacity = args.params.number("opacity");
  for (int c = 0; c < a.spec.channels; ++c) {
    for (int y = 0; y < a.spec.height; ++y) {
      for (int x = 0; x < a.spec.width; ++x) {
        float& out = args.outputs[0].at(c, x, y);
        out = a.at(c, x, y);
        if (c >= a.spec.color_channels()) continue;
        const double below = static_cast<double>(a.at(c, x, y));
        const double above = static_cast<double>(b.at(b.spec.color_channels() == 1 ? 0 : c, x, y));
        const double share = opacity * (mask ? static_cast<double>(mask->at(0, x, y)) : 1);
        out = static_cast<float>(below + share * (mode.one(below, above) - below));
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef blend_operator() {
  std::vector<std::string> names;
  for (const BlendMode& candidate : kModes) names.push_back(candidate.name);

  OperatorDef def;
  def.id = "blend";
  def.label = "Blend";
  def.category = Category::kCombine;
  def.inputs = {
      {"a", "a", PortType::kImage, true, "The picture below; its alpha is kept."},
      {"b", "b", PortType::kImage, true, "The picture laid over it: the same size; gray is used for all channels."},
      {"mask", "mask", PortType::kMask, false, "Where b counts: one channel, 0 nowhere, 1 fully."}};
  def.params = {
      choice_param("mode", "Mode", names, "How a and b are combined."),
      number_param("opacity", "Opacity", 1, 0, 1, 0, 1, 0.01, "", "How much of the combination shows; 0 leaves a.")};
  def.summary = "Lays one picture over another, wholly or where a mask says so.";
  def.formula =
      "mix(a, f(a,b), opacity·mask); f: normal b, multiply ab, screen 1-(1-a)(1-b), overlay (a ≤ 0.5: 2ab, else "
      "1-2(1-a)(1-b)), add a+b, subtract a-b, difference |a-b|, min, max";
  def.shapes =
      "a: any picture; b: the same size, gray or the colour channels of a; mask: 1 channel. Channels of a out, its "
      "alpha passes, that of b is not used. Errors: sizes or channels that do not fit.";
  def.source = "W3C Compositing and Blending Level 1, section 9";
  def.search_words = {"mix",        "overlay", "composite", "layer",  "merge",
                      "difference", "add",     "multiply",  "screen", "mask"};
  def.is_identity = [](const Params& params) { return params.number("opacity") == 0; };
  def.infer = infer_blend;
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_blend)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("blend", args.outputs[0], 3,
                       gpu_twofold({{"opacity", args.params.number("opacity")}},
                                   {{"mode", static_cast<uint32_t>(&mode_of(args.params) - kModes.data())},
                                    {"b_is_gray", uint32_t{args.inputs[kB]->color_channels() == 1}},
                                    {"has_mask", uint32_t{args.inputs[kMask].has_value()}}}));
  };
  def.reference = blend_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
