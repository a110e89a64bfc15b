// equalize: spreads the brightnesses evenly over black to white.
//
// Formula: f(level) = (samples in bins first + 1..level) / (all samples - those of the first bin), first the darkest
//          bin that is not empty; straight lines between the 256 levels. Gray becomes f(Y), a colour v + f(Y) - Y with
//          the Rec. 601 luma Y clamped to 0..1: its chroma (Cb, Cr) stays. Bins as histogram.h says
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  none.
// Border:  none.
// Source:  Gonzalez and Woods, Digital Image Processing, section 3.3; 8-bit gray as OpenCV's equalizeHist.
// Errors:  none. A picture of a single bin stays as it is.
#include <cmath>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/gpu_histogram.h"
#include "engine/operators/histogram.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/simd/byte_map.h"

namespace lightbench {
namespace {

// False when one bin holds everything.
bool equalizing_curve(const LevelCounts& counts, LevelCurve& curve) {
  int64_t total = 0;
  for (const int64_t count : counts) total += count;
  size_t first = 0;
  while (first + 1 < kLevels && counts[first] == 0) ++first;
  if (counts[first] == total) return false;
  curve.fill(0);
  int64_t sum = 0;
  for (size_t level = first + 1; level < kLevels; ++level) {
    sum += counts[level];
    curve[level] = static_cast<float>(static_cast<double>(sum) / static_cast<double>(total - counts[first]));
  }
  curve[kLevels] = curve[kLevels - 1];
  return true;
}

class Equalize final : public ImageKernel {
 public:
  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    LevelCounts counts{};
    const Result<Image> levels = level_plane(in, &counts, args.workers, args.buffers, args.cancel);
    if (!levels) return levels.error();
    args.progress(0.5);
    LevelCurve curve{};
    if (!equalizing_curve(counts, curve)) {
      for (int c = 0; c < in.channels(); ++c) {
        if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
      }
      return {};
    }
    ByteMap table{};
    store_row(SampleFormat::kU8, curve.data(), table.data(), kLevels);
    const ByteLookup lookup(table);
    const size_t width = static_cast<size_t>(in.width());
    const bool gray_bytes = in.format() == SampleFormat::kU8 && in.channels() == 1;
    const bool finished = for_row_bands(in.height(), 64, args.workers, args.cancel, [&](int first, int end, int) {
      std::vector<float> scratch(gray_bytes && out.format() == SampleFormat::kU8 ? 0 : 4 * width);
      for (int y = first; y < end; ++y) {
        if (gray_bytes) {
          run_gray(curve, lookup, reinterpret_cast<const uint8_t*>(in.row_data(0, y)), out, y, scratch.data(), width);
          continue;
        }
        float* before = scratch.data();
        float* after = before + width;
        brightness_row(in, 0, y, in.width(), before, after);
        apply_level_curve(curve, before, after, width);
        store_brightness_row(in, before, after, y, out, after + width);
      }
    });
    if (!finished) return cancelled();
    return {};
  }

 private:
  static void run_gray(const LevelCurve& curve, const ByteLookup& lookup, const uint8_t* source, Image& out, int y,
                       float* scratch, size_t width) {
    if (out.format() == SampleFormat::kU8) {
      lookup.run(source, reinterpret_cast<uint8_t*>(out.writable_row_data(0, y)), width);
      return;
    }
    for (size_t x = 0; x < width; ++x) scratch[x] = curve[source[x]];
    store_row(out.format(), scratch, out.writable_row_data(0, y), width);
  }
};

Status equalize_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  LevelCounts counts{};
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) ++counts[static_cast<size_t>(level_of(brightness_at(in, x, y)))];
  }
  LevelCurve curve{};
  const bool several = equalizing_curve(counts, curve);
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        out.at(c, x, y) = in.at(c, x, y);
        if (!several || c >= in.spec.color_channels()) continue;
        const double before = static_cast<double>(clamped_brightness(brightness_at(in, x, y)));
        const int level = std::min(static_cast<int>(before * 255), kLevels - 1);
        const double left = static_cast<double>(curve[static_cast<size_t>(level)]);
        const double right = static_cast<double>(curve[static_cast<size_t>(level) + 1]);
        const double after = left + (before * 255 - level) * (right - left);
        const double color = static_cast<double>(in.at(c, x, y));
        out.at(c, x, y) = static_cast<float>(in.spec.color_channels() == 1 ? after : color + after - before);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef equalize_operator() {
  OperatorDef def;
  def.id = "equalize";
  def.label = "Equalize";
  def.category = Category::kTone;
  def.footprint = Footprint::kGlobal;
  def.summary = "Spreads the brightnesses evenly over black to white.";
  def.formula =
      "Gray: f(Y), the share of samples that are darker, in 256 bins with straight lines between; colour: v + f(Y) - "
      "Y, "
      "Y the Rec. 601 luma";
  def.shapes =
      "Any picture; the same size and channels out. Alpha passes. u16 and floats are counted as they would be stored "
      "in "
      "8 bits. A picture of a single level stays.";
  def.source = "Gonzalez and Woods, Digital Image Processing, section 3.3; 8-bit gray as OpenCV's equalizeHist";
  def.search_words = {"histogram", "contrast", "normalize", "stretch", "auto"};
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<Equalize>()); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    GpuProgram program;
    add_level_counts(program, *args.inputs[0], 1, args.inputs[0]->size());
    program.scratch.push_back(gpu_words(kLevels + 2, 1));
    program.passes.push_back(gpu_group_pass("equalizing_curve", 1, 1, 1, {gpu_scratch(0)}, {gpu_scratch(1)}));
    program.passes.push_back(gpu_pass("equalize", args.outputs[0], 1, {gpu_input(), gpu_scratch(1)}, {gpu_output()}));
    return program;
  };
  def.reference = equalize_reference;
  return def;
}

}  // namespace lightbench
