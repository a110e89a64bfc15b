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
#include "engine/operators/clahe_tiles.h"
#include "engine/operators/gpu_histogram.h"
#include "engine/operators/histogram.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/simd/byte_map.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/clahe.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// A column of tiles at a row's height, in levels; the last entry twice, so that 255 has a right neighbour.
void mix_curves(const uint8_t* __restrict above, const uint8_t* __restrict below, float share, float* __restrict out) {
  for (int level = 0; level < kLevels; ++level) {
    const float first = static_cast<float>(above[level]);
    out[level] = first + share * (static_cast<float>(below[level]) - first);
  }
  out[kLevels] = out[kLevels - 1];
}

// In place over left: (left + share · (right - left)) levels, as a brightness.
void mix_rows(float* __restrict left, const float* __restrict right, const float* __restrict share, int count) {
  for (int i = 0; i < count; ++i) left[i] = (left[i] + share[i] * (right[i] - left[i])) * (1.0f / 255.0f);
}

// The same rounded to whole levels.
void mix_rows_to_bytes(const float* __restrict left, const float* __restrict right, const float* __restrict share,
                       uint8_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) {
    out[i] = static_cast<uint8_t>(static_cast<int>(left[i] + share[i] * (right[i] - left[i]) + 0.5f));
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(mix_curves);
HWY_EXPORT(mix_rows);
HWY_EXPORT(mix_rows_to_bytes);

namespace {

// Columns of the picture between the same two columns of tiles.
struct Stretch {
  size_t first, count;
  size_t left, right;  // columns of tiles
};

// The four curves around a stretch of a row.
struct FourCurves {
  const TileCurve &above_left, &above_right, &below_left, &below_right;
};

#if HWY_ARCH_X86
#define LIGHTBENCH_CLAHE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")))

struct ByteMap {
  __m512i part[4];
};

LIGHTBENCH_CLAHE_TARGET inline ByteMap load_table(const TileCurve& curve) {
  return {{_mm512_loadu_si512(curve.data()), _mm512_loadu_si512(curve.data() + 64),
           _mm512_loadu_si512(curve.data() + 128), _mm512_loadu_si512(curve.data() + 192)}};
}

LIGHTBENCH_CLAHE_TARGET inline __m512i look_up_bytes(const ByteMap& table, __m512i index) {
  const __m512i low = _mm512_permutex2var_epi8(table.part[0], index, table.part[1]);
  const __m512i high = _mm512_permutex2var_epi8(table.part[2], index, table.part[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
}

template <int kPart>
LIGHTBENCH_CLAHE_TARGET inline __m512 floats_of(__m512i bytes) {
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, kPart)));
}

LIGHTBENCH_CLAHE_TARGET inline __m512 mixed(__m512 first, __m512 second, __m512 share) {
  return _mm512_add_ps(first, _mm512_mul_ps(share, _mm512_sub_ps(second, first)));
}

template <int kPart>
LIGHTBENCH_CLAHE_TARGET inline __m128i mixed_levels(const __m512i* corners, __m512 down, const float* across) {
  const __m512 left = mixed(floats_of<kPart>(corners[0]), floats_of<kPart>(corners[2]), down);
  const __m512 right = mixed(floats_of<kPart>(corners[1]), floats_of<kPart>(corners[3]), down);
  const __m512 level = mixed(left, right, _mm512_loadu_ps(across + 16 * kPart));
  return _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(_mm512_add_ps(level, _mm512_set1_ps(0.5f))));
}

