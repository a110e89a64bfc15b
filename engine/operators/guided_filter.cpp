// guided_filter: smooths a picture along the edges of a guide.
//
// Formula: in each window q = a·I + b fits p with a = cov(I, p) / (var(I) + epsilon), b = mean(p) - a·mean(I);
//          the result is mean(a)·I + mean(b), all means over (2r + 1)², population (co)variance.
// Shapes:  image any size, channels and format; guide the same size, gray or the colour channels of the image;
//          computed in f32, in double where epsilon is small or the window large. Channel by channel. Alpha passes.
// Params:  radius 0..500 px (0 is the identity); epsilon 1e-6..1, in squared samples.
// Border:  reflect101, of image, guide, a and b.
// Source:  K. He, J. Sun, X. Tang, "Guided image filtering", ECCV 2010.
// Errors:  sizes that differ, a guide with colour over a gray image.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/pointwise.h"
#include "engine/operators/reference_channels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/guided_filter.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_sums-inl.h"

#ifndef LIGHTBENCH_GUIDED_FILTER_SHARED
#define LIGHTBENCH_GUIDED_FILTER_SHARED
namespace lightbench {

// One channel of a call; regions of it are independent of each other.
struct GuidedPlane {
  const Image& image;
  const Image& guide;
  int channel;
  int guide_channel;
  Image& out;
  // A picture that guides itself, as most do, has half the sums.
  bool guides_itself() const { return image.row_data(channel, 0) == guide.row_data(guide_channel, 0); }
};

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Samples are taken from here: squares of small numbers leave more digits to the variance.
constexpr float kOrigin = 0.5f;

// Columns as wide as the widest region and a column of rows, summed as they come: first I, I², p, I·p (the first two
// are the last two where a picture guides itself), from their means a and b, from the means of those the result.
template <typename A>
class GuidedRegion {
 public:
  GuidedRegion(int radius, double epsilon, int width, bool guides_itself)
      : planes_(guides_itself ? 2 : 4),
        radius_(radius),
        window_(2 * radius + 1),
        epsilon_(static_cast<A>(epsilon)),
        outer_(padded_row(width + 4 * radius) + kRowPadding),
        inner_(padded_row(width + 2 * radius) + kRowPadding),
        moments_(window_, static_cast<size_t>(planes_ * outer_)),
        lines_(window_, 2 * static_cast<size_t>(inner_)),
        row_(static_cast<size_t>(planes_ * outer_)),
        row_sums_(static_cast<size_t>(planes_ * outer_ + kRowPadding)),
        means_(static_cast<size_t>(planes_ * outer_ + kRowPadding)),
        line_(2 * static_cast<size_t>(inner_)),
        line_sums_(2 * static_cast<size_t>(inner_) + kRowPadding),
        samples_(2 * static_cast<size_t>(outer_)),
        result_(static_cast<size_t>(outer_)) {}

  bool guides_itself() const { return planes_ == 2; }

  void run(const GuidedPlane& plane, const Rect& rect) {
    moments_.restart();
    lines_.restart();
    for (int y = rect.y - 2 * radius_; y < rect.bottom() + 2 * radius_; ++y) {
      load_products(plane, rect.x - 2 * radius_, y, rect.width + 4 * radius_);
      if (!moments_.push(row_.data(), row_sums_.data())) continue;
      const int count = rect.width + 2 * radius_;
      for (int k = 0; k < planes_; ++k)
        sums_along(row_sums_.data() + k * outer_, window_, count, means_.data() + k * outer_);
      fit(count);
      if (!lines_.push(line_.data(), line_sums_.data())) continue;
      for (int k = 0; k < 2; ++k) {
        sums_along(line_sums_.data() + k * inner_, window_, rect.width, means_.data() + k * outer_);
      }
      load_bordered_row(plane.guide, plane.guide_channel, rect.x, y - 2 * radius_, rect.width, samples_.data());
      apply(samples_.data(), means_.data(), means_.data() + outer_, share(), result_.data(), rect.width);
      const size_t offset = static_cast<size_t>(rect.x) * sample_bytes(plane.out.format());
      store_row(plane.out.format(), result_.data(),
                plane.out.writable_row_data(plane.channel, y - 2 * radius_) + offset, static_cast<size_t>(rect.width));
    }
  }

