// image_metrics: says how far two pictures are apart.
//
// Formula: mse, psnr_db, ssim, mean_delta_e2000, max_abs_diff and identical as defined in metrics/quality_metrics.h.
// Shapes:  two pictures of one size, any channels and formats; the first is passed on unchanged.
// Params:  none.
// Border:  none: SSIM windows are used only where they fit.
// Source:  see metrics/ssim.h and metrics/ciede2000.h.
// Errors:  sizes that differ.
#include <algorithm>
#include <array>
#include <cstring>

#include "engine/operators/metrics/quality_metrics.h"
#include "engine/operators/metrics/ssim.h"
#include "engine/operators/operators.h"

namespace lightbench {
namespace {

class ImageMetrics final : public ImageKernel {
 public:
  Status run(ImageArgs& args) const override {
    args.outputs[0] = args.inputs[0];
    Result<QualityMetrics> metrics = measure_quality(args.inputs[0], args.inputs[1], args.workers, args.cancel);
    if (!metrics) return metrics.error();
    args.values = node_values(*metrics);
    args.progress(1);
    return {};
  }
};

Result<std::vector<ImageSpec>> infer_metrics(const InferArgs& args) {
  const ImageSpec& a = *args.inputs[0];
  const ImageSpec& b = *args.inputs[1];
  if (a.size() == b.size()) return std::vector<ImageSpec>{a};
  const auto text = [](const ImageSpec& spec) {
    return std::to_string(spec.width) + " × " + std::to_string(spec.height);
  };
  return invalid("a is " + text(a) + " and b is " + text(b), "ports a, b",
                 "resize or crop one of them to the size of the other");
}

Result<Image> image_of(const FloatPicture& picture, BufferPool& pool) {
  Result<Image> image = Image::allocate(picture.spec.with_format(SampleFormat::kF32), pool);
  if (!image) return image;
  for (int c = 0; c < picture.spec.channels; ++c) {
    const PlaneView<float> plane = image->writable_plane<float>(c);
    for (int y = 0; y < picture.spec.height; ++y) {
      for (int x = 0; x < picture.spec.width; ++x) plane.at(x, y) = picture.at(c, x, y);
    }
  }
  return image;
}

// The same measures, by one thread: without them a scalar run would report nothing.
Status metrics_reference(const ReferenceArgs& args) {
  args.outputs[0].samples = args.inputs[0]->samples;
  BufferPool pool(0);
  WorkerPool workers(1);
  const Result<Image> a = image_of(*args.inputs[0], pool);
  if (!a) return a.error();
  const Result<Image> b = image_of(*args.inputs[1], pool);
  if (!b) return b.error();
  const Result<QualityMetrics> metrics = measure_quality(*a, *b, workers, CancelToken());
  if (!metrics) return metrics.error();
  args.values = node_values(*metrics);
  return {};
}

// What the passes report: kTileWords for each tile of kTileColumns × kTileRows pixels (shaders/metrics.glsl).
constexpr int kTileColumns = 64, kTileRows = 8, kTileWords = 8;
struct TileReport {
  float squares, largest, delta_e, flags, ssim[3], unused;
};
static_assert(sizeof(TileReport) == kTileWords * sizeof(float));
constexpr int kDifferent = 1, kNotFinite = 2;

QualityMetrics metrics_of(const Image& report, const ImageSpec& a, const ImageSpec& b) {
  const int colors = std::max(a.color_channels(), b.color_channels());
  const int channels = colors + (a.has_alpha() || b.has_alpha() ? 1 : 0);
  double squares = 0, largest = 0, delta_e = 0, ssim = 0;
  int flags = 0;
  for (int y = 0; y < report.height(); ++y) {
    const float* row = report.plane<float>(0).row(y);
    for (int x = 0; x < report.width(); x += kTileWords) {
      TileReport tile{};
      std::memcpy(&tile, row + x, sizeof tile);
      squares += static_cast<double>(tile.squares);
      largest = std::max(largest, static_cast<double>(tile.largest));
      delta_e += static_cast<double>(tile.delta_e);
      flags |= static_cast<int>(tile.flags);
      for (int c = 0; c < colors; ++c) ssim += static_cast<double>(tile.ssim[c]);
    }
  }
  QualityMetrics metrics;
  metrics.identical = (flags & kDifferent) == 0 && a.channels == b.channels;
  if (flags & kNotFinite) return metrics;
  const double pixels = static_cast<double>(a.pixels());
  metrics.mse = squares / (pixels * channels);
  metrics.psnr_db = psnr_db(*metrics.mse);
  metrics.max_abs_diff = largest;
  metrics.mean_delta_e2000 = delta_e / pixels;
  if (std::min(a.width, a.height) < kSsimWindow) return metrics;
  const double windows = static_cast<double>(a.width - kSsimWindow + 1) * (a.height - kSsimWindow + 1);
  metrics.ssim = ssim / windows / colors;
  return metrics;
}

GpuProgram metrics_program(const ImageSpec& a, const ImageSpec& b) {
  const int columns = (a.width + kTileColumns - 1) / kTileColumns;
  const int rows = (a.height + kTileRows - 1) / kTileRows;
  const int colors = std::max(a.color_channels(), b.color_channels());
  GpuProgram program;
  program.scratch = {gpu_words(columns * kTileWords, rows)};
  const auto add = [&](const char* shader, int layers, std::vector<GpuOperand> writes, double work) -> GpuPass& {
    GpuPass pass = gpu_group_pass(shader, columns, rows, layers, {gpu_input(0), gpu_input(1)}, std::move(writes));
    pass.work = work;
    program.passes.push_back(std::move(pass));
    return program.passes.back();
  };
  add("metrics_differences", 1, {gpu_output(), gpu_scratch()}, 200);
  if (std::min(a.width, a.height) >= kSsimWindow) {
    const std::array<double, kSsimWindow> weights = ssim_window();
    GpuPass& pass = add("metrics_ssim", colors, {gpu_scratch()}, 400);
    pass.table.assign(weights.begin(), weights.end());
  }
  program.report_scratch = 0;
  program.report = [a, b](const Image& report) { return node_values(metrics_of(report, a, b)); };
  return program;
}

}  // namespace

OperatorDef image_metrics_operator() {
  OperatorDef def;
  def.id = "image_metrics";
  def.label = "Image metrics";
  def.category = Category::kMeasure;
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kOwn;
  def.inputs = {{"a", "a", PortType::kImage, true, "The picture that is passed on."},
                {"b", "b", PortType::kImage, true, "What it is compared with."}};
  def.summary = "Says how far two pictures are apart; the first is passed on.";
  def.formula =
      "mse; psnr_db = 10·log10(1/mse); ssim (11×11 Gaussian of 1.5, K 0.01 and 0.03); mean CIEDE2000 from sRGB D65; "
      "max_abs_diff; identical";
  def.shapes =
      "Two pictures of one size, any channels and formats (gray counts as R = G = B). SSIM needs 11 pixels a side.";
  def.source = "Wang et al. 2004 (SSIM); Sharma, Wu, Dalal 2005 (CIEDE2000)";
  def.search_words = {"psnr", "ssim", "compare", "difference", "delta e", "quality", "mse"};
  def.infer = infer_metrics;
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<ImageMetrics>()); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return metrics_program(*args.inputs[0], *args.inputs[1]);
  };
  def.reference = metrics_reference;
  return def;
}

}  // namespace lightbench
