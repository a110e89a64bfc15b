// Two builds of lightbench-cli measured in turns: each program records short sessions, this one puts them together.
//
// A process has its own places in memory, which alone change times by a percent or so; many short sessions let that
// average out. Both builds are started in the same way, this one's too.
#pragma once

#include "app/cli/arguments.h"
#include "engine/profile/session_file.h"

namespace lightbench::cli {

// Errors: a program that cannot be started or fails (kFailed), one whose sessions cannot be read or do not fit
// together.
Result<ProfileSession> compare_builds(const ProfileArguments& arguments);

}  // namespace lightbench::cli
