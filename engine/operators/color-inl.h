// The loop around the formula of one pixel's colour, compiled for each instruction set: over rows of f32, and from
// bytes to bytes with all between in registers.
//
// A formula is written for one pixel, Color<Sample> f(Color<Sample>) or, for one channel out, Sample f(Color<Sample>).
// It gets Lanes, whose operations work on a vector of pixels, and may take their vectors apart. Both loops call the
// same one, so the bytes are those of the floats rounded.

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
#include "engine/image/convert-inl.h"
#include "engine/operators/pointwise.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Samples of pixels side by side. Nothing is fused.
struct Lanes {
  using D = hn::ScalableTag<float>;
  using V = hn::Vec<D>;
  V v;

  friend HWY_INLINE Lanes operator+(Lanes a, Lanes b) { return {hn::Add(a.v, b.v)}; }
  friend HWY_INLINE Lanes operator-(Lanes a, Lanes b) { return {hn::Sub(a.v, b.v)}; }
  friend HWY_INLINE Lanes operator+(Lanes a, float b) { return {hn::Add(a.v, hn::Set(D(), b))}; }
  friend HWY_INLINE Lanes operator*(float a, Lanes b) { return {hn::Mul(hn::Set(D(), a), b.v)}; }
};

// For pictures of 3 and 4 channels.
template <typename Formula>
class PerColorKernel final : public RowKernel, public ByteRowForm {
 public:
  PerColorKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  void run(const RowArgs& args) const override {
    const auto load = [](const float* from) { return hn::LoadU(Lanes::D(), from); };
    const auto store = [](Lanes::V samples, float* to) { hn::StoreU(samples, Lanes::D(), to); };
    run_vectors(formula_, load, store, args.in[0], args.out[0], padded_row(args.count));
    copy_alpha(spec_, args);
  }

  void run_bytes(const ByteRow& row) const override {
    const auto load = [](const uint8_t* from) { return load_scaled(Lanes::D(), from); };
    const auto store = [](Lanes::V samples, uint8_t* to) { store_rounded(Lanes::D(), samples, to); };
    const int rest = row.count % kLanes;
    const int whole = row.count - rest;
    run_vectors(formula_, load, store, row.in, row.out, whole);
    if (rest > 0) {
      uint8_t bytes[kMaxChannels][kLanes] = {};
      std::array<const uint8_t*, kMaxChannels> in{};
      std::array<uint8_t*, kMaxChannels> out{};
      for (size_t c = 0; c < 3; ++c) {
        std::memcpy(bytes[c], row.in[c] + whole, static_cast<size_t>(rest));
        in[c] = out[c] = bytes[c];
      }
      run_vectors(formula_, load, store, in, out, kLanes);
      for (size_t c = 0; c < kResults; ++c) {
        std::memcpy(row.out[c] + whole, bytes[c], static_cast<size_t>(rest));
      }
    }
    if (spec_.has_alpha() && row.out[3] != row.in[3]) {
      std::memcpy(row.out[3], row.in[3], static_cast<size_t>(row.count));
    }
  }

 private:
  static constexpr int kLanes = static_cast<int>(hn::MaxLanes(Lanes::D()));
  static constexpr size_t kResults = std::is_same_v<std::invoke_result_t<Formula, Color<Lanes>>, Lanes> ? 1 : 3;

  // The formula by value: its constants stay in registers. `out` may be `in`.
  template <typename T, class Load, class Store>
  static HWY_INLINE void run_vectors(const Formula formula, const Load& load, const Store& store,
                                     const std::array<const T*, kMaxChannels>& in,
                                     const std::array<T*, kMaxChannels>& out, int count) {
    const T* const red = in[0];
    const T* const green = in[1];
    const T* const blue = in[2];
    T* const first = out[0];
    T* const second = out[1];
    T* const third = out[2];
    for (int i = 0; i < count; i += kLanes) {
      const auto made =
          formula(Color<Lanes>{Lanes{load(red + i)}, Lanes{load(green + i)}, Lanes{load(blue + i)}});
      if constexpr (kResults == 3) {
        store(made.red.v, first + i);
        store(made.green.v, second + i);
        store(made.blue.v, third + i);
      } else {
        store(made.v, first + i);
      }
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
