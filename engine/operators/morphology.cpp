#include "engine/operators/morphology.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sample_keys.h"

namespace lightbench {
namespace {

// The least a tile measures; more for large elements, whose tiles overlap by the radius.
constexpr int kTileWidth = 512;
constexpr int kTileHeight = 128;

class Morphology final : public NativeFormatKernel {
 public:
  Morphology(std::vector<Extremum> steps, ElementShape shape, int radius)
      : steps_(std::move(steps)), disk_(shape == ElementShape::kDisk), radius_(radius), chords_(disk_chords(radius)) {}

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
    return with_sample_key(in.format(),
                           [&](auto sample) { return run_tiles<decltype(sample)>(extremum, in, from, out, to, args); });
  }

  template <typename Sample>
  bool run_tiles(Extremum extremum, const Image& in, int from, Image& out, int to, ImageArgs& args) const {
    using Key = typename Sample::Key;
    const int tile_width = std::max(kTileWidth, 2 * radius_);
    const int tile_height = std::max(kTileHeight, 2 * radius_);
    const int tiles_x = (in.width() + tile_width - 1) / tile_width;
    const int tiles_y = (in.height() + tile_height - 1) / tile_height;
    struct Scratch {
      std::vector<Key> keys, out, scratch;
    };
    std::vector<Scratch> scratch(static_cast<size_t>(args.workers.threads()));
    return args.workers.run(
        int64_t{tiles_x} * tiles_y,
        [&](int64_t index, int worker) {
          const Rect rect = intersect({static_cast<int>(index % tiles_x) * tile_width,
                                       static_cast<int>(index / tiles_x) * tile_height, tile_width, tile_height},
                                      in.spec().bounds());
          Scratch& own = scratch[static_cast<size_t>(worker)];
          FlatTile tile;
          tile.stride = std::min(tile_width, in.width()) + 2 * radius_ + kFlatPadding;
          tile.out_stride = std::min(tile_width, in.width()) + kFlatPadding;
          if (own.keys.empty()) {
            const int height = std::min(tile_height, in.height());
            own.keys.resize(static_cast<size_t>(tile.stride) * static_cast<size_t>(height + 2 * radius_));
            own.out.resize(static_cast<size_t>(tile.out_stride) * static_cast<size_t>(height));
            own.scratch.resize(flat_tile_scratch(std::min(tile_width, in.width()), height, radius_, disk_));
          }
          load_key_region<Sample>(in, from, rect.grown(radius_), own.keys.data(), tile.stride);
          tile.keys = own.keys.data();
          tile.out = own.out.data();
          tile.scratch = own.scratch.data();
          tile.width = rect.width;
          tile.height = rect.height;
          tile.radius = radius_;
          tile.chords = disk_ ? chords_.data() : nullptr;
          flat_extrema<Key>(extremum, tile);
          for (int y = 0; y < rect.height; ++y) {
            store_keys<Sample>(out, to, rect.x, rect.y + y, rect.width, own.out.data() + y * tile.out_stride);
          }
        },
        args.cancel);
  }

  std::vector<Extremum> steps_;
  bool disk_;
  int radius_;
  std::vector<int> chords_;
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
  def.reference = [steps](const ReferenceArgs& args) { return morphology_reference(steps, args); };
  return def;
}

}  // namespace lightbench
