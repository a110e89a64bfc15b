#include "engine/operators/morphology.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/operators/gpu_morphology.h"
#include "engine/operators/key_sweep.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"

namespace lightbench {
namespace {

// Of a strip: what lies between the two directions of a window of middle size stays in the nearest cache.
constexpr int kLeastStripBytes = 768;
constexpr int kLeastStripWidth = 256;

class Morphology final : public NativeFormatKernel {
 public:
  Morphology(std::vector<Extremum> steps, ElementShape shape, int radius)
      : steps_(std::move(steps)),
        radius_(radius),
        chords_(shape == ElementShape::kDisk ? disk_chords(radius) : std::vector<int>{}) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    // All but the last step go into a plane of their own.
    Image between;
    if (steps_.size() > 1) {
      Result<Image> plane = Image::allocate({in.width(), in.height(), 1, in.format()}, args.buffers);
      if (!plane) return plane.error();
      between = *plane;
    }
    for (int c = 0; c < in.channels(); ++c) {
      if (c >= in.spec().color_channels()) {
        if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
        continue;
      }
      for (size_t step = 0; step < steps_.size(); ++step) {
        const bool first = step == 0, last = step + 1 == steps_.size();
        const bool finished =
            run_plane(steps_[step], first ? in : between, first ? c : 0, last ? out : between, last ? c : 0, args);
        if (!finished) return cancelled();
        args.progress((c + static_cast<double>(step + 1) / static_cast<double>(steps_.size())) / in.channels());
      }
    }
    return {};
  }

 private:
  bool run_plane(Extremum extremum, const Image& in, int from, Image& out, int to, ImageArgs& args) const {
    return with_sample_key(in.format(), [&](auto sample) {
      using Sample = decltype(sample);
      using Key = typename Sample::Key;
      const int wide = std::max(kLeastStripWidth, kLeastStripBytes / static_cast<int>(sizeof(Key)));
      // Neighbours overlap by the radius on each side.
      const Sweep sweep{radius_, 1, std::max(wide, (4 * radius_ + 63) / 64 * 64), std::max(128, 8 * radius_)};
      const auto task = [&](KeyRows<Sample>& rows, KeyTarget<Sample>& target, const Rect& rect) {
        FlatExtrema<Key> extrema(extremum, rect.width, radius_, chords_);
        for (int y = rect.y - radius_; y < rect.y + radius_; ++y) extrema.add_row(rows.row(y));
        for (int y = rect.y; y < rect.bottom(); ++y) {
          extrema.next_row(rows.row(y + radius_), rows.coming(y + radius_ + 1), target.row(y));
          target.finish(y);
        }
      };
      return sweep_plane<Sample>(in, from, out, to, sweep, args.workers, args.cancel, task);
    });
  }

  std::vector<Extremum> steps_;
  int radius_;
  std::vector<int> chords_;  // none of a square
};

ElementShape shape_of(const Params& params) {
  return params.text("shape") == "disk" ? ElementShape::kDisk : ElementShape::kSquare;
}

void extremum_reference(Extremum extremum, const Params& params, const FloatPicture& in, FloatPicture& out) {
  const int radius = params.integer("radius");
  const bool disk = shape_of(params) == ElementShape::kDisk;
  reference_colors(in, out, [&](int c, int x, int y) {
    int32_t best = float_key(in.at(c, x, y));
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) {
        if (disk && dx * dx + dy * dy > radius * radius) continue;
        const int32_t key = float_key(in.bordered(c, x + dx, y + dy));
        best = extremum == Extremum::kMinimum ? std::min(best, key) : std::max(best, key);
      }
    }
    return float_of_key(best);
  });
}

Status morphology_reference(const std::vector<Extremum>& steps, const ReferenceArgs& args) {
  FloatPicture picture = *args.inputs[0];
  for (Extremum step : steps) {
    extremum_reference(step, args.params, picture, args.outputs[0]);
    picture = args.outputs[0];
  }
  return {};
}

}  // namespace

std::vector<int> disk_chords(int radius) {
  std::vector<int> chords;
  for (int y = -radius; y <= radius; ++y) {
    int half = static_cast<int>(std::sqrt(static_cast<double>(radius * radius - y * y)));
    while ((half + 1) * (half + 1) + y * y <= radius * radius) ++half;
    while (half * half + y * y > radius * radius) --half;
    chords.push_back(half);
  }
  return chords;
}

std::unique_ptr<ImageKernel> make_morphology(std::vector<Extremum> steps, ElementShape shape, int radius) {
  return std::make_unique<Morphology>(std::move(steps), shape, radius);
}

OperatorDef morphology_operator(std::vector<Extremum> steps) {
  OperatorDef def;
  def.category = Category::kEdges;
  def.footprint = Footprint::kWindow;
  def.result = ResultFormat::kAsInput;
  def.params = {
      integer_param("radius", "Radius", 1, 0, 500, 0, 30, "px", "How far the element reaches from its centre."),
      choice_param("shape", "Shape", {"square", "disk"}, "Square of side 2·radius + 1, or disk x² + y² ≤ radius²."),
  };
  def.params[0].in_pixels = true;
  def.shapes = "Any size, channels and format; the samples stay in the input's format. Alpha passes.";
  def.border = "reflect101";
  def.is_identity = [](const Params& params) { return params.integer("radius") == 0; };
  def.prepare = [steps](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(make_morphology(steps, shape_of(args.params), args.params.integer("radius")));
  };
  def.gpu = [steps](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_morphology(*args.inputs[0], args.outputs[0], steps, shape_of(args.params),
                          args.params.integer("radius"));
  };
  def.reference = [steps](const ReferenceArgs& args) { return morphology_reference(steps, args); };
  return def;
}

}  // namespace lightbench
