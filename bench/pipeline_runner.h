// A pipeline as a user's command runs it, less the files: planned and executed anew each time, from the 8-bit picture
// in memory to the 8-bit result, with the result cache passed over.
#pragma once

#include <opencv2/core.hpp>

#include "engine/runtime/executor.h"

namespace lightbench::bench {

class PipelineRunner {
 public:
  // `graph` leads from a node "photo", which stands for `picture` (1 or 3 channels, 8 bits, interleaved), to "result".
  PipelineRunner(Engine& engine, const cv::Mat& picture, Graph graph, bool fuse = true);

  // Throws std::runtime_error where a node fails, or cannot run where the graph asks for.
  void run();
  cv::Mat result() const;  // of the last run, interleaved

  // Of the last run.
  const ExecutionPlan& plan() const { return plan_; }
  const ExecutionOutcome& outcome() const { return outcome_; }
  int64_t source_bytes() const;  // samples of the picture that goes in
  int64_t result_bytes() const;  // and of the one that comes out

 private:
  Engine& engine_;
  Graph graph_;
  bool fuse_;
  std::map<NodeId, NodeResult> given_;
  ExecutionPlan plan_;
  ExecutionOutcome outcome_;
  Image result_;
};

}  // namespace lightbench::bench
