#include "engine/base/worker_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include "engine/base/clock.h"
#include "engine/base/thread_priority.h"

namespace lightbench {

struct WorkerPool::Job {
  const Task* task;
  const CancelToken* cancel;
  int64_t count;
  std::atomic<int64_t> next{0};
  std::atomic<int64_t> finished{0};
  std::mutex failure_mutex{};
  std::exception_ptr failure{};

  void drain(int worker) {
    while (!cancel->cancelled()) {
      const int64_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= count) return;
      try {
        (*task)(index, worker);
      } catch (...) {
        std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next.store(count, std::memory_order_relaxed);
        return;
      }
      finished.fetch_add(1, std::memory_order_relaxed);
    }
  }
};

int WorkerPool::available_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

WorkerPool::WorkerPool(int threads, bool background) {
  const int total = threads > 0 ? threads : available_processors();
  for (int worker = 1; worker < total; ++worker) {
    workers_.emplace_back([this, worker, background] {
      if (background) step_back();
      work(worker);
    });
  }
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

bool WorkerPool::run(int64_t count, const Task& task, const CancelToken& cancel) {
  if (count <= 0) return !cancel.cancelled();
  std::lock_guard one_run(run_mutex_);
  Job job{&task, &cancel, count};
  // A single tile is not worth waking anybody.
  const bool shared = count > 1 && !workers_.empty();
  if (shared) {
    {
      std::lock_guard lock(mutex_);
      job_ = &job;
      ++generation_;
    }
    wake_.notify_all();
  }
  drain(job, 0);
  if (shared) {
    std::unique_lock lock(mutex_);
    job_ = nullptr;  // a worker that wakes late finds nothing to do
    done_.wait(lock, [this] { return busy_ == 0; });
  }
  if (job.failure) std::rethrow_exception(job.failure);
  return job.finished.load() == count;
}

void WorkerPool::drain(Job& job, int worker) {
  if (!observer_) {
    job.drain(worker);
    return;
  }
  const int64_t start = now_ns();
  job.drain(worker);
  const int64_t end = now_ns();
  std::lock_guard lock(observer_mutex_);
  observer_(worker, start, end);
}

void WorkerPool::work(int worker) {
  uint64_t seen = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || (job_ != nullptr && generation_ != seen); });
    if (stopping_) return;
    seen = generation_;
    Job* job = job_;
    ++busy_;
    lock.unlock();
    drain(*job, worker);
    lock.lock();
    if (--busy_ == 0) done_.notify_all();
  }
}

}  // namespace lightbench
