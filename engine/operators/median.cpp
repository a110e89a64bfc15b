// median: removes specks and keeps edges.
//
// Formula: the middle value of the (2r + 1)² samples around, per channel; exact.
// Shapes:  any size, channels and format; the samples stay in the input's format. Alpha passes.
// Params:  radius 0..127 px; 0 is the identity.
// Border:  reflect101.
// Source:  definition; how it is found: median_network.h (3 × 3, 5 × 5), column_histograms.h (8 bits), rank_window.h
// (more bits). Errors:  none.
#include <algorithm>
#include <vector>

#include "engine/operators/column_histograms.h"
#include "engine/operators/key_sweep.h"
#include "engine/operators/median_network.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/rank_window.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sample_keys.h"

namespace lightbench {
namespace {

constexpr int kMostSortedRadius = 2;
constexpr int kStripWidth = 4096;  // wide: what keeps columns starts anew with each strip

class Median final : public NativeFormatKernel {
 public:
  explicit Median(int radius) : radius_(radius) {}

 protected:
  Status run_native(const Image& in, Image& out, ImageArgs& args) const override {
    for (int c = 0; c < in.channels(); ++c) {
      const bool filtered = radius_ > 0 && c < in.spec().color_channels();  // a proxy's radius may be 0
      const bool finished =
          filtered
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
    if (radius_ <= kMostSortedRadius) return sort_rows<Sample>(in, channel, out, args);
    if constexpr (sizeof(typename Sample::Key) == 1) {
      return count_columns<Sample>(in, channel, out, args);
    } else {
      return rank_blocks<Sample>(in, channel, out, args);
    }
  }

  template <typename Sample>
  bool sort_rows(const Image& in, int channel, Image& out, ImageArgs& args) const {
    const Sweep sweep{radius_, 2 * radius_ + network_rows(radius_), kStripWidth, 64};
    const auto task = [&](KeyRows<Sample>& rows, KeyTarget<Sample>& target, const Rect& rect) {
      const int together = network_rows(radius_);
      NetworkRows<typename Sample::Key> network{};
      for (int y = rect.y; y < rect.bottom(); y += together) {
        const int last = std::min(y + together, rect.bottom()) - 1;
        for (int k = 0; k < 2 * radius_ + together; ++k) network.in[k] = rows.row(y - radius_ + k);
        for (int k = 0; k < together; ++k) network.coming[k] = rows.coming(y + together + radius_ + k);
        network.out[0] = target.row(y);
        network.out[1] = target.row(last);  // of an odd last row the one below it is found too, and overwritten
        median_by_network(network, rect.width, radius_);
        target.finish(y);
        if (last != y) target.finish(last);
      }
    };
    return sweep_plane<Sample>(in, channel, out, channel, sweep, args.workers, args.cancel, task);
  }

  template <typename Sample>
  bool count_columns(const Image& in, int channel, Image& out, ImageArgs& args) const {
    const int side = 2 * radius_ + 1;
    const Sweep sweep{radius_, side + 1, kStripWidth, std::max(128, 6 * side)};
    const auto task = [&](KeyRows<Sample>& rows, KeyTarget<Sample>& target, const Rect& rect) {
      ColumnHistograms columns(rect.width, radius_);
      for (int y = rect.y - radius_; y < rect.y + radius_; ++y) columns.add_row(rows.row(y));
      for (int y = rect.y; y < rect.bottom(); ++y) {
        const uint8_t* added = rows.row(y + radius_);
        columns.exchange_row(added, y == rect.y ? nullptr : rows.row(y - radius_ - 1), target.row(y));
        target.finish(y);
      }
    };
    return sweep_plane<Sample>(in, channel, out, channel, sweep, args.workers, args.cancel, task);
  }

  template <typename Sample>
  bool rank_blocks(const Image& in, int channel, Image& out, ImageArgs& args) const {
    struct Scratch {
      RankMedian median;
      std::vector<typename Sample::Key> keys, medians;
    };
    std::vector<Scratch> scratch(static_cast<size_t>(args.workers.threads()));
    const int side = rank_block_side(radius_);
    const int across = (in.width() + side - 1) / side;
    const int down = (in.height() + side - 1) / side;
    return args.workers.run(
        int64_t{across} * down,
        [&](int64_t index, int worker) {
          const Rect rect =
              intersect({static_cast<int>(index % across) * side, static_cast<int>(index / across) * side, side, side},
                        in.spec().bounds());
          const RankBlock block{rect.width, rect.height, radius_};
          Scratch& own = scratch[static_cast<size_t>(worker)];
          own.keys.resize(block.size());
          own.medians.resize(static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height));
          load_key_region<Sample>(in, channel, rect.grown(radius_), own.keys.data(), block.row_length());
          own.median.run(block, own.keys.data(), own.medians.data());
          for (int y = 0; y < rect.height; ++y) {
            store_keys<Sample>(out, channel, rect.x, rect.y + y, rect.width,
                               own.medians.data() + static_cast<ptrdiff_t>(y) * rect.width);
          }
        },
        args.cancel);
  }

  int radius_;
};

// On a graphics card a histogram takes fewer steps than counting bit by bit from here on (operations of both shaders).
constexpr int kLeastHistogramRadius = 6;
constexpr int kTeam = 16;  // invocations that share a histogram, see shaders/operators/median_histogram.comp

// A window at the start of each part, a column more and one less at every pixel of it.
GpuPass histogram_pass(const ImageSpec& input, const ImageSpec& output, int radius) {
  GpuPass pass = gpu_pass("median_histogram", output, output.channels, {gpu_input()}, {gpu_output()});
  const int part = std::clamp(4 * radius, 64, 512);
  pass.parameters = {{"radius", radius}, {"part", part}};
  pass.columns = (output.width + part - 1) / part * kTeam;
  const double side = 2.0 * radius + 1;
  const double more_bytes = static_cast<double>(sample_bytes(input.format)) - 1;
  pass.work =
      side * side / kTeam + part * (2 * side / kTeam + 3 * kTeam + more_bytes * (side * side / kTeam + 3 * kTeam));
  return pass;
}

// Exact on the keys of sample_keys.h: by the networks of the processor, by counting, or by histograms.
GpuPass median_pass(const ImageSpec& input, const ImageSpec& output, int radius) {
  if (radius >= kLeastHistogramRadius) return histogram_pass(input, output, radius);
  const bool sorted = radius > 0 && radius <= kMostSortedRadius;
  const char* shader = !sorted ? "median_count" : radius == 1 ? "median_nine" : "median_twenty_five";
  GpuPass pass = gpu_pass(shader, output, output.channels, {gpu_input()}, {gpu_output()});
  if (!sorted) pass.parameters = {{"radius", radius}};
  const double rounds = sorted ? 1 : 8.0 * static_cast<double>(sample_bytes(input.format));
  pass.work = 1 + rounds * (2 * radius + 1) * (2 * radius + 4) / 2;
  return pass;
}

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
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    GpuProgram program;
    program.passes = {median_pass(*args.inputs[0], args.outputs[0], args.params.integer("radius"))};
    return program;
  };
  def.reference = median_reference;
  return def;
}

}  // namespace lightbench