 private:
  A share() const { return A{1} / (static_cast<A>(window_) * static_cast<A>(window_)); }

  void load_products(const GuidedPlane& plane, int x, int y, int count) {
    float* guide = samples_.data();
    float* image = samples_.data() + outer_;
    load_bordered_row(plane.guide, plane.guide_channel, x, y, count, guide);
    multiply(guide, guide, row_.data(), row_.data() + outer_, count);
    if (planes_ == 2) return;
    load_bordered_row(plane.image, plane.channel, x, y, count, image);
    multiply(image, guide, row_.data() + 2 * outer_, row_.data() + 3 * outer_, count);
  }

  static void multiply(const float* samples, const float* others, A* __restrict first, A* __restrict product,
                       int count) {
    for (int x = 0; x < count; ++x) {
      const A sample = static_cast<A>(samples[x]) - static_cast<A>(kOrigin);
      first[x] = sample;
      product[x] = sample * (static_cast<A>(others[x]) - static_cast<A>(kOrigin));
    }
  }

  void fit(int count) {
    const A* guide = means_.data();
    const A* image = planes_ == 2 ? guide : guide + 2 * outer_;
    fit_lines(guide, guide + outer_, image, image + outer_, share(), epsilon_, line_.data(), line_.data() + inner_,
              count);
  }
  static void fit_lines(const A* i_sum, const A* square_sum, const A* p_sum, const A* product_sum, A share, A epsilon,
                        A* __restrict a, A* __restrict b, int count) {
    for (int x = 0; x < count; ++x) {
      const A i = i_sum[x] * share;
      const A p = p_sum[x] * share;
      const A slope = (product_sum[x] * share - i * p) / ((square_sum[x] * share - i * i) + epsilon);
      a[x] = slope;
      b[x] = p - slope * i;
    }
  }

  static void apply(const float* __restrict guide, const A* __restrict a, const A* __restrict b, A share,
                    float* __restrict out, int count) {
    for (int x = 0; x < count; ++x) {
      const A i = static_cast<A>(guide[x]) - static_cast<A>(kOrigin);
      out[x] = static_cast<float>((a[x] * share * i + b[x] * share) + static_cast<A>(kOrigin));
    }
  }

  int planes_;
  int radius_;
  int window_;
  A epsilon_;
  ptrdiff_t outer_, inner_;  // length of a row of samples, of a row of a or b
  RowSums<A> moments_, lines_;
  std::vector<A> row_, row_sums_, means_, line_, line_sums_;
  std::vector<float> samples_, result_;
};

// Sums of more samples than this, and variances next to a smaller epsilon, need more digits than a float has.
constexpr int kWidestFloatWindow = 160;
constexpr double kLeastFloatEpsilon = 1e-3;
// What a region measures; more for large windows, whose regions overlap by twice the radius.
constexpr int kRegionWidth = 1024;  // at most
constexpr int kRegionHeight = 512;  // at least
constexpr int kTallestRegion = 2048;

class GuidedFilter final : public ImageKernel {
 public:
  GuidedFilter(int radius, double epsilon) : radius_(radius), epsilon_(epsilon) {}

  Status run(ImageArgs& args) const override {
    const bool wide = 2 * radius_ + 1 > kWidestFloatWindow || epsilon_ < kLeastFloatEpsilon;
    return wide ? run_with<double>(args) : run_with<float>(args);
  }

