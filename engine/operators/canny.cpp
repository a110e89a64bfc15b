// canny: edges one pixel wide.
//
// Formula: 1. Y = the gray or the Rec. 601 luma, smoothed by a Gaussian of sigma (truncated at 4 sigma, columns first);
//          2. gx, gy = its 3×3 Sobel differences, not normalised, m = sqrt(gx² + gy²) on the 0..1 scale, 0 outside;
//          3. kept where m > low and m is the largest across the edge: |gy| < tan 22.5°·|gx|: m > left, m ≥ right;
//             |gy| > tan 67.5°·|gx|: m > above, m ≥ below; else m > both neighbours on the diagonal of (gx, gy);
//          4. 1 where such a pixel has m > high or is joined to one that has by 8-neighbours; 0 elsewhere
// Shapes:  any channels and format in, gray out in the input's format; alpha passes.
// Params:  low 0..10 and high 0..10, magnitudes (a step from 0 to 1 has 4 without smoothing); sigma 0..20 pixels.
// Border:  reflect101 for the smoothing and the differences.
// Source:  J. Canny, "A Computational Approach to Edge Detection", IEEE Trans. PAMI 8 (1986); step 3 as OpenCV's Canny.
// Errors:  low above high.
//
// All sums are f32 in one order without fused operations, in the reference too: comparisons then fall alike everywhere.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/gaussian.h"
#include "engine/operators/histogram.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"

#ifndef LIGHTBENCH_OPERATORS_CANNY_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_CANNY_SHARED
namespace lightbench {
namespace {

constexpr float kTan22 = 0.41421356f;
constexpr float kTan67 = 2.4142135f;

enum EdgeClass : uint8_t { kNone, kWeak, kStrong };

struct CannyParams {
  std::vector<float> weights;  // of the centre and outwards
  float low_square, high_square;

  explicit CannyParams(const Params& params) {
    const double sigma = params.number("sigma");
    const std::vector<float> all = sigma > 0 ? gaussian_weights(sigma) : std::vector<float>{1.0f};
    weights.assign(all.begin() + static_cast<ptrdiff_t>(all.size() / 2), all.end());
    const float low = params.real("low");
    const float high = params.real("high");
    low_square = low * low;
    high_square = high * high;
  }
  int radius() const { return static_cast<int>(weights.size()) - 1; }
};

// Rows of one kind above, at and below a row, readable one sample beyond both ends.
struct ThreeRows {
  const float* above;
  const float* here;
  const float* below;
};

struct Gradient {
  float* x;
  float* y;
  float* square;  // x² + y²
};

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/canny.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// out = weights[0] · pairs[0] + Σ weights[k] · (pairs[2k - 1] + pairs[2k]); whole vectors.
void symmetric_sum(const float* const* pairs, const float* weights, int radius, float* out, int width) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int x = 0; x < width; x += 2 * lanes) {
    V first = hn::Mul(hn::Set(d, weights[0]), hn::LoadU(d, pairs[0] + x));
    V second = hn::Mul(hn::Set(d, weights[0]), hn::LoadU(d, pairs[0] + x + lanes));
    for (int k = 1; k <= radius; ++k) {
      const float* a = pairs[2 * k - 1] + x;
      const float* b = pairs[2 * k] + x;
      const V weight = hn::Set(d, weights[k]);
      first = hn::Add(first, hn::Mul(weight, hn::Add(hn::LoadU(d, a), hn::LoadU(d, b))));
      second = hn::Add(second, hn::Mul(weight, hn::Add(hn::LoadU(d, a + lanes), hn::LoadU(d, b + lanes))));
    }
    hn::StoreU(first, d, out + x);
    hn::StoreU(second, d, out + x + lanes);
  }
}

// Whole vectors: rows are padded.
void gradient_row(const ThreeRows& rows, const Gradient& out, int width) {
  const hn::ScalableTag<float> d;
  const auto two = hn::Set(d, 2.0f);
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    const auto at = [&](const float* row, int dx) { return hn::LoadU(d, row + x + dx); };
    const auto above_left = at(rows.above, -1);
    const auto above_right = at(rows.above, 1);
    const auto below_left = at(rows.below, -1);
    const auto below_right = at(rows.below, 1);
    const auto across = hn::Mul(two, hn::Sub(at(rows.here, 1), at(rows.here, -1)));
    const auto down = hn::Mul(two, hn::Sub(at(rows.below, 0), at(rows.above, 0)));
    const auto gx = hn::Add(hn::Add(hn::Sub(above_right, above_left), across), hn::Sub(below_right, below_left));
    const auto gy = hn::Add(hn::Add(hn::Sub(below_left, above_left), down), hn::Sub(below_right, above_right));
    hn::StoreU(gx, d, out.x + x);
    hn::StoreU(gy, d, out.y + x);
    hn::StoreU(hn::Add(hn::Mul(gx, gx), hn::Mul(gy, gy)), d, out.square + x);
  }
}

