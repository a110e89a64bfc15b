#include "engine/operators/morphology.h"

#include <algorithm>
#include <cmath>

#include "engine/operators/line_strips.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sample_keys.h"
#include "engine/operators/sliding_window.h"

namespace lightbench {
namespace {

constexpr int kTileWidth = 512;
constexpr int kTileHeight = 64;

template <Extremum kWhich>
struct Pick {
  template <typename Key>
  Key operator()(Key a, Key b) const {
    if constexpr (kWhich == Extremum::kMinimum) return a < b ? a : b;
    return a > b ? a : b;
  }
};

template <Extremum kWhich, typename Sample>
bool square_plane(const Image& in, int channel, int radius, Image& out, ImageArgs& args) {
  using Key = typename Sample::Key;
  constexpr int kLanes = kStripLanes<Key>;
  const Size size = in.spec().size();
  std::vector<std::vector<Key>> scratch(static_cast<size_t>(args.workers.threads()));
  for (Axis axis : {Axis::kHorizontal, Axis::kVertical}) {
    const bool horizontal = axis == Axis::kHorizontal;
    // The vertical pass works in place: a strip is loaded whole before it is stored.
    const Image& source = horizontal ? in : out;
    const LinePass<Key> pass{
        axis,
        size,
        size,
        radius,
        [&](int x, int y, int count, Key* keys) { load_keys<Sample>(source, channel, x, y, count, keys); },
        [&](int x, int y, int count, const Key* keys) { store_keys<Sample>(out, channel, x, y, count, keys); }};
    const int length = horizontal ? size.width : size.height;
    const bool finished = filter_lines(pass, args.workers, args.cancel, [&](int worker, const Key* line, Key* result) {
      slide_window<Key, kLanes>(line, result, length, radius, scratch[static_cast<size_t>(worker)], Pick<kWhich>{},
                                [](Key key) { return key; });
    });
    if (!finished) return false;
  }
  return true;
}

// One tile of a disk, from keys that reach `radius` beyond it on all sides.
template <Extremum kWhich, typename Key>
class DiskTile {
 public:
  DiskTile(int radius, const std::vector<int>& chords) : radius_(radius), chords_(chords) {
    while ((2 << levels_) <= 2 * radius + 1) ++levels_;
    row_ = kTileWidth + 2 * radius;
    level_size_ = static_cast<size_t>(row_) * static_cast<size_t>(kTileHeight + 2 * radius);
    keys_.resize(level_size_ * static_cast<size_t>(levels_ + 1));
  }

  Key* input() { return keys_.data(); }
  ptrdiff_t stride() const { return row_; }

  // keys at level l: the extremum of 2^l samples from x on.
  void build(int width, int height) {
    for (int level = 1; level <= levels_; ++level) {
      const int half = 1 << (level - 1);
      const int count = width + 2 * radius_ - 2 * half + 1;
      for (int y = 0; y < height + 2 * radius_; ++y) {
        const Key* shorter = at(level - 1, 0, y);
        Key* __restrict longer = at(level, 0, y);
        for (int x = 0; x < count; ++x) longer[x] = Pick<kWhich>{}(shorter[x], shorter[x + half]);
      }
    }
  }

  void row(int y, int width, Key* __restrict out) {
    for (int dy = 0; dy <= 2 * radius_; ++dy) {
      const int half = chords_[static_cast<size_t>(dy)];
      int level = 0;
      while ((2 << level) <= 2 * half + 1) ++level;
      const Key* left = at(level, radius_ - half, y + dy);
      const Key* right = at(level, radius_ + half + 1 - (1 << level), y + dy);
      if (dy == 0) {
        for (int x = 0; x < width; ++x) out[x] = Pick<kWhich>{}(left[x], right[x]);
      } else {
        for (int x = 0; x < width; ++x) out[x] = Pick<kWhich>{}(out[x], Pick<kWhich>{}(left[x], right[x]));
      }
    }
  }

