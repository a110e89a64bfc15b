// What tells one state of a file from another, for operators whose result depends on a file.
#pragma once

#include <string>

#include "engine/base/hash.h"

namespace lightbench {

// A file counts as another one when its size or one of its times does (nanoseconds, where the file system has them), or
// when another stands in its place. The time of status change is the one that nobody can set back.
void add_file_state(const std::string& path, Hasher& hasher);

}  // namespace lightbench
