#include "engine/operators/metrics/ciede2000.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lightbench {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

double lab_curve(double ratio) {
  constexpr double kEpsilon = 216.0 / 24389;
  constexpr double kKappa = 24389.0 / 27;
  return ratio > kEpsilon ? std::cbrt(ratio) : (kKappa * ratio + 16) / 116;
}

double seventh_power(double x) {
  const double cube = x * x * x;
  return cube * cube * x;
}

// Hue angle in degrees, 0 to 360; 0 for gray, as the notes prescribe.
double hue_degrees(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double degrees = std::atan2(b, a) / kDegree;
  return degrees < 0 ? degrees + 360 : degrees;
}

}  // namespace

double linear_from_srgb(double value) {
  value = std::clamp(value, 0.0, 1.0);
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Lab lab_from_linear(double red, double green, double blue) {
  // sRGB primaries and D65; the rows are divided by the white point they add up to, so that white is exactly (1, 1, 1).
  constexpr double kX[3] = {0.4124564, 0.3575761, 0.1804375};
  constexpr double kY[3] = {0.2126729, 0.7151522, 0.0721750};
  constexpr double kZ[3] = {0.0193339, 0.1191920, 0.9503041};
  const double x = (kX[0] * red + kX[1] * green + kX[2] * blue) / (kX[0] + kX[1] + kX[2]);
  const double y = (kY[0] * red + kY[1] * green + kY[2] * blue) / (kY[0] + kY[1] + kY[2]);
  const double z = (kZ[0] * red + kZ[1] * green + kZ[2] * blue) / (kZ[0] + kZ[1] + kZ[2]);
  const double fx = lab_curve(x);
  const double fy = lab_curve(y);
  const double fz = lab_curve(z);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

Lab lab_from_srgb(double red, double green, double blue) {
  return lab_from_linear(linear_from_srgb(red), linear_from_srgb(green), linear_from_srgb(blue));
}

double ciede2000(const Lab& first, const Lab& second) {
  // Chroma with the a axis stretched near gray (equations 2 to 7).
  const double mean_chroma = (std::hypot(first.a, first.b) + std::hypot(second.a, second.b)) / 2;
  constexpr double k25To7 = 6103515625.0;  // 25^7
  const double g = 0.5 * (1 - std::sqrt(seventh_power(mean_chroma) / (seventh_power(mean_chroma) + k25To7)));
  const double a1 = (1 + g) * first.a;
  const double a2 = (1 + g) * second.a;
  const double chroma1 = std::hypot(a1, first.b);
  const double chroma2 = std::hypot(a2, second.b);
  const double hue1 = hue_degrees(a1, first.b);
  const double hue2 = hue_degrees(a2, second.b);
  const bool gray = chroma1 * chroma2 == 0;

  // Differences (8 to 11).
  const double delta_lightness = second.lightness - first.lightness;
  const double delta_chroma = chroma2 - chroma1;
  double delta_hue_angle = gray ? 0 : hue2 - hue1;
  if (delta_hue_angle > 180) delta_hue_angle -= 360;
  if (delta_hue_angle < -180) delta_hue_angle += 360;
  const double delta_hue = 2 * std::sqrt(chroma1 * chroma2) * std::sin(delta_hue_angle / 2 * kDegree);

  // Means (12 to 14).
  const double lightness = (first.lightness + second.lightness) / 2;
  const double chroma = (chroma1 + chroma2) / 2;
  double hue = hue1 + hue2;
  if (!gray) {
    if (std::fabs(hue1 - hue2) <= 180)
      hue /= 2;
    else
      hue = hue < 360 ? (hue + 360) / 2 : (hue - 360) / 2;
  }

  // Weights (15 to 21) and sum (22).
  const double t = 1 - 0.17 * std::cos((hue - 30) * kDegree) + 0.24 * std::cos(2 * hue * kDegree) +
                   0.32 * std::cos((3 * hue + 6) * kDegree) - 0.20 * std::cos((4 * hue - 63) * kDegree);
  const double hue_step = (hue - 275) / 25;
  const double rotation = 30 * std::exp(-hue_step * hue_step);
  const double chroma_ratio = 2 * std::sqrt(seventh_power(chroma) / (seventh_power(chroma) + k25To7));
  const double from_middle = (lightness - 50) * (lightness - 50);
  const double l = delta_lightness / (1 + 0.015 * from_middle / std::sqrt(20 + from_middle));
  const double c = delta_chroma / (1 + 0.045 * chroma);
  const double h = delta_hue / (1 + 0.015 * chroma * t);
  const double cross = -std::sin(2 * rotation * kDegree) * chroma_ratio * c * h;
  return std::sqrt(std::max(0.0, l * l + c * c + h * h + cross));
}

}  // namespace lightbench
