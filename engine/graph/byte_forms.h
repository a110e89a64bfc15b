// A form that a window kernel may have beside the one in f32, for the pass that leads from 8 to 8 bits and holds
// nothing else: run_island() looks for it, so that fusing comes first. Its bits are those of the f32 form.
#pragma once

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/image/image.h"

namespace lightbench {

// Of a kernel with one input and one output.
class ByteForm {
 public:
  // u8 pictures of one size and number of channels. Returns false when cancelled.
  virtual bool run_bytes(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const = 0;

 protected:
  ~ByteForm() = default;
};

}  // namespace lightbench
