// Small pieces that whole-picture kernels share: rows handed out to workers, channels passed through, results
// computed in the input's own format.
#pragma once

#include <functional>

#include "engine/graph/kernel.h"
#include "engine/image/image.h"

namespace lightbench {

// Calls task(first_row, end_row, worker) for bands of rows. Returns false when cancelled.
bool for_row_bands(int height, int rows_per_band, WorkerPool& workers, const CancelToken& cancel,
                   const std::function<void(int first, int end, int worker)>& task);

// Calls task(tile, worker) for tiles that cover the picture, those at the right and lower edge cut off, and reports
// progress. Returns false when cancelled.
bool for_tiles(Size picture, Size tile, ImageArgs& args, const std::function<void(const Rect& tile, int worker)>& task);

// Copies a plane of equal size, changing the sample format where the two differ. Returns false when cancelled.
bool copy_plane(const Image& from, int from_channel, Image& to, int to_channel, WorkerPool& workers,
                const CancelToken& cancel);

// `count` samples of row y from column x on as floats, continued by the border rule where they leave the picture.
void load_bordered_row(const Image& image, int channel, int x, int y, int count, float* target,
                       Border border = Border::kReflect101);

// A one-channel f32 picture of a size, for what lies between two passes. Errors: no memory.
Result<Image> intermediate_plane(Size size, BufferPool& pool);

// What a blur says when there is none.
Error no_memory_to_blur(Size size);

// Base of operators whose results are exactly samples of the input (median, morphology): run_native() sees an output
// in the input's format, whatever the result is stored as.
class NativeFormatKernel : public ImageKernel {
 public:
  Status run(ImageArgs& args) const final;

 protected:
  virtual Status run_native(const Image& in, Image& out, ImageArgs& args) const = 0;
};

}  // namespace lightbench
