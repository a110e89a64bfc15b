// What a comparison computes away from the window: the bootstrap over all nodes takes tens of milliseconds, reading and
// measuring kept pictures seconds.
#pragma once

#include <memory>

#include "engine/profile/noise.h"
#include "engine/profile/session_diff.h"
#include "engine/profile/session_file.h"
#include "ui/profile/round_series.h"

namespace lightbench::ui {

struct CompareSide {
  std::shared_ptr<const LoadedSession> loaded;
  size_t variant = 0;
  MeasuredVariant measured() const { return {loaded->session, variant}; }
  const SessionVariant& get() const { return loaded->session.variants[variant]; }
  bool operator==(const CompareSide&) const = default;  // the same data
};

struct CompareOutcome {
  SessionDiff diff;  // its warnings begin with what reading the files had to say
  Threshold threshold;
};
// Sides of one session are compared round by round.
CompareOutcome compareSides(const CompareSide& base, const CompareSide& current);

// The rounds of the whole run, of a node, and of what belongs to no node.
RoundSeries wallSeries(const CompareSide& base, const CompareSide& current);
RoundSeries nodeSeries(const CompareSide& base, const CompareSide& current, const std::string& node);
RoundSeries unattributedSeries(const CompareSide& base, const CompareSide& current);

}  // namespace lightbench::ui