// 64 samples at once, the curves in registers; the same additions as mix_curves() and mix_rows_to_bytes(). `across`
// is readable to the next multiple of 64.
LIGHTBENCH_CLAHE_TARGET void map_bytes(const FourCurves& curves, const uint8_t* levels, float below_share,
                                       const float* across, uint8_t* out, int count) {
  const ByteMap tables[4] = {load_table(curves.above_left), load_table(curves.above_right),
                             load_table(curves.below_left), load_table(curves.below_right)};
  const __m512 down = _mm512_set1_ps(below_share);
  for (int i = 0; i < count; i += 64) {
    const int rest = count - i;
    const __mmask64 mask = rest >= 64 ? ~__mmask64{0} : (__mmask64{1} << rest) - 1;
    const __m512i index = _mm512_maskz_loadu_epi8(mask, levels + i);
    const __m512i corners[4] = {look_up_bytes(tables[0], index), look_up_bytes(tables[1], index),
                                look_up_bytes(tables[2], index), look_up_bytes(tables[3], index)};
    __m512i result = _mm512_castsi128_si512(mixed_levels<0>(corners, down, across + i));
    result = _mm512_inserti32x4(result, mixed_levels<1>(corners, down, across + i), 1);
    result = _mm512_inserti32x4(result, mixed_levels<2>(corners, down, across + i), 2);
    result = _mm512_inserti32x4(result, mixed_levels<3>(corners, down, across + i), 3);
    _mm512_mask_storeu_epi8(out + i, mask, result);
  }
}
#else
void map_bytes(const FourCurves&, const uint8_t*, float, const float*, uint8_t*, int) {}
#endif

