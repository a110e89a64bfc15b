// convolve: any linear filter, given as a table of weights.
//
// Formula: out(x, y) = Σ kernel(row, column) · in(x + column - centre, y + row - centre) (correlation, as filter2D);
//          with normalize the weights are divided by their sum unless that is below 1e-12 in size.
// Shapes:  any size, channels and format; computed in f32, per channel. Alpha passes.
// Params:  kernel odd × odd numbers; normalize; border reflect101, replicate or zero.
// Border:  as the parameter says.
// Method:  auto takes the cheapest of three by a cost model measured on this machine (convolve_cost.h): direct sums
//          (convolve_direct.h), the kernel as a sum of columns times rows (convolve_pairs.h), or transforms
//          (convolve_fft.h). They differ by rounding alone; which one ran, and why, is told with the node's values.
//          On a graphics card: pairs where they were found and are few, else direct sums.
// Source:  definition; the methods name theirs.
// Errors:  none beyond the kernel's own check (even sides, more than 1023 a side); method separable with a kernel that
//          takes more than 64 pairs.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <limits>
#include <mutex>
#include <utility>

#include "engine/base/hash.h"
#include "engine/operators/convolve_cost.h"
#include "engine/operators/convolve_direct.h"
#include "engine/operators/convolve_fft.h"
#include "engine/operators/convolve_pairs.h"
#include "engine/operators/gpu_separable.h"
#include "engine/operators/gpu_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

NumberTable effective_kernel(const Params& params) {
  NumberTable kernel = params.table("kernel");
  double sum = 0;
  for (double value : kernel.values) sum += value;
  if (params.boolean("normalize") && std::fabs(sum) > 1e-12) {
    for (double& value : kernel.values) value /= sum;
  }
  return kernel;
}

Border border_of(const Params& params) {
  const std::string& name = params.text("border");
  return name == "replicate" ? Border::kReplicate : name == "zero" ? Border::kZero : Border::kReflect101;
}

// More would be slower than any other way; asked for, they are an error rather than an endless run.
constexpr int kMostPairs = 64;

enum class Method { kDirect, kSeparable, kFft };

// How a kernel runs on pictures of one size, and what is told of it.
struct Choice {
  Method method = Method::kDirect;
  std::vector<WeightPair> pairs;
  FftShape shape;
  std::string reason;
  bool possible = true;
};

std::string pairs_text(size_t count) { return std::to_string(count) + (count == 1 ? " pair" : " pairs"); }

std::string nanoseconds(const char* name, double ns, Size picture) {
  char text[64];
  std::snprintf(text, sizeof text, "%s %.2f", name, ns / (static_cast<double>(picture.width) * picture.height));
  return text;
}

// The cheapest way by the measured costs.
Choice cheapest(const NumberTable& weights, Size picture) {
  const double direct = estimated_direct_ns(weights, picture);
  const FftEstimate fft = estimated_fft(weights, picture, direct);
  const double pair = estimated_pair_ns(weights, picture);
  const double limit = std::min(direct, fft.ns);
  const int affordable = static_cast<int>(std::clamp(limit / std::max(pair, 1e-9), 1.0, 1.0 * kMostPairs));
  Choice choice;
  choice.pairs = weight_pairs(weights, std::min(affordable, std::max(1, most_useful_pairs(weights))));
  choice.shape = fft.shape;
  choice.reason = "estimated ns a sample, from times measured here: " + nanoseconds("direct", direct, picture) + ", ";
  double least = limit;
  choice.method = direct <= fft.ns ? Method::kDirect : Method::kFft;
  if (choice.pairs.empty()) {
    choice.reason += "separable not in few enough pairs";
  } else {
    const double separable = pair * static_cast<double>(choice.pairs.size());
    choice.reason += nanoseconds("separable", separable, picture) + " (" + pairs_text(choice.pairs.size()) + ")";
    if (separable < least) choice.method = Method::kSeparable;
    least = std::min(least, separable);
  }
  choice.reason += ", " + nanoseconds("fft", fft.ns, picture);
  return choice;
}

Choice forced(const NumberTable& weights, Size picture, Method method) {
  Choice choice;
  choice.method = method;
  choice.reason = "asked for";
  if (method == Method::kFft) {
    choice.shape = estimated_fft(weights, picture, std::numeric_limits<double>::infinity()).shape;
  } else if (method == Method::kSeparable) {
    choice.pairs = weight_pairs(weights, kMostPairs);
    choice.possible = !choice.pairs.empty();
  }
  return choice;
}

