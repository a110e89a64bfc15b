#include "engine/operators/operation_count.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <tuple>

#include "engine/operators/box_cascade.h"
#include "engine/operators/convolve_direct.h"
#include "engine/operators/gaussian.h"
#include "engine/operators/resample_weights.h"

namespace lightbench {
namespace {

struct Work {
  const OperatorDef& def;
  const Params& params;
  std::span<const std::optional<ImageSpec>> inputs;
  const ImageSpec& output;

  double pixels() const { return static_cast<double>(output.pixels()); }
  double samples() const { return pixels() * output.color_channels(); }  // of colours, alpha passes
};

using Count = std::optional<double>;

// A column of a multiply-add for every weight, then a row that adds what lies symmetrically before it multiplies.
double symmetric_window(double weights) { return 2 * weights + 3 * (weights - 1) / 2 + 1; }

Count direct_gaussian(const Work& work) {
  const double sigma = work.params.number("sigma");
  if (sigma > kLargestDirectSigma) return std::nullopt;
  return work.samples() * symmetric_window(static_cast<double>(gaussian_weights(sigma).size()));
}

Count box_blur(const Work& work) {
  const int radius = work.params.integer("radius");
  if (radius > kLargestDirectBox) return std::nullopt;
  return work.samples() * symmetric_window(2.0 * radius + 1);
}

// d = v - blurred; |d| ≥ threshold; v + amount · d
Count unsharp_mask(const Work& work) {
  const Count blur = direct_gaussian(work);
  return blur ? Count(*blur + work.samples() * (1 + 1 + 2)) : std::nullopt;
}

// base + range · min(max((v - low) · scale, 0), 1)
Count levels(const Work& work) { return work.params.number("gamma") == 1 ? Count(work.samples() * 6) : std::nullopt; }

Count grayscale(const Work& work) { return work.pixels() * (work.inputs[0]->color_channels() == 3 ? 5 : 0); }

// luma of 3 + 2, then luma + amount · (v - luma) of each colour
Count saturation(const Work& work) { return work.pixels() * (work.output.color_channels() == 3 ? 5 + 3 * 3 : 0); }

// column + lane, - centre, · scale; across² + down², √, min; t², 3 - 2t, ·; 1 - strength · step; then the colours
Count vignette(const Work& work) { return work.pixels() * (3 + 2 + 1 + 1 + 1 + 2 + 1 + 2) + work.samples(); }

// a + opacity · (f(a, b) - a), with a mask opacity · mask; overlay calculates both of its branches and chooses, and so
// does difference.
Count blend(const Work& work) {
  static const std::map<std::string, double> kModes = {{"normal", 0},     {"multiply", 1}, {"screen", 4},
                                                       {"overlay", 8},    {"add", 1},      {"subtract", 1},
                                                       {"difference", 3}, {"min", 1},      {"max", 1}};
  constexpr size_t kMask = 2;
  const bool masked = work.inputs.size() > kMask && work.inputs[kMask].has_value();
  return work.samples() * (3 + kModes.at(work.params.text("mode")) + (masked ? 1 : 0));
}

// The way goes by times measured on the machine; the operator tells which it took.
Count direct_convolution(const Work& work) {
  const NumberTable& kernel = work.params.table("kernel");
  const NodeValues told = work.def.choices({work.params, work.inputs, {&work.output, 1}});
  const bool direct = std::any_of(told.begin(), told.end(), [](const auto& value) {
    const std::string* text = std::get_if<std::string>(&value.second);
    return value.first == "method" && text != nullptr && *text == "direct";
  });
  if (!direct) return std::nullopt;
  const int weights = is_sparse(kernel) ? used_weights(kernel) : kernel.rows * kernel.columns;
  return work.samples() * 2 * weights;
}

// A multiply-add for every tap, along the rows of the input, then down the columns of the output; alpha too. Kept,
// since weights are not made again for every run that tells of itself.
Count resize(const Work& work) {
  using Key = std::tuple<std::string, int, int, int, int>;
  static std::mutex mutex;
  static std::map<Key, double> known;
  constexpr size_t kKept = 64;
  const ImageSpec& in = *work.inputs[0];
  const ImageSpec& out = work.output;
  if (in.size() == out.size() && in.format == out.format) return 0;
  const std::string& method = work.params.text("method");
  const std::lock_guard lock(mutex);
  if (known.size() > kKept) known.clear();
  const auto [entry, fresh] = known.try_emplace({method, in.width, in.height, out.width, out.height});
  if (fresh) {
    const auto taps = [&](int from, int to) {
      return static_cast<double>(ResampleWeights(resample_method_from(method), from, to).index.size());
    };
    entry->second = 2 * (taps(in.width, out.width) * in.height + taps(in.height, out.height) * out.width);
  }
  return entry->second * out.channels;
}

template <int kEach>
Count per_sample(const Work& work) {
  return work.samples() * kEach;
}

struct Declaration {
  std::string_view id;
  Count (*count)(const Work& work);
};

// As the kernels are written, in the order of the list of operators.
constexpr std::array<Declaration, 18> kDeclarations = {{
    {"exposure", per_sample<1>},             // v · factor
    {"brightness_contrast", per_sample<3>},  // (v - 0.5) · slope + middle
    {"levels", levels},
    {"invert", per_sample<1>},  // 1 - v
    {"clamp", per_sample<2>},   // max, min
    {"saturation", saturation},
    {"color_matrix", [](const Work& work) { return Count(work.pixels() * 3 * (3 + 3)); }},
    {"grayscale", grayscale},
    {"vignette", vignette},
    {"threshold", per_sample<1>},  // v > level
    {"box_blur", box_blur},
    {"gaussian_blur", direct_gaussian},
    {"unsharp_mask", unsharp_mask},
    {"convolve", direct_convolution},
    // gx and gy of three differences, one doubled, two additions; gx² + gy², √
    {"sobel", per_sample<2 * (3 + 1 + 2) + 3 + 1>},
    {"laplacian", per_sample<3 + 1 + 1>},  // (left + right) + (above + below) - 4 · centre
    {"resize", resize},
    {"blend", blend},
}};

bool is_float(const ImageSpec& spec) { return !is_integer(spec.format); }

}  // namespace

std::optional<double> operation_count(const OperatorDef& def, const Params& params,
                                      std::span<const std::optional<ImageSpec>> inputs, const ImageSpec& output) {
  if (inputs.empty() || !inputs[0] || !is_float(*inputs[0]) || !is_float(output)) return std::nullopt;
  for (const Declaration& declaration : kDeclarations) {
    if (declaration.id == def.id) return declaration.count({def, params, inputs, output});
  }
  return std::nullopt;
}

}  // namespace lightbench
