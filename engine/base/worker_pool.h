// A fixed set of threads that share out the tiles of one step.
//
// run(count, task) calls task(index, worker) for every index below count, on the calling thread and the workers,
// and returns when all are done. Indices are handed out by one atomic counter: measured, a queue entry per tile is
// twelve times slower. Worker 0 is the caller. Runs do not nest and do not overlap: a second caller waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/cancel_token.h"

namespace lightbench {

class WorkerPool {
 public:
  using Task = std::function<void(int64_t index, int worker)>;

  // `threads` counts the caller too; 0 means one for each processor the process may use. With `background` the workers
  // step back (thread_priority.h); the caller's priority is its own business.
  explicit WorkerPool(int threads = 0, bool background = false);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  static int available_processors();  // that this process may use, at least 1
  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Told of every stretch a worker spent inside one run (clock.h times), so that a trace can draw a lane a worker.
  // Called under a lock, from any worker; set it only between runs.
  using Observer = std::function<void(int worker, int64_t start_ns, int64_t end_ns)>;
  void observe(Observer observer) { observer_ = std::move(observer); }

  // Returns false when the token was raised before every index was done; the rest is then skipped. What a task
  // throws stops the run and is thrown again here.
  bool run(int64_t count, const Task& task, const CancelToken& cancel);

 private:
  struct Job;
  void work(int worker);
  void drain(Job& job, int worker);

  std::vector<std::thread> workers_;
  Observer observer_;
  std::mutex observer_mutex_;
  std::mutex run_mutex_;  // one run at a time
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  Job* job_ = nullptr;
  uint64_t generation_ = 0;
  int busy_ = 0;
  bool stopping_ = false;
};

}  // namespace lightbench
