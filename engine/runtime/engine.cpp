#include "engine/runtime/engine.h"

#include "engine/base/memory.h"

namespace lightbench {

Engine::Engine(const OperatorRegistry& operators, const EngineOptions& chosen)
    : registry(operators),
      options(chosen),
      workers(options.threads, options.background),
      cache(options.cache_bytes > 0 ? options.cache_bytes : static_cast<size_t>(physical_memory_bytes()) / 4),
      gpu(options.gpu),
      costs(options.gpu.cache_folder.empty() ? std::string() : options.gpu.cache_folder + "/costs.json") {}

// A file that cannot be written costs nothing but the learning.
Engine::~Engine() { static_cast<void>(costs.save().ok()); }

}  // namespace lightbench
