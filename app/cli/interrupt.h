// Ctrl+C and SIGTERM stop the run instead of the program, as long as this object lives.
#pragma once

#include "engine/base/cancel_token.h"

namespace lightbench::cli {

class InterruptGuard {
 public:
  explicit InterruptGuard(const CancelToken& token);  // one at a time
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace lightbench::cli
