// One way of running a node in a race: its rounds, and what they measured. See race.h.
#pragma once

#include <memory>

#include "engine/runtime/pipeline_run.h"
#include "engine/runtime/race.h"
#include "engine/runtime/race_course.h"

namespace lightbench {

class RaceEntrant {
 public:
  // All of them must outlive this object.
  RaceEntrant(RaceEntry entry, const RaceCourse& course, Engine& engine, const CancelToken& cancel);
  RaceEntrant(const RaceEntrant&) = delete;  // its rounds refer to its graph and options
  RaceEntrant& operator=(const RaceEntrant&) = delete;

  const RaceEntry& entry() const { return entry_; }
  RaceEntry& entry() { return entry_; }

  // How its result would be stored; absent where it makes no picture. Notes in the entry why it cannot run. Errors: the
  // node cannot run at all.
  Result<std::optional<SampleFormat>> plan();
  // What a round is going to take, guessed from the reduced pictures; absent where that cannot be told. Errors:
  // kCancelled.
  Result<std::optional<int64_t>> expected_ns();
  // The cold round, then more until it is warm or they have taken `longest_ns`; none where the cold one alone took four
  // times that. Errors: what the run fails with.
  Status warm_up(int64_t longest_ns);
  int64_t round_ns() const;  // what a round took last
  Status run(int round);
  // The outputs of the cold round, once.
  std::vector<Image> take_pictures();

  // Of the rounds it took part in, by number, what they took.
  const std::map<int, int64_t>& times() const { return times_; }

 private:
  void use_isa_of_entry() const;
  const NodeMeasurement& measured(const PipelineRounds& rounds) const;  // of the node
  int64_t last_time_ns() const;

  RaceEntry entry_;
  const RaceCourse& course_;
  Engine& engine_;
  const CancelToken& cancel_;
  Graph graph_;
  PipelineRunOptions options_;
  std::unique_ptr<PipelineRounds> rounds_;
  std::map<int, int64_t> times_;
};

}  // namespace lightbench
