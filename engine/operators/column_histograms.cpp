#include "engine/operators/column_histograms.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/column_histograms.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

constexpr int kBins = 16;

// steps[k]: 0 before lane k, 1 from there on.
struct Steps {
  HWY_ALIGN uint8_t steps[kBins][kBins];
  constexpr Steps() : steps() {
    for (int k = 0; k < kBins; ++k) {
      for (int lane = 0; lane < kBins; ++lane) steps[k][lane] = lane >= k;
    }
  }
};
constexpr Steps kSteps;

// Sixteen counts of a window. They lie 2^15 lower than what they stand for: signed comparisons are the quick ones.
class Counts {
  using D = hn::CappedTag<int16_t, kBins>;
  static constexpr size_t kParts = kBins / hn::MaxLanes(D());
  hn::Vec<D> parts_[kParts];

 public:
  static constexpr int kBias = 32768;

  HWY_INLINE void clear() {
    for (size_t k = 0; k < kParts; ++k) parts_[k] = hn::Set(D(), int16_t{-32768});
  }
  HWY_INLINE void load(const int16_t* from) {
    for (size_t k = 0; k < kParts; ++k) parts_[k] = hn::Load(D(), from + k * hn::Lanes(D()));
  }
  HWY_INLINE void store(int16_t* to) const {
    for (size_t k = 0; k < kParts; ++k) hn::Store(parts_[k], D(), to + k * hn::Lanes(D()));
  }
  HWY_INLINE void add(const uint8_t* column) {
    for (size_t k = 0; k < kParts; ++k) parts_[k] = hn::Add(parts_[k], widened(column, k));
  }
  HWY_INLINE void subtract(const uint8_t* column) {
    for (size_t k = 0; k < kParts; ++k) parts_[k] = hn::Sub(parts_[k], widened(column, k));
  }
  // How many counts do not exceed `biased`.
  HWY_INLINE size_t not_above(int16_t biased) const {
    const auto limit = hn::Set(D(), biased);
    size_t above = 0;
    for (size_t k = 0; k < kParts; ++k) above += hn::CountTrue(D(), hn::Gt(parts_[k], limit));
    return kBins - above;
  }

 private:
  static HWY_INLINE hn::Vec<D> widened(const uint8_t* column, size_t k) {
    return hn::PromoteTo(D(), hn::Load(hn::Rebind<uint8_t, D>(), column + k * hn::Lanes(D())));
  }
};

HWY_INLINE void add_bytes(uint8_t* counts, const uint8_t* steps) {
  const hn::FixedTag<uint8_t, kBins> d;
  hn::Store(hn::Add(hn::Load(d, counts), hn::Load(d, steps)), d, counts);
}
HWY_INLINE void subtract_bytes(uint8_t* counts, const uint8_t* steps) {
  const hn::FixedTag<uint8_t, kBins> d;
  hn::Store(hn::Sub(hn::Load(d, counts), hn::Load(d, steps)), d, counts);
}

// Columns of the tile: `coarse` has sixteen bytes a column, `fine` sixteen bytes a column for each sixteenth.
struct Columns {
  uint8_t* coarse;
  uint8_t* fine;
  size_t count;

  uint8_t* fine_of(size_t bin, size_t x) const { return fine + (bin * count + x) * kBins; }

  HWY_INLINE void add_row(const uint8_t* row) const {
    for (size_t x = 0; x < count; ++x) {
      add_bytes(coarse + x * kBins, kSteps.steps[row[x] >> 4]);
      add_bytes(fine_of(row[x] >> 4, x), kSteps.steps[row[x] & 15]);
    }
  }
  HWY_INLINE void exchange(size_t x, uint8_t added, uint8_t removed) const {
    uint8_t* counts = coarse + x * kBins;
    const hn::FixedTag<uint8_t, kBins> d;
    const auto change = hn::Sub(hn::Load(d, kSteps.steps[added >> 4]), hn::Load(d, kSteps.steps[removed >> 4]));
    hn::Store(hn::Add(hn::Load(d, counts), change), d, counts);
    add_bytes(fine_of(added >> 4, x), kSteps.steps[added & 15]);
    subtract_bytes(fine_of(removed >> 4, x), kSteps.steps[removed & 15]);
  }
};

// The fine counts of a window in each sixteenth, of the place where they were last needed.
struct FineCounts {
  HWY_ALIGN int16_t counts[kBins][kBins];
  int place[kBins];
};

