// The picture at a proxy level: sides divided by 2^level (rounded up), each pixel the mean of its 2^level square.
#pragma once

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/image/image.h"

namespace lightbench {

ImageSpec reduced_spec(const ImageSpec& spec, int level);

// In the source's own format, one rounding. Squares cut by the border average what is there.
// Errors: kCancelled, no memory.
Result<Image> reduce_image(const Image& source, int level, WorkerPool& workers, BufferPool& buffers,
                           const CancelToken& cancel);

}  // namespace lightbench
