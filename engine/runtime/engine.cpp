#include "engine/runtime/engine.h"

#include "engine/base/memory.h"

namespace lightbench {

Engine::Engine(const OperatorRegistry& operators, const EngineOptions& options)
    : registry(operators),
      workers(options.threads, options.background),
      cache(options.cache_bytes > 0 ? options.cache_bytes : static_cast<size_t>(physical_memory_bytes()) / 4) {}

const char* compiled_isa() {
#if defined(__AVX512F__)
  return "avx512";
#elif defined(__AVX2__)
  return "avx2";
#elif defined(__SSE4_1__)
  return "sse4";
#elif defined(__SSE2__)
  return "sse2";
#else
  return "scalar";
#endif
}

}  // namespace lightbench
