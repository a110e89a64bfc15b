// clahe: spreads brightnesses evenly in every neighbourhood, with a limit on how much contrast may grow.
//
// Formula: the picture is cut into tiles × tiles rectangles of equal size (continued to the right and below where the
//          size does not divide); each counts 256 bins, cut at clip · samples / 256, what is cut off spread over all;
//          its curve is 255 · running sum / samples, rounded. A pixel's value is bilinear between the curves of the
//          four nearest tile centres, and straight between levels. Gray becomes f(Y), a colour v + f(Y) - Y with the
//          Rec. 601 luma Y clamped to 0..1. Bins as histogram.h says
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  clip 0..256, the steepest slope of a curve, 0: no limit; tiles 1..64 along each side.
// Border:  reflect101 where tiles reach beyond the picture.
// Source:  K. Zuiderveld, "Contrast Limited Adaptive Histogram Equalization", Graphics Gems IV (1994); 8-bit gray as
//          OpenCV's CLAHE.
// Errors:  none.
#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/histogram.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

#ifndef LIGHTBENCH_OPERATORS_CLAHE_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_CLAHE_SHARED
namespace lightbench {
namespace {

// Which two tiles a position lies between, and how far towards the second.
struct TilePlace {
  int first, second;
  float share;  // of the second
};

TilePlace place_between(int position, int tile_length, int tiles) {
  const float at = static_cast<float>(position) * (1.0f / static_cast<float>(tile_length)) - 0.5f;
  const int first = static_cast<int>(std::floor(at));
  return {std::clamp(first, 0, tiles - 1), std::clamp(first + 1, 0, tiles - 1), at - static_cast<float>(first)};
}

struct TileGrid {
  Size picture;
  int tiles = 1;
  Size tile;  // of the continued picture

