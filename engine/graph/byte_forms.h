// Forms that a kernel may have beside the one in f32, for the pass that leads from 8 to 8 bits and holds nothing else:
// run_island() looks for them, so that fusing comes first. Their bits are those of the f32 form.
//
//  ByteForm     of a window kernel, on whole pictures.
//  ByteRowForm  of a row kernel, on a run of pixels of one row.
//
// Both of kernels with one input and one output.
#pragma once

#include <array>

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/image/image.h"

namespace lightbench {

class ByteForm {
 public:
  // u8 pictures of one size and number of channels. Returns false when cancelled.
  virtual bool run_bytes(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const = 0;

 protected:
  ~ByteForm() = default;
};

struct ByteRow {
  // [channel]; null where the picture has fewer channels. A channel of `out` may be the one of `in`.
  std::array<const uint8_t*, kMaxChannels> in{};
  std::array<uint8_t*, kMaxChannels> out{};
  int count = 0;        // nothing beyond is read or written
  bool stream = false;  // may be written past the caches: the caller flushes (hwy::FlushStream)
};

class ByteRowForm {
 public:
  virtual void run_bytes(const ByteRow& row) const = 0;

 protected:
  ~ByteRowForm() = default;
};

}  // namespace lightbench
