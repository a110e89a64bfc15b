// What pointwise operators share: the loops around a formula.
//
// An operator hands in its formula for one sample (per_channel) or one colour (per_color); these make the row kernel
// and the scalar reference around it. Alpha (the last channel of 2 and 4) is copied. A kernel's formula must be free
// of branches and calls, or its loop does not vectorise; a reference's formula works in double and may be anything.
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

// float f(float sample)
template <typename Formula>
class PerChannelKernel final : public RowKernel {
 public:
  PerChannelKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      run_channel(formula_, args.in[0][c], args.out[0][c], args.count);
    }
    copy_alpha(spec_, args);
  }

 private:
  // Pointers as parameters: only there does GCC take __restrict seriously. The formula by value: its constants stay
  // in registers.
  static void run_channel(const Formula formula, const float* __restrict in, float* __restrict out, int count) {
    for (int i = 0; i < count; ++i) out[i] = formula(in[i]);
  }

  ImageSpec spec_;
  Formula formula_;
};

// One pixel's colour.
template <typename Number>
struct Color {
  Number red, green, blue;
};

// Color<float> f(Color<float> color); for pictures of 3 and 4 channels.
template <typename Formula>
class PerColorKernel final : public RowKernel {
 public:
  PerColorKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  void run(const RowArgs& args) const override {
    run_color(formula_, args.in[0][0], args.in[0][1], args.in[0][2], args.out[0][0], args.out[0][1], args.out[0][2],
              args.count);
    copy_alpha(spec_, args);
  }

 private:
  // Else GCC would give up over the number of overlaps to check.
  static void run_color(const Formula formula, const float* __restrict in_red, const float* __restrict in_green,
                        const float* __restrict in_blue, float* __restrict out_red, float* __restrict out_green,
                        float* __restrict out_blue, int count) {
    for (int i = 0; i < count; ++i) {
      const Color<float> color = formula(Color<float>{in_red[i], in_green[i], in_blue[i]});
      out_red[i] = color.red;
      out_green[i] = color.green;
      out_blue[i] = color.blue;
    }
  }

  ImageSpec spec_;
  Formula formula_;
};

template <typename Formula>
Result<Kernel> per_channel_kernel(const PrepareArgs& args, Formula formula) {
  return Kernel(
      std::unique_ptr<RowKernel>(std::make_unique<PerChannelKernel<Formula>>(args.outputs[0], std::move(formula))));
}

template <typename Formula>
Result<Kernel> per_color_kernel(const PrepareArgs& args, Formula formula) {
  return Kernel(
      std::unique_ptr<RowKernel>(std::make_unique<PerColorKernel<Formula>>(args.outputs[0], std::move(formula))));
}

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
