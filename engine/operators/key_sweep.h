// Rank filters on their way down a plane: each row is loaded once, as keys (sample_keys.h) continued by reflect101 on
// all sides, into a ring that stays near; results go straight into the picture where that is possible. No tile of
// either is copied.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/operators/sample_keys.h"

namespace lightbench {

// Bytes that kernels may read beyond the last key of a row, and write beyond the last result.
constexpr int kKeyPadding = 128;

template <typename Sample>
class KeyRows {
 public:
  using Key = typename Sample::Key;

  // Rows of the columns from x - reach to x + width + reach, the latest `kept` of them.
  KeyRows(const Image& image, int channel, int x, int width, int reach, int kept)
      : image_(image),
        channel_(channel),
        x_(x - reach),
        count_(width + 2 * reach),
        kept_(kept),
        // Column x falls on a multiple of 64 bytes: rows are copied by whole vectors.
        before_((reach + kLine - 1) / kLine * kLine - reach),
        pitch_((before_ + count_ + kLine - 1) / kLine * kLine + kKeyPadding / static_cast<int>(sizeof(Key))),
        keys_(static_cast<size_t>(pitch_) * static_cast<size_t>(kept) + kLine) {
    first_ = keys_.data();
    while (reinterpret_cast<uintptr_t>(first_) % 64 != 0) ++first_;
  }

  void start(int y) { next_ = y; }

  // Row y from column x - reach on, inside the picture or not. From start() on, y must not fall behind the latest row
  // asked for by `kept` or more; the pointer holds until then.
  const Key* row(int y) {
    for (; next_ <= y; ++next_) load_key_region<Sample>(image_, channel_, {x_, next_, count_, 1}, place_of(next_), 0);
    return place_of(y);
  }

  // Where row y lies in the picture, for asking memory for it early. Only to be prefetched: it may run beyond the end.
  const Key* coming(int y) const {
    const std::byte* row = image_.row_data(channel_, std::clamp(y, 0, image_.height() - 1));
    return reinterpret_cast<const Key*>(row) + std::max(x_, 0);
  }

 private:
  static constexpr int kLine = 64 / static_cast<int>(sizeof(Key));
  Key* place_of(int y) { return first_ + static_cast<ptrdiff_t>((y % kept_ + kept_) % kept_) * pitch_ + before_; }

  const Image& image_;
  int channel_;
  int x_;
  int count_;
  int kept_;
  int before_;
  int pitch_;
  int next_ = 0;
  std::vector<Key> keys_;
  Key* first_;
};

// Where a row of results goes: straight into the picture where its samples are their own keys and whole vectors fit,
// through a row of keys elsewhere.
template <typename Sample>
class KeyTarget {
 public:
  using Key = typename Sample::Key;

  // Rows of the columns from x on; `x` is a multiple of 64 or 0, so that vectors that run beyond the end of a row
  // stay inside its padding.
  KeyTarget(Image& image, int channel, int x, int width)
      : image_(image),
        channel_(channel),
        x_(x),
        width_(width),
        pitch_(static_cast<size_t>(width) + kKeyPadding / sizeof(Key)),
        keys_(kDirect ? 0 : 2 * pitch_) {}

  // Two neighbouring rows may be filled at a time.
  Key* row(int y) {
    if constexpr (kDirect) return reinterpret_cast<Key*>(image_.writable_row_data(channel_, y)) + x_;
    return keys_.data() + static_cast<size_t>(y & 1) * pitch_;
  }
  // After row(y) has been filled.
  void finish(int y) {
    if constexpr (!kDirect) store_keys<Sample>(image_, channel_, x_, y, width_, row(y));
  }

 private:
  static constexpr bool kDirect = sizeof(Key) == 1;
  Image& image_;
  int channel_;
  int x_;
  int width_;
  size_t pitch_;
  std::vector<Key> keys_;
};

struct Sweep {
  int reach = 0;         // of the window to each side
  int kept = 0;          // input rows that are needed at a time
  int strip_width = 0;   // at most; a multiple of 64
  int least_height = 0;  // of a part, unless the picture is less: where a part begins, rows are read twice
};

// Cuts a plane into strips and these, as far as threads need work, into parts; calls task(rows, target, rect) for each.
// Returns false when cancelled.
template <typename Sample, typename Task>
bool sweep_plane(const Image& in, int from, Image& out, int to, const Sweep& sweep, WorkerPool& workers,
                 const CancelToken& cancel, const Task& task) {
  const int strips = (in.width() + sweep.strip_width - 1) / sweep.strip_width;
  constexpr int kPartsAThread = 4;
  const int wanted = (kPartsAThread * workers.threads() + strips - 1) / strips;
  // Even, for kernels that make two rows at a time.
  const int height = (std::max(sweep.least_height, (in.height() + wanted - 1) / wanted) + 1) / 2 * 2;
  const int parts = (in.height() + height - 1) / height;
  return workers.run(
      int64_t{strips} * parts,
      [&](int64_t index, int) {
        const Rect rect = intersect({static_cast<int>(index % strips) * sweep.strip_width,
                                     static_cast<int>(index / strips) * height, sweep.strip_width, height},
                                    in.spec().bounds());
        KeyRows<Sample> rows(in, from, rect.x, rect.width, sweep.reach, sweep.kept);
        rows.start(rect.y - sweep.reach);
        KeyTarget<Sample> target(out, to, rect.x, rect.width);
        task(rows, target, rect);
      },
      cancel);
}

}  // namespace lightbench
