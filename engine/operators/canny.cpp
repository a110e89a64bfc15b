// canny: edges one pixel wide.
//
// Formula: 1. Y = the gray or the Rec. 601 luma, smoothed by a Gaussian of sigma (truncated at 4 sigma, columns first);
//          2. gx, gy = its 3×3 Sobel differences, not normalised, m = sqrt(gx² + gy²) on the 0..1 scale, 0 outside;
//          3. kept where m > low and m is the largest across the edge: |gy| < tan 22.5°·|gx|: m > left, m ≥ right;
//             |gy| > tan 67.5°·|gx|: m > above, m ≥ below; else m > both neighbours on the diagonal of (gx, gy);
//          4. 1 where such a pixel has m > high or is joined to one that has by 8-neighbours; 0 elsewhere.
//          Steps 1 to 3 in f32; for pictures of 8 bits and sigma up to 3 in whole numbers, in steps
//          of 1/7905 of the range or less (canny_bytes.h).
// Shapes:  any channels and format in, gray out in the input's format; alpha passes.
// Params:  low 0..10 and high 0..10, magnitudes (a step from 0 to 1 has 4 without smoothing); sigma 0..20 pixels.
// Border:  reflect101 for the smoothing and the differences.
// Source:  J. Canny, "A Computational Approach to Edge Detection", IEEE Trans. PAMI 8 (1986); step 3 as OpenCV's Canny.
// Errors:  low above high.
#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/canny_bytes.h"
#include "engine/operators/canny_classes.h"
#include "engine/operators/canny_reference.h"
#include "engine/operators/canny_trace.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

// `out` may be `classes`.
void edges_of_row(const uint8_t* classes, uint8_t* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = classes[i] == kStrong ? 255 : 0;
}

class Canny final : public ImageKernel {
 public:
  Canny(const Params& params, SampleFormat format) : params_(params) {
    if (ByteCannyParams::fits(params, format)) byte_params_.emplace(params);
  }

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    // Bytes become classes where they are and edges after that.
    const bool bytes_out = out.format() == SampleFormat::kU8;
    Image own_classes;
    if (!bytes_out) {
      Result<Image> made =
          Image::allocate({in.width(), in.height(), 1, SampleFormat::kU8, SampleFormat::kU8}, args.buffers);
      if (!made) return made.error();
      own_classes = *std::move(made);
    }
    Image& classes = bytes_out ? out : own_classes;
    const int threads = args.workers.threads();
    const int band_rows = std::clamp(in.height() / (3 * threads) + 1, 48, 512);
    std::vector<std::vector<Place>> beyond(static_cast<size_t>(threads));
    const bool found =
        for_row_bands(in.height(), band_rows, args.workers, args.cancel, [&](int first, int end, int worker) {
          if (byte_params_) {
            classify_byte_edges(in, *byte_params_, first, end, classes);
          } else {
            classify_edges(in, params_, first, end, classes);
          }
          EdgeTracer(classes).trace_rows(first, end, beyond[static_cast<size_t>(worker)]);
        });
    if (!found) return cancelled();
    args.progress(0.8);
    EdgeTracer tracer(classes);
    for (const std::vector<Place>& places : beyond) tracer.trace_places(places);
    const size_t width = static_cast<size_t>(in.width());
    const bool written = for_row_bands(in.height(), 64, args.workers, args.cancel, [&](int first, int end, int) {
      std::vector<uint8_t> bytes(bytes_out ? 0 : width);
      std::vector<float> floats(bytes.size());
      for (int y = first; y < end; ++y) {
        const uint8_t* source = reinterpret_cast<const uint8_t*>(classes.row_data(0, y));
        std::byte* target = out.writable_row_data(0, y);
        if (bytes_out) {
          edges_of_row(source, reinterpret_cast<uint8_t*>(target), width);
          continue;
        }
        edges_of_row(source, bytes.data(), width);
        load_row(SampleFormat::kU8, bytes.data(), floats.data(), width);
        store_row(out.format(), floats.data(), target, width);
      }
    });
    if (!written) return cancelled();
    if (in.spec().has_alpha() && !copy_plane(in, in.channels() - 1, out, 1, args.workers, args.cancel)) {
      return cancelled();
    }
    return {};
  }

 private:
  CannyParams params_;
  std::optional<ByteCannyParams> byte_params_;  // where it fits
};

