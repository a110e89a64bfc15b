// bilateral: smooths and keeps edges.
//
// Formula: Σ w·v(q) / Σ w over x² + y² ≤ radius², w = exp(-d²/2σ_space²)·exp(-D²/2σ_color²), d the distance in pixels,
//          D the sum of the absolute differences of all colour channels.
// Shapes:  any size, channels and format; one set of weights for all colour channels. 8-bit to 8-bit in integers,
//          within a quarter of a step before rounding (byte_bilateral.h), otherwise in f32. Alpha passes.
// Params:  radius 0..100 px (0 is the identity); sigma_color 0.001..10 samples; sigma_space 0.1..100 px.
// Border:  reflect101.
// Source:  C. Tomasi, R. Manduchi, "Bilateral filtering for gray and color images", ICCV 1998.
// Errors:  none.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/operators/byte_bilateral.h"
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/morphology.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sample_keys.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/bilateral.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/float_math-inl.h"

#ifndef LIGHTBENCH_BILATERAL_SHARED
#define LIGHTBENCH_BILATERAL_SHARED
namespace lightbench {

struct BilateralSettings {
  int radius;
  double sigma_color;
  double sigma_space;

  explicit BilateralSettings(const Params& params)
      : radius(params.integer("radius")),
        sigma_color(params.number("sigma_color")),
        sigma_space(params.number("sigma_space")) {}

  // A weight is 2^(exponent · d²); finite for any sigma.
  static double exact_exponent(double sigma) { return -std::min(1.4426950408889634 / (2 * sigma * sigma), 1e30); }
  static float exponent(double sigma) { return static_cast<float>(exact_exponent(sigma)); }
};

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class BilateralWindow final : public WindowKernel {
 public:
  BilateralWindow(const ImageSpec& spec, const BilateralSettings& settings)
      : spec_(spec), radius_(settings.radius), color_exponent_(settings.exponent(settings.sigma_color)) {
    const float space_exponent = settings.exponent(settings.sigma_space);
    for (int dy = -radius_; dy <= radius_; ++dy) {
      for (int dx = -radius_; dx <= radius_; ++dx) {
        const int squared = dx * dx + dy * dy;
        if (squared <= radius_ * radius_) neighbours_.push_back({dx, dy, static_cast<float>(squared) * space_exponent});
      }
    }
  }

  Size halo() const override { return {radius_, radius_}; }

  void run(const WindowArgs& args) const override {
    const auto& in = args.in[0];
    for (int y = 0; y < args.rows; ++y) {
      for (int x = 0; x < args.width; x += kBlock) {
        const int count = std::min(kBlock, padded_row(args.width) - x);
        spec_.color_channels() == 1 ? run_block<1>(args, x, y, count) : run_block<3>(args, x, y, count);
      }
      if (!spec_.has_alpha()) continue;
      const size_t alpha = static_cast<size_t>(spec_.color_channels());
      std::copy_n(in[alpha].row(y), padded_row(args.width), args.out[0][alpha].row(y));
    }
  }

 private:
  static constexpr int kBlock = 256;  // pixels whose sums stay in the nearest cache
  struct Neighbour {
    int dx, dy;
    float exponent;  // of two, for the distance in space
  };

  template <int kColors>
  void run_block(const WindowArgs& args, int x, int y, int count) const {
    HWY_ALIGN float weights[kBlock] = {};
    HWY_ALIGN float sums[kColors][kBlock] = {};
    const float* centre[kColors];
    for (size_t c = 0; c < kColors; ++c) centre[c] = args.in[0][c].row(y) + x;
    for (const Neighbour& neighbour : neighbours_) {
      const float* near[kColors];
      for (size_t c = 0; c < kColors; ++c) near[c] = args.in[0][c].row(y + neighbour.dy) + x + neighbour.dx;
      add_neighbour<kColors>(centre, near, neighbour.exponent, weights, sums, count);
    }
    for (size_t c = 0; c < kColors; ++c) divide(sums[c], weights, args.out[0][c].row(y) + x, count);
  }

  template <int kColors>
  HWY_INLINE void add_neighbour(const float* const* centre, const float* const* near, float space, float* weights,
                                float (*sums)[kBlock], int count) const {
    const hn::ScalableTag<float> d;
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
      auto difference = hn::Zero(d);
      for (int c = 0; c < kColors; ++c) {
        difference = hn::Add(difference, hn::Abs(hn::Sub(hn::LoadU(d, near[c] + i), hn::LoadU(d, centre[c] + i))));
      }
      const auto exponent = hn::MulAdd(hn::Mul(difference, difference), hn::Set(d, color_exponent_), hn::Set(d, space));
      const auto weight = fast_exp2(d, exponent);
      hn::Store(hn::Add(hn::Load(d, weights + i), weight), d, weights + i);
      for (int c = 0; c < kColors; ++c) {
        hn::Store(hn::MulAdd(weight, hn::LoadU(d, near[c] + i), hn::Load(d, sums[c] + i)), d, sums[c] + i);
      }
    }
  }
  static void divide(const float* __restrict sum, const float* __restrict weights, float* __restrict out, int count) {
    for (int i = 0; i < count; ++i) out[i] = sum[i] / weights[i];
  }

  ImageSpec spec_;
  int radius_;
  float color_exponent_;
  std::vector<Neighbour> neighbours_;
};