// Classes of a row from the squared magnitudes around it. Whole vectors: `classes` is padded.
void classify_row(const ThreeRows& squares, const float* gx, const float* gy, float low, float high, uint8_t* classes,
                  int width) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> whole;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto zero = hn::Zero(d);
  for (int x = 0; x < width; x += lanes) {
    const auto m = hn::LoadU(d, squares.here + x);
    const auto above_low = hn::Gt(m, hn::Set(d, low));
    if (hn::AllFalse(d, above_low)) {
      hn::StoreU(hn::Zero(bytes), bytes, classes + x);
      continue;
    }
    const auto at = [&](const float* row, int dx) { return hn::LoadU(d, row + x + dx); };
    const auto dx = hn::LoadU(d, gx + x);
    const auto dy = hn::LoadU(d, gy + x);
    const auto ax = hn::Abs(dx);
    const auto ay = hn::Abs(dy);
    const auto across = hn::And(hn::Gt(m, at(squares.here, -1)), hn::Ge(m, at(squares.here, 1)));
    const auto down = hn::And(hn::Gt(m, at(squares.above, 0)), hn::Ge(m, at(squares.below, 0)));
    const auto falling = hn::And(hn::Gt(m, at(squares.above, -1)), hn::Gt(m, at(squares.below, 1)));
    const auto rising = hn::And(hn::Gt(m, at(squares.above, 1)), hn::Gt(m, at(squares.below, -1)));
    const auto flat = hn::Lt(ay, hn::Mul(ax, hn::Set(d, kTan22)));
    const auto steep = hn::Gt(ay, hn::Mul(ax, hn::Set(d, kTan67)));
    const auto opposed = hn::Xor(hn::Lt(dx, zero), hn::Lt(dy, zero));
    const auto diagonal = hn::Or(hn::And(opposed, rising), hn::AndNot(opposed, falling));
    const auto not_flat = hn::Or(hn::And(steep, down), hn::AndNot(steep, diagonal));
    const auto largest = hn::Or(hn::And(flat, across), hn::AndNot(flat, not_flat));
    const auto kept = hn::And(above_low, largest);
    const auto one = hn::IfThenElseZero(hn::RebindMask(whole, kept), hn::Set(whole, 1));
    const auto strong =
        hn::IfThenElseZero(hn::RebindMask(whole, hn::And(kept, hn::Gt(m, hn::Set(d, high)))), hn::Set(whole, 1));
    hn::StoreU(hn::DemoteTo(bytes, hn::Add(one, strong)), bytes, classes + x);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(symmetric_sum);
HWY_EXPORT(gradient_row);
HWY_EXPORT(classify_row);

namespace {

// Steps 1 to 3 for a band of rows, walking down: every row is read, smoothed and differentiated once.
class EdgeBand {
 public:
  EdgeBand(const Image& in, const CannyParams& params, Image& classes)
      : in_(in),
        params_(params),
        classes_(classes),
        radius_(params.radius()),
        margin_(padded_row(radius_ + 1)),
        pitch_(static_cast<size_t>(padded_row(in.width()) + 2 * margin_ + 4 * kRowPadding)),
        luma_rows_(2 * radius_ + 1),
        luma_(pitch_ * static_cast<size_t>(luma_rows_)),
        column_sums_(pitch_),
        smooth_(pitch_ * kSmoothRows),
        gradients_(pitch_ * kGradientRows * 3),
        scratch_(2 * static_cast<size_t>(in.width())),
        pairs_(static_cast<size_t>(2 * radius_ + 1)),
        class_row_(pitch_) {}

  void run(int first, int end) {
    next_luma_ = std::max(0, first - 2 - radius_);
    next_smooth_ = std::max(0, first - 2);
    for (int y = first - 1; y <= end; ++y) {
      differentiate(y);
      if (y - 1 >= first) classify(y - 1);
    }
  }

 private:
  static constexpr int kSmoothRows = 4;
  static constexpr int kGradientRows = 4;

  float* luma(int y) { return luma_.data() + static_cast<size_t>(y % luma_rows_) * pitch_ + margin_; }
  float* smooth(int y) { return smooth_.data() + static_cast<size_t>(y % kSmoothRows) * pitch_ + margin_; }
  Gradient gradient(int y) {  // y from -1 on
    float* row = gradients_.data() + static_cast<size_t>((y + 1) % kGradientRows) * 3 * pitch_ + margin_;
    return {row, row + pitch_, row + 2 * pitch_};
  }

  void extend(float* row, int reach) const {
    for (int i = 1; i <= reach; ++i) {
      row[-i] = row[border_index(-i, in_.width(), Border::kReflect101)];
      row[in_.width() - 1 + i] = row[border_index(in_.width() - 1 + i, in_.width(), Border::kReflect101)];
    }
  }

  void make_smooth(int y) {
    const int last = std::min(y + radius_, in_.height() - 1);
    for (; next_luma_ <= last; ++next_luma_) {
      brightness_row(in_, 0, next_luma_, in_.width(), luma(next_luma_), scratch_.data());
    }
    const auto source = [&](int row) { return luma(border_index(row, in_.height(), Border::kReflect101)); };
    pairs_[0] = luma(y);
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = source(y - k);
      pairs_[static_cast<size_t>(2 * k)] = source(y + k);
    }
    float* sums = column_sums_.data() + margin_;
    HWY_DYNAMIC_DISPATCH(symmetric_sum)(pairs_.data(), params_.weights.data(), radius_, sums, in_.width());
    extend(sums, radius_);
    pairs_[0] = sums;
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = sums - k;
      pairs_[static_cast<size_t>(2 * k)] = sums + k;
    }
    HWY_DYNAMIC_DISPATCH(symmetric_sum)(pairs_.data(), params_.weights.data(), radius_, smooth(y), in_.width());
    extend(smooth(y), 1);
  }

  void differentiate(int y) {
    const Gradient made = gradient(y);
    if (y < 0 || y >= in_.height()) {
      std::fill_n(made.square - 1, in_.width() + 2, 0.0f);
      return;
    }
    for (; next_smooth_ <= std::min(y + 1, in_.height() - 1); ++next_smooth_) make_smooth(next_smooth_);
    const auto row = [&](int at) { return smooth(border_index(at, in_.height(), Border::kReflect101)); };
    HWY_DYNAMIC_DISPATCH(gradient_row)({row(y - 1), row(y), row(y + 1)}, made, in_.width());
    made.square[-1] = made.square[in_.width()] = 0.0f;
  }

  void classify(int y) {
    const Gradient here = gradient(y);
    HWY_DYNAMIC_DISPATCH(classify_row)
    ({gradient(y - 1).square, here.square, gradient(y + 1).square}, here.x, here.y, params_.low_square,
     params_.high_square, class_row_.data(), in_.width());
    std::memcpy(classes_.writable_row_data(0, y), class_row_.data(), static_cast<size_t>(in_.width()));
  }

  const Image& in_;
  const CannyParams& params_;
  Image& classes_;
  int radius_;
  int margin_;
  size_t pitch_;
  int luma_rows_;
  std::vector<float> luma_, column_sums_, smooth_, gradients_, scratch_;
  std::vector<const float*> pairs_;
  std::vector<uint8_t> class_row_;
  int next_luma_ = 0;
  int next_smooth_ = 0;
};

