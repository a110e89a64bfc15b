#include "engine/operators/canny_reference.h"

#include <cmath>
#include <vector>

#include "engine/operators/canny_bytes.h"
#include "engine/operators/canny_classes.h"
#include "engine/operators/canny_trace.h"
#include "engine/operators/histogram.h"

namespace lightbench {
namespace {

template <typename T>
class Plane {
 public:
  explicit Plane(Size size)
      : size_(size), samples_(static_cast<size_t>(size.width) * static_cast<size_t>(size.height)) {}
  T& at(int x, int y) {
    return samples_[static_cast<size_t>(y) * static_cast<size_t>(size_.width) + static_cast<size_t>(x)];
  }
  T mirrored(int x, int y) {
    return at(border_index(x, size_.width, Border::kReflect101), border_index(y, size_.height, Border::kReflect101));
  }
  T or_zero(int x, int y) { return x < 0 || y < 0 || x >= size_.width || y >= size_.height ? T{} : at(x, y); }

 private:
  Size size_;
  std::vector<T> samples_;
};

template <typename Visit>
void for_all(Size size, const Visit& visit) {
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) visit(x, y);
  }
}

// The rules of f32.
struct FloatRules {
  using Sample = float;
  CannyParams params;

  explicit FloatRules(const Params& p) : params(p) {}
  float luma(const FloatPicture& in, int x, int y) const { return brightness_at(in, x, y); }
  const std::vector<float>& column_weights() const { return params.weights; }
  const std::vector<float>& row_weights() const { return params.weights; }
  static float rounded(float sum) { return sum; }
  static float difference(float before, float here, float after) { return before + 2 * here + after; }
  static bool small(float a, float b) { return a < kTan22 * b; }  // beside the other difference
  static bool large(float a, float b) { return a > kTan67 * b; }
};

// Those of 8 bits.
struct ByteRules {
  using Sample = int32_t;
  ByteCannyParams params;

  explicit ByteRules(const Params& p) : params(p) {}
  int32_t luma(const FloatPicture& in, int x, int y) const {
    const auto level = [&](int c) { return static_cast<int>(std::lround(in.at(c, x, y) * 255.0f)); };
    return in.spec.color_channels() == 1 ? byte_luma_units(level(0)) : byte_luma_units(level(0), level(1), level(2));
  }
  const std::vector<int16_t>& column_weights() const { return params.column_weights; }
  const std::vector<int16_t>& row_weights() const { return params.row_weights; }
  static int32_t rounded(int32_t sum) {
    constexpr int kShift = ByteCannyParams::kShift;
    return (sum + (1 << (kShift - 1))) >> kShift;
  }
  // Half of Sobel's.
  static int32_t difference(int32_t before, int32_t here, int32_t after) { return (before + after) / 2 + here; }
  static bool small(int32_t a, int32_t b) { return a <= b * int64_t{kTan22Of65536} / 65536; }
  static bool large(int32_t a, int32_t b) { return small(b, a); }
};

// Steps 1 to 3: classes, and the places of the strong.
template <typename Rules>
void classify(const FloatPicture& in, const Rules& rules, Plane<uint8_t>& classes, std::vector<Place>& strong) {
  using T = typename Rules::Sample;
  const Size size = in.spec.size();
  const auto& params = rules.params;
  Plane<T> luma(size), columns(size), smooth(size), gx(size), gy(size), square(size);
  const auto summed = [&](Plane<T>& source, const auto& weights, int x, int y, int dx, int dy) {
    T sum = weights[0] * source.at(x, y);
    for (int k = 1; k <= params.radius(); ++k) {
      const T pair = source.mirrored(x - k * dx, y - k * dy) + source.mirrored(x + k * dx, y + k * dy);
      sum += weights[static_cast<size_t>(k)] * pair;
    }
    return rules.rounded(sum);
  };
  for_all(size, [&](int x, int y) { luma.at(x, y) = rules.luma(in, x, y); });
  for_all(size, [&](int x, int y) { columns.at(x, y) = summed(luma, rules.column_weights(), x, y, 0, 1); });
  for_all(size, [&](int x, int y) { smooth.at(x, y) = summed(columns, rules.row_weights(), x, y, 1, 0); });
  for_all(size, [&](int x, int y) {
    const auto across = [&](int dy) { return smooth.mirrored(x + 1, y + dy) - smooth.mirrored(x - 1, y + dy); };
    const auto down = [&](int dx) { return smooth.mirrored(x + dx, y + 1) - smooth.mirrored(x + dx, y - 1); };
    gx.at(x, y) = rules.difference(across(-1), across(0), across(1));
    gy.at(x, y) = rules.difference(down(-1), down(0), down(1));
    square.at(x, y) = gx.at(x, y) * gx.at(x, y) + gy.at(x, y) * gy.at(x, y);
  });
  for_all(size, [&](int x, int y) {
    const T m = square.at(x, y);
    if (!(m > params.low_square)) return;
    const T dx = gx.at(x, y);
    const T dy = gy.at(x, y);
    bool largest = false;
    if (Rules::small(std::abs(dy), std::abs(dx))) {
      largest = m > square.or_zero(x - 1, y) && m >= square.or_zero(x + 1, y);
    } else if (Rules::large(std::abs(dy), std::abs(dx))) {
      largest = m > square.or_zero(x, y - 1) && m >= square.or_zero(x, y + 1);
    } else {
      const int side = (dx < 0) != (dy < 0) ? -1 : 1;
      largest = m > square.or_zero(x - side, y - 1) && m > square.or_zero(x + side, y + 1);
    }
    if (!largest) return;
    classes.at(x, y) = m > params.high_square ? kStrong : kWeak;
    if (m > params.high_square) strong.push_back({x, y});
  });
}

}  // namespace

Status canny_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const Size size = in.spec.size();
  Plane<uint8_t> classes(size);
  std::vector<Place> open;
  if (ByteCannyParams::fits(args.params, args.stored)) {
    classify(in, ByteRules(args.params), classes, open);
  } else {
    classify(in, FloatRules(args.params), classes, open);
  }
  while (!open.empty()) {
    const Place place = open.back();
    open.pop_back();
    for (int y = place.y - 1; y <= place.y + 1; ++y) {
      for (int x = place.x - 1; x <= place.x + 1; ++x) {
        if (classes.or_zero(x, y) != kWeak) continue;
        classes.at(x, y) = kStrong;
        open.push_back({x, y});
      }
    }
  }
  for_all(size, [&](int x, int y) {
    out.at(0, x, y) = classes.at(x, y) == kStrong ? 1.0f : 0.0f;
    if (in.spec.has_alpha()) out.at(1, x, y) = in.at(in.spec.channels - 1, x, y);
  });
  return {};
}

}  // namespace lightbench
