// nlm_denoise: averages places that look alike.
//
// Formula: Σ w(p, q)·v(q) / Σ w(p, q) over the (2·search + 1)² places q around p, w = exp(-d² / strength²), w(p, p) =
// 1;
//          d² is the mean squared difference of the (2·patch + 1)² squares around p and q over all colour channels.
// Shapes:  any size, channels and format; computed in f32, one set of weights for all colour channels. Alpha passes.
// Params:  strength 0..10 (0 is the identity); patch 0..20 px; search 0..100 px (0 is the identity).
// Border:  reflect101.
// Source:  A. Buades, B. Coll, J.-M. Morel, "A non-local algorithm for image denoising", CVPR 2005; sums of shifted
//          differences: J. Darbon et al., "Fast nonlocal filtering applied to electron cryomicroscopy", ISBI 2008.
// Errors:  none.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/nlm_denoise.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_sums-inl.h"
#include "engine/simd/float_math-inl.h"

#ifndef LIGHTBENCH_NLM_DENOISE_SHARED
#define LIGHTBENCH_NLM_DENOISE_SHARED
namespace lightbench {

struct NlmSettings {
  int patch = 0;
  int search = 0;
  double strength = 0;

  explicit NlmSettings(const Params& params)
      : patch(params.integer("patch")), search(params.integer("search")), strength(params.number("strength")) {}
  int margin() const { return patch + search; }
  int window() const { return 2 * patch + 1; }
  // Of the sum of squared differences in the exponent of two; finite for a strength of 0, too.
  float exponent(int colors) const {
    const double squares = static_cast<double>(window()) * window() * colors * strength * strength;
    return static_cast<float>(-std::min(1.4426950408889634 / std::max(squares, 1e-30), 1e30));
  }
};

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

constexpr int kNlmTileWidth = 256;   // at most
constexpr int kNlmTileHeight = 128;  // at most: above and below it sums run on for as far as patches and shifts reach

// Shifts along a row that are taken together, so that their sums are fetched and stored once.
constexpr int kNlmShifts = 4;

// A tile of results. For each shift of the picture against itself the squared differences are summed over patches as
// they slide, and the shifted samples are added up with their weights. Two places weigh the same for each other: one
// half of the shifts is computed, of the tile and of what the shift leads into it.
class NlmTile {
 public:
  NlmTile(const NlmSettings& settings, int colors, int width)
      : settings_(settings),
        colors_(colors),
        width_(width),
        exponent_(settings.exponent(colors)),
        stride_(padded_row(width + 2 * settings.margin()) + 2 * kRowPadding),
        plane_(stride_ * (kNlmTileHeight + 2 * settings.margin())),
        line_(padded_row(width + settings.search + 2 * settings.patch) + kRowPadding),
        samples_(static_cast<size_t>(plane_ * colors)),
        sums_(static_cast<size_t>(width * kNlmTileHeight * (colors + 1))),
        patches_(kNlmShifts, RowSums<float>(settings.window(), static_cast<size_t>(line_))),
        columns_(static_cast<size_t>(line_ + kRowPadding)),
        distances_(static_cast<size_t>(kNlmShifts * (line_ + kRowPadding))) {}

  void run(const Image& in, const Rect& rect, Image& out) {
    const int margin = settings_.margin();
    for (int c = 0; c < colors_; ++c) {
      for (int y = 0; y < rect.height + 2 * margin; ++y) {
        load_bordered_row(in, c, rect.x - margin, rect.y - margin + y, rect.width + 2 * margin,
                          samples_.data() + c * plane_ + y * stride_);
      }
    }
    add_centre(rect.width, rect.height);
    for (int dy = 0; dy <= settings_.search; ++dy) {
      const Size size{rect.width, rect.height};
      int dx = dy == 0 ? 1 : -settings_.search;
      for (; dx + kNlmShifts - 1 <= settings_.search; dx += kNlmShifts) {
        colors_ == 1 ? add_shifts<1, kNlmShifts>(size, dx, dy) : add_shifts<3, kNlmShifts>(size, dx, dy);
      }
      for (; dx <= settings_.search; ++dx) {
        colors_ == 1 ? add_shifts<1, 1>(size, dx, dy) : add_shifts<3, 1>(size, dx, dy);
      }
    }
    for (int c = 0; c < colors_; ++c) {
      for (int y = 0; y < rect.height; ++y) {
        divide(sums(c + 1, y), sums(0, y), distances_.data(), rect.width);
        const size_t offset = static_cast<size_t>(rect.x) * sample_bytes(out.format());
        store_row(out.format(), distances_.data(), out.writable_row_data(c, rect.y + y) + offset,
                  static_cast<size_t>(rect.width));
      }
    }
  }

 private:
  // The sample at (x, y) of the tile, which may lie a margin outside.
  const float* sample(int c, int x, int y) const {
    return samples_.data() + c * plane_ + (y + settings_.margin()) * stride_ + x + settings_.margin();
  }
  // Of weights (0) or of weighted samples of a channel (1 + channel).
  float* sums(int which, int y) { return sums_.data() + (which * kNlmTileHeight + y) * width_; }