 private:
  template <typename A>
  Status run_with(ImageArgs& args) const {
    const Image& image = args.inputs[0];
    const Image& guide = args.inputs[1];
    Image& out = args.outputs[0];
    const int widest = std::max(kRegionWidth, 4 * radius_);
    const int fewest = (image.width() + widest - 1) / widest;
    const int width = padded_row((image.width() + fewest - 1) / fewest);
    const int across = (image.width() + width - 1) / width;
    const int shares = 2 * args.workers.threads() / across + 1;
    const int height = std::max(std::clamp(image.height() / shares + 1, kRegionHeight, kTallestRegion), 8 * radius_);
    const int down = (image.height() + height - 1) / height;
    const bool gray = guide.spec().color_channels() == 1;
    std::vector<std::unique_ptr<GuidedRegion<A>>> regions(static_cast<size_t>(args.workers.threads()));
    for (int c = 0; c < image.channels(); ++c) {
      if (c >= image.spec().color_channels()) {
        if (!copy_plane(image, c, out, c, args.workers, args.cancel)) return cancelled();
        continue;
      }
      const GuidedPlane plane{image, guide, c, gray ? 0 : c, out};
      const bool itself = plane.guides_itself();
      const bool finished = args.workers.run(
          int64_t{across} * down,
          [&](int64_t index, int worker) {
            auto& region = regions[static_cast<size_t>(worker)];
            if (!region || region->guides_itself() != itself) {
              region = std::make_unique<GuidedRegion<A>>(radius_, epsilon_, width, itself);
            }
            const Rect rect{static_cast<int>(index % across) * width, static_cast<int>(index / across) * height, width,
                            height};
            region->run(plane, intersect(rect, image.spec().bounds()));
          },
          args.cancel);
      if (!finished) return cancelled();
      args.progress((c + 1.0) / image.channels());
    }
    return {};
  }

  int radius_;
  double epsilon_;
};

Result<Kernel> prepare_guided_filter(const PrepareArgs& args) {
  return Kernel(std::make_unique<GuidedFilter>(args.params.integer("radius"), args.params.number("epsilon")));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_guided_filter);

namespace {

Result<std::vector<ImageSpec>> infer_guided_filter(const InferArgs& args) {
  const ImageSpec& image = *args.inputs[0];
  const ImageSpec& guide = *args.inputs[1];
  if (image.size() != guide.size()) {
    return invalid("image is " + size_text(image) + " but guide is " + size_text(guide), {},
                   "resize or crop one of them to the other's size");
  }
  if (guide.color_channels() != 1 && guide.color_channels() != image.color_channels()) {
    return invalid("guide has " + channels_text(guide) + " but image has " + channels_text(image), {},
                   "put grayscale before the guide");
  }
  return std::vector<ImageSpec>{image};
}

// Channel by channel, by way of pictures of one channel.
Result<GpuProgram> guided_filter_program(const PrepareArgs& args) {
  const ImageSpec& out = args.outputs[0];
  const ImageSpec plane{out.width, out.height, 1, SampleFormat::kF32};
  const int radius = args.params.integer("radius");
  const bool gray = args.inputs[1]->color_channels() == 1;
  GpuProgram program;
  program.scratch.assign(6, plane);
  const auto add = [&](const char* shader, std::vector<GpuOperand> reads, std::vector<GpuOperand> writes,
                       std::vector<GpuParameter> parameters) {
    program.passes.push_back(gpu_pass(shader, plane, 1, std::move(reads), std::move(writes), std::move(parameters)));
    program.passes.back().work = 4 + 4.0 * radius;
  };
  for (int c = 0; c < out.color_channels(); ++c) {
    const GpuParameter channel{"channel", c}, guide_channel{"guide_channel", gray ? 0 : c};
    add("guided_moments", {gpu_input(0), gpu_input(1)},
        {gpu_scratch(0), gpu_scratch(1), gpu_scratch(2), gpu_scratch(3)}, {{"radius", radius}, channel, guide_channel});
    add("guided_fit", {gpu_scratch(0), gpu_scratch(1), gpu_scratch(2), gpu_scratch(3)},
        {gpu_scratch(4), gpu_scratch(5)}, {{"radius", radius}, {"epsilon", args.params.real("epsilon")}});
    add("guided_rows", {gpu_scratch(4), gpu_scratch(5)}, {gpu_scratch(0), gpu_scratch(1)}, {{"radius", radius}});
    add("guided_apply", {gpu_scratch(0), gpu_scratch(1), gpu_input(0), gpu_input(1)}, {gpu_output()},
        {{"radius", radius}, channel, guide_channel});
  }
  return program;
}

Status guided_filter_reference(const ReferenceArgs& args) {
  const FloatPicture& image = *args.inputs[0];
  const FloatPicture& guide = *args.inputs[1];
  const int radius = args.params.integer("radius");
  const double epsilon = args.params.number("epsilon");
  const Size size = image.spec.size();
  const double area = (2.0 * radius + 1) * (2.0 * radius + 1);
  std::vector<double> slopes, offsets;
  int fitted = -1;
  const auto at = [&](int x, int y) {
    return static_cast<size_t>(border_index(y, size.height, Border::kReflect101)) * static_cast<size_t>(size.width) +
           static_cast<size_t>(border_index(x, size.width, Border::kReflect101));
  };
  const auto fit = [&](int c, int guide_channel) {
    slopes.assign(static_cast<size_t>(image.spec.pixels()), 0);
    offsets = slopes;
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        double i = 0, p = 0, square = 0, product = 0;
        for (int dy = -radius; dy <= radius; ++dy) {
          for (int dx = -radius; dx <= radius; ++dx) {
            const double sample = static_cast<double>(guide.bordered(guide_channel, x + dx, y + dy));
            const double target = static_cast<double>(image.bordered(c, x + dx, y + dy));
            i += sample;
            p += target;
            square += sample * sample;
            product += sample * target;
          }
        }
        i /= area;
        p /= area;
        const double slope = (product / area - i * p) / (square / area - i * i + epsilon);
        slopes[at(x, y)] = slope;
        offsets[at(x, y)] = p - slope * i;
      }
    }
    fitted = c;
  };
  reference_colors(image, args.outputs[0], [&](int c, int x, int y) {
    const int guide_channel = guide.spec.color_channels() == 1 ? 0 : c;
    if (fitted != c) fit(c, guide_channel);
    double slope = 0, offset = 0;
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) {
        slope += slopes[at(x + dx, y + dy)];
        offset += offsets[at(x + dx, y + dy)];
      }
    }
    return slope / area * static_cast<double>(guide.at(guide_channel, x, y)) + offset / area;
  });
  return {};
}

}  // namespace

