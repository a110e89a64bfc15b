// Measures both devices of a machine with every operator that runs on both, so that automatic placement has numbers to
// go by before the first pipeline ran.
//
// One operator at a time, with its default parameters (others where those change nothing) on synthetic pictures of two
// sizes; what the runs measure goes into the engine's CostModel as that of any other run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/engine.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

struct OperatorTimes {
  std::string op;
  int side = 0;  // pixels of the square picture: the largest that was measured on both
  double processor_ms = 0;
  double card_ms = 0;  // on the device; without transfers
};

class Calibration {
 public:
  // Errors: no graphics card that can be used.
  static Result<Calibration> start(Engine& engine);

  int total() const { return static_cast<int>(operators_.size()); }
  int done() const { return static_cast<int>(next_); }
  bool is_finished() const { return next_ == operators_.size(); }
  const std::string& next() const { return operators_[next_]->id; }
  // Measures the next operator; with the last one also what the card does at best (card_peaks), and saves what was
  // learned. After an error the same operator is next. Errors: kCancelled; the graphics card was given up; the file
  // cannot be written.
  Status run_next(const CancelToken& cancel);
  const std::vector<OperatorTimes>& times() const { return times_; }

 private:
  explicit Calibration(Engine& engine) : engine_(&engine) {}
  // Nanoseconds of one run, the fastest of some; nothing where the operator cannot run there.
  Result<std::optional<int64_t>> measure(const OperatorDef& def, Backend backend, int side, const CancelToken& cancel);
  Status measure_peaks(const CancelToken& cancel);
  Result<NodeResult> picture(int side, int channels);

  Engine* engine_;
  std::vector<const OperatorDef*> operators_;
  size_t next_ = 0;
  std::map<std::pair<int, int>, NodeResult> pictures_;  // by side and channels
  std::vector<OperatorTimes> times_;
};

}  // namespace lightbench
