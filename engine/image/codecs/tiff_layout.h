// How the samples of a TIFF lie in its rows, and what becomes of them.
//
// libtiff hands out rows in the machine's byte order, still packed. TiffRows turns them into interleaved samples of
// one of our formats: bits are unpacked and scaled to the full range, palettes looked up, samples beyond the fourth
// left out.
#pragma once

#include <tiffio.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/image/image.h"

namespace lightbench::codecs {

struct TiffLayout {
  uint32_t width = 0;
  uint32_t height = 0;
  uint16_t bits = 1;               // a sample
  uint16_t samples_per_pixel = 1;  // in the file
  uint16_t sample_format = SAMPLEFORMAT_UINT;
  uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  uint16_t orientation = ORIENTATION_TOPLEFT;
  bool separate = false;  // a plane for each sample
  bool tiled = false;

  // What we make of it.
  int channels = 0;
  SampleFormat format = SampleFormat::kU8;
  bool through_library = false;  // colour spaces that libtiff's own conversion to 8-bit RGB reads
  std::string refusal;           // why it is not read; empty when it is
};

TiffLayout tiff_layout(TIFF* tiff);

class TiffRows {
 public:
  // `capacity`: the most pixels of one convert().
  TiffRows(TIFF* tiff, const TiffLayout& layout, size_t capacity);

  // `pixels` pixels of `samples` samples each (1 for a separate plane); the result is valid until the next call and
  // holds `channels` samples a pixel, 1 for a separate plane.
  const std::byte* convert(const std::byte* packed, size_t pixels, size_t samples);

 private:
  void unpack(const std::byte* packed, size_t count);

  const TiffLayout& layout_;
  std::vector<uint8_t> palette_;  // 3 bytes an entry
  std::vector<std::byte> samples_;
  std::vector<std::byte> colors_;
};

}  // namespace lightbench::codecs
