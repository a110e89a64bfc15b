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
    const Formula formula = formula_;  // a local copy: its constants stay in registers
    for (int c = 0; c < spec_.color_channels(); ++c) {
      const float* __restrict in = args.in[0][static_cast<size_t>(c)];
      float* __restrict out = args.out[0][static_cast<size_t>(c)];
      for (int i = 0; i < args.count; ++i) out[i] = formula(in[i]);
    }
    copy_alpha(spec_, args);
  }

 private:
  ImageSpec spec_;
  Formula formula_;
};

// void f(float& red, float& green, float& blue); for pictures of 3 and 4 channels.
template <typename Formula>
class PerColorKernel final : public RowKernel {
 public:
  PerColorKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  void run(const RowArgs& args) const override {
    const Formula formula = formula_;
    const float* __restrict in_red = args.in[0][0];
    const float* __restrict in_green = args.in[0][1];
    const float* __restrict in_blue = args.in[0][2];
    float* __restrict out_red = args.out[0][0];
    float* __restrict out_green = args.out[0][1];
    float* __restrict out_blue = args.out[0][2];
    for (int i = 0; i < args.count; ++i) {
      float red = in_red[i];
      float green = in_green[i];
      float blue = in_blue[i];
      formula(red, green, blue);
      out_red[i] = red;
      out_green[i] = green;
      out_blue[i] = blue;
    }
    copy_alpha(spec_, args);
  }

 private:
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

// void f(double& red, double& green, double& blue)
template <typename Formula>
Status per_color_reference(const ReferenceArgs& args, Formula formula) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) {
      double red = static_cast<double>(in.at(0, x, y));
      double green = static_cast<double>(in.at(1, x, y));
      double blue = static_cast<double>(in.at(2, x, y));
      formula(red, green, blue);
      out.at(0, x, y) = static_cast<float>(red);
      out.at(1, x, y) = static_cast<float>(green);
      out.at(2, x, y) = static_cast<float>(blue);
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
