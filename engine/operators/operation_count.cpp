#include "engine/operators/operation_count.h"

#include <array>

#include "engine/operators/gaussian.h"

namespace lightbench {
namespace {

// Of one pixel; `colors` are the channels without alpha.
using PerPixel = std::optional<double> (*)(const Params& params, double colors);

// A column of a multiply-add for every weight, then a row that adds what lies symmetrically before it multiplies.
std::optional<double> direct_gaussian(const Params& params, double colors) {
  const double sigma = params.number("sigma");
  if (sigma > kLargestDirectSigma) return std::nullopt;
  const auto weights = static_cast<double>(gaussian_weights(sigma).size());
  const double pairs = (weights - 1) / 2;
  return colors * (2 * weights + 3 * pairs + 1);
}

struct Declaration {
  std::string_view id;
  PerPixel count;
};

// As the kernels are written, in the order of the list of operators.
constexpr std::array<Declaration, 6> kDeclarations = {{
    {"exposure", [](const Params&, double colors) { return std::optional(colors); }},
    {"brightness_contrast", [](const Params&, double colors) { return std::optional(3 * colors); }},
    {"color_matrix", [](const Params&, double) { return std::optional(18.0); }},
    {"saturation", [](const Params&, double colors) { return std::optional(colors == 3 ? 14.0 : 0.0); }},
    {"invert", [](const Params&, double colors) { return std::optional(colors); }},
    {"gaussian_blur", direct_gaussian},
}};

bool is_float(const ImageSpec& spec) { return !is_integer(spec.format); }

}  // namespace

std::optional<double> operation_count(const OperatorDef& def, const Params& params, const ImageSpec& input,
                                      const ImageSpec& output) {
  if (!is_float(input) || !is_float(output)) return std::nullopt;
  for (const Declaration& declaration : kDeclarations) {
    if (declaration.id != def.id) continue;
    const std::optional<double> each = declaration.count(params, output.color_channels());
    if (!each) return std::nullopt;
    return *each * static_cast<double>(output.pixels());
  }
  return std::nullopt;
}

}  // namespace lightbench