// Step 4: strong pixels make their weak neighbours strong, and so on.
struct Place {
  int x, y;
};

class EdgeTracer {
 public:
  explicit EdgeTracer(Image& classes) : plane_(classes.writable_plane<uint8_t>(0)) {}

  // From the strong pixels of rows [first, end), inside these rows; neighbours beyond them are put into `beyond`,
  // unread: another worker may be writing them.
  void trace_rows(int first, int end, std::vector<Place>& beyond) {
    for (int y = first; y < end; ++y) {
      const uint8_t* row = plane_.row(y);
      int x = 0;
      while (x < plane_.width) {
        uint64_t eight = 0;
        if (x + 8 <= plane_.width) {
          std::memcpy(&eight, row + x, sizeof eight);
          if ((eight & 0x0202020202020202u) == 0) {
            x += 8;
            continue;
          }
        }
        const int stop = std::min(x + 8, plane_.width);
        for (; x < stop; ++x) {
          if (row[x] == kStrong) spread({x, y}, first, end, &beyond);
        }
      }
    }
    finish(first, end, &beyond);
  }

  // From places that trace_rows() left over; they count where they are weak.
  void trace_places(const std::vector<Place>& places) {
    for (const Place& place : places) {
      if (plane_.at(place.x, place.y) != kWeak) continue;
      plane_.at(place.x, place.y) = kStrong;
      open_.push_back(place);
    }
    finish(0, plane_.height, nullptr);
  }