// Brings the sixteenth `bin` to the window that starts at column x, by steps or anew, whichever is less.
HWY_INLINE void catch_up(const Columns columns, const FineCounts& kept, size_t bin, int x, int side, Counts& fine) {
  const int behind = x - kept.place[bin];
  if (2 * behind > side) {
    fine.clear();
    for (int k = 0; k < side; ++k) fine.add(columns.fine_of(bin, static_cast<size_t>(x + k)));
    return;
  }
  fine.load(kept.counts[bin]);
  for (int at = kept.place[bin]; at < x; ++at) {
    fine.subtract(columns.fine_of(bin, static_cast<size_t>(at)));
    fine.add(columns.fine_of(bin, static_cast<size_t>(at + side)));
  }
}

// Each column takes its newest sample and gives up its oldest (none for the first row: `removed` is null) some columns
// before the window reaches it, while both are in the nearest cache and long enough ago to have been written; a few
// columns at a time, so that either loop keeps what it needs in registers.
void median_row(const Columns columns, int width, int radius, const uint8_t* added, const uint8_t* removed,
                uint8_t* HWY_RESTRICT out) {
  const int side = 2 * radius + 1;
  const int rank = side * side / 2;  // samples before the median
  const int16_t biased_rank = static_cast<int16_t>(rank - Counts::kBias);
  FineCounts kept;
  for (int& place : kept.place) place = -2 * side;  // far behind: made anew when needed
  Counts coarse, fine;
  coarse.clear();
  constexpr int kTogether = 64;
  constexpr int kAhead = 8;
  size_t next = 0;
  const auto exchange_to = [&](int end) {
    const size_t stop = std::min(static_cast<size_t>(end), columns.count);
    for (; next < stop; ++next) columns.exchange(next, added[next], removed[next]);
  };
  if (removed == nullptr) {
    columns.add_row(added);
    next = columns.count;
  }
  exchange_to(side);
  for (int k = 0; k < side - 1; ++k) coarse.add(columns.coarse + k * kBins);
  HWY_ALIGN int16_t before[kBins + 16];  // counts up to each sixteenth, after one of none
  before[15] = -32768;
  size_t bin = kBins;  // none yet
  for (int first = 0; first < width; first += kTogether) {
    const int end = std::min(width, first + kTogether);
    exchange_to(end + side + kAhead);
    for (int x = first; x < end; ++x) {
      coarse.add(columns.coarse + (x + side - 1) * kBins);
      coarse.store(before + 16);
      const size_t wanted = coarse.not_above(biased_rank);
      if (wanted == bin) {
        fine.subtract(columns.fine_of(bin, static_cast<size_t>(x - 1)));
        fine.add(columns.fine_of(bin, static_cast<size_t>(x + side - 1)));
      } else {
        if (bin != kBins) {
          fine.store(kept.counts[bin]);
          kept.place[bin] = x - 1;
        }
        bin = wanted;
        catch_up(columns, kept, bin, x, side, fine);
      }
      const int16_t rest = static_cast<int16_t>(rank - (before[15 + bin] + Counts::kBias) - Counts::kBias);
      out[x] = static_cast<uint8_t>(bin * kBins + fine.not_above(rest));
      coarse.subtract(columns.coarse + x * kBins);
    }
  }
}

Columns columns_at(uint8_t* start, int width, int radius) {
  const size_t count = static_cast<size_t>(width + 2 * radius);
  return {start, start + count * kBins, count};
}
void add_row(uint8_t* start, int width, int radius, const uint8_t* row) {
  columns_at(start, width, radius).add_row(row);
}
void exchange_row(uint8_t* start, int width, int radius, const uint8_t* added, const uint8_t* removed, uint8_t* out) {
  median_row(columns_at(start, width, radius), width, radius, added, removed, out);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(add_row);
HWY_EXPORT(exchange_row);

ColumnHistograms::ColumnHistograms(int width, int radius) : width_(width), radius_(radius) {
  constexpr size_t kAlignment = 64;
  counts_.resize(static_cast<size_t>(width + 2 * radius) * 17 * 16 + kAlignment);
  start_ = counts_.data();
  start_ += (kAlignment - reinterpret_cast<uintptr_t>(start_) % kAlignment) % kAlignment;
}

void ColumnHistograms::add_row(const uint8_t* row) { HWY_DYNAMIC_DISPATCH(add_row)(start_, width_, radius_, row); }

void ColumnHistograms::exchange_row(const uint8_t* added, const uint8_t* removed, uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(exchange_row)(start_, width_, radius_, added, removed, out);
}

}  // namespace lightbench
#endif  // HWY_ONCE