  // Every place weighs 1 for itself.
  void add_centre(int width, int height) {
    for (int y = 0; y < height; ++y) {
      std::fill_n(sums(0, y), width, 1.0f);
      for (int c = 0; c < colors_; ++c) std::copy_n(sample(c, 0, y), width, sums(c + 1, y));
    }
  }

  // The weights of (x, y) and (x + dx, y + dy) for each other, dy >= 0, where one of the two lies in the tile; for
  // kCount shifts from dx on.
  template <int kColors, int kCount>
  void add_shifts(Size size, int first_dx, int dy) {
    const int patch = settings_.patch;
    const float* forward[kCount];
    const float* backward[kCount];
    for (int k = 0; k < kCount; ++k) {
      const int dx = first_dx + k;
      patches_[static_cast<size_t>(k)].restart();
      forward[k] = distances(k) - std::min(0, -dx);
      backward[k] = forward[k] - dx;
    }
    for (int y = -dy - patch; y < size.height + patch; ++y) {
      bool ready = false;
      for (int k = 0; k < kCount; ++k) ready = weigh_row<kColors>(k, size.width, first_dx + k, y, dy);
      if (!ready) continue;
      const int row = y - patch;
      if (row >= 0) add_row<kColors, kCount>(forward, sample(0, first_dx, row + dy), 1, row, size.width);
      if (row + dy < size.height) {
        add_row<kColors, kCount>(backward, sample(0, -first_dx, row), -1, row + dy, size.width);
      }
    }
  }

  // Takes row y of differences into the sums of shift k; true once the weights of row y - patch are there.
  template <int kColors>
  HWY_INLINE bool weigh_row(int k, int width, int dx, int y, int dy) {
    const hn::ScalableTag<float> d;
    const int left = std::min(0, -dx) - settings_.patch;
    const float* here = sample(0, left, y);
    const float* there = sample(0, left + dx, y + dy);
    const auto squares = [&](size_t x) {
      auto sum = hn::Zero(d);
      for (ptrdiff_t c = 0; c < kColors; ++c) {
        const auto difference = hn::Sub(hn::LoadU(d, here + c * plane_ + x), hn::LoadU(d, there + c * plane_ + x));
        sum = c == 0 ? hn::Mul(difference, difference) : hn::MulAdd(difference, difference, sum);
      }
      return sum;
    };
    if (!patches_[static_cast<size_t>(k)].push_from(squares, columns_.data())) return false;
    const int count = width + std::abs(dx);
    sums_along(columns_.data(), settings_.window(), count, distances(k));
    weigh(distances(k), exponent_, count);
    return true;
  }
  float* distances(int k) { return distances_.data() + k * (line_ + kRowPadding); }

  // To row y of the tile, samples with their weights: those of shift k lie k · step after `from`.
  template <int kColors, int kCount>
  HWY_INLINE void add_row(const float* const* weights, const float* from, int step, int y, int count) {
    const hn::ScalableTag<float> d;
    float* total = sums(0, y);
    float* to = sums(1, y);
    const ptrdiff_t apart = sums(2, 0) - sums(1, 0);
    for (int x = 0; x < count; x += static_cast<int>(hn::Lanes(d))) {
      auto all = hn::LoadU(d, total + x);
      hn::Vec<decltype(d)> sum[kColors];
      for (ptrdiff_t c = 0; c < kColors; ++c) sum[c] = hn::LoadU(d, to + c * apart + x);
#pragma GCC unroll 8
      for (int k = 0; k < kCount; ++k) {
        const auto weight = hn::LoadU(d, weights[k] + x);
        all = hn::Add(all, weight);
        for (ptrdiff_t c = 0; c < kColors; ++c) {
          sum[c] = hn::MulAdd(weight, hn::LoadU(d, from + c * plane_ + k * step + x), sum[c]);
        }
      }
      hn::StoreU(all, d, total + x);
      for (ptrdiff_t c = 0; c < kColors; ++c) hn::StoreU(sum[c], d, to + c * apart + x);
    }
  }

  // Distances become weights, up to a whole vector.
  static void weigh(float* distances, float exponent, int count) {
    const hn::ScalableTag<float> d;
    for (int x = 0; x < count; x += static_cast<int>(hn::Lanes(d))) {
      hn::StoreU(fast_exp2(d, hn::Mul(hn::LoadU(d, distances + x), hn::Set(d, exponent))), d, distances + x);
    }
  }
  static void divide(const float* __restrict sum, const float* __restrict weights, float* __restrict out, int count) {
    for (int x = 0; x < count; ++x) out[x] = sum[x] / weights[x];
  }