 private:
  void finish(int first, int end, std::vector<Place>* beyond) {
    while (!open_.empty()) {
      const Place place = open_.back();
      open_.pop_back();
      spread(place, first, end, beyond);
    }
  }

  void spread(Place from, int first, int end, std::vector<Place>* beyond) {
    const int left = std::max(from.x - 1, 0);
    const int right = std::min(from.x + 1, plane_.width - 1);
    for (int y = std::max(from.y - 1, 0); y <= std::min(from.y + 1, plane_.height - 1); ++y) {
      for (int x = left; x <= right; ++x) {
        if (y < first || y >= end) {
          beyond->push_back({x, y});
        } else if (plane_.at(x, y) == kWeak) {
          plane_.at(x, y) = kStrong;
          open_.push_back({x, y});
        }
      }
    }
  }

  PlaneView<uint8_t> plane_;
  std::vector<Place> open_;
};

void edges_of_row(const uint8_t* __restrict classes, uint8_t* __restrict out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = classes[i] == kStrong ? 255 : 0;
}

class Canny final : public ImageKernel {
 public:
  explicit Canny(const Params& params) : params_(params) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    Result<Image> classes =
        Image::allocate({in.width(), in.height(), 1, SampleFormat::kU8, SampleFormat::kU8}, args.buffers);
    if (!classes) return classes.error();
    const int threads = args.workers.threads();
    const int band_rows = std::clamp(in.height() / (3 * threads) + 1, 48, 512);
    std::vector<std::vector<Place>> beyond(static_cast<size_t>(threads));
    const bool found =
        for_row_bands(in.height(), band_rows, args.workers, args.cancel, [&](int first, int end, int worker) {
          EdgeBand(in, params_, *classes).run(first, end);
          EdgeTracer(*classes).trace_rows(first, end, beyond[static_cast<size_t>(worker)]);
        });
    if (!found) return cancelled();
    args.progress(0.8);
    EdgeTracer tracer(*classes);
    for (const std::vector<Place>& places : beyond) tracer.trace_places(places);
    const size_t width = static_cast<size_t>(in.width());
    const bool written = for_row_bands(in.height(), 64, args.workers, args.cancel, [&](int first, int end, int) {
      std::vector<uint8_t> bytes(out.format() == SampleFormat::kU8 ? 0 : width);
      std::vector<float> floats(bytes.size());
      for (int y = first; y < end; ++y) {
        const uint8_t* source = reinterpret_cast<const uint8_t*>(classes->row_data(0, y));
        std::byte* target = out.writable_row_data(0, y);
        if (out.format() == SampleFormat::kU8) {
          edges_of_row(source, reinterpret_cast<uint8_t*>(target), width);
          continue;
        }
        edges_of_row(source, bytes.data(), width);
        load_row(SampleFormat::kU8, bytes.data(), floats.data(), width);
        store_row(out.format(), floats.data(), target, width);
      }
    });
    if (!written) return cancelled();
    if (in.spec().has_alpha() && !copy_plane(in, in.channels() - 1, out, 1, args.workers, args.cancel)) {
      return cancelled();
    }
    return {};
  }

 private:
  CannyParams params_;
};

