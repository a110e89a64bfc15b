// The loop around the formula of one pixel's colour, compiled for each instruction set: over rows of f32, and from
// bytes to bytes with all between in registers.
//
// A formula is written for one pixel, Color<Sample> f(Color<Sample>) or, for one channel out, Sample f(Color<Sample>).
// It gets Lanes, whose operations work on a vector of pixels, and may take their vectors apart. Both loops call the
// same one, so the bytes are those of the floats rounded. From samples in [0, 1] it must make finite ones below 2^15 in
// absolute.

#if defined(LIGHTBENCH_COLOR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_COLOR_INL_H
#undef LIGHTBENCH_COLOR_INL_H
#else
#define LIGHTBENCH_COLOR_INL_H
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

#include "engine/graph/byte_forms.h"
#include "engine/graph/pixel_form.h"
#include "engine/image/convert-inl.h"
#include "engine/image/pixel_stages-inl.h"
#include "engine/operators/pointwise.h"
#include "engine/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// A formula as a stage of a chain in registers.
template <typename Formula>
void run_color_stage(const PixelStage* stage, const PixelChain& chain, size_t at, StageVector r0, StageVector r1,
                     StageVector g0, StageVector g1, StageVector b0, StageVector b1) {
  const Formula& f = *static_cast<const Formula*>(stage->formula);
  const auto first = f(Color<Lanes>{lanes(r0), lanes(g0), lanes(b0)});
  const auto second = f(Color<Lanes>{lanes(r1), lanes(g1), lanes(b1)});
  if constexpr (std::is_same_v<decltype(first), const Lanes>) {
    run_next(stage, chain, at, first.v.raw, second.v.raw, g0, g1, b0, b1);
  } else {
    run_next(stage, chain, at, first.red.v.raw, second.red.v.raw, first.green.v.raw, second.green.v.raw,
             first.blue.v.raw, second.blue.v.raw);
  }
}

// For pictures of 3 and 4 channels.
template <typename Formula>
class PerColorKernel final : public RowKernel, public ByteRowForm, public PixelForm {
 public:
  PerColorKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  void run(const RowArgs& args) const override {
    run_floats(formula_, args.in[0][0], args.in[0][1], args.in[0][2], args.out[0][0], args.out[0][1], args.out[0][2],
               padded_row(args.count));
    copy_alpha(spec_, args);
  }

  void run_bytes(const ByteRow& row) const override {
    const int rest = row.count % kStep;
    const int whole = row.count - rest;
    bool stream = row.stream && kStreams;
    for (size_t c = 0; c < kResults; ++c) stream = stream && reinterpret_cast<uintptr_t>(row.out[c]) % kStep == 0;
    (stream ? run_groups<kStreams> : run_groups<false>)(formula_, row.in, row.out, whole);
    if (rest > 0) {
      uint8_t bytes[3][kStep] = {};
      std::array<const uint8_t*, kMaxChannels> in{};
      std::array<uint8_t*, kMaxChannels> out{};
      for (size_t c = 0; c < 3; ++c) {
        std::memcpy(bytes[c], row.in[c] + whole, static_cast<size_t>(rest));
        in[c] = out[c] = bytes[c];
      }
      run_groups<false>(formula_, in, out, kStep);
      for (size_t c = 0; c < kResults; ++c) std::memcpy(row.out[c] + whole, bytes[c], static_cast<size_t>(rest));
    }
    if (spec_.has_alpha() && row.out[3] != row.in[3]) {
      std::memcpy(row.out[3], row.in[3], static_cast<size_t>(row.count));
    }
  }

  PixelStage stage() const override {
    const StageCode code = &run_color_stage<Formula>;
    return {reinterpret_cast<PixelStage::Code>(code), &formula_, &run_pixels};
  }

 private:
  static constexpr int kLanes = static_cast<int>(hn::MaxLanes(Lanes::D()));
  static constexpr int kStep = 4 * kLanes;
  // Only where a step fills a line of 64 bytes: lines of three planes written in parts, in turn, take more than twice
  // as long past the caches (SSE4), and the way over a buffer in the first cache is slower than through the caches,
  // too.
  static constexpr bool kStreams = kStep % 64 == 0;
  static constexpr size_t kResults = std::is_same_v<std::invoke_result_t<Formula, Color<Lanes>>, Lanes> ? 1 : 3;

  // The formula by value: its constants stay in registers.
  static void run_floats(const Formula formula, const float* HWY_RESTRICT red, const float* HWY_RESTRICT green,
                         const float* HWY_RESTRICT blue, float* HWY_RESTRICT first, float* HWY_RESTRICT second,
                         float* HWY_RESTRICT third, int count) {
    const Lanes::D d;
    for (int i = 0; i < count; i += kLanes) {
      const auto made =
          formula(Color<Lanes>{{hn::LoadU(d, red + i)}, {hn::LoadU(d, green + i)}, {hn::LoadU(d, blue + i)}});
      if constexpr (kResults == 3) {
        hn::StoreU(made.red.v, d, first + i);
        hn::StoreU(made.green.v, d, second + i);
        hn::StoreU(made.blue.v, d, third + i);
      } else {
        hn::StoreU(made.v, d, first + i);
      }
    }
  }

  // `out` may be `in`.
  template <bool kStream>
  static void run_groups(const Formula formula, std::array<const uint8_t*, kMaxChannels> in,
                         std::array<uint8_t*, kMaxChannels> out, int count) {
    const Lanes::D d;
    for (int i = 0; i < count; i += kStep) {
      Lanes::V samples[3][4];
      for (size_t c = 0; c < 3; ++c) load_groups(d, in[c] + i, samples[c]);
      for (int g = 0; g < 4; ++g) {
        const auto made = formula(Color<Lanes>{{samples[0][g]}, {samples[1][g]}, {samples[2][g]}});
        if constexpr (kResults == 3) {
          samples[0][g] = made.red.v;
          samples[1][g] = made.green.v;
          samples[2][g] = made.blue.v;
        } else {
          samples[0][g] = made.v;
        }
      }
      for (size_t c = 0; c < kResults; ++c) store_groups<kStream>(d, samples[c], out[c] + i);
    }
  }

  ImageSpec spec_;
  Formula formula_;
};

template <typename Formula>
Result<Kernel> per_color_kernel(const PrepareArgs& args, Formula formula) {
  return Kernel(
      std::unique_ptr<RowKernel>(std::make_unique<PerColorKernel<Formula>>(args.outputs[0], std::move(formula))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