std::unique_ptr<WindowKernel> bilateral_window(const ImageSpec& spec, const BilateralSettings& settings) {
  return std::make_unique<BilateralWindow>(spec, settings);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(bilateral_window);

namespace {

constexpr int kTileHeight = 64;

class BilateralBytes final : public ImageKernel {
 public:
  BilateralBytes(ByteBilateral filter, int radius) : filter_(std::move(filter)), radius_(radius) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const int colors = in.spec().color_channels();
    const int tile_width = filter_.tile_width();
    const ptrdiff_t stride = tile_width + 2 * radius_ + 2 * ByteBilateral::kBlock;
    const ptrdiff_t plane = stride * (kTileHeight + 2 * radius_);
    const ptrdiff_t out_plane = tile_width * kTileHeight;
    struct Memory {
      std::vector<uint8_t> in, out;
      ByteBilateral::Scratch scratch;
    };
    std::vector<Memory> memories(static_cast<size_t>(args.workers.threads()));
    const bool finished =
        for_tiles(in.spec().size(), {tile_width, kTileHeight}, args, [&](const Rect& rect, int worker) {
          Memory& memory = memories[static_cast<size_t>(worker)];
          memory.in.resize(static_cast<size_t>(plane * colors));
          memory.out.resize(static_cast<size_t>(out_plane * colors));
          for (int c = 0; c < colors; ++c) {
            load_key_region<SampleKey<SampleFormat::kU8>>(in, c, rect.grown(radius_), memory.in.data() + c * plane,
                                                          stride);
          }
          filter_.run({memory.in.data() + radius_ * (stride + 1), plane, stride}, {rect.width, rect.height},
                      {memory.out.data(), out_plane, tile_width}, memory.scratch);
          for (int c = 0; c < colors; ++c) {
            for (int y = 0; y < rect.height; ++y) {
              store_keys<SampleKey<SampleFormat::kU8>>(out, c, rect.x, rect.y + y, rect.width,
                                                       memory.out.data() + c * out_plane + y * tile_width);
            }
          }
        });
    if (!finished) return cancelled();
    if (in.spec().has_alpha() && !copy_plane(in, colors, out, colors, args.workers, args.cancel)) return cancelled();
    return {};
  }

 private:
  ByteBilateral filter_;
  int radius_;
};

Result<Kernel> prepare_bilateral(const PrepareArgs& args) {
  const BilateralSettings settings(args.params);
  const ImageSpec& in = *args.inputs[0];
  if (in.format == SampleFormat::kU8 && args.outputs[0].format == SampleFormat::kU8) {
    ByteBilateral filter(settings.radius, settings.sigma_space, settings.sigma_color, in.color_channels());
    if (filter.exact_enough()) return Kernel(std::make_unique<BilateralBytes>(std::move(filter), settings.radius));
  }
  return Kernel(HWY_DYNAMIC_DISPATCH(bilateral_window)(in, settings));
}

Result<GpuProgram> bilateral_program(const PrepareArgs& args) {
  const BilateralSettings settings(args.params);
  GpuProgram program;
  program.passes = {gpu_pass("bilateral", args.outputs[0], 1, {gpu_input()}, {gpu_output()},
                             gpu_twofold({{"color", settings.exact_exponent(settings.sigma_color)},
                                          {"space", settings.exact_exponent(settings.sigma_space)}},
                                         {{"radius", settings.radius}}))};
  GpuPass& pass = program.passes[0];
  pass.work = 1;
  for (const int chord : disk_chords(settings.radius)) {
    pass.table.push_back(static_cast<float>(chord));
    pass.work += 4.0 * args.outputs[0].color_channels() * (2 * chord + 4);
  }
  return program;
}

Status bilateral_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const BilateralSettings settings(args.params);
  reference_weighted_means(in, settings.radius, args.outputs[0], [&](int x, int y, int dx, int dy) {
    const double squared = dx * dx + dy * dy;
    if (squared > settings.radius * settings.radius) return 0.0;
    double distance = 0;
    for (int c = 0; c < in.spec.color_channels(); ++c) {
      distance += std::fabs(static_cast<double>(in.bordered(c, x + dx, y + dy)) - static_cast<double>(in.at(c, x, y)));
    }
    const double color = distance / settings.sigma_color;
    return std::exp(-(color * color + squared / (settings.sigma_space * settings.sigma_space)) / 2);
  });
  return {};
}

}  // namespace

OperatorDef bilateral_operator() {
  OperatorDef def;
  def.id = "bilateral";
  def.label = "Bilateral";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {integer_param("radius", "Radius", 4, 0, 100, 0, 15, "px", "How far away neighbours count."),
                number_param("sigma_color", "Colour sigma", 0.1, 0.001, 10, 0.01, 0.5, 0.01, "",
                             "How far colours may differ and still be averaged, summed over the channels."),
                number_param("sigma_space", "Space sigma", 3, 0.1, 100, 0.5, 10, 0.1, "px",
                             "How fast the weight of neighbours falls with their distance.")};
  def.params[0].in_pixels = true;
  def.params[2].in_pixels = true;
  def.summary = "Smooths and keeps edges: neighbours count by how near and how alike they are.";
  def.formula =
      "Σ w·v(q) / Σ w over x² + y² ≤ radius², w = exp(-d²/2σ_space²)·exp(-D²/2σ_color²), D the sum of the absolute "
      "differences of the colour channels";
  def.shapes =
      "Any size, channels and format; one set of weights for all colour channels. 8-bit results of 8-bit pictures are "
      "computed in integers, within a quarter of a step before rounding. Alpha passes.";
  def.border = "reflect101";
  def.source = "C. Tomasi, R. Manduchi, Bilateral filtering for gray and color images, ICCV 1998";
  def.search_words = {"edge preserving", "smooth", "denoise", "skin", "surface blur"};
  def.is_identity = [](const Params& params) { return params.integer("radius") == 0; };
  def.prepare = prepare_bilateral;
  def.gpu = bilateral_program;
  def.reference = bilateral_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
