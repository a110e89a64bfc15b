// Records a session: a pipeline run in rounds over one or more pictures, or two subjects whose rounds alternate.
//
// Rules of trust: the cold round is kept apart; rounds count once they are warm; two subjects take turns A B, B A, so
// that what happens to the machine happens to both; every sample is kept. A subject is whatever can be compared:
// another pipeline, other parameters, another backend or instruction set. The instruction set is a choice of the whole
// process: nothing else should compute meanwhile, and afterwards the processor's best is in force.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/profile/session_file.h"
#include "engine/runtime/engine.h"

namespace lightbench {

struct SessionSubject {
  std::string name;           // "A"
  std::string pipeline_path;  // empty when it was never saved
  std::vector<Graph> graphs;  // the pipeline with each of the pictures in its inputs
  std::string isa = "auto";   // or "scalar", or a name of simd/isa.h
  bool fuse = true;           // false: every node by itself
};

struct SessionRequest {
  std::vector<SessionSubject> subjects;  // one or two, with the same number of graphs
  int rounds = 30;                       // measured ones
  std::optional<int> warmup;             // rounds before them; absent: until warm, see profile/statistics.h
  std::vector<std::string> tags;
  std::string notes;
  std::string pictures_folder;  // where the outputs of the last round are kept; empty: only their hashes
  std::function<void(int done, int total)> progress;  // of the measured rounds; may be empty
};

// Errors: an unoptimised build (kFailed), an instruction set that this processor does not have (kInvalid), those of
// run_pipeline(), a folder that cannot be written; kCancelled.
Result<ProfileSession> record_session(const SessionRequest& request, Engine& engine, const CancelToken& cancel);

// Identifies what a pipeline computes: positions, labels and the paths of inputs and outputs do not count.
std::string pipeline_hash(const Graph& graph);

}  // namespace lightbench
