#include "engine/operators/resample_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/result.h"
#include "engine/graph/kernel.h"

namespace lightbench {
namespace {

double sinc(double x) {
  if (x == 0) return 1;
  const double angle = std::numbers::pi * x;
  return std::sin(angle) / angle;
}

// Taps before borders and normalisation.
std::vector<ResampleTap> taps_of(ResampleMethod method, int in_length, int out_length, int i) {
  const double ratio = static_cast<double>(in_length) / out_length;
  std::vector<ResampleTap> taps;
  if (method == ResampleMethod::kNearest) {
    const int64_t position = (2 * int64_t{i} + 1) * in_length / (2 * int64_t{out_length});
    taps.push_back({static_cast<int>(position), 1.0});
  } else if (method == ResampleMethod::kArea) {
    const double begin = i * ratio;
    const double end = std::min<double>(in_length, begin + ratio);
    // Slivers below 1e-9 of a pixel come from rounding `ratio`, not from the picture.
    for (int position = static_cast<int>(begin + 1e-9); position < end - 1e-9; ++position) {
      taps.push_back({position, std::min<double>(end, position + 1) - std::max<double>(begin, position)});
    }
  } else {
    const double stretch = std::max(1.0, ratio);
    const double centre = (i + 0.5) * ratio - 0.5;
    const double reach = resample_reach(method) * stretch;
    for (int position = static_cast<int>(std::ceil(centre - reach)); position <= centre + reach; ++position) {
      const double weight = resample_kernel(method, (position - centre) / stretch);
      if (std::fabs(weight) > 1e-12) taps.push_back({position, weight});
    }
  }
  return taps;
}

}  // namespace

double resample_kernel(ResampleMethod method, double x) {
  x = std::fabs(x);
  switch (method) {
    case ResampleMethod::kLinear: return std::max(0.0, 1 - x);
    case ResampleMethod::kCubic:
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
      return 0;
    case ResampleMethod::kLanczos3: return x < 3 ? sinc(x) * sinc(x / 3) : 0;
    case ResampleMethod::kNearest:
    case ResampleMethod::kArea: break;
  }
  return 0;
}

int resample_reach(ResampleMethod method) {
  return method == ResampleMethod::kLinear ? 1 : method == ResampleMethod::kCubic ? 2 : 3;
}

ResampleMethod resample_method_from(std::string_view name) {
  if (name == "nearest") return ResampleMethod::kNearest;
  if (name == "linear") return ResampleMethod::kLinear;
  if (name == "cubic") return ResampleMethod::kCubic;
  if (name == "lanczos3") return ResampleMethod::kLanczos3;
  LB_CHECK(name == "area");
  return ResampleMethod::kArea;
}

std::vector<ResampleTap> resample_taps(ResampleMethod method, int in_length, int out_length, int i) {
  std::vector<ResampleTap> taps = taps_of(method, in_length, out_length, i);
  double sum = 0;
  for (const ResampleTap& tap : taps) sum += tap.weight;
  for (ResampleTap& tap : taps) tap.weight /= sum;
  return taps;
}

ResampleWeights::ResampleWeights(ResampleMethod method, int in_length, int out_length) {
  start.reserve(static_cast<size_t>(out_length) + 1);
  start.push_back(0);
  for (int i = 0; i < out_length; ++i) {
    for (const ResampleTap& tap : resample_taps(method, in_length, out_length, i)) {
      index.push_back(border_index(tap.position, in_length, Border::kReflect101));
      weight.push_back(static_cast<float>(tap.weight));
    }
    start.push_back(index.size());
  }
}

}  // namespace lightbench