 private:
  Key* at(int level, int x, int y) {
    return keys_.data() + level_size_ * static_cast<size_t>(level) + static_cast<ptrdiff_t>(y) * row_ + x;
  }
  int radius_;
  const std::vector<int>& chords_;
  int levels_ = 0;
  ptrdiff_t row_ = 0;
  size_t level_size_ = 0;
  std::vector<Key> keys_;
};

template <Extremum kWhich, typename Sample>
bool disk_plane(const Image& in, int channel, int radius, const std::vector<int>& chords, Image& out, ImageArgs& args) {
  using Key = typename Sample::Key;
  const int tiles_x = (in.width() + kTileWidth - 1) / kTileWidth;
  const int tiles_y = (in.height() + kTileHeight - 1) / kTileHeight;
  std::vector<std::unique_ptr<DiskTile<kWhich, Key>>> tiles(static_cast<size_t>(args.workers.threads()));
  return args.workers.run(
      int64_t{tiles_x} * tiles_y,
      [&](int64_t index, int worker) {
        auto& tile = tiles[static_cast<size_t>(worker)];
        if (!tile) tile = std::make_unique<DiskTile<kWhich, Key>>(radius, chords);
        const Rect rect = intersect({static_cast<int>(index % tiles_x) * kTileWidth,
                                     static_cast<int>(index / tiles_x) * kTileHeight, kTileWidth, kTileHeight},
                                    in.spec().bounds());
        load_key_region<Sample>(in, channel, rect.grown(radius), tile->input(), tile->stride());
        tile->build(rect.width, rect.height);
        Key row[kTileWidth];
        for (int y = 0; y < rect.height; ++y) {
          tile->row(y, rect.width, row);
          store_keys<Sample>(out, channel, rect.x, rect.y + y, rect.width, row);
        }
      },
      args.cancel);
}

class Morphology final : public NativeFormatKernel {
 public:
  Morphology(Extremum extremum, ElementShape shape, int radius)
      : extremum_(extremum), shape_(shape), radius_(radius), chords_(disk_chords(radius)) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    for (int c = 0; c < in.channels(); ++c) {
      const bool finished = c < in.spec().color_channels() ? run_plane(in, c, out, args)
                                                           : copy_plane(in, c, out, c, args.workers, args.cancel);
      if (!finished) return cancelled();
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  bool run_plane(const Image& in, int channel, Image& out, ImageArgs& args) const {
    return with_sample_key(in.format(), [&](auto sample) {
      using Sample = decltype(sample);
      return extremum_ == Extremum::kMinimum ? run_element<Extremum::kMinimum, Sample>(in, channel, out, args)
                                             : run_element<Extremum::kMaximum, Sample>(in, channel, out, args);
    });
  }

  template <Extremum kWhich, typename Sample>
  bool run_element(const Image& in, int channel, Image& out, ImageArgs& args) const {
    return shape_ == ElementShape::kSquare ? square_plane<kWhich, Sample>(in, channel, radius_, out, args)
                                           : disk_plane<kWhich, Sample>(in, channel, radius_, chords_, out, args);
  }

  Extremum extremum_;
  ElementShape shape_;
  int radius_;
  std::vector<int> chords_;
};

ElementShape shape_of(const Params& params) {
  return params.text("shape") == "disk" ? ElementShape::kDisk : ElementShape::kSquare;
}

Status morphology_reference(Extremum extremum, const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const int radius = args.params.integer("radius");
  const bool disk = shape_of(args.params) == ElementShape::kDisk;
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
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

std::unique_ptr<ImageKernel> make_morphology(Extremum extremum, ElementShape shape, int radius) {
  return std::make_unique<Morphology>(extremum, shape, radius);
}

OperatorDef morphology_operator(Extremum extremum) {
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
  def.prepare = [extremum](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(make_morphology(extremum, shape_of(args.params), args.params.integer("radius")));
  };
  def.reference = [extremum](const ReferenceArgs& args) { return morphology_reference(extremum, args); };
  return def;
}

}  // namespace lightbench
