// The live pipeline behind a window: takes edits at any rate, always works on the latest, publishes what is finished.
//
// One thread plans and runs. Every call returns at once: an edit replaces whatever was waiting and raises the token of
// the run in flight, unless that one is expected to be done within the latency budget (else a slider that moves faster
// than a run would never show anything). When the exact run is expected to take longer than the latency budget, a proxy
// (a smaller picture, lengths in pixels scaled with it) is published first and the exact one after it, unless another
// edit came. Asking for another node, or the same again, computes only what the cache does not hold.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "engine/runtime/calibration.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/planner.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

// Called on the session's thread; must return quickly and not call back into the session.
struct SessionListener {
  virtual ~SessionListener() = default;
  virtual void run_started(uint64_t revision, int level) = 0;
  // `fraction` of this node's tiles, `done` of the `total` steps of the run.
  virtual void node_progress(const NodeId& node, double fraction, int done, int total) = 0;
  // A target's picture; the same handle as before when nothing changed.
  virtual void image_ready(const NodeId& node, const Image& image, int level, uint64_t revision) = 0;
  virtual void run_finished(const RunReport& report) = 0;
  // Of measure_devices(), before each operator and at the end, when `done` is `total`; an error ends it early.
  virtual void measuring_devices(int done, int total, const std::optional<Error>& error) {
    static_cast<void>(done), static_cast<void>(total), static_cast<void>(error);
  }
};

class Session {
 public:
  Session(Engine& engine, SessionListener& listener);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // How an edit follows the one before it. Within a gesture (a slider that is being dragged) the graph before is gone
  // for good: no undo leads back to it, so its results are dropped and their memory serves the next step.
  enum class Edit { kNew, kWithinGesture };
  // Returns the revision under which this graph's run will report.
  uint64_t apply(Graph graph, Edit edit = Edit::kNew);
  // Nodes whose pictures (or values) are wanted; a change runs only what is missing.
  void set_targets(std::vector<NodeId> targets);
  // When not live, edits wait for run().
  void set_live(bool live);
  void set_latency_budget_ms(double budget);  // 0: never a proxy
  void run();                                 // computes the targets again, passing over the cache
  // Measures processor and graphics card in the pauses between runs (Calibration). kIfNew: only where there is a card
  // that was never measured and is not the processor in disguise; then nothing is reported unless it begins. What was
  // stopped goes on where it was.
  enum class Measure { kAlways, kIfNew };
  void measure_devices(Measure when);
  void cancel();  // stops the run in flight and measuring; the next edit runs again
  // Until release() nothing runs: for whoever measures beside the session. Stops the run in flight, which is made up
  // for afterwards, as are edits, targets and calls of run() meanwhile. wait_idle() tells when it has stopped.
  void hold();
  void release();
  // False on timeout. Idle: nothing runs, and nothing waits that may run.
  bool wait_idle(int timeout_ms);

 private:
  struct Pending {
    bool wanted = false;
    bool recompute = false;
  };
  void loop();
  void measure_next(Measure when, const CancelToken& cancel);
  void run_once(const Graph& graph, const std::vector<NodeId>& targets, uint64_t revision, bool recompute,
                const CancelToken& cancel);
  ExecuteOptions execute_options(const ExecutionPlan& plan, int level, uint64_t revision);
  void run_level(const Graph& graph, const std::vector<NodeId>& targets, uint64_t revision, int level, bool recompute,
                 const CancelToken& cancel);
  int proxy_level(const ExecutionPlan& exact) const;
  void pin(const ExecutionPlan& plan);
  void be_patient();
  void note_edit(const Graph& graph, uint64_t revision);
  void forget_overtaken(const Graph& graph, const std::set<NodeId>& edited, uint64_t revision);
  // With mutex_ held.
  void want(bool recompute);
  void interrupt();

  Engine& engine_;
  SessionListener& listener_;
  RunHistory history_;                             // session thread only
  std::map<NodeId, int64_t> last_cost_ns_;         // at level 0, session thread only
  Graph last_graph_;                               // as last run, session thread only
  uint64_t last_revision_ = 0;                     // of that graph, session thread only
  std::map<NodeId, std::vector<Hash128>> stored_;  // what its runs left in the cache, session thread only
  std::set<NodeId> edited_inputs_;                 // what the nodes read that were edited last, session thread only
  std::optional<Calibration> calibration_;         // begun and not finished, session thread only

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  Graph graph_;
  std::vector<NodeId> targets_;
  uint64_t revision_ = 0;
  std::set<uint64_t> overtaken_;  // revisions from which a gesture went on, back to the last run
  Pending pending_;
  std::optional<Measure> measure_;  // in the next pause
  CancelToken running_;
  bool busy_ = false;
  bool recomputing_ = false;  // while busy: the run passes over the cache
  bool measuring_ = false;    // an operator, in a pause
  bool held_ = false;
  bool live_ = true;
  bool stopping_ = false;
  double budget_ms_ = 33;
  int64_t patience_until_ns_ = 0;  // edits let the run in flight finish until then
  std::thread thread_;
};

}  // namespace lightbench
