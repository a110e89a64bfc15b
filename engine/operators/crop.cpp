// crop: cuts out a rectangle.
//
// Formula: out(x, y) = in(x + left, y + top) over the part of the rectangle that lies in the picture.
// Shapes:  any channels and format, the samples stay in the input's format; the size is the rectangle's, clipped.
// Params:  x, y in pixels from the top left; width, height in pixels, 0 reaches to the right or bottom edge.
// Border:  none needed.
// Source:  definition.
// Errors:  a rectangle that misses the picture.
#include <cstring>

#include "engine/operators/gpu_move.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

constexpr int kReach = kMaxSide;

// The rectangle at a proxy level, clipped to a picture of `size` at that level; empty when it misses. A proxy keeps
// every pixel that the rectangle touches.
Rect cropped(const Params& params, Size size, int level) {
  const int64_t unit = int64_t{1} << level;
  const int64_t x = params.integer("x");
  const int64_t y = params.integer("y");
  const int64_t width = params.integer("width");
  const int64_t height = params.integer("height");
  const auto down = [unit](int64_t value) { return (value >= 0 ? value : value - unit + 1) / unit; };
  const int64_t left = std::max<int64_t>(0, down(x));
  const int64_t top = std::max<int64_t>(0, down(y));
  const int64_t right = width == 0 ? size.width : std::min<int64_t>(size.width, -down(-(x + width)));
  const int64_t bottom = height == 0 ? size.height : std::min<int64_t>(size.height, -down(-(y + height)));
  return {static_cast<int>(left), static_cast<int>(top), static_cast<int>(right - left),
          static_cast<int>(bottom - top)};
}

class Crop final : public NativeFormatKernel {
 public:
  explicit Crop(const Rect& rect) : rect_(rect) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    const size_t bytes = sample_bytes(in.format());
    for (int c = 0; c < in.channels(); ++c) {
      const bool finished = for_row_bands(rect_.height, 64, args.workers, args.cancel, [&](int first, int end, int) {
        for (int y = first; y < end; ++y) {
          std::memcpy(out.writable_row_data(c, y), in.row_data(c, rect_.y + y) + static_cast<size_t>(rect_.x) * bytes,
                      static_cast<size_t>(rect_.width) * bytes);
        }
      });
      if (!finished) return cancelled();
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  Rect rect_;
};

Result<std::vector<ImageSpec>> infer_crop(const InferArgs& args) {
  ImageSpec spec = *args.inputs[0];
  const Rect rect = cropped(args.params, spec.size(), args.level);
  if (rect.empty()) {
    const auto text = [&](const char* id) { return std::to_string(args.params.integer(id)); };
    const std::string level = args.level == 0 ? "" : " at 1/" + std::to_string(1 << args.level) + " size";
    return invalid("the rectangle at " + text("x") + ", " + text("y") + " of " + text("width") + " × " +
                       text("height") + " misses the picture of " + std::to_string(spec.width) + " × " +
                       std::to_string(spec.height) + level,
                   "parameters x, y, width, height", "choose a rectangle that lies in the picture");
  }
  spec.width = rect.width;
  spec.height = rect.height;
  return std::vector<ImageSpec>{spec};
}

}  // namespace

OperatorDef crop_operator() {
  OperatorDef def;
  def.id = "crop";
  def.label = "Crop";
  def.category = Category::kGeometry;
  def.footprint = Footprint::kResample;
  def.result = ResultFormat::kAsInput;
  // Not in_pixels: the proxy's rectangle is made here, where its edges can be rounded outward.
  def.params = {
      integer_param("x", "Left", 0, -kReach, kReach, 0, 4000, "px", "First column that is kept."),
      integer_param("y", "Top", 0, -kReach, kReach, 0, 4000, "px", "First row that is kept."),
      integer_param("width", "Width", 0, 0, kReach, 0, 4000, "px",
                    "Columns that are kept; 0 reaches to the right edge."),
      integer_param("height", "Height", 0, 0, kReach, 0, 4000, "px",
                    "Rows that are kept; 0 reaches to the bottom edge."),
  };
  def.summary = "Cuts out a rectangle.";
  def.formula = "in(x + left, y + top)";
  def.shapes = "Any channels and format, which are kept; the rectangle is clipped to the picture and must meet it.";
  def.source = "definition";
  def.search_words = {"cut", "trim", "region", "rectangle"};
  def.infer = infer_crop;
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Crop>(cropped(args.params, args.inputs[0]->size(), args.level)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const ImageSpec& spec = args.outputs[0];
    const Rect rect = cropped(args.params, args.inputs[0]->size(), args.level);
    GpuProgram program;
    program.passes = {gpu_move(spec, spec.channels, gpu_input(), gpu_output(), {.left = rect.x, .top = rect.y})};
    return program;
  };
  def.reference = [](const ReferenceArgs& args) -> Status {
    const FloatPicture& in = *args.inputs[0];
    const int left = std::max(0, args.params.integer("x"));
    const int top = std::max(0, args.params.integer("y"));
    FloatPicture& out = args.outputs[0];
    for (int c = 0; c < out.spec.channels; ++c) {
      for (int y = 0; y < out.spec.height; ++y) {
        for (int x = 0; x < out.spec.width; ++x) out.at(c, x, y) = in.at(c, left + x, top + y);
      }
    }
    return {};
  };
  return def;
}

}  // namespace lightbench