// Whole planes, one step after the other.
Status canny_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const CannyParams params(args.params);
  const int width = in.spec.width;
  const int height = in.spec.height;
  const ImageSpec gray{width, height, 1};
  FloatPicture luma(gray), columns(gray), smooth(gray), gx(gray), gy(gray), square(gray);
  std::vector<uint8_t> classes(static_cast<size_t>(gray.pixels()), kNone);
  const auto class_at = [&](int x, int y) -> uint8_t& {
    return classes[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
  };
  const auto for_all = [&](const auto& visit) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) visit(x, y);
    }
  };
  const auto summed = [&](const FloatPicture& source, int x, int y, int dx, int dy) {
    float sum = params.weights[0] * source.at(0, x, y);
    for (int k = 1; k <= params.radius(); ++k) {
      const float pair = source.bordered(0, x - k * dx, y - k * dy) + source.bordered(0, x + k * dx, y + k * dy);
      sum += params.weights[static_cast<size_t>(k)] * pair;
    }
    return sum;
  };
  for_all([&](int x, int y) { luma.at(0, x, y) = brightness_at(in, x, y); });
  for_all([&](int x, int y) { columns.at(0, x, y) = summed(luma, x, y, 0, 1); });
  for_all([&](int x, int y) { smooth.at(0, x, y) = summed(columns, x, y, 1, 0); });
  for_all([&](int x, int y) {
    const auto at = [&](int dx, int dy) { return smooth.bordered(0, x + dx, y + dy); };
    gx.at(0, x, y) = (at(1, -1) - at(-1, -1)) + 2 * (at(1, 0) - at(-1, 0)) + (at(1, 1) - at(-1, 1));
    gy.at(0, x, y) = (at(-1, 1) - at(-1, -1)) + 2 * (at(0, 1) - at(0, -1)) + (at(1, 1) - at(1, -1));
    square.at(0, x, y) = gx.at(0, x, y) * gx.at(0, x, y) + gy.at(0, x, y) * gy.at(0, x, y);
  });
  const auto magnitude = [&](int x, int y) { return square.bordered(0, x, y, Border::kZero); };
  std::vector<Place> open;
  for_all([&](int x, int y) {
    const float m = square.at(0, x, y);
    if (!(m > params.low_square)) return;
    const float dx = gx.at(0, x, y);
    const float dy = gy.at(0, x, y);
    bool largest = false;
    if (std::abs(dy) < kTan22 * std::abs(dx)) {
      largest = m > magnitude(x - 1, y) && m >= magnitude(x + 1, y);
    } else if (std::abs(dy) > kTan67 * std::abs(dx)) {
      largest = m > magnitude(x, y - 1) && m >= magnitude(x, y + 1);
    } else {
      const int side = (dx < 0) != (dy < 0) ? -1 : 1;
      largest = m > magnitude(x - side, y - 1) && m > magnitude(x + side, y + 1);
    }
    if (!largest) return;
    class_at(x, y) = m > params.high_square ? kStrong : kWeak;
    if (m > params.high_square) open.push_back({x, y});
  });
  while (!open.empty()) {
    const Place place = open.back();
    open.pop_back();
    for (int y = place.y - 1; y <= place.y + 1; ++y) {
      for (int x = place.x - 1; x <= place.x + 1; ++x) {
        if (x < 0 || y < 0 || x >= width || y >= height || class_at(x, y) != kWeak) continue;
        class_at(x, y) = kStrong;
        open.push_back({x, y});
      }
    }
  }
  for_all([&](int x, int y) {
    out.at(0, x, y) = class_at(x, y) == kStrong ? 1.0f : 0.0f;
    if (in.spec.has_alpha()) out.at(1, x, y) = in.at(in.spec.channels - 1, x, y);
  });
  return {};
}

}  // namespace

OperatorDef canny_operator() {
  OperatorDef def;
  def.id = "canny";
  def.label = "Canny edges";
  def.category = Category::kEdges;
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kAsInput;
  def.params = {number_param("low", "Low", 0.1, 0, 10, 0, 1, 0.01, "",
                             "Magnitude above which a pixel continues an edge; at most high."),
                number_param("high", "High", 0.3, 0, 10, 0, 2, 0.01, "", "Magnitude above which an edge begins."),
                number_param("sigma", "Sigma", 1.4, 0, 20, 0, 5, 0.1, "px", "Of the Gaussian that smooths first.")};
  def.params[2].in_pixels = true;
  def.summary = "Draws the picture's edges, one pixel wide.";
  def.formula =
      "Gaussian of sigma on the gray or the Rec. 601 luma; 3×3 Sobel, m = sqrt(gx² + gy²) on the 0..1 scale; kept "
      "where "
      "m > low is largest across the edge; 1 where m > high or joined to such a pixel by 8-neighbours, else 0";
  def.shapes = "Any picture; gray of 0 and 1 out, in the input's format. Alpha passes. Errors: low above high.";
  def.border = "reflect101; magnitudes outside are 0";
  def.source = "J. Canny: A Computational Approach to Edge Detection, IEEE Trans. PAMI 8, 1986";
  def.search_words = {"edge", "outline", "contour", "hysteresis", "gradient"};
  def.check = [](const Params& params) -> Status {
    if (params.number("low") <= params.number("high")) return {};
    return invalid("low is " + to_text(params.number("low")) + " but high is " + to_text(params.number("high")), {},
                   "set low to at most high");
  };
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    ImageSpec spec = *args.inputs[0];
    spec.channels = spec.has_alpha() ? 2 : 1;
    return std::vector<ImageSpec>{spec};
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> { return Kernel(std::make_unique<Canny>(args.params)); };
  def.reference = canny_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