// The same steps, a pass or two each.
GpuProgram canny_program(const Params& params, const ImageSpec& in, const ImageSpec& out) {
  const uint32_t whole = ByteCannyParams::fits(params, in.format) ? 1 : 0;
  std::vector<float> column_weights, row_weights;
  uint32_t low_square = 0, high_square = 0;
  if (whole) {
    const ByteCannyParams bytes(params);
    column_weights.assign(bytes.column_weights.begin(), bytes.column_weights.end());
    row_weights.assign(bytes.row_weights.begin(), bytes.row_weights.end());
    low_square = static_cast<uint32_t>(bytes.low_square);
    high_square = static_cast<uint32_t>(bytes.high_square);
  } else {
    const CannyParams floats(params);
    column_weights = row_weights = floats.weights;
    low_square = std::bit_cast<uint32_t>(floats.low_square);
    high_square = std::bit_cast<uint32_t>(floats.high_square);
  }
  ImageSpec one = out.with_format(SampleFormat::kF32);
  one.channels = 1;
  ImageSpec two = one;
  two.channels = 2;
  GpuProgram program;
  program.scratch = {one, two};
  const auto add = [&](const char* shader, std::vector<GpuOperand> reads, GpuOperand made,
                       std::vector<GpuParameter> parameters) -> GpuPass& {
    program.passes.push_back(gpu_pass(shader, one, 1, std::move(reads), {made}, std::move(parameters)));
    return program.passes.back();
  };
  const auto smooth = [&](uint32_t along_rows, GpuOperand from, GpuOperand to, const std::vector<float>& weights) {
    const int32_t radius = static_cast<int32_t>(weights.size()) - 1;
    GpuPass& pass = add("canny_smooth", {from}, to, {{"radius", radius}, {"along_rows", along_rows}, {"whole", whole}});
    pass.table = weights;
    pass.work = 1 + 8.0 * radius;
  };
  const GpuOperand single = gpu_scratch(0), pair = gpu_scratch(1);
  add("canny_luma", {gpu_input()}, single, {{"whole", whole}});
  smooth(0, single, pair, column_weights);
  smooth(1, pair, single, row_weights);
  add("canny_gradients", {single}, pair, {{"whole", whole}}).work = 16;
  add("canny_classes", {pair}, single, {{"low_square", low_square}, {"high_square", high_square}}).work = 16;
  add("canny_join", {}, single, {}).work = 32;
  add("canny_edges", {gpu_input(), single}, gpu_output(), {}).work = 8;
  return program;
}

}  // namespace

OperatorDef canny_operator() {
  OperatorDef def;
  def.id = "canny";
  def.version = 2;
  def.label = "Canny edges";
  def.category = Category::kEdges;
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kAsInput;
  def.params = {number_param("low", "Low", 0.1, 0, 10, 0, 1, 0.01, "",
                             "Magnitude above which a pixel continues an edge; at most high."),
                number_param("high", "High", 0.3, 0, 10, 0, 2, 0.01, "", "Magnitude above which an edge begins."),
                number_param("sigma", "Sigma", 1.4, 0, 20, 0, 5, 0.1, "px", "Of the Gaussian that smooths first.")};
  def.params[2].in_pixels = true;
  def.summary = "Draws the picture's edges, one pixel wide.";
  def.formula =
      "Gaussian of sigma on the gray or the Rec. 601 luma; 3×3 Sobel, m = sqrt(gx² + gy²) on the 0..1 scale; kept "
      "where "
      "m > low is largest across the edge; 1 where m > high or joined to such a pixel by 8-neighbours, else 0";
  def.shapes = "Any picture; gray of 0 and 1 out, in the input's format. Alpha passes. Errors: low above high.";
  def.border = "reflect101; magnitudes outside are 0";
  def.source = "J. Canny: A Computational Approach to Edge Detection, IEEE Trans. PAMI 8, 1986";
  def.search_words = {"edge", "outline", "contour", "hysteresis", "gradient"};
  def.check = [](const Params& params) -> Status {
    if (params.number("low") <= params.number("high")) return {};
    return invalid("low is " + to_text(params.number("low")) + " but high is " + to_text(params.number("high")), {},
                   "set low to at most high");
  };
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    ImageSpec spec = *args.inputs[0];
    spec.channels = spec.has_alpha() ? 2 : 1;
    return std::vector<ImageSpec>{spec};
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Canny>(args.params, args.inputs[0]->format));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return canny_program(args.params, *args.inputs[0], args.outputs[0]);
  };
  def.reference = canny_reference;
  return def;
}

}  // namespace lightbench
