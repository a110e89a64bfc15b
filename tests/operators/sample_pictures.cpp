#include "tests/operators/sample_pictures.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "engine/image/convert.h"

namespace lightbench::testing {
namespace {

uint32_t mixed(uint32_t bits) {
  bits = (bits ^ (bits >> 16)) * 0x45d9f3bu;
  bits = (bits ^ (bits >> 16)) * 0x45d9f3bu;
  return bits ^ (bits >> 16);
}

float sample_value(int seed, int c, int x, int y, bool unclamped) {
  const uint32_t bits =
      mixed(mixed(mixed(static_cast<uint32_t>(x) * 31u + static_cast<uint32_t>(seed)) + static_cast<uint32_t>(y)) +
            static_cast<uint32_t>(c) * 7919u);
  if (bits % 17 == 0) return static_cast<float>(bits / 17 % 3) * 0.5f;
  const double noise = static_cast<double>(bits >> 8) / (1 << 24);
  const double wave = std::sin(0.13 * x + c + seed) * std::cos(0.09 * y);
  const double value = 0.5 + 0.3 * wave + ((x / 9 + y / 7) % 2) * 0.15 + 0.2 * (noise - 0.5);
  return static_cast<float>(unclamped ? value * 1.8 - 0.3 : value);
}

Image filled(const ImageSpec& spec, BufferPool& pool, const std::function<float(int, int, int)>& sample) {
  Image image = Image::allocate(spec, pool).value();
  std::vector<float> row(static_cast<size_t>(spec.width));
  for (int c = 0; c < spec.channels; ++c) {
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) row[static_cast<size_t>(x)] = sample(c, x, y);
      store_row(spec.format, row.data(), image.writable_row_data(c, y), row.size());
    }
  }
  return image;
}

// Distance that rounding alone may bring.
double rounding_error(SampleFormat format, double expected) {
  switch (format) {
    case SampleFormat::kU8: return 0.5 / 255;
    case SampleFormat::kU16: return 0.5 / 65535;
    case SampleFormat::kF16: return std::max(std::abs(expected) * std::ldexp(1.0, -11), std::ldexp(1.0, -25));
    case SampleFormat::kF32: return 0;
  }
  return 0;
}

std::string place(int c, int x, int y) {
  return "channel " + std::to_string(c) + ", pixel (" + std::to_string(x) + ", " + std::to_string(y) + ")";
}

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

}  // namespace

Image sample_picture(const ImageSpec& spec, int seed, BufferPool& pool) {
  const bool unclamped = !is_integer(spec.format);
  return filled(spec, pool, [&](int c, int x, int y) { return sample_value(seed, c, x, y, unclamped); });
}

Image not_finite_picture(const ImageSpec& spec, int seed, BufferPool& pool) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kStrange[] = {std::numeric_limits<float>::quiet_NaN(),  kInfinity, -kInfinity, 3e38f, -3e38f,
                                std::numeric_limits<float>::denorm_min(), -0.0f};
  return filled(spec, pool, [&](int c, int x, int y) {
    const uint32_t bits = mixed(static_cast<uint32_t>(x + 131 * y + 7 * c));
    return bits % 5 == 0 ? kStrange[bits / 5 % std::size(kStrange)] : sample_value(seed, c, x, y, true);
  });
}

FloatPicture float_picture(const Image& image) {
  FloatPicture picture(image.spec().with_format(SampleFormat::kF32));
  for (int c = 0; c < image.channels(); ++c) {
    for (int y = 0; y < image.height(); ++y) {
      load_row(image.format(), image.row_data(c, y), &picture.at(c, 0, y), static_cast<size_t>(image.width()));
    }
  }
  return picture;
}

std::optional<std::string> difference(const Image& actual, const FloatPicture& expected, double tolerance,
                                      double outliers) {
  const FloatPicture stored = float_picture(actual);
  const int64_t samples = expected.spec.pixels() * expected.spec.channels;
  const int64_t allowed = static_cast<int64_t>(outliers * static_cast<double>(samples));
  int64_t bad = 0;
  std::string first;
  for (int c = 0; c < expected.spec.channels; ++c) {
    for (int y = 0; y < expected.spec.height; ++y) {
      for (int x = 0; x < expected.spec.width; ++x) {
        double wanted = static_cast<double>(expected.at(c, x, y));
        if (is_integer(actual.format())) wanted = std::isnan(wanted) ? 0 : std::clamp(wanted, 0.0, 1.0);
        const double got = static_cast<double>(stored.at(c, x, y));
        const double limit =
            tolerance * std::max(1.0, std::abs(wanted)) + rounding_error(actual.format(), wanted) * (1 + 1e-6);
        const bool both_nan = std::isnan(wanted) && std::isnan(got);
        if (both_nan || wanted == got || std::abs(got - wanted) <= limit) continue;
        if (++bad == 1) {
          first = place(c, x, y) + ": expected " + number(wanted) + ", actual " + number(got) + ", tolerance " +
                  number(limit);
        }
      }
    }
  }
  if (bad <= allowed) return std::nullopt;
  return first + "; " + std::to_string(bad) + " of " + std::to_string(samples) + " samples are off";
}

std::optional<std::string> bit_difference(const Image& actual, const Image& expected, const Rect& region) {
  const size_t bytes = sample_bytes(actual.format());
  for (int c = 0; c < actual.channels(); ++c) {
    for (int y = region.y; y < region.bottom(); ++y) {
      for (int x = region.x; x < region.right(); ++x) {
        const size_t offset = static_cast<size_t>(x) * bytes;
        if (std::memcmp(actual.row_data(c, y) + offset, expected.row_data(c, y) + offset, bytes) == 0) continue;
        return place(c, x, y) + ": expected " + number(static_cast<double>(float_picture(expected).at(c, x, y))) +
               ", actual " + number(static_cast<double>(float_picture(actual).at(c, x, y))) +
               ", tolerance: the same bits";
      }
    }
  }
  return std::nullopt;
}

std::string describe(const ImageSpec& spec) {
  return std::to_string(spec.width) + " × " + std::to_string(spec.height) + ", " + std::to_string(spec.channels) +
         " channels, " + std::string(name_of(spec.format));
}

}  // namespace lightbench::testing
