// Filters of 3 × 3 bytes: the frame that sobel and laplacian share where they run on bytes.
#pragma once

#include <cstdint>

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/image/image.h"

namespace lightbench {

// `width` results from the rows above, at and below, each readable one sample before and 128 bytes beyond; up to 64
// bytes beyond the results are written. `coming` is the picture's row that is wanted next, for fetching it early.
using ByteWindowRow = void (*)(const uint8_t* above, const uint8_t* here, const uint8_t* below, const uint8_t* coming,
                               uint8_t* out, int width);

// Every colour channel by itself, reflect101; alpha passes. Returns false when cancelled.
bool run_byte_window(ByteWindowRow row, const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel);

}  // namespace lightbench
