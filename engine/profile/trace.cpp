#include "engine/profile/trace.h"

namespace lightbench {

std::string_view name_of(SpanKind kind) {
  constexpr std::string_view kNames[] = {"kernel", "fused",  "upload", "download", "compile", "allocate", "wait",
                                         "model",  "decode", "encode", "reduce",   "plan",    "cached",   "pass"};
  return kNames[static_cast<size_t>(kind)];
}

int64_t Trace::attributed_ns() const {
  int64_t total = 0;
  for (const Span& span : steps) total += span.duration_ns();
  return total;
}

}  // namespace lightbench
