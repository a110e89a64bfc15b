// Two measured variants side by side: what changed, whether it became faster, and which nodes made the difference.
//
// What differs besides the times is told first, since it may be the cause. The whole is judged by the wall of a round
// over all pictures; nodes are sorted by the milliseconds they add or save.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/profile/session_changes.h"
#include "engine/profile/session_file.h"
#include "engine/profile/statistics.h"

namespace lightbench {

struct NodeDifference {
  enum class Presence { kBoth, kAdded, kRemoved };
  std::string id;
  std::string type;
  Presence presence = Presence::kBoth;
  std::optional<double> base_ms;  // median of a round; absent where it was not computed
  std::optional<double> current_ms;
  double delta_ms = 0;         // milliseconds that it adds to a round; below 0: that it saves
  std::optional<Ratio> ratio;  // where both were measured
  Verdict verdict = Verdict::kTooNoisy;
  bool is_share = false;   // of a pass, in one of the two: sampled
  std::string base_state;  // "computed", "cached", "passed"; empty where it is not
  std::string current_state;
  std::string base_backend;  // "cpu", "vulkan"; empty where it did not run
  std::string current_backend;
};

struct OutputDifference {
  enum class Samples { kIdentical, kDifferent, kUnknown };  // by their hash
  std::string node;
  size_t picture = 0;  // its index
  Samples samples = Samples::kUnknown;
  std::string base_path;  // where the pictures are kept; empty where they are not
  std::string current_path;
};

// One side of the comparison.
struct WallSummary {
  size_t rounds = 0;
  double median_ms = 0;  // of a round, all pictures
  double mad_ms = 0;
  double unattributed_ms = 0;  // median
  size_t outliers = 0;         // counted, and kept in every figure
};

struct SessionDiff {
  std::vector<SessionChange> changes;
  std::vector<std::string> warnings;  // what makes the comparison doubtful
  Pairing pairing = Pairing::kSeparate;
  WallSummary base;
  WallSummary current;
  Ratio ratio;
  double threshold = kPracticalThreshold;
  Verdict verdict = Verdict::kTooNoisy;
  std::vector<NodeDifference> nodes;  // largest difference first
  std::vector<OutputDifference> outputs;
};

// A variant of a session, which has to outlive it.
struct MeasuredVariant {
  const ProfileSession& session;
  size_t index = 0;  // into the session's variants
  const SessionVariant& get() const { return session.variants[index]; }
};
// The variants of one session were measured side by side, all others apart.
Pairing pairing_of(const MeasuredVariant& base, const MeasuredVariant& current);
SessionDiff compare(const MeasuredVariant& base, const MeasuredVariant& current, double threshold);

// The two variants of an interleaved session, round against round. `session` must have two.
SessionDiff compare_variants(const ProfileSession& session, double threshold);
// The first variants of two sessions, which were recorded apart.
SessionDiff compare_sessions(const ProfileSession& base, const ProfileSession& current, double threshold);

// "faster: 12.40 → 10.10 ms, 0.815 times as long (0.809 to 0.822)"
std::string verdict_text(const SessionDiff& diff);

}  // namespace lightbench
