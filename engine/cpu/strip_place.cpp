#include "engine/cpu/strip_place.h"

#include <algorithm>

#include "engine/image/convert.h"

namespace lightbench::detail {
namespace {

int rounded_down(int value) { return value / kRowPadding * kRowPadding; }

}  // namespace

int StripPlace::first_row(const IslandUnit& unit) const { return std::max(0, region_.y - unit.reach_y); }
int StripPlace::end_row(const IslandUnit& unit) const { return std::min(height_, region_.bottom() + unit.reach_y); }
int StripPlace::first_column(int reach) const { return rounded_down(std::max(0, region_.x - reach)); }
int StripPlace::end_column(int reach) const { return std::min(width_, region_.right() + reach); }

float* StripPlace::image_batch(int index) const {
  const std::vector<int>& images = program_.batch_images;
  const auto slot = std::find(images.begin(), images.end(), index) - images.begin();
  return memory_ + program_.image_offsets[static_cast<size_t>(slot)];
}

bool StripPlace::streams(const Image& image) const {
  return image.format() == SampleFormat::kF32 && image.memory_bytes() >= run_.stream_bytes &&
         std::none_of(run_.inputs.begin(), run_.inputs.end(),
                      [&](const Image& input) { return input.shares_memory_with(image); });
}

void StripPlace::store(const IslandValue& v, int x, int y, int count, int channel, const float* samples) const {
  if (y < region_.y || y >= region_.bottom()) return;
  const int from = std::max(x, region_.x);
  const int to = std::min(x + count, region_.right());
  if (from >= to) return;
  Image& image = run_.outputs[static_cast<size_t>(v.image)];
  const float* source = samples + (from - x);
  std::byte* target = image.writable_row_data(channel, y) + static_cast<size_t>(from) * sample_bytes(image.format());
  const auto put = static_cast<size_t>(to - from);
  if (streams(image)) {
    stream_row(source, reinterpret_cast<float*>(target), put);
  } else {
    store_row(image.format(), source, target, put);
  }
}

void StripPlace::extend(const IslandValue& v, int y) const {
  if (!v.bordered) return;
  const int left = region_.x - v.reach_x;
  const int right = region_.right() + v.reach_x;
  for (int channel = 0; channel < v.channels; ++channel) {
    float* row = ring_at(v, channel, 0, y);
    for (int x = left; x < 0; ++x) row[x] = outside(v, row, x);
    for (int x = width_; x < right; ++x) row[x] = outside(v, row, x);
  }
}

float StripPlace::outside(const IslandValue& v, const float* row, int x) const {
  const int inside = border_index(x, width_, v.border);
  return inside < 0 ? 0.0f : row[inside];
}

const float* StripPlace::zero_row(int x) {
  float* zeros = memory_ + program_.zeros_offset;
  if (!zeros_cleared_) std::fill(zeros, zeros + program_.pitch, 0.0f);
  zeros_cleared_ = true;
  return zeros + column(x);
}

}  // namespace lightbench::detail
