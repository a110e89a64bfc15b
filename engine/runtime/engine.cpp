#include "engine/runtime/engine.h"

#include "engine/base/memory.h"

namespace lightbench {

Engine::Engine(const OperatorRegistry& operators, const EngineOptions& options)
    : registry(operators),
      workers(options.threads, options.background),
      cache(options.cache_bytes > 0 ? options.cache_bytes : static_cast<size_t>(physical_memory_bytes()) / 4),
      gpu(options.gpu) {}

}  // namespace lightbench
