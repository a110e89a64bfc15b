// median: removes specks and keeps edges.
//
// Formula: the middle value of the (2r + 1)² samples around, per channel; exact.
// Shapes:  any size, channels and format; the samples stay in the input's format. Alpha passes.
// Params:  radius 0..127 px; 0 is the identity.
// Border:  reflect101.
// Source:  definition; how it is found: median_network.h (3 × 3, 5 × 5), column_histograms.h (8 bits), rank_select.h.
// Errors:  none.
#include <algorithm>
#include <vector>

#include "engine/operators/column_histograms.h"
#include "engine/operators/median_network.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/rank_select.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sample_keys.h"

namespace lightbench {
namespace {

// Of counting, which keeps columns: wide, since its cost begins anew with each tile, and of enough rows for the
// columns' first samples not to count.
constexpr int kCountedTileWidth = 4096;
constexpr int kCountedTileHeight = 128;
constexpr int kTileWidth = kNetworkTileWidth;
constexpr int kTileHeight = 64;

template <typename Key>
void median_by_histogram(const MedianTile<Key>& tile, int radius) {
  const int side = 2 * radius + 1;
  const uint32_t middle = static_cast<uint32_t>(side * side / 2);
  SlidingHistogram<Key> histogram;
  for (int y = 0; y < tile.height; ++y) {
    const Key* corner = tile.keys + y * tile.stride;
    histogram.clear();
    for (int dy = 0; dy < side; ++dy) {
      for (int dx = 0; dx < side; ++dx) histogram.add(corner[dy * tile.stride + dx]);
    }
    for (int x = 0;; ++x) {
      tile.out[y * tile.out_stride + x] = histogram.at_rank(middle);
      if (x + 1 == tile.width) break;
      for (int dy = 0; dy < side; ++dy) {
        const Key* row = corner + dy * tile.stride + x;
        histogram.remove(row[0]);
        histogram.add(row[side]);
      }
    }
  }
}

template <typename Key>
void median_by_sorting(const MedianTile<Key>& tile, int radius) {
  const int side = 2 * radius + 1;
  std::vector<Key> window(static_cast<size_t>(side * side));
  for (int y = 0; y < tile.height; ++y) {
    for (int x = 0; x < tile.width; ++x) {
      auto end = window.begin();
      for (int dy = 0; dy < side; ++dy) {
        const Key* row = tile.keys + (y + dy) * tile.stride + x;
        end = std::copy(row, row + side, end);
      }
      const auto middle = window.begin() + side * side / 2;
      std::nth_element(window.begin(), middle, window.end());
      tile.out[y * tile.out_stride + x] = *middle;
    }
  }
}

class Median final : public NativeFormatKernel {
 public:
  explicit Median(int radius) : radius_(radius) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    for (int c = 0; c < in.channels(); ++c) {
      const bool color = c < in.spec().color_channels();
      const bool finished =
          color
              ? with_sample_key(in.format(), [&](auto sample) { return run_plane<decltype(sample)>(in, c, out, args); })
              : copy_plane(in, c, out, c, args.workers, args.cancel);
      if (!finished) return cancelled();
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  template <typename Sample>
  bool run_plane(const Image& in, int channel, Image& out, ImageArgs& args) const {
    using Key = typename Sample::Key;
    constexpr int kLanes = kNetworkPadding / static_cast<int>(sizeof(Key));
    const bool counted = sizeof(Key) == 1 && radius_ > kMostSortedRadius;
    const int tile_width = std::min(counted ? kCountedTileWidth : kTileWidth, in.width());
    const int tile_height = counted ? std::max(kCountedTileHeight, 6 * (2 * radius_ + 1)) : kTileHeight;
    const int tiles_x = (in.width() + tile_width - 1) / tile_width;
    const int tiles_y = (in.height() + tile_height - 1) / tile_height;
    struct Scratch {
      std::vector<Key> keys, out;
      std::vector<uint8_t> counts;
    };
    std::vector<Scratch> scratch(static_cast<size_t>(args.workers.threads()));
    return args.workers.run(
        int64_t{tiles_x} * tiles_y,
        [&](int64_t index, int worker) {
          const Rect rect = intersect({static_cast<int>(index % tiles_x) * tile_width,
                                       static_cast<int>(index / tiles_x) * tile_height, tile_width, tile_height},
                                      in.spec().bounds());
          Scratch& own = scratch[static_cast<size_t>(worker)];
          // The networks read and write whole vectors beyond the tile's right edge.
          const ptrdiff_t stride = tile_width + 2 * radius_ + kLanes;
          const ptrdiff_t out_stride = tile_width + kLanes;
          const int rows = std::min(tile_height, in.height());
          own.keys.resize(static_cast<size_t>(stride * (rows + 2 * radius_)));
          own.out.resize(static_cast<size_t>(out_stride * rows));
          load_key_region<Sample>(in, channel, rect.grown(radius_), own.keys.data(), stride);
          filter<Key>({own.keys.data(), stride, own.out.data(), out_stride, rect.width, rect.height}, own.counts);
          for (int y = 0; y < rect.height; ++y) {
            store_keys<Sample>(out, channel, rect.x, rect.y + y, rect.width, own.out.data() + y * out_stride);
          }
        },
        args.cancel);
  }

  template <typename Key>
  void filter(const MedianTile<Key>& tile, std::vector<uint8_t>& counts) const {
    if (radius_ == 1 || radius_ == 2) {
      median_by_network(tile, radius_);
    } else if constexpr (sizeof(Key) == 1) {
      median_by_counting(tile, radius_, counts);
    } else if constexpr (sizeof(Key) == 2) {
      median_by_histogram(tile, radius_);
    } else {
      median_by_sorting(tile, radius_);
    }
  }

  static constexpr int kMostSortedRadius = 2;
  int radius_;
};

Status median_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const int radius = args.params.integer("radius");
  std::vector<int32_t> window;
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    window.clear();
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) window.push_back(float_key(in.bordered(c, x + dx, y + dy)));
    }
    std::sort(window.begin(), window.end());
    return float_of_key(window[window.size() / 2]);
  });
  return {};
}

}  // namespace

OperatorDef median_operator() {
  OperatorDef def;
  def.id = "median";
  def.label = "Median";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.result = ResultFormat::kAsInput;
  def.params = {
      integer_param("radius", "Radius", 1, 0, 127, 0, 15, "px", "Half the side of the square, less half a pixel.")};
  def.params[0].in_pixels = true;
  def.summary = "Removes specks and keeps edges.";
  def.formula = "the middle of the (2·radius + 1)² samples, per channel";
  def.shapes = "Any size, channels and format; the samples stay in the input's format. Alpha passes.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"denoise", "despeckle", "salt and pepper", "rank"};
  def.is_identity = [](const Params& params) { return params.integer("radius") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Median>(args.params.integer("radius")));
  };
  def.reference = median_reference;
  return def;
}

}  // namespace lightbench
