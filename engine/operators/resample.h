// A plane with another number of pixels: what resize and onnx_model share.
#pragma once

#include "engine/graph/kernel.h"
#include "engine/operators/line_strips.h"
#include "engine/operators/resample_weights.h"

namespace lightbench {

// Resamples planes from one size to another, first along rows, then along columns, in f32.
class PlaneResampler {
 public:
  PlaneResampler(ResampleMethod method, Size in, Size out);

  // Errors: kCancelled, no memory.
  Status run(const RowLoader<float>& loader, const RowStorer<float>& storer, WorkerPool& workers, BufferPool& buffers,
             const CancelToken& cancel) const;

 private:
  void resample_lines(const float* line, float* result) const;
  void resample_rows(const Image& between, const RowStorer<float>& storer, int first, int end) const;

  Size in_;
  Size out_;
  ResampleWeights columns_;
  ResampleWeights rows_;
};

}  // namespace lightbench
