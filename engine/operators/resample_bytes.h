// Resampling of 8-bit pictures in integers, with the same bits on every instruction set.
//
// Weights are whole 16384ths that sum to 1; an output row is summed from input rows first, kept in 64ths of a level,
// and then along itself, without a picture in between. Beside the last rounding that is within 0.2 of a level of the
// exact sum (weights of up to 32 taps are off by at most 1 / 32768 each; typically 0.03). Halving by area and doubling
// by linear weights have forms of their own with the same bits (resample_by_two.h).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/image/image.h"
#include "engine/operators/resample_weights.h"

namespace lightbench {

class ByteResampler {
 public:
  // Nothing where another way is better: nearest, and reductions with more than 32 taps.
  static std::optional<ByteResampler> make(ResampleMethod method, Size in, Size out);

  // All channels of u8 pictures. Errors: kCancelled.
  Status run(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const;

 private:
  // Output i sums weight[i · taps + k] · in[first[i] + k]; positions may lie beyond the ends.
  struct Axis {
    int taps = 0;  // 4 or a multiple of 8, filled up with zeros
    int used = 0;  // of these, rounded up to an even number
    std::vector<int> first;
    std::vector<int16_t> weight;
    bool halves = false;   // every output has the weights of the first, two samples on: exactly half the length
    bool doubles = false;  // twice the length, linear: weights of 3/4 and 1/4
    bool pairs() const { return halves && used == 2 && first[0] == 0 && weight[0] == weight[1]; }
  };
  static std::optional<Axis> make_axis(ResampleMethod method, int in_length, int out_length);

  struct Scratch;
  void resample_row(const Image& in, int channel, int y, Image& out, Scratch& scratch) const;

  Size in_;
  Size out_;
  Axis columns_;
  Axis rows_;
  int left_ = 0;  // samples needed before and after a row
  int right_ = 0;
};

}  // namespace lightbench