// Choices are made again with every plan; the last few are kept, since singular values of a large kernel take longer
// than the rest of planning.
class ChoiceCache {
 public:
  std::shared_ptr<const Choice> find(const NumberTable& weights, Size picture, const std::string& method) {
    Hasher hasher;
    hasher.bytes(weights.values.data(), weights.values.size() * sizeof(double)).integer(weights.columns);
    hasher.integer(picture.width).integer(picture.height).text(method).text(name_of(active_isa()));
    const Hash128 key = hasher.finish();
    const std::lock_guard lock(mutex_);
    for (const auto& [known, choice] : choices_) {
      if (known == key) return choice;
    }
    auto choice = std::make_shared<const Choice>(method == "direct"      ? forced(weights, picture, Method::kDirect)
                                                 : method == "separable" ? forced(weights, picture, Method::kSeparable)
                                                 : method == "fft"       ? forced(weights, picture, Method::kFft)
                                                                         : cheapest(weights, picture));
    choices_.emplace_front(key, choice);
    if (choices_.size() > kKept) choices_.pop_back();
    return choice;
  }

 private:
  static constexpr size_t kKept = 32;
  std::mutex mutex_;
  std::deque<std::pair<Hash128, std::shared_ptr<const Choice>>> choices_;
};

std::shared_ptr<const Choice> choice_for(const PrepareArgs& args, const NumberTable& weights) {
  static ChoiceCache cache;
  return cache.find(weights, args.inputs[0]->size(), args.params.text("method"));
}

NodeValues choice_values(const PrepareArgs& args) {
  const std::shared_ptr<const Choice> choice = choice_for(args, effective_kernel(args.params));
  std::string method = "direct";
  if (choice->method == Method::kSeparable) method = "separable, " + pairs_text(choice->pairs.size());
  if (choice->method == Method::kFft) method = "fft, rows of " + std::to_string(choice->shape.length);
  return {{"method", method}, {"method_reason", choice->reason}};
}

Result<Kernel> prepare_convolve(const PrepareArgs& args) {
  const NumberTable weights = effective_kernel(args.params);
  const Border border = border_of(args.params);
  const std::shared_ptr<const Choice> choice = choice_for(args, weights);
  if (!choice->possible) {
    return invalid(
        "the kernel is not separable: it takes more than " + pairs_text(kMostPairs) + " of a column and a row",
        "parameter method", "set method to auto, direct or fft");
  }
  switch (choice->method) {
    case Method::kDirect: return Kernel(direct_convolution(*args.inputs[0], weights, border));
    case Method::kSeparable: return Kernel(pair_convolution(*args.inputs[0], choice->pairs, border));
    case Method::kFft: break;
  }
  return Kernel(fft_convolution(weights, choice->shape, border));
}

// A column and a row in double: of a single pair those that single_pair() in convolve_pairs.cpp rounds.
struct ExactPair {
  std::vector<double> column, row;
};

std::vector<ExactPair> exact_pairs(const NumberTable& weights, const std::vector<WeightPair>& pairs) {
  std::vector<ExactPair> exact;
  for (const WeightPair& pair : pairs) {
    exact.push_back({{pair.column.begin(), pair.column.end()}, {pair.row.begin(), pair.row.end()}});
  }
  const auto largest = std::max_element(weights.values.begin(), weights.values.end(),
                                        [](double a, double b) { return std::fabs(a) < std::fabs(b); });
  if (exact.size() != 1 || *largest == 0) return exact;
  const int place = static_cast<int>(largest - weights.values.begin());
  for (int i = 0; i < weights.rows; ++i) {
    exact[0].column[static_cast<size_t>(i)] = weights.at(i, place % weights.columns);
  }
  for (int i = 0; i < weights.columns; ++i) {
    exact[0].row[static_cast<size_t>(i)] = weights.at(place / weights.columns, i) / *largest;
  }
  return exact;
}

// What a pair takes on a graphics card besides its products, in products of a sample: the sums that wait in a tile
// between columns and rows, or what two passes write and read.
constexpr int kGpuTileProducts = 8, kGpuPassProducts = 24;