  TileGrid(Size size, int count) : picture(size), tiles(count) {
    // As OpenCV: one side that does not divide continues both.
    const bool divides = size.width % count == 0 && size.height % count == 0;
    tile.width = divides ? size.width / count : size.width / count + 1;
    tile.height = divides ? size.height / count : size.height / count + 1;
  }
  size_t curves() const { return static_cast<size_t>(tiles) * static_cast<size_t>(tiles); }
};

// The curve of one tile from its counts.
LevelCurve tile_curve(LevelCounts counts, int64_t samples, double clip) {
  if (clip > 0) {
    const int64_t limit = std::max<int64_t>(1, static_cast<int64_t>(clip * static_cast<double>(samples) / kLevels));
    int64_t cut = 0;
    for (int64_t& count : counts) {
      cut += std::max<int64_t>(0, count - limit);
      count = std::min(count, limit);
    }
    const int64_t each = cut / kLevels;
    int64_t rest = cut % kLevels;
    for (int64_t& count : counts) count += each;
    const size_t step = rest > 0 ? static_cast<size_t>(std::max<int64_t>(kLevels / rest, 1)) : 1;
    for (size_t level = 0; level < kLevels && rest > 0; level += step, --rest) ++counts[level];
  }
  LevelCurve curve{};
  const float scale = 255.0f / static_cast<float>(samples);
  int64_t sum = 0;
  for (size_t level = 0; level < kLevels; ++level) {
    sum += counts[level];
    curve[level] = std::clamp(std::nearbyint(static_cast<float>(sum) * scale), 0.0f, 255.0f) / 255.0f;
  }
  curve[kLevels] = curve[kLevels - 1];
  return curve;
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/clahe.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

void mix_curves(const float* __restrict above, const float* __restrict below, float share, float* __restrict out) {
  for (int level = 0; level <= kLevels; ++level) out[level] = above[level] + share * (below[level] - above[level]);
}

// target[i] = left[i] + share[i] · (right[i] - left[i]), in place over left.
void mix_rows(float* __restrict left, const float* __restrict right, const float* __restrict share, int count) {
  for (int i = 0; i < count; ++i) left[i] += share[i] * (right[i] - left[i]);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(mix_curves);
HWY_EXPORT(mix_rows);

namespace {

class Clahe final : public ImageKernel {
 public:
  Clahe(double clip, int tiles) : clip_(clip), tiles_(tiles) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    const Result<Image> levels = level_plane(in, nullptr, args.workers, args.buffers, args.cancel);
    if (!levels) return levels.error();
    const TileGrid grid(in.spec().size(), tiles_);
    std::vector<LevelCurve> curves(grid.curves());
    const bool counted = args.workers.run(
        static_cast<int64_t>(grid.curves()),
        [&](int64_t index, int) {
          const int column = static_cast<int>(index) % tiles_;
          const int row = static_cast<int>(index) / tiles_;
          curves[static_cast<size_t>(index)] = count_tile(*levels, grid, column, row);
        },
        args.cancel);
    if (!counted) return cancelled();
    args.progress(0.4);
    std::vector<TilePlace> places(static_cast<size_t>(in.width()));
    std::vector<float> shares(places.size());
    for (size_t x = 0; x < places.size(); ++x) {
      places[x] = place_between(static_cast<int>(x), grid.tile.width, tiles_);
      shares[x] = places[x].share;
    }
    const Mapping mapping{in, *levels, grid, curves, places, shares};
    const bool mapped = for_row_bands(in.height(), 32, args.workers, args.cancel, [&](int first, int end, int) {
      Scratch scratch(places.size(), static_cast<size_t>(tiles_));
      for (int y = first; y < end; ++y) map_row(mapping, y, args.outputs[0], scratch);
    });
    if (!mapped) return cancelled();
    return {};
  }

 private:
  struct Mapping {
    const Image& in;
    const Image& levels;
    const TileGrid& grid;
    const std::vector<LevelCurve>& curves;
    const std::vector<TilePlace>& places;  // of every column
    const std::vector<float>& shares;
  };
  struct Scratch {
    std::vector<LevelCurve> columns;  // of every column of tiles, at the row's height
    std::vector<float> before, left, right, rest;
    Scratch(size_t width, size_t tiles) : columns(tiles), before(width), left(width), right(width), rest(2 * width) {}
  };

  LevelCurve count_tile(const Image& levels, const TileGrid& grid, int column, int row) const {
    LevelCounter counter;
    const int left = column * grid.tile.width;
    const int inside = std::clamp(grid.picture.width - left, 0, grid.tile.width);
    std::vector<uint8_t> outside(static_cast<size_t>(grid.tile.width - inside));
    for (int dy = 0; dy < grid.tile.height; ++dy) {
      const int y = border_index(row * grid.tile.height + dy, grid.picture.height, Border::kReflect101);
      const uint8_t* source = reinterpret_cast<const uint8_t*>(levels.row_data(0, y));
      if (inside > 0) counter.add(source + left, static_cast<size_t>(inside));
      for (size_t i = 0; i < outside.size(); ++i) {
        const int x = left + inside + static_cast<int>(i);
        outside[i] = source[border_index(x, grid.picture.width, Border::kReflect101)];
      }
      counter.add(outside.data(), outside.size());
    }
    LevelCounts counts{};
    counter.add_to(counts);
    return tile_curve(counts, int64_t{grid.tile.width} * grid.tile.height, clip_);
  }

  void map_row(const Mapping& map, int y, Image& out, Scratch& scratch) const {
    const TilePlace vertical = place_between(y, map.grid.tile.height, tiles_);
    const size_t tiles = static_cast<size_t>(tiles_);
    for (size_t column = 0; column < tiles; ++column) {
      const LevelCurve& above = map.curves[static_cast<size_t>(vertical.first) * tiles + column];
      const LevelCurve& below = map.curves[static_cast<size_t>(vertical.second) * tiles + column];
      HWY_DYNAMIC_DISPATCH(mix_curves)(above.data(), below.data(), vertical.share, scratch.columns[column].data());
    }
    const int width = map.in.width();
    const bool whole_levels = map.in.format() == SampleFormat::kU8 && map.in.spec().color_channels() == 1;
    if (!whole_levels) brightness_row(map.in, 0, y, width, scratch.before.data(), scratch.rest.data());
    const uint8_t* levels = reinterpret_cast<const uint8_t*>(map.levels.row_data(0, y));
    for (int x = 0; x < width;) {  // stretches between the same two columns of tiles
      const TilePlace& place = map.places[static_cast<size_t>(x)];
      int end = x + 1;
      while (end < width && map.places[static_cast<size_t>(end)].first == place.first &&
             map.places[static_cast<size_t>(end)].second == place.second) {
        ++end;
      }
      const LevelCurve& left = scratch.columns[static_cast<size_t>(place.first)];
      const LevelCurve& right = scratch.columns[static_cast<size_t>(place.second)];
      const size_t from = static_cast<size_t>(x);
      const size_t count = static_cast<size_t>(end - x);
      if (whole_levels) {
        look_up(left, right, levels + x, scratch.left.data() + x, scratch.right.data() + x, end - x);
      } else {
        apply_level_curve(left, scratch.before.data() + from, scratch.left.data() + from, count);
        apply_level_curve(right, scratch.before.data() + from, scratch.right.data() + from, count);
      }
      x = end;
    }
    HWY_DYNAMIC_DISPATCH(mix_rows)(scratch.left.data(), scratch.right.data(), map.shares.data(), width);
    store_brightness_row(map.in, scratch.before.data(), scratch.left.data(), y, out, scratch.rest.data());
  }

  static void look_up(const LevelCurve& first, const LevelCurve& second, const uint8_t* __restrict levels,
                      float* __restrict left, float* __restrict right, int count) {
    for (int i = 0; i < count; ++i) {
      left[i] = first[levels[i]];
      right[i] = second[levels[i]];
    }
  }

  double clip_;
  int tiles_;
};

// One value after the other from the definition.
Status clahe_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const int tiles = args.params.integer("tiles");
  const TileGrid grid(in.spec.size(), tiles);
  std::vector<LevelCurve> curves;
  for (int row = 0; row < tiles; ++row) {
    for (int column = 0; column < tiles; ++column) {
      LevelCounts counts{};
      for (int y = row * grid.tile.height; y < (row + 1) * grid.tile.height; ++y) {
        for (int x = column * grid.tile.width; x < (column + 1) * grid.tile.width; ++x) {
          const int inner_x = border_index(x, in.spec.width, Border::kReflect101);
          const int inner_y = border_index(y, in.spec.height, Border::kReflect101);
          ++counts[static_cast<size_t>(level_of(brightness_at(in, inner_x, inner_y)))];
        }
      }
      curves.push_back(tile_curve(counts, int64_t{grid.tile.width} * grid.tile.height, args.params.number("clip")));
    }
  }
  const auto mixed = [](double a, double b, double share) { return a + share * (b - a); };
  for (int y = 0; y < in.spec.height; ++y) {
    const TilePlace vertical = place_between(y, grid.tile.height, tiles);
    for (int x = 0; x < in.spec.width; ++x) {
      const TilePlace horizontal = place_between(x, grid.tile.width, tiles);
      const double before = static_cast<double>(clamped_brightness(brightness_at(in, x, y)));
      const size_t level = static_cast<size_t>(std::min(static_cast<int>(before * 255), kLevels - 1));
      const auto curve_at = [&](int row, int column) {
        const LevelCurve& curve = curves[static_cast<size_t>(row * tiles + column)];
        return mixed(static_cast<double>(curve[level]), static_cast<double>(curve[level + 1]),
                     before * 255 - static_cast<double>(level));
      };
      const double share = static_cast<double>(horizontal.share);
      const double after =
          mixed(mixed(curve_at(vertical.first, horizontal.first), curve_at(vertical.first, horizontal.second), share),
                mixed(curve_at(vertical.second, horizontal.first), curve_at(vertical.second, horizontal.second), share),
                static_cast<double>(vertical.share));
      for (int c = 0; c < in.spec.channels; ++c) {
        const double sample = static_cast<double>(in.at(c, x, y));
        const double color = in.spec.color_channels() == 1 ? after : sample + after - before;
        out.at(c, x, y) = static_cast<float>(c < in.spec.color_channels() ? color : sample);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef clahe_operator() {
  OperatorDef def;
  def.id = "clahe";
  def.label = "CLAHE";
  def.category = Category::kTone;
  def.footprint = Footprint::kGlobal;
  def.params = {number_param("clip", "Clip", 2, 0, 256, 0, 10, 0.1, "×",
                             "How much contrast may grow: the largest share of a level, in mean shares; 0: no limit."),
                integer_param("tiles", "Tiles", 8, 1, 64, 2, 16, "", "Neighbourhoods along each side.")};
  def.summary = "Brings out detail in dark and bright parts alike.";
  def.formula =
      "equalisation by the histograms of tiles × tiles rectangles, bins cut at clip times the mean and spread over "
      "all, "
      "bilinear between tiles; gray: f(Y), colour: v + f(Y) - Y, Y the Rec. 601 luma";
  def.shapes =
      "Any picture; the same size and channels out. Alpha passes. u16 and floats are counted as they would be stored "
      "in "
      "8 bits and mapped along straight lines between levels.";
  def.border = "reflect101 where tiles reach beyond the picture";
  def.source =
      "K. Zuiderveld: Contrast Limited Adaptive Histogram Equalization, Graphics Gems IV, 1994; OpenCV's CLAHE";
  def.search_words = {"histogram", "adaptive", "local contrast", "equalize", "detail"};
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Clahe>(args.params.number("clip"), args.params.integer("tiles")));
  };
  def.reference = clahe_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
