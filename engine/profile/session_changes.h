// What differs between two recorded variants besides their times: pipeline, settings, pictures, machine, build.
//
// Pipelines are compared as JSON, not as graphs of known operators: a session with node types that this program does
// not have is compared like any other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/profile/session_file.h"

namespace lightbench {

enum class ChangeKind { kParameter, kGraph, kSetting, kPicture, kMachine, kBuild };
std::string_view name_of(ChangeKind kind);  // "parameter", "graph", "setting", "picture", "machine", "build"

struct SessionChange {
  ChangeKind kind = ChangeKind::kParameter;
  std::string what;     // "blur.sigma", "node denoise", "threads"
  std::string base;     // "2"; empty: was not there, or not told
  std::string current;  // "4"; empty: is not there any more, or not told
  bool operator==(const SessionChange&) const = default;
};
std::string to_text(const SessionChange& change);  // "blur.sigma: 2 → 4", "node denoise: added (median)"

// Sorted by kind, in the order of ChangeKind. Where input pictures lie and outputs go does not count; what is in them
// does.
std::vector<SessionChange> changes_between(const ProfileSession& base, const SessionVariant& base_variant,
                                           const ProfileSession& current, const SessionVariant& current_variant);

}  // namespace lightbench