// On a graphics card: the pairs that were found where they take fewer products than direct sums, else those.
Result<GpuProgram> convolve_program(const PrepareArgs& args) {
  const NumberTable weights = effective_kernel(args.params);
  const Border border = border_of(args.params);
  const ImageSpec& out = args.outputs[0];
  const std::shared_ptr<const Choice> choice = choice_for(args, weights);
  const std::vector<ExactPair> pairs = exact_pairs(weights, choice->pairs);
  const bool fits = std::max(weights.rows, weights.columns) <= 2 * kLargestGpuReach + 1;
  const bool in_tile = fits && pairs.size() == 1;
  const int beside = in_tile ? kGpuTileProducts : kGpuPassProducts;
  const size_t products_of_pair = static_cast<size_t>(weights.rows + weights.columns + beside);
  GpuProgram program;
  if (!pairs.empty() && pairs.size() * products_of_pair < weights.values.size()) {
    if (in_tile) return gpu_separable_window(out, pairs[0].row, pairs[0].column, border);
    // Sums of all pairs but the last lie in the second two.
    const GpuTwofold between{gpu_scratch(0), gpu_scratch(1)}, sums{gpu_scratch(2), gpu_scratch(3)};
    program.scratch.assign(pairs.size() > 1 ? 4 : 2, out.with_format(SampleFormat::kF32));
    for (size_t i = 0; i < pairs.size(); ++i) {
      const GpuTwofold to = i + 1 == pairs.size() ? GpuTwofold{gpu_output(), {}} : sums;
      const GpuTwofold added = i == 0 ? GpuTwofold() : sums;
      for (GpuPass& pass :
           gpu_separable_passes(out, pairs[i].row, pairs[i].column, border, gpu_input(), between, to, added)) {
        program.passes.push_back(std::move(pass));
      }
    }
    return program;
  }
  const std::vector<GpuParameter> parameters = {
      {"radius_x", weights.columns / 2}, {"radius_y", weights.rows / 2}, {"border", gpu_border(border)}};
  if (fits) {
    return gpu_window("convolve", out, weights.rows * weights.columns, parameters, gpu_twofold_table(weights.values));
  }
  GpuPass pass = gpu_pass("convolve_large", out, out.channels, {gpu_input()}, {gpu_output()}, parameters);
  pass.table = gpu_twofold_table(weights.values);
  pass.work = 1 + weights.rows * (weights.columns + 3);
  program.passes = {std::move(pass)};
  return program;
}

Status convolve_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const NumberTable kernel = effective_kernel(args.params);
  const Border border = border_of(args.params);
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    double sum = 0;
    for (int row = 0; row < kernel.rows; ++row) {
      for (int column = 0; column < kernel.columns; ++column) {
        const float sample = in.bordered(c, x + column - kernel.columns / 2, y + row - kernel.rows / 2, border);
        sum += kernel.at(row, column) * static_cast<double>(sample);
      }
    }
    return sum;
  });
  return {};
}

}  // namespace

OperatorDef convolve_operator() {
  OperatorDef def;
  def.id = "convolve";
  def.label = "Convolve";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  ParamSpec kernel;
  kernel.id = "kernel";
  kernel.label = "Kernel";
  kernel.type = ParamType::kKernel;
  kernel.default_value = NumberTable{3, 3, {0, -1, 0, -1, 5, -1, 0, -1, 0}};
  kernel.doc = "Weights of the neighbours, an odd number of rows and columns.";
  def.params = {kernel,
                boolean_param("normalize", "Normalize", true, "Divide the weights by their sum where it is not 0."),
                choice_param("border", "Border", {"reflect101", "replicate", "zero"},
                             "What lies outside the picture: its mirror image, its edge, or black."),
                choice_param("method", "Method", {"auto", "direct", "separable", "fft"},
                             "How it is computed; the results differ by rounding alone. auto takes what measured times "
                             "on this machine say is fastest.")};
  def.summary = "Applies a filter given as a table of weights; the table it starts with sharpens.";
  def.formula = "Σ kernel(row, column)·neighbour, divided by the sum of the kernel";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101, replicate or zero, as the parameter says";
  def.source =
      "definition (correlation, the kernel is not turned); singular values: Golub and Reinsch 1970; overlap-save: "
      "Stockham 1966";
  def.search_words = {"filter", "kernel", "matrix", "correlate", "emboss", "sharpen", "separable", "fft", "fourier"};
  def.prepare = prepare_convolve;
  def.choices = choice_values;
  def.gpu = convolve_program;
  def.reference = convolve_reference;
  return def;
}

}  // namespace lightbench