class Clahe final : public ImageKernel {
 public:
  Clahe(double clip, int tiles) : clip_(clip), tiles_(tiles) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    const Result<Image> levels = level_plane(in, nullptr, args.workers, args.buffers, args.cancel);
    if (!levels) return levels.error();
    const TileGrid grid(in.spec().size(), tiles_);
    std::vector<TileCurve> curves(grid.curves());
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
    const size_t width = static_cast<size_t>(in.width());
    std::vector<float> shares(width + 64);
    std::vector<Stretch> stretches;
    for (size_t x = 0; x < width; ++x) {
      const TilePlace place = place_between(static_cast<int>(x), grid.tile.width, tiles_);
      shares[x] = place.share;
      const size_t left = static_cast<size_t>(place.first);
      const size_t right = static_cast<size_t>(place.second);
      if (stretches.empty() || stretches.back().left != left || stretches.back().right != right) {
        stretches.push_back({x, 0, left, right});
      }
      ++stretches.back().count;
    }
    const Mapping mapping{in, *levels, grid, curves, stretches, shares};
    const bool mapped = for_row_bands(in.height(), 32, args.workers, args.cancel, [&](int first, int end, int) {
      Scratch scratch(width, static_cast<size_t>(tiles_));
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
    const std::vector<TileCurve>& curves;
    const std::vector<Stretch>& stretches;
    const std::vector<float>& shares;  // of the right tile, of every column
  };
  struct Scratch {
    std::vector<LevelCurve> columns;  // of every column of tiles, at the row's height
    std::vector<float> before, left, right, rest;
    Scratch(size_t width, size_t tiles) : columns(tiles), before(width), left(width), right(width), rest(2 * width) {}
  };

  TileCurve count_tile(const Image& levels, const TileGrid& grid, int column, int row) const {
    LevelCounter counter;
    const int left = column * grid.tile.width;
    const int inside = std::clamp(grid.picture.width - left, 0, grid.tile.width);
    std::vector<uint8_t> outside(static_cast<size_t>(grid.tile.width - inside));
    const int top = row * grid.tile.height;
    const int rows = inside > 0 ? std::clamp(grid.picture.height - top, 0, grid.tile.height) : 0;
    if (rows > 0) {
      counter.add(reinterpret_cast<const uint8_t*>(levels.row_data(0, top)) + left,
                  static_cast<ptrdiff_t>(levels.row_bytes()), static_cast<size_t>(inside), static_cast<size_t>(rows));
    }
    for (int dy = outside.empty() ? rows : 0; dy < grid.tile.height; ++dy) {
      const int y = border_index(top + dy, grid.picture.height, Border::kReflect101);
      const uint8_t* source = reinterpret_cast<const uint8_t*>(levels.row_data(0, y));
      if (dy >= rows && inside > 0) counter.add(source + left, static_cast<size_t>(inside));
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
    const TileCurve* above = map.curves.data() + static_cast<size_t>(vertical.first) * tiles;
    const TileCurve* below = map.curves.data() + static_cast<size_t>(vertical.second) * tiles;
    const bool whole_levels = map.in.format() == SampleFormat::kU8 && map.in.spec().color_channels() == 1;
    const bool bytes = whole_levels && out.format() == SampleFormat::kU8;
    const uint8_t* levels = reinterpret_cast<const uint8_t*>(map.levels.row_data(0, y));
    uint8_t* target = reinterpret_cast<uint8_t*>(out.writable_row_data(0, y));
    if (bytes && has_byte_tables()) {
      for (const auto& [x, count, left, right] : map.stretches) {
        map_bytes({above[left], above[right], below[left], below[right]}, levels + x, vertical.share,
                  map.shares.data() + x, target + x, static_cast<int>(count));
      }
    } else {
      mix_row(map, y, {above, below, vertical.share}, levels, whole_levels, scratch);
      const int width = map.in.width();
      if (bytes) {
        HWY_DYNAMIC_DISPATCH(mix_rows_to_bytes)
        (scratch.left.data(), scratch.right.data(), map.shares.data(), target, width);
      } else {
        HWY_DYNAMIC_DISPATCH(mix_rows)(scratch.left.data(), scratch.right.data(), map.shares.data(), width);
        store_brightness_row(map.in, scratch.before.data(), scratch.left.data(), y, out, scratch.rest.data());
      }
    }
    if (!bytes || !map.in.spec().has_alpha()) return;
    load_row(map.in.format(), map.in.row_data(1, y), scratch.rest.data(), static_cast<size_t>(map.in.width()));
    store_row(out.format(), scratch.rest.data(), out.writable_row_data(1, y), static_cast<size_t>(map.in.width()));
  }

  struct RowCurves {
    const TileCurve* above;
    const TileCurve* below;
    float below_share;
  };

  // scratch.left and right: every sample by the curves of the columns on either side, in levels.
  void mix_row(const Mapping& map, int y, const RowCurves& curves, const uint8_t* levels, bool whole_levels,
               Scratch& scratch) const {
    for (size_t column = 0; column < scratch.columns.size(); ++column) {
      HWY_DYNAMIC_DISPATCH(mix_curves)
      (curves.above[column].data(), curves.below[column].data(), curves.below_share, scratch.columns[column].data());
    }
    if (!whole_levels) brightness_row(map.in, 0, y, map.in.width(), scratch.before.data(), scratch.rest.data());
    for (const auto& [x, count, left_tile, right_tile] : map.stretches) {
      const LevelCurve& left = scratch.columns[left_tile];
      const LevelCurve& right = scratch.columns[right_tile];
      if (whole_levels) {
        look_up(left, right, levels + x, scratch.left.data() + x, scratch.right.data() + x, static_cast<int>(count));
      } else {
        apply_level_curve(left, scratch.before.data() + x, scratch.left.data() + x, count);
        apply_level_curve(right, scratch.before.data() + x, scratch.right.data() + x, count);
      }
    }
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
  std::vector<TileCurve> curves;
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
        const TileCurve& curve = curves[static_cast<size_t>(row * tiles + column)];
        return mixed(curve[level] / 255.0, curve[std::min<size_t>(level + 1, kLevels - 1)] / 255.0,
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

GpuProgram clahe_program(double clip, int tiles, const ImageSpec& in, const ImageSpec& out) {
  const TileGrid grid(in.size(), tiles);
  const int64_t samples = int64_t{grid.tile.width} * grid.tile.height;
  const float scale = 255.0f / static_cast<float>(samples);
  const auto per_pixel = [](int length) { return 1.0f / static_cast<float>(length); };
  GpuProgram program;
  add_level_counts(program, in, tiles, grid.tile);
  program.scratch.push_back(program.scratch[0]);
  program.passes.push_back(
      gpu_group_pass("clahe_curves", 1, 1, tiles * tiles, {gpu_scratch(0)}, {gpu_scratch(1)},
                     {{"limit", static_cast<uint32_t>(clip_limit(samples, clip))}, {"scale", scale}}));
  program.passes.push_back(gpu_pass(
      "clahe", out, 1, {gpu_input(), gpu_scratch(1)}, {gpu_output()},
      {{"tiles", tiles}, {"per_column", per_pixel(grid.tile.width)}, {"per_row", per_pixel(grid.tile.height)}}));
  program.passes.back().work = 64;
  return program;
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
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return clahe_program(args.params.number("clip"), args.params.integer("tiles"), *args.inputs[0], args.outputs[0]);
  };
  def.reference = clahe_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