OperatorDef guided_filter_operator() {
  OperatorDef def;
  def.id = "guided_filter";
  def.label = "Guided filter";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.inputs = {{"image", "image", PortType::kImage, true, "The picture to smooth; its alpha is kept."},
                {"guide", "guide", PortType::kImage, true,
                 "Where its edges are, edges stay: the same size; gray guides all channels."}};
  def.params = {
      integer_param("radius", "Radius", 8, 0, 500, 0, 60, "px", "Half the side of the windows, less half a pixel."),
      number_param("epsilon", "Epsilon", 0.01, 1e-6, 1, 0.0001, 0.2, 0.001, "",
                   "Variance of the guide below which it counts as flat; larger is smoother.")};
  def.params[0].in_pixels = true;
  def.summary = "Smooths a picture along the edges of another, or along its own.";
  def.formula =
      "mean(a)·I + mean(b), a = cov(I, p) / (var(I) + epsilon), b = mean(p) - a·mean(I), means over (2·radius + 1)²";
  def.shapes =
      "image: any size, channels and format; guide: the same size, gray or the colour channels of the image. Channel "
      "by channel; alpha passes. Errors: sizes or channels that do not fit.";
  def.border = "reflect101";
  def.source = "K. He, J. Sun, X. Tang, Guided image filtering, ECCV 2010";
  def.search_words = {"edge preserving", "smooth", "denoise", "matting", "detail"};
  def.is_identity = [](const Params& params) { return params.integer("radius") == 0; };
  def.infer = infer_guided_filter;
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_guided_filter)(args); };
  def.gpu = guided_filter_program;
  def.reference = guided_filter_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
