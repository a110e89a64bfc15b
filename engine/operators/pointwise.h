// What pointwise operators share: the loops of their scalar references, alpha, messages.
//
// An operator hands in its formula for one sample (per_channel) or one colour (per_color). A reference's formula works
// in double and may be anything. The vectorised loops around a formula stand in pointwise-inl.h. Alpha (the last
// channel of 2 and 4) is copied.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "engine/graph/operator_def.h"

namespace lightbench {

inline void copy_alpha(const ImageSpec& spec, const RowArgs& args) {
  if (!spec.has_alpha()) return;
  const size_t alpha = static_cast<size_t>(spec.channels - 1);
  std::copy_n(args.in[0][alpha], args.count, args.out[0][alpha]);
}

// One pixel's colour.
template <typename Number>
struct Color {
  Number red, green, blue;
};

// double f(double sample)
template <typename Formula>
Status per_channel_reference(const ReferenceArgs& args, Formula formula) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  for (int c = 0; c < in.spec.channels; ++c) {
    const bool alpha = in.spec.has_alpha() && c == in.spec.channels - 1;
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        const float sample = in.at(c, x, y);
        out.at(c, x, y) = alpha ? sample : static_cast<float>(formula(static_cast<double>(sample)));
      }
    }
  }
  return {};
}

// Color<double> f(Color<double> color)
template <typename Formula>
Status per_color_reference(const ReferenceArgs& args, Formula formula) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) {
      const Color<double> color = formula(Color<double>{in.at(0, x, y), in.at(1, x, y), in.at(2, x, y)});
      out.at(0, x, y) = static_cast<float>(color.red);
      out.at(1, x, y) = static_cast<float>(color.green);
      out.at(2, x, y) = static_cast<float>(color.blue);
      if (in.spec.has_alpha()) out.at(3, x, y) = in.at(3, x, y);
    }
  }
  return {};
}

// "3 channels (RGB)", for messages.
inline std::string channels_text(const ImageSpec& spec) {
  constexpr const char* kNames[] = {"gray", "gray and alpha", "RGB", "RGBA"};
  return std::to_string(spec.channels) + (spec.channels == 1 ? " channel (" : " channels (") +
         kNames[std::clamp(spec.channels, 1, kMaxChannels) - 1] + ")";
}

// "640 × 480", for messages.
inline std::string size_text(const ImageSpec& spec) {
  return std::to_string(spec.width) + " × " + std::to_string(spec.height);
}

// For operators that give the same picture's shape back, but only for colour.
inline Result<std::vector<ImageSpec>> infer_color(const InferArgs& args) {
  const ImageSpec& spec = *args.inputs[0];
  if (spec.color_channels() == 3) return std::vector<ImageSpec>{spec};
  return invalid("the picture has " + channels_text(spec) + ", but colour is needed", {},
                 "connect an RGB picture, or make one with merge_channels");
}

// Rec. 709 luma of stored values (ITU-R BT.709-6, item 3.2).
constexpr double kLumaRed = 0.2126;
constexpr double kLumaGreen = 0.7152;
constexpr double kLumaBlue = 0.0722;

}  // namespace lightbench
