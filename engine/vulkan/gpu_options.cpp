#include "engine/vulkan/gpu_options.h"

#include <cstdlib>

namespace lightbench {

std::string default_gpu_cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return std::string(cache) + "/lightbench";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? std::string(home) + "/.cache/lightbench" : std::string();
}

}  // namespace lightbench
