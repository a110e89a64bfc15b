#include "engine/image/codecs/tiff_layout.h"

#include <algorithm>
#include <cstring>

namespace lightbench::codecs {
namespace {

bool is_gray(uint16_t photometric) {
  return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
}

// The sample format of the picture, or a refusal.
void choose_format(TiffLayout& layout) {
  const uint16_t bits = layout.bits;
  switch (layout.sample_format) {
    case SAMPLEFORMAT_UINT:
    case SAMPLEFORMAT_VOID:
      if (bits >= 1 && bits <= 8)
        layout.format = SampleFormat::kU8;
      else if (bits <= 16)
        layout.format = SampleFormat::kU16;
      else if (bits == 32)
        layout.format = SampleFormat::kF32;
      else
        layout.refusal = std::to_string(bits) + "-bit integers";
      return;
    case SAMPLEFORMAT_IEEEFP:
      if (bits == 16)
        layout.format = SampleFormat::kF16;
      else if (bits == 32 || bits == 64)
        layout.format = SampleFormat::kF32;
      else
        layout.refusal = std::to_string(bits) + "-bit floats";
      return;
    case SAMPLEFORMAT_INT: layout.refusal = "signed integers"; return;
    default: layout.refusal = "complex samples"; return;
  }
}

void choose_channels(TiffLayout& layout) {
  const int samples = layout.samples_per_pixel;
  if (layout.photometric == PHOTOMETRIC_PALETTE) {
    if (samples != 1 || layout.bits > 8) layout.refusal = "a palette of an unusual shape";
    layout.channels = 3;
    layout.format = SampleFormat::kU8;
  } else if (is_gray(layout.photometric)) {
    // More than two samples and no colour space: writers of scientific data say gray and mean RGB(A).
    if (samples > 4) layout.refusal = std::to_string(samples) + " samples a pixel without a colour space";
    layout.channels = samples;
  } else if (layout.photometric == PHOTOMETRIC_RGB && samples >= 3) {
    layout.channels = std::min(samples, 4);
  } else {
    layout.channels = 3;
    layout.format = SampleFormat::kU8;
    layout.through_library = true;
    layout.refusal.clear();
  }
}

uint32_t bits_at(const std::byte* packed, size_t first_bit, unsigned bits) {
  uint32_t value = 0;
  size_t bit = first_bit;
  for (unsigned left = bits; left > 0;) {
    const unsigned inside = static_cast<unsigned>(bit % 8);
    const unsigned taken = std::min(8 - inside, left);
    const uint32_t byte = static_cast<uint32_t>(packed[bit / 8]);
    value = value << taken | ((byte >> (8 - inside - taken)) & ((1u << taken) - 1));
    bit += taken;
    left -= taken;
  }
  return value;
}

}  // namespace

TiffLayout tiff_layout(TIFF* tiff) {
  TiffLayout layout;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples_per_pixel);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.sample_format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout.orientation);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric)) {
    layout.photometric = layout.samples_per_pixel >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  }
  uint16_t planar = PLANARCONFIG_CONTIG;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
  layout.separate = planar == PLANARCONFIG_SEPARATE && layout.samples_per_pixel > 1;
  layout.tiled = TIFFIsTiled(tiff) != 0;

  uint16_t compression = COMPRESSION_NONE;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  if (compression == COMPRESSION_JPEG && layout.photometric == PHOTOMETRIC_YCBCR && !layout.separate) {
    // The JPEG codec undoes subsampling and YCbCr itself when asked.
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    layout.photometric = PHOTOMETRIC_RGB;
  }
  choose_format(layout);
  choose_channels(layout);
  return layout;
}

TiffRows::TiffRows(TIFF* tiff, const TiffLayout& layout, size_t capacity) : layout_(layout) {
  const size_t samples = capacity * (layout.separate ? 1 : layout.samples_per_pixel);
  samples_.resize(samples * (layout.photometric == PHOTOMETRIC_PALETTE ? 1 : sample_bytes(layout.format)));
  if (layout.photometric != PHOTOMETRIC_PALETTE) return;
  colors_.resize(capacity * 3);
  uint16_t* maps[3] = {};
  const size_t entries = size_t{1} << layout.bits;
  palette_.assign(entries * 3, 0);
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &maps[0], &maps[1], &maps[2])) return;
  // Entries are 16-bit; some old writers put 8-bit ones.
  bool wide = false;
  for (const uint16_t* map : maps) wide = wide || std::any_of(map, map + entries, [](uint16_t v) { return v > 255; });
  for (size_t i = 0; i < entries; ++i) {
    for (size_t c = 0; c < 3; ++c) palette_[3 * i + c] = static_cast<uint8_t>(wide ? maps[c][i] >> 8 : maps[c][i]);
  }
}

void TiffRows::unpack(const std::byte* packed, size_t count) {
  const unsigned bits = layout_.bits;
  const bool palette = layout_.photometric == PHOTOMETRIC_PALETTE;
  if (bits == 64) {
    for (size_t i = 0; i < count; ++i) {
      double value;
      std::memcpy(&value, packed + i * sizeof value, sizeof value);
      reinterpret_cast<float*>(samples_.data())[i] = static_cast<float>(value);
    }
  } else if (bits == 32 && layout_.sample_format != SAMPLEFORMAT_IEEEFP) {
    for (size_t i = 0; i < count; ++i) {
      uint32_t value;
      std::memcpy(&value, packed + i * sizeof value, sizeof value);
      reinterpret_cast<float*>(samples_.data())[i] = static_cast<float>(static_cast<double>(value) / 4294967295.0);
    }
  } else if (bits == 8 || bits == 16 || bits == 32) {
    std::memcpy(samples_.data(), packed, count * bits / 8);
  } else {
    const uint32_t most = (1u << bits) - 1;
    const uint32_t full = bits < 8 ? 255 : 65535;
    for (size_t i = 0; i < count; ++i) {
      const uint32_t value = bits_at(packed, i * bits, bits);
      const uint32_t scaled = palette ? value : (value * full + most / 2) / most;
      if (bits < 8)
        samples_[i] = static_cast<std::byte>(scaled);
      else
        reinterpret_cast<uint16_t*>(samples_.data())[i] = static_cast<uint16_t>(scaled);
    }
  }
}

const std::byte* TiffRows::convert(const std::byte* packed, size_t pixels, size_t samples) {
  unpack(packed, pixels * samples);
  if (layout_.photometric == PHOTOMETRIC_PALETTE) {
    for (size_t i = 0; i < pixels; ++i) {
      std::memcpy(&colors_[3 * i], &palette_[3 * static_cast<size_t>(samples_[i])], 3);
    }
    return colors_.data();
  }
  const size_t bytes = sample_bytes(layout_.format);
  const size_t channels = static_cast<size_t>(layout_.channels);
  if (samples > channels) {
    for (size_t i = 0; i < pixels; ++i) {
      std::memmove(&samples_[i * channels * bytes], &samples_[i * samples * bytes], channels * bytes);
    }
  }
  return samples_.data();
}

}  // namespace lightbench::codecs
