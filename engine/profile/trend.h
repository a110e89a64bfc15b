// Results over recorded sessions: one line for each pipeline, machine and set of pictures, and the steps in it.
//
// Steps are found by binary segmentation on the logarithms of the sessions' medians: the split with the largest
// difference of means, weighed by the lengths (CUSUM), is accepted when fewer than 5 % of random orders of the same
// sessions have one as large, and the medians of both sides differ by the practical threshold; then both sides are
// searched in the same way. A step needs two sessions on either side and about eight in all: with fewer, too many
// orders look like one. Sources: binary segmentation, Scott and Knott, "A Cluster Analysis Method for Grouping Means",
// 1974; test by random orders, Matteson and James, "A Nonparametric Approach for Multiple Change Point Analysis", 2014.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/profile/session_changes.h"
#include "engine/profile/session_file.h"

namespace lightbench {

struct StepPlace {
  size_t at = 0;               // index of the first value after it
  double ratio = 1;            // medians, after over before
  double share_of_orders = 0;  // of the random orders, that have a step as large
};
// In rising order; the sides of a step reach to its neighbours. Values must be positive.
std::vector<StepPlace> find_steps(std::span<const double> values, double threshold);

struct TrendPoint {
  std::string path;  // of the session file
  std::string recorded;
  std::string version;  // of the build
  std::string notes;
  double median_ms = 0;
  double mad_ms = 0;
};

struct TrendStep {
  StepPlace place;
  double before_ms = 0;  // medians of the sessions on both sides
  double after_ms = 0;
  std::vector<SessionChange> changes;  // from the last session before it to the first after it
};

struct Trend {
  std::string pipeline;
  std::string cpu_name;
  std::string pictures;            // their file names
  std::vector<TrendPoint> points;  // by date
  std::vector<TrendStep> steps;
};

struct NamedSession {
  std::string path;
  std::shared_ptr<const ProfileSession> session;
};
// Of the sessions' first variants. Sorted by pipeline.
std::vector<Trend> trends_of(std::vector<NamedSession> sessions, double threshold);

// One page that needs nothing else: charts drawn in it, light or dark as the reader's system is.
std::string trend_html(const std::vector<Trend>& trends);

}  // namespace lightbench
