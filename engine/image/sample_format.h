// How one sample is stored. Integer samples stand for value / max in 0..1; float samples are unclamped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lightbench {

enum class SampleFormat : uint8_t { kU8, kU16, kF16, kF32 };

constexpr size_t sample_bytes(SampleFormat format) {
  return format == SampleFormat::kU8 ? 1 : format == SampleFormat::kF32 ? 4 : 2;
}
constexpr bool is_integer(SampleFormat format) { return format == SampleFormat::kU8 || format == SampleFormat::kU16; }
constexpr std::string_view name_of(SampleFormat format) {
  constexpr std::string_view kNames[] = {"u8", "u16", "f16", "f32"};
  return kNames[static_cast<size_t>(format)];
}
constexpr std::optional<SampleFormat> sample_format_from(std::string_view name) {
  for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
    if (name_of(format) == name) return format;
  }
  return std::nullopt;
}

// IEEE 754 binary16 as raw bits; arithmetic is done in float (see convert.h).
struct Half {
  uint16_t bits = 0;
  bool operator==(const Half&) const = default;
};

}  // namespace lightbench
