#include "engine/profile/arithmetic_peak.h"

#include <algorithm>
#include <atomic>

#include "engine/base/clock.h"
#include "engine/simd/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/profile/arithmetic_peak.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Twelve chains hide the latency of two multiply-adds a cycle and fit the sixteen registers of SSE4. The factors keep
// every sum near 1, away from the slow numbers. Gives back the operations done; their result goes to `sink`.
double multiply_add(int64_t rounds, float* sink) {
  const hn::ScalableTag<float> d;
  constexpr int kChains = 12;
  const auto factor = hn::Set(d, 0.999f);
  const auto term = hn::Set(d, 0.001f);
  hn::Vec<decltype(d)> sums[kChains];
  for (int chain = 0; chain < kChains; ++chain) sums[chain] = hn::Set(d, 1.0f + 0.01f * static_cast<float>(chain));
  for (int64_t round = 0; round < rounds; ++round) {
    for (auto& sum : sums) sum = hn::MulAdd(sum, factor, term);
  }
  auto total = sums[0];
  for (int chain = 1; chain < kChains; ++chain) total = hn::Add(total, sums[chain]);
  *sink = hn::GetLane(total);
  return 2.0 * kChains * static_cast<double>(hn::Lanes(d)) * static_cast<double>(rounds);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(multiply_add);

ArithmeticPeak measure_arithmetic_peak(WorkerPool& workers, const CancelToken& cancel) {
  constexpr int kRounds = 8;
  constexpr int64_t kPieces = 16;          // a worker, so that none waits long for the last
  constexpr int64_t kLoopsAPiece = 60000;  // about half a millisecond
  active_isa();                            // makes the dispatcher's choice
  std::atomic<float> kept{0};              // what is calculated has to be wanted
  const int64_t pieces = kPieces * workers.threads();
  ArithmeticPeak peak{0, workers.threads()};
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<double> operations_a_piece{0};
    const int64_t start = now_ns();
    const bool done = workers.run(
        pieces,
        [&](int64_t, int) {
          float sink = 0;
          operations_a_piece = HWY_DYNAMIC_DISPATCH(multiply_add)(kLoopsAPiece, &sink);
          kept = sink;
        },
        cancel);
    const int64_t elapsed = now_ns() - start;
    if (!done) break;
    peak.gflop_per_s =
        std::max(peak.gflop_per_s, operations_a_piece * static_cast<double>(pieces) / static_cast<double>(elapsed));
  }
  return peak;
}

}  // namespace lightbench
#endif
