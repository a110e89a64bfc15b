// flip: mirrors the picture.
//
// Formula: horizontal: out(x, y) = in(width - 1 - x, y); vertical: out(x, y) = in(x, height - 1 - y).
// Shapes:  any size, channels and format; the samples stay in the input's format. Alpha is mirrored too.
// Params:  axis horizontal or vertical, the direction in which the picture is turned over.
// Border:  none needed.
// Source:  definition.
// Errors:  none.
#include <algorithm>
#include <cstring>

#include "engine/operators/gpu_move.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

template <typename T>
void reverse_row(const std::byte* source, std::byte* target, int width) {
  const T* in = reinterpret_cast<const T*>(source);
  std::reverse_copy(in, in + width, reinterpret_cast<T*>(target));
}

class Flip final : public NativeFormatKernel {
 public:
  explicit Flip(bool horizontal) : horizontal_(horizontal) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    const size_t bytes = sample_bytes(in.format());
    for (int c = 0; c < in.channels(); ++c) {
      const bool finished = for_row_bands(in.height(), 64, args.workers, args.cancel, [&](int first, int end, int) {
        for (int y = first; y < end; ++y) {
          const std::byte* source = in.row_data(c, horizontal_ ? y : in.height() - 1 - y);
          std::byte* target = out.writable_row_data(c, y);
          if (!horizontal_)
            std::memcpy(target, source, static_cast<size_t>(in.width()) * bytes);
          else if (bytes == 1)
            reverse_row<uint8_t>(source, target, in.width());
          else if (bytes == 2)
            reverse_row<uint16_t>(source, target, in.width());
          else
            reverse_row<uint32_t>(source, target, in.width());
        }
      });
      if (!finished) return cancelled();
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  bool horizontal_;
};

}  // namespace

OperatorDef flip_operator() {
  OperatorDef def;
  def.id = "flip";
  def.label = "Flip";
  def.category = Category::kGeometry;
  def.footprint = Footprint::kResample;
  def.result = ResultFormat::kAsInput;
  def.params = {
      choice_param("axis", "Axis", {"horizontal", "vertical"}, "Left and right, or top and bottom, change places.")};
  def.summary = "Mirrors the picture.";
  def.formula = "horizontal: in(width - 1 - x, y); vertical: in(x, height - 1 - y)";
  def.shapes = "Any size, channels and format; the samples stay in the input's format. Alpha is mirrored too.";
  def.source = "definition";
  def.search_words = {"mirror", "reverse", "flop"};
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Flip>(args.params.text("axis") == "horizontal"));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const ImageSpec& spec = args.outputs[0];
    GpuMove move;
    if (args.params.text("axis") == "horizontal") {
      move.left = spec.width - 1;
      move.across = -1;
    } else {
      move.top = spec.height - 1;
      move.down = -1;
    }
    GpuProgram program;
    program.passes = {gpu_move(spec, spec.channels, gpu_input(), gpu_output(), move)};
    return program;
  };
  def.reference = [](const ReferenceArgs& args) -> Status {
    const FloatPicture& in = *args.inputs[0];
    const bool horizontal = args.params.text("axis") == "horizontal";
    for (int c = 0; c < in.spec.channels; ++c) {
      for (int y = 0; y < in.spec.height; ++y) {
        for (int x = 0; x < in.spec.width; ++x) {
          args.outputs[0].at(c, x, y) =
              horizontal ? in.at(c, in.spec.width - 1 - x, y) : in.at(c, x, in.spec.height - 1 - y);
        }
      }
    }
    return {};
  };
  return def;
}

}  // namespace lightbench
