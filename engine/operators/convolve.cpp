// convolve: any linear filter, given as a table of weights.
//
// Formula: out(x, y) = Σ kernel(row, column) · in(x + column - centre, y + row - centre) (correlation, as filter2D);
//          with normalize the weights are divided by their sum unless that is below 1e-12 in size.
// Shapes:  any size, channels and format; computed in f32, per channel. Alpha passes.
// Params:  kernel odd × odd numbers; normalize; border reflect101, replicate or zero.
// Border:  as the parameter says.
// Source:  definition. A kernel of rank 1 is run as a row and a column.
// Errors:  none beyond the kernel's own check (even sides, more than 1023 a side).
#include <cmath>

#include "engine/operators/channel_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"
#include "engine/operators/weighted_sum.h"

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

// The kernel as column · row; empty when its rank is not 1.
struct Factors {
  std::vector<float> column, row;
};

Factors separate(const NumberTable& kernel) {
  size_t pivot = 0;
  for (size_t i = 1; i < kernel.values.size(); ++i) {
    if (std::fabs(kernel.values[i]) > std::fabs(kernel.values[pivot])) pivot = i;
  }
  const double largest = kernel.values[pivot];
  if (largest == 0) return {};
  const int pivot_row = static_cast<int>(pivot) / kernel.columns;
  const int pivot_column = static_cast<int>(pivot) % kernel.columns;
  Factors factors;
  for (int r = 0; r < kernel.rows; ++r) factors.column.push_back(static_cast<float>(kernel.at(r, pivot_column)));
  for (int c = 0; c < kernel.columns; ++c) factors.row.push_back(static_cast<float>(kernel.at(pivot_row, c) / largest));
  for (int r = 0; r < kernel.rows; ++r) {
    for (int c = 0; c < kernel.columns; ++c) {
      const double product = kernel.at(r, pivot_column) * kernel.at(pivot_row, c) / largest;
      if (std::fabs(product - kernel.at(r, c)) > 1e-12 * std::fabs(largest)) return {};
    }
  }
  return factors;
}

class DirectConvolution final : public ChannelWindow {
 public:
  DirectConvolution(const ImageSpec& spec, const NumberTable& kernel, Border border)
      : ChannelWindow(spec, {kernel.columns / 2, kernel.rows / 2}, border) {
    for (int r = 0; r < kernel.rows; ++r) {
      for (int c = 0; c < kernel.columns; ++c) {
        if (kernel.at(r, c) == 0) continue;
        terms_.push_back({c - kernel.columns / 2, r - kernel.rows / 2});
        weights_.push_back(static_cast<float>(kernel.at(r, c)));
      }
    }
  }

 private:
  struct Offset {
    int x, y;
  };

  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    std::vector<const float*> rows(terms_.size());
    for (int y = 0; y < args.rows; ++y) {
      for (size_t k = 0; k < terms_.size(); ++k) rows[k] = in.row(y + terms_[k].y) + terms_[k].x;
      weighted_sum(rows.data(), weights_.data(), static_cast<int>(rows.size()), out.row(y), padded_row(args.width));
    }
  }

  std::vector<Offset> terms_;  // where the weights that are not 0 look
  std::vector<float> weights_;
};

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
                             "What lies outside the picture: its mirror image, its edge, or black.")};
  def.summary = "Applies a filter given as a table of weights; the table it starts with sharpens.";
  def.formula = "Σ kernel(row, column)·neighbour, divided by the sum of the kernel";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101, replicate or zero, as the parameter says";
  def.source = "definition (correlation, the kernel is not turned)";
  def.search_words = {"filter", "kernel", "matrix", "correlate", "emboss", "sharpen"};
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const NumberTable weights = effective_kernel(args.params);
    const Border border = border_of(args.params);
    const Factors factors = separate(weights);
    if (factors.row.empty()) return Kernel(std::make_unique<DirectConvolution>(*args.inputs[0], weights, border));
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(factors.row, factors.column), border));
  };
  def.reference = convolve_reference;
  return def;
}

}  // namespace lightbench
