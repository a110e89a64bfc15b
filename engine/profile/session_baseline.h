// A recorded session as a baseline: for a window that holds its runs against what was recorded.
#pragma once

#include "engine/profile/baseline.h"
#include "engine/profile/session_file.h"

namespace lightbench {

// The measured rounds of every node that was computed, over the variant's first picture. `variant` is an index into the
// session's. Made at the time of the recording, as the session has it. Errors (kInvalid): no node was measured, or the
// file is from before the sizes of results were recorded, without which no two times can be held to be alike.
Result<Baseline> baseline_of(const ProfileSession& session, size_t variant);

}  // namespace lightbench
