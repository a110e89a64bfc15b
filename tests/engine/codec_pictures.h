// Synthetic pictures and damaged files for the codec tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "engine/image/codecs/codec.h"
#include "engine/image/convert.h"

namespace lightbench::testing {

// Smooth in x and y with some noise; every channel differs; floats leave 0..1. The same bits on every machine.
inline Image make_picture(const ImageSpec& spec, BufferPool& pool) {
  Image image = Image::allocate(spec, pool).value();
  uint32_t state = 12345;
  for (int c = 0; c < spec.channels; ++c) {
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) {
        state = state * 1664525u + 1013904223u;
        const int value = x * 3 + y * 5 + c * 40 + static_cast<int>(state >> 28);
        switch (spec.format) {
          case SampleFormat::kU8: image.writable_plane<uint8_t>(c).at(x, y) = static_cast<uint8_t>(value); break;
          case SampleFormat::kU16:
            image.writable_plane<uint16_t>(c).at(x, y) = static_cast<uint16_t>(value * 211);
            break;
          case SampleFormat::kF16:
            image.writable_plane<Half>(c).at(x, y) = float_to_half(static_cast<float>(value - 50) / 64.0f);
            break;
          case SampleFormat::kF32:
            image.writable_plane<float>(c).at(x, y) = static_cast<float>(value - 50) / 300.0f;
            break;
        }
      }
    }
  }
  return image;
}

// Empty when both hold the same samples; else the first difference in words. Specs must agree but for `nominal`.
inline std::string difference(const Image& actual, const Image& expected) {
  const ImageSpec& a = actual.spec();
  const ImageSpec& b = expected.spec();
  const auto words = [](const ImageSpec& spec) {
    return std::to_string(spec.width) + "x" + std::to_string(spec.height) + "x" + std::to_string(spec.channels) + " " +
           std::string(name_of(spec.format));
  };
  if (a.size() != b.size() || a.channels != b.channels || a.format != b.format) {
    return words(a) + ", expected " + words(b);
  }
  const size_t bytes = sample_bytes(a.format);
  for (int c = 0; c < a.channels; ++c) {
    for (int y = 0; y < a.height; ++y) {
      for (int x = 0; x < a.width; ++x) {
        const size_t at = static_cast<size_t>(x) * bytes;
        if (std::memcmp(actual.row_data(c, y) + at, expected.row_data(c, y) + at, bytes) == 0) continue;
        float values[2];
        load_row(a.format, actual.row_data(c, y) + at, &values[0], 1);
        load_row(b.format, expected.row_data(c, y) + at, &values[1], 1);
        return words(a) + " channel " + std::to_string(c) + " at (" + std::to_string(x) + ", " + std::to_string(y) +
               "): " + std::to_string(values[0]) + ", expected " + std::to_string(values[1]);
      }
    }
  }
  return {};
}

// The largest difference of any sample, as values of 0..1 for integers.
inline float largest_difference(const Image& a, const Image& b) {
  std::vector<float> left(static_cast<size_t>(a.width())), right(left.size());
  float largest = 0;
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      load_row(a.format(), a.row_data(c, y), left.data(), left.size());
      load_row(b.format(), b.row_data(c, y), right.data(), right.size());
      for (size_t x = 0; x < left.size(); ++x) largest = std::max(largest, std::abs(left[x] - right[x]));
    }
  }
  return largest;
}

// An EXIF block (a TIFF structure with one entry) that says `orientation`.
inline std::string exif_block(int orientation, bool big_endian) {
  std::string block(26, '\0');
  const std::string_view start = big_endian ? std::string_view("MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01", 18)
                                            : std::string_view("II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18);
  std::memcpy(block.data(), start.data(), start.size());
  block[big_endian ? 19 : 18] = static_cast<char>(orientation);
  return block;
}

inline std::string big_endian_u32(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}
inline std::string little_endian_u32(uint32_t value) {
  const std::string big = big_endian_u32(value);
  return {big.rbegin(), big.rend()};
}

// A PNG chunk with its checksum (CRC-32 of PNG, annex D).
inline std::string png_chunk(const std::string& type, const std::string& data) {
  uint32_t crc = 0xffffffffu;
  for (char byte : type + data) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  return big_endian_u32(static_cast<uint32_t>(data.size())) + type + data + big_endian_u32(~crc);
}

inline constexpr size_t kPngHeaderBytes = 8 + 25;  // signature and IHDR

// A PNG that declares a size and holds almost nothing.
inline std::string png_bomb(uint32_t width, uint32_t height, char color_type) {
  return std::string("\x89PNG\r\n\x1a\n") +
         png_chunk("IHDR", big_endian_u32(width) + big_endian_u32(height) + std::string({8, color_type, 0, 0, 0})) +
         png_chunk("IDAT", "\x78\x9c\x63\x60") + png_chunk("IEND", "");
}

}  // namespace lightbench::testing
