// Files that are either whole or not there: written beside the target under a temporary name, synced, renamed.
// A crash at any moment leaves the previous file as it was.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace lightbench {

// Whole file as bytes. Errors: missing or unreadable file (kInvalid), naming it.
Result<std::string> read_file(const std::string& path);

// Replaces `path` by `bytes`. Errors: folder missing, not writable, disk full (kFailed), naming the path.
Status write_file_atomically(const std::string& path, std::string_view bytes);

}  // namespace lightbench
