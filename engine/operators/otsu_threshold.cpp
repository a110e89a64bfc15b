// otsu_threshold: black or white at the level that separates the picture best.
//
// Formula: bin(brightness) > t → 1, else 0; t maximises n0·n1·(mean0 - mean1)² of the bins up to t and above it, the
//          first of equals; brightness and its 256 bins as histogram.h says
// Shapes:  any channels and format in, gray out in the input's format; alpha passes.
// Params:  none.
// Border:  none.
// Source:  N. Otsu, "A Threshold Selection Method from Gray-Level Histograms", IEEE Trans. SMC 9 (1979).
// Errors:  none. A picture of a single bin becomes 0.
#include <algorithm>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/gpu_histogram.h"
#include "engine/operators/histogram.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

int otsu_level(const LevelCounts& counts) {
  double total = 0;
  double sum = 0;
  for (int level = 0; level < kLevels; ++level) {
    const double count = static_cast<double>(counts[static_cast<size_t>(level)]);
    total += count;
    sum += level * count;
  }
  int best_level = kLevels - 1;  // nothing lies above it
  double best = 0;
  double below = 0;
  double sum_below = 0;
  for (int level = 0; level < kLevels; ++level) {
    const double count = static_cast<double>(counts[static_cast<size_t>(level)]);
    below += count;
    sum_below += level * count;
    const double above = total - below;
    if (below == 0 || above == 0) continue;
    // n0·n1·(mean0 - mean1)² = (sum0·n - sum·n0)² / (n0·n1)
    const double difference = sum_below * total - sum * below;
    const double variance = difference * difference / (below * above);
    if (variance > best) {
      best = variance;
      best_level = level;
    }
  }
  return best_level;
}

void compare_row(const uint8_t* __restrict levels, uint8_t level, uint8_t* __restrict out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = levels[i] > level ? 255 : 0;
}

class OtsuThreshold final : public ImageKernel {
 public:
  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    LevelCounts counts{};
    Result<Image> levels = level_plane(in, &counts, args.workers, args.buffers, args.cancel);
    if (!levels) return levels.error();
    args.progress(0.7);
    const uint8_t level = static_cast<uint8_t>(otsu_level(counts));
    const size_t width = static_cast<size_t>(in.width());
    const bool finished = for_row_bands(in.height(), 64, args.workers, args.cancel, [&](int first, int end, int) {
      std::vector<uint8_t> bytes(width);
      for (int y = first; y < end; ++y) {
        const uint8_t* source = reinterpret_cast<const uint8_t*>(levels->row_data(0, y));
        std::byte* target = out.writable_row_data(0, y);
        if (out.format() == SampleFormat::kU8) {
          compare_row(source, level, reinterpret_cast<uint8_t*>(target), width);
          continue;
        }
        compare_row(source, level, bytes.data(), width);
        std::vector<float> floats(width);
        load_row(SampleFormat::kU8, bytes.data(), floats.data(), width);
        store_row(out.format(), floats.data(), target, width);
      }
    });
    if (!finished) return cancelled();
    if (in.spec().has_alpha() && !copy_plane(in, in.channels() - 1, out, 1, args.workers, args.cancel)) {
      return cancelled();
    }
    return {};
  }
};

Status otsu_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  LevelCounts counts{};
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) ++counts[static_cast<size_t>(level_of(brightness_at(in, x, y)))];
  }
  const int level = otsu_level(counts);
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) {
      out.at(0, x, y) = level_of(brightness_at(in, x, y)) > level ? 1.0f : 0.0f;
      if (in.spec.has_alpha()) out.at(1, x, y) = in.at(in.spec.channels - 1, x, y);
    }
  }
  return {};
}

}  // namespace

OperatorDef otsu_threshold_operator() {
  OperatorDef def;
  def.id = "otsu_threshold";
  def.label = "Otsu threshold";
  def.category = Category::kTone;
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kAsInput;
  def.summary = "Makes the picture black and white at the level that separates dark from bright best.";
  def.formula =
      "bin(Y) > t → 1, else 0; Y is the gray or the Rec. 601 luma in 256 bins, t maximises n0·n1·(mean0 - mean1)²";
  def.shapes =
      "Any picture; gray of the same size out, in the input's format. Alpha passes. u16 and floats are counted as they "
      "would be stored in 8 bits. A picture of a single level becomes 0.";
  def.source = "N. Otsu: A Threshold Selection Method from Gray-Level Histograms, IEEE Trans. SMC 9 (1979)";
  def.search_words = {"binary", "binarize", "automatic", "segment", "mask", "histogram"};
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    ImageSpec spec = *args.inputs[0];
    spec.channels = spec.has_alpha() ? 2 : 1;
    return std::vector<ImageSpec>{spec};
  };
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<OtsuThreshold>()); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    GpuProgram program;
    add_level_counts(program, *args.inputs[0], 1, args.inputs[0]->size());
    program.scratch.push_back(gpu_words(1, 1));
    program.passes.push_back(gpu_group_pass("otsu_level", 1, 1, 1, {gpu_scratch(0)}, {gpu_scratch(1)}));
    program.passes.push_back(
        gpu_pass("otsu_threshold", args.outputs[0], 1, {gpu_input(), gpu_scratch(1)}, {gpu_output()}));
    return program;
  };
  def.reference = otsu_reference;
  return def;
}

}  // namespace lightbench
