#include "engine/image/image.h"

namespace lightbench {
namespace {

constexpr size_t kRowAlignment = 64;
constexpr size_t kRowAvoid = 2048;

}  // namespace

size_t picture_row_bytes(const ImageSpec& spec) {
  const size_t bytes = static_cast<size_t>(spec.width) * sample_bytes(spec.format);
  size_t aligned = (bytes + kRowAlignment - 1) / kRowAlignment * kRowAlignment;
  if (aligned % kRowAvoid == 0) aligned += kRowAlignment;
  return aligned;
}

Result<Image> Image::allocate(const ImageSpec& spec, BufferPool& pool) {
  const std::string size = std::to_string(spec.width) + " × " + std::to_string(spec.height);
  if (spec.width < 1 || spec.height < 1) {
    return failed("a picture of " + size + " pixels", "", "the size must be at least 1 × 1");
  }
  if (spec.width > kMaxSide || spec.height > kMaxSide) {
    return failed("a picture of " + size + " pixels is over the limit of " + std::to_string(kMaxSide) + " a side", "",
                  "use a smaller size");
  }
  if (spec.channels < 1 || spec.channels > kMaxChannels) {
    return failed("a picture of " + std::to_string(spec.channels) + " channels", "", "use 1 to 4 channels");
  }
  Image image;
  image.spec_ = spec;
  image.row_bytes_ = picture_row_bytes(spec);
  image.plane_bytes_ = image.row_bytes_ * static_cast<size_t>(spec.height);
  // 64 spare bytes: a vector load at the end of the last row stays inside the block.
  const size_t total = image.plane_bytes_ * static_cast<size_t>(spec.channels) + kRowAlignment;
  image.buffer_ = pool.allocate(total);
  if (!image.buffer_) {
    return failed("no memory for a picture of " + size + " pixels (" + std::to_string(total >> 20) + " MiB)", "",
                  "close other programs or use a smaller picture");
  }
  return image;
}

}  // namespace lightbench