  NlmSettings settings_;
  int colors_;
  int width_;  // of the widest tile, a multiple of kRowPadding
  float exponent_;
  ptrdiff_t stride_, plane_, line_;
  std::vector<float> samples_, sums_;
  std::vector<RowSums<float>> patches_;
  std::vector<float> columns_, distances_;
};

class NlmDenoise final : public ImageKernel {
 public:
  explicit NlmDenoise(const NlmSettings& settings) : settings_(settings) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const int colors = in.spec().color_channels();
    // Tiles of one size, lest a small last one cost as much as the others.
    const auto shared = [](int length, int most) {
      const int fewest = (length + most - 1) / most;
      return (length + fewest - 1) / fewest;
    };
    const int width = padded_row(shared(in.width(), kNlmTileWidth));
    const int height = shared(in.height(), kNlmTileHeight);
    std::vector<std::unique_ptr<NlmTile>> tiles(static_cast<size_t>(args.workers.threads()));
    const bool finished = for_tiles(in.spec().size(), {width, height}, args, [&](const Rect& rect, int worker) {
      auto& tile = tiles[static_cast<size_t>(worker)];
      if (!tile) tile = std::make_unique<NlmTile>(settings_, colors, width);
      tile->run(in, rect, out);
    });
    if (!finished) return cancelled();
    if (in.spec().has_alpha() && !copy_plane(in, colors, out, colors, args.workers, args.cancel)) return cancelled();
    return {};
  }

 private:
  NlmSettings settings_;
};

Result<Kernel> prepare_nlm_denoise(const PrepareArgs& args) {
  return Kernel(std::make_unique<NlmDenoise>(NlmSettings(args.params)));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_nlm_denoise);

namespace {

Result<GpuProgram> nlm_denoise_program(const PrepareArgs& args) {
  const NlmSettings settings(args.params);
  const ImageSpec& out = args.outputs[0];
  GpuProgram program;
  program.passes = {gpu_pass("nlm_denoise", out, 1, {gpu_input()}, {gpu_output()},
                             {{"patch_radius", settings.patch},
                              {"search", settings.search},
                              {"exponent", settings.exponent(out.color_channels())}})};
  const double shifts = (2.0 * settings.search + 1) * (2.0 * settings.search + 1);
  program.passes[0].work = 1 + shifts * (settings.patch + 4) * (1 + out.color_channels());
  return program;
}

Status nlm_denoise_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const NlmSettings settings(args.params);
  const int colors = in.spec.color_channels();
  const double area = static_cast<double>(settings.window()) * settings.window() * colors;
  const double variance = std::max(settings.strength * settings.strength, 1e-30);
  const auto distance = [&](int x, int y, int dx, int dy) {
    double sum = 0;
    for (int c = 0; c < colors; ++c) {
      for (int v = y - settings.patch; v <= y + settings.patch; ++v) {
        for (int u = x - settings.patch; u <= x + settings.patch; ++u) {
          // The shifted place is meant, then the border: q's square may leave the picture by itself.
          const double difference =
              static_cast<double>(in.bordered(c, u, v)) - static_cast<double>(in.bordered(c, u + dx, v + dy));
          sum += difference * difference;
        }
      }
    }
    return sum / area;
  };
  reference_weighted_means(in, settings.search, args.outputs[0], [&](int x, int y, int dx, int dy) {
    return dx == 0 && dy == 0 ? 1.0 : std::exp(-distance(x, y, dx, dy) / variance);
  });
  return {};
}

}  // namespace

OperatorDef nlm_denoise_operator() {
  OperatorDef def;
  def.id = "nlm_denoise";
  def.label = "Non-local means";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("strength", "Strength", 0.05, 0, 10, 0, 0.3, 0.005, "",
                             "How different places may look and still be averaged; about "
                             "the spread of the noise."),
                integer_param("patch", "Patch", 3, 0, 20, 0, 6, "px",
                              "Half the side of the squares compared, less half a pixel."),
                integer_param("search", "Search", 10, 0, 100, 1, 15, "px",
                              "How far away places are looked for; time grows with it.")};
  def.params[1].in_pixels = true;
  def.params[2].in_pixels = true;
  def.summary = "Removes noise by averaging places that look alike.";
  def.formula =
      "Σ w·v(q) / Σ w over the (2·search + 1)² places around, w = "
      "exp(-d² / strength²), d² the mean squared difference "
      "of the (2·patch + 1)² squares over all colour channels";
  def.shapes =
      "Any size, channels and format; one set of weights for all "
      "colour channels; alpha passes.";
  def.border = "reflect101";
  def.source =
      "A. Buades, B. Coll, J.-M. Morel, A non-local algorithm for "
      "image denoising, CVPR 2005";
  def.search_words = {"denoise", "noise reduction", "grain", "nlm", "smooth"};
  def.is_identity = [](const Params& params) {
    return params.number("strength") == 0 || params.integer("search") == 0;
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_nlm_denoise)(args); };
  def.gpu = nlm_denoise_program;
  def.reference = nlm_denoise_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
