#include "engine/operators/file_state.h"

#include <sys/stat.h>

namespace lightbench {

void add_file_state(const std::string& path, Hasher& hasher) {
  struct stat state = {};
  const bool found = stat(path.c_str(), &state) == 0;
  hasher.integer(found);
  if (!found) return;
  hasher.integer(state.st_size).integer(static_cast<int64_t>(state.st_ino));
  hasher.integer(state.st_mtim.tv_sec).integer(state.st_mtim.tv_nsec);
  hasher.integer(state.st_ctim.tv_sec).integer(state.st_ctim.tv_nsec);
}

}  // namespace lightbench
