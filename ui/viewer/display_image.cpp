#include "ui/viewer/display_image.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/image/convert.h"

namespace lightbench::ui {
namespace {

constexpr int kBandRows = 32;       // rows of one task: some 100 µs at 6000 pixels a row
constexpr int kSmallestLevel = 32;  // pixels of the longer side

// A QImage over pooled memory: a fresh 100 MB costs 40 ms of page faults, used memory none.
QImage pooledImage(const QSize& size, QImage::Format format, BufferPool& buffers) {
  const qsizetype row_bytes = (qsizetype{size.width()} * 4 + 63) / 64 * 64;
  std::shared_ptr<Buffer> buffer = buffers.allocate(static_cast<size_t>(row_bytes * size.height()));
  if (!buffer) return {};
  auto* owner = new std::shared_ptr<Buffer>(std::move(buffer));
  return QImage(
      reinterpret_cast<uchar*>((*owner)->data()), size.width(), size.height(), row_bytes, format,
      [](void* info) { delete static_cast<std::shared_ptr<Buffer>*>(info); }, owner);
}

// bits() of a QImage over foreign memory would copy it; the memory is ours until the picture is published.
QRgb* writableRow(const QImage& image, int y) {
  return reinterpret_cast<QRgb*>(const_cast<uchar*>(image.constScanLine(y)));
}

const QRgb* row(const QImage& image, int y) { return reinterpret_cast<const QRgb*>(image.constScanLine(y)); }

bool inBands(int rows, WorkerPool& workers, const CancelToken& cancel,
             const std::function<void(int first, int last)>& task) {
  const int bands = (rows + kBandRows - 1) / kBandRows;
  return workers.run(
      bands,
      [&](int64_t band, int) {
        const int first = static_cast<int>(band) * kBandRows;
        task(first, std::min(first + kBandRows, rows));
      },
      cancel);
}

// One channel of one row rounded to 8 bits. 8-bit rows are used where they lie.
const uint8_t* byteRow(const Image& picture, int channel, int y, uint8_t* bytes, float* floats) {
  const size_t width = static_cast<size_t>(picture.width());
  const std::byte* source = picture.row_data(channel, y);
  const float* values = floats;
  switch (picture.format()) {
    case SampleFormat::kU8: return reinterpret_cast<const uint8_t*>(source);
    case SampleFormat::kU16: {
      const uint16_t* samples = reinterpret_cast<const uint16_t*>(source);
      // v × 255 / 65535 to nearest; exact for all 65 536 values.
      for (size_t x = 0; x < width; ++x) bytes[x] = static_cast<uint8_t>((samples[x] * 255u + 32895u) >> 16);
      return bytes;
    }
    case SampleFormat::kF16: load_row(SampleFormat::kF16, source, floats, width); break;
    case SampleFormat::kF32: values = reinterpret_cast<const float*>(source); break;
  }
  store_row(SampleFormat::kU8, values, bytes, width);
  return bytes;
}

void packGray(const uint8_t* gray, QRgb* target, size_t width) {
  for (size_t x = 0; x < width; ++x) target[x] = 0xff000000u | (gray[x] * 0x010101u);
}

void packColor(const uint8_t* r, const uint8_t* g, const uint8_t* b, QRgb* target, size_t width) {
  for (size_t x = 0; x < width; ++x) {
    target[x] = 0xff000000u | (uint32_t{r[x]} << 16) | (uint32_t{g[x]} << 8) | uint32_t{b[x]};
  }
}

// c × a / 255, rounded to nearest.
uint32_t scaledByte(uint32_t c, uint32_t a) {
  const uint32_t product = c * a + 128;
  return (product + (product >> 8)) >> 8;
}

void packPremultiplied(const uint8_t* r, const uint8_t* g, const uint8_t* b, const uint8_t* a, QRgb* target,
                       size_t width) {
  for (size_t x = 0; x < width; ++x) {
    const uint32_t alpha = a[x];
    target[x] =
        (alpha << 24) | (scaledByte(r[x], alpha) << 16) | (scaledByte(g[x], alpha) << 8) | scaledByte(b[x], alpha);
  }
}

// Stored values of one channel as floats; a gray picture answers for every colour, a missing alpha is 1.
// Channel 3 stands for alpha.
void floatRow(const Image& picture, int channel, int y, float* target) {
  const ImageSpec& spec = picture.spec();
  const size_t width = static_cast<size_t>(spec.width);
  if (channel == 3 && !spec.has_alpha()) {
    std::fill(target, target + width, 1.0f);
    return;
  }
  const int plane = channel == 3 ? spec.channels - 1 : std::min(channel, spec.color_channels() - 1);
  load_row(spec.format, picture.row_data(plane, y), target, width);
}

// `scratch` has room for three rows beside the result.
void lumaRow(const Image& picture, int y, float* target, float* scratch) {
  const size_t width = static_cast<size_t>(picture.width());
  if (picture.spec().color_channels() == 1) {
    floatRow(picture, 0, y, target);
    return;
  }
  float* rows[3] = {scratch, scratch + width, scratch + 2 * width};
  for (int c = 0; c < 3; ++c) floatRow(picture, c, y, rows[c]);
  for (size_t x = 0; x < width; ++x) {
    target[x] = kLumaWeights[0] * rows[0][x] + kLumaWeights[1] * rows[1][x] + kLumaWeights[2] * rows[2][x];
  }
}

void differ(const float* first, const float* second, float gain, float* target, size_t width) {
  for (size_t x = 0; x < width; ++x) {
    const float a = first[x];
    const float b = second[x];
    const bool same = a == b || (a != a && b != b);
    const float difference = std::fabs(a - b) * gain;
    // Infinity clamps to full; a comparison with NaN is false.
    target[x] = same ? 0.0f : difference >= 0.0f ? difference : std::numeric_limits<float>::infinity();
  }
}

void differenceRow(const Image& first, const Image& second, ChannelMode channels, float gain, int y, QRgb* target,
                   std::vector<float>& scratch) {
  const size_t width = static_cast<size_t>(first.width());
  scratch.resize(width * 7);
  float* a = scratch.data();
  float* b = a + width;
  float* rest = b + width;
  uint8_t* bytes = reinterpret_cast<uint8_t*>(rest + width * 4);
  const auto differenceOf = [&](int channel) {
    floatRow(first, channel, y, a);
    floatRow(second, channel, y, b);
  };
  switch (channels) {
    case ChannelMode::kRgb:
      for (int c = 0; c < 3; ++c) {
        differenceOf(c);
        differ(a, b, gain, a, width);
        store_row(SampleFormat::kU8, a, bytes + static_cast<size_t>(c) * width, width);
      }
      packColor(bytes, bytes + width, bytes + 2 * width, target, width);
      return;
    case ChannelMode::kRed: differenceOf(0); break;
    case ChannelMode::kGreen: differenceOf(1); break;
    case ChannelMode::kBlue: differenceOf(2); break;
    case ChannelMode::kAlpha: differenceOf(3); break;
    case ChannelMode::kLuma:
      lumaRow(first, y, a, rest);
      lumaRow(second, y, b, rest);
      break;
  }
  differ(a, b, gain, a, width);
  store_row(SampleFormat::kU8, a, bytes, width);
  packGray(bytes, target, width);
}

// Mean of four pixels, each byte rounded to nearest.
QRgb meanOf(QRgb a, QRgb b, QRgb c, QRgb d) {
  constexpr uint32_t kOdd = 0x00ff00ffu;
  const uint32_t low = (a & kOdd) + (b & kOdd) + (c & kOdd) + (d & kOdd) + 0x00020002u;
  const uint32_t high = ((a >> 8) & kOdd) + ((b >> 8) & kOdd) + ((c >> 8) & kOdd) + ((d >> 8) & kOdd) + 0x00020002u;
  return ((low >> 2) & kOdd) | (((high >> 2) & kOdd) << 8);
}

void halveRow(const QRgb* upper, const QRgb* lower, QRgb* target, int width) {
  const int pairs = width / 2;
  for (int x = 0; x < pairs; ++x) {
    target[x] = meanOf(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
  }
  if (width % 2) target[pairs] = meanOf(upper[width - 1], upper[width - 1], lower[width - 1], lower[width - 1]);
}

}  // namespace

void displayRow(const Image& picture, ChannelMode channels, int y, QRgb* target, std::vector<float>& scratch) {
  const ImageSpec& spec = picture.spec();
  const size_t width = static_cast<size_t>(spec.width);
  scratch.resize(width * 5);
  float* floats = scratch.data();
  uint8_t* bytes = reinterpret_cast<uint8_t*>(floats + width * 4);
  const bool gray = spec.color_channels() == 1;
  const auto grayOf = [&](int plane) { packGray(byteRow(picture, plane, y, bytes, floats), target, width); };
  switch (channels) {
    case ChannelMode::kRgb: {
      const uint8_t* color[3];
      for (int c = 0; c < 3; ++c) {
        color[c] = gray && c > 0 ? color[0] : byteRow(picture, c, y, bytes + static_cast<size_t>(c) * width, floats);
      }
      if (!spec.has_alpha()) {
        packColor(color[0], color[1], color[2], target, width);
      } else {
        const uint8_t* alpha = byteRow(picture, spec.channels - 1, y, bytes + 3 * width, floats);
        packPremultiplied(color[0], color[1], color[2], alpha, target, width);
      }
      return;
    }
    case ChannelMode::kRed: grayOf(0); return;
    case ChannelMode::kGreen: grayOf(gray ? 0 : 1); return;
    case ChannelMode::kBlue: grayOf(gray ? 0 : 2); return;
    case ChannelMode::kAlpha:
      if (spec.has_alpha()) {
        grayOf(spec.channels - 1);
      } else {
        std::fill(target, target + width, 0xffffffffu);
      }
      return;
    case ChannelMode::kLuma:
      if (gray) {
        grayOf(0);
      } else {
        lumaRow(picture, y, floats + 3 * width, floats);
        store_row(SampleFormat::kU8, floats + 3 * width, bytes, width);
        packGray(bytes, target, width);
      }
      return;
  }
}

bool DisplayImage::addLevels(WorkerPool& workers, BufferPool& buffers, const CancelToken& cancel) {
  while (std::max(levels_.back().width(), levels_.back().height()) > kSmallestLevel) {
    const QImage finer = levels_.back();
    const QSize half((finer.width() + 1) / 2, (finer.height() + 1) / 2);
    const QImage coarser = pooledImage(half, finer.format(), buffers);
    if (coarser.isNull()) return false;
    const bool done = inBands(half.height(), workers, cancel, [&](int first, int last) {
      for (int y = first; y < last; ++y) {
        const int lower = std::min(2 * y + 1, finer.height() - 1);
        halveRow(row(finer, 2 * y), row(finer, lower), writableRow(coarser, y), finer.width());
      }
    });
    if (!done) return false;
    levels_.push_back(coarser);
  }
  return true;
}

std::shared_ptr<const DisplayImage> DisplayImage::fromPicture(const Image& picture, ChannelMode channels,
                                                              WorkerPool& workers, BufferPool& buffers,
                                                              const CancelToken& cancel) {
  if (!picture) return nullptr;
  auto display = std::make_shared<DisplayImage>();
  display->has_alpha_ = channels == ChannelMode::kRgb && picture.spec().has_alpha();
  const QImage::Format format = display->has_alpha_ ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32;
  const QImage full = pooledImage({picture.width(), picture.height()}, format, buffers);
  if (full.isNull()) return nullptr;
  const bool done = inBands(picture.height(), workers, cancel, [&](int first, int last) {
    std::vector<float> scratch;
    for (int y = first; y < last; ++y) displayRow(picture, channels, y, writableRow(full, y), scratch);
  });
  if (!done) return nullptr;
  display->levels_.push_back(full);
  if (!display->addLevels(workers, buffers, cancel)) return nullptr;
  return display;
}

std::shared_ptr<const DisplayImage> DisplayImage::fromDifference(const Image& first, const Image& second,
                                                                 ChannelMode channels, double gain, WorkerPool& workers,
                                                                 BufferPool& buffers, const CancelToken& cancel) {
  if (!first || !second || first.spec().size() != second.spec().size()) return nullptr;
  auto display = std::make_shared<DisplayImage>();
  const QImage full = pooledImage({first.width(), first.height()}, QImage::Format_RGB32, buffers);
  if (full.isNull()) return nullptr;
  const bool done = inBands(first.height(), workers, cancel, [&](int from, int to) {
    std::vector<float> scratch;
    for (int y = from; y < to; ++y) {
      differenceRow(first, second, channels, static_cast<float>(gain), y, writableRow(full, y), scratch);
    }
  });
  if (!done) return nullptr;
  display->levels_.push_back(full);
  if (!display->addLevels(workers, buffers, cancel)) return nullptr;
  return display;
}

}  // namespace lightbench::ui
