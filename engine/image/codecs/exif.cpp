#include "engine/image/codecs/exif.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace lightbench::codecs {
namespace {

// Reads numbers of a TIFF structure; out of bounds reads give 0, which no valid entry contains where it matters.
struct TiffBytes {
  std::string_view bytes;
  bool big_endian = false;

  uint32_t number(size_t offset, size_t count) const {
    if (offset > bytes.size() || bytes.size() - offset < count) return 0;
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      const size_t at = big_endian ? i : count - 1 - i;
      value = value << 8 | static_cast<uint8_t>(bytes[offset + at]);
    }
    return value;
  }
};

// Which source pixel shows at (x, y): swap first, then count from the far end of the stored picture.
struct Turn {
  bool swap, flip_x, flip_y;
};
Turn turn_of(int orientation) {
  const auto is = [orientation](int a, int b, int c, int d) {
    return orientation == a || orientation == b || orientation == c || orientation == d;
  };
  return {orientation >= 5, is(2, 3, 7, 8), is(3, 4, 6, 7)};
}

template <typename T>
void turn_plane(PlaneView<const T> source, PlaneView<T> target, Turn turn) {
  // Blocks of 32 × 32 keep the rows of both sides in cache while columns become rows.
  constexpr int kBlock = 32;
  const auto source_x = [&](int x) { return turn.flip_x ? source.width - 1 - x : x; };
  const auto source_y = [&](int y) { return turn.flip_y ? source.height - 1 - y : y; };
  if (!turn.swap) {
    for (int y = 0; y < target.height; ++y) {
      const T* from = source.row(source_y(y));
      T* to = target.row(y);
      if (turn.flip_x)
        std::reverse_copy(from, from + target.width, to);
      else
        std::copy(from, from + target.width, to);
    }
    return;
  }
  for (int top = 0; top < target.height; top += kBlock) {
    for (int left = 0; left < target.width; left += kBlock) {
      const int bottom = std::min(top + kBlock, target.height);
      const int right = std::min(left + kBlock, target.width);
      for (int y = top; y < bottom; ++y) {
        T* to = target.row(y);
        const int column = source_x(y);
        for (int x = left; x < right; ++x) to[x] = source.at(column, source_y(x));
      }
    }
  }
}

}  // namespace

int exif_orientation(std::string_view block) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  if (block.substr(0, kPrefix.size()) == kPrefix) block.remove_prefix(kPrefix.size());
  TiffBytes tiff{block};
  if (block.substr(0, 2) == "MM")
    tiff.big_endian = true;
  else if (block.substr(0, 2) != "II")
    return 1;
  if (tiff.number(2, 2) != 42) return 1;
  const size_t directory = tiff.number(4, 4);
  const uint32_t entries = tiff.number(directory, 2);
  for (uint32_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + size_t{12} * i;
    if (entry + 12 > block.size()) return 1;
    if (tiff.number(entry, 2) != 0x0112) continue;
    constexpr uint32_t kShort = 3;
    const uint32_t value = tiff.number(entry + 8, 2);
    return tiff.number(entry + 2, 2) == kShort && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

ImageSpec oriented_spec(ImageSpec spec, int orientation) {
  if (orientation >= 5) std::swap(spec.width, spec.height);
  return spec;
}

Result<Image> orient_image(const Image& image, int orientation, BufferPool& pool) {
  if (orientation <= 1 || orientation > 8) return image;
  Result<Image> target = Image::allocate(oriented_spec(image.spec(), orientation), pool);
  if (!target) return target;
  const Turn turn = turn_of(orientation);
  for (int c = 0; c < image.channels(); ++c) {
    switch (sample_bytes(image.format())) {
      case 1: turn_plane(image.plane<uint8_t>(c), target->writable_plane<uint8_t>(c), turn); break;
      case 2: turn_plane(image.plane<uint16_t>(c), target->writable_plane<uint16_t>(c), turn); break;
      default: turn_plane(image.plane<uint32_t>(c), target->writable_plane<uint32_t>(c), turn); break;
    }
  }
  return target;
}

}  // namespace lightbench::codecs
