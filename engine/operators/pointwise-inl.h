// The vectorised loops around the formula of a pointwise operator, compiled for each instruction set.
//
// A formula must be free of branches and calls (HWY_INLINE functions count as none), or its loop does not vectorise.

#if defined(LIGHTBENCH_POINTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_POINTWISE_INL_H
#undef LIGHTBENCH_POINTWISE_INL_H
#else
#define LIGHTBENCH_POINTWISE_INL_H
#endif

#include <cstring>
#include <memory>
#include <utility>

#include "engine/graph/byte_forms.h"
#include "engine/graph/pixel_form.h"
#include "engine/image/convert-inl.h"
#include "engine/image/pixel_stages-inl.h"
#include "engine/operators/pointwise.h"
#include "engine/simd/float_math-inl.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Vectors that a long formula works on side by side, as the registers allow: each waits for its own results.
constexpr int kVectorsAtOnce = HWY_TARGET == HWY_SSE4 ? 2 : 4;

// Lanes f(Lanes samples), of a few operations
template <typename Formula>
class PerChannelKernel final : public RowKernel, public ByteRowForm, public PixelForm {
 public:
  PerChannelKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  bool per_sample() const override { return true; }

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      run_channel(formula_, args.in[0][c], args.out[0][c], padded_row(args.count));
    }
    copy_alpha(spec_, args);
  }

  void run_bytes(const ByteRow& row) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      run_byte_channel(formula_, row.in[c], row.out[c], row.count);
    }
    const size_t alpha = static_cast<size_t>(spec_.channels - 1);
    if (spec_.has_alpha() && row.out[alpha] != row.in[alpha]) {
      std::memcpy(row.out[alpha], row.in[alpha], static_cast<size_t>(row.count));
    }
  }

  PixelStage stage() const override { return channel_stage(formula_, spec_.color_channels()); }

 private:
  // The formula by value: its constants stay in registers. Whole vectors only, into the padding of the row: no loop
  // for the rest.
  static void run_channel(const Formula formula, const float* HWY_RESTRICT in, float* HWY_RESTRICT out, int count) {
    const Lanes::D d;
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
      hn::StoreU(formula(Lanes{hn::LoadU(d, in + i)}).v, d, out + i);
    }
  }

  // `out` may be `in`.
  static void run_byte_channel(const Formula formula, const uint8_t* in, uint8_t* out, int count) {
    constexpr int kStep = 4 * static_cast<int>(hn::MaxLanes(Lanes::D()));
    int i = 0;
    for (; i + kStep <= count; i += kStep) run_groups(formula, in + i, out + i);
    if (i == count) return;
    uint8_t rest[kStep] = {};
    std::memcpy(rest, in + i, static_cast<size_t>(count - i));
    run_groups(formula, rest, rest);
    std::memcpy(out + i, rest, static_cast<size_t>(count - i));
  }
  static HWY_INLINE void run_groups(const Formula& formula, const uint8_t* in, uint8_t* out) {
    const Lanes::D d;
    Lanes::V groups[4];
    load_groups(d, in, groups);
    // What is far outside the range ends at its limits all the same.
    for (auto& group : groups) group = clamped(formula(Lanes{group}), -2.0f, 2.0f).v;
    store_groups<false>(d, groups, out);
  }

  ImageSpec spec_;
  Formula formula_;
};

// void f(D d, V (&samples)[n]), with Highway's operations, where the compiler would not find the best ones by itself:
// in place, several vectors at once, so that long formulas interleave.
template <typename Formula>
class PerVectorKernel final : public RowKernel {
 public:
  PerVectorKernel(const ImageSpec& spec, Formula formula) : spec_(spec), formula_(std::move(formula)) {}

  bool per_sample() const override { return true; }

  void run(const RowArgs& args) const override {
    const hn::ScalableTag<float> d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      const float* HWY_RESTRICT in = args.in[0][c];
      float* HWY_RESTRICT out = args.out[0][c];
      const int padded = padded_row(args.count);
      int i = 0;
      for (; i + kVectorsAtOnce * lanes <= padded; i += kVectorsAtOnce * lanes)
        run_vectors<kVectorsAtOnce>(in + i, out + i);
      for (; i < padded; i += lanes) run_vectors<1>(in + i, out + i);
    }
    copy_alpha(spec_, args);
  }

 private:
  template <int kCount>
  HWY_INLINE void run_vectors(const float* HWY_RESTRICT in, float* HWY_RESTRICT out) const {
    const hn::ScalableTag<float> d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    hn::Vec<decltype(d)> samples[kCount];
    for (int u = 0; u < kCount; ++u) samples[u] = hn::LoadU(d, in + u * lanes);
    formula_(d, samples);
    for (int u = 0; u < kCount; ++u) hn::StoreU(samples[u], d, out + u * lanes);
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
Result<Kernel> per_vector_kernel(const PrepareArgs& args, Formula formula) {
  return Kernel(
      std::unique_ptr<RowKernel>(std::make_unique<PerVectorKernel<Formula>>(args.outputs[0], std::move(formula))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
