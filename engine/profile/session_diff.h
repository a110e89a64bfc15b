// Two measured variants side by side: what changed, whether it became faster, and which nodes made the difference.
//
// What differs besides the pipeline (machine, build, pictures, threads) is told first, since it may be the cause. The
// whole is judged by the wall of a round; nodes are sorted by the milliseconds they add or save. Names and parameters
// are compared as text, so node types that this program does not know are compared like any other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/profile/session_file.h"
#include "engine/profile/statistics.h"

namespace lightbench {

struct SessionChange {
  enum class Kind { kParameter, kGraph, kSetting, kMachine, kBuild, kPicture };
  Kind kind = Kind::kParameter;
  std::string what;     // "blur.sigma", "node denoise", "threads"
  std::string base;     // "2"; empty: was not there
  std::string current;  // "4"; empty: is not there any more
  bool operator==(const SessionChange&) const = default;
};
std::string_view name_of(SessionChange::Kind kind);  // "parameter", "graph", …
std::string to_text(const SessionChange& change);    // "blur.sigma: 2 → 4", "node denoise: added"

struct NodeChange {
  std::string id;
  std::string type;
  enum class Presence { kBoth, kAdded, kRemoved };
  Presence presence = Presence::kBoth;
  std::optional<double> base_ms;  // median of a round, all pictures; absent where nothing was measured
  std::optional<double> current_ms;
  double delta_ms = 0;         // milliseconds added to the round; below 0: saved
  std::optional<Ratio> ratio;  // where both were measured
  std::optional<Verdict> verdict;
  bool is_share = false;     // of a pass in one of the two: sampled
  std::string base_backend;  // what it ran on
  std::string current_backend;
};

struct OutputChange {
  std::string node;
  size_t picture = 0;                                    // index
  enum class Same { kIdentical, kDifferent, kUnknown };  // by the hash of the samples
  Same same = Same::kUnknown;
  std::string base_path;  // where both pictures are kept; empty where one is not
  std::string current_path;
};

struct SessionDiff {
  std::vector<SessionChange> changes;
  std::vector<std::string> warnings;  // what makes the comparison doubtful
  double base_ms = 0;                 // median wall of a round
  double current_ms = 0;
  size_t base_rounds = 0;
  size_t current_rounds = 0;
  size_t base_outliers = 0;
  size_t current_outliers = 0;
  Ratio ratio;
  double threshold = kPracticalThreshold;
  Verdict verdict = Verdict::kTooNoisy;
  Pairing pairing = Pairing::kSeparate;
  std::vector<NodeChange> nodes;  // largest contribution first
  double unattributed_delta_ms = 0;
  std::vector<OutputChange> outputs;
};

// The two variants of one session, round against round, or the first variant of each of two sessions.
SessionDiff compare_variants(const ProfileSession& session, double threshold);
SessionDiff compare_sessions(const ProfileSession& base, const ProfileSession& current, double threshold);

// "12.4 → 13.1 ms, 1.056 times as long (1.049 to 1.063): slower"
std::string verdict_text(const SessionDiff& diff);

}  // namespace lightbench
