#include "engine/profile/machine_speed.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "engine/base/clock.h"
#include "engine/profile/arithmetic_peak.h"
#include "engine/profile/machine.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

// Least of some rounds of many repetitions: what disturbs only makes it longer.
template <typename Work>
double least_ns(int repetitions, Work work) {
  constexpr int kRounds = 5;
  double least = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int64_t start = now_ns();
    for (int i = 0; i < repetitions; ++i) work();
    const double each = static_cast<double>(now_ns() - start) / repetitions;
    least = round == 0 ? each : std::min(least, each);
  }
  return least;
}

// As the executor and the worker pool record; what they do beside is not counted.
ProfilerCost measure_profiler_cost() {
  constexpr int kRepetitions = 2000;
  ProfilerCost cost;
  cost.step_ns = least_ns(kRepetitions, [trace = Trace()]() mutable {
    Span span;
    span.node = "a node's id";
    span.label = "gaussian_blur + exposure";
    span.start_ns = now_ns();
    span.end_ns = now_ns();
    trace.steps.push_back(std::move(span));
  });
  std::mutex mutex;
  cost.worker_ns = least_ns(kRepetitions, [&mutex, trace = Trace()]() mutable {
    const int64_t start = now_ns();
    const int64_t end = now_ns();
    const std::lock_guard lock(mutex);
    trace.workers.push_back({0, 0, start, end});
  });
  volatile int64_t last = 0;
  cost.reading_ns = least_ns(kRepetitions, [&last] { last = now_ns(); });
  return cost;
}

}  // namespace

std::string machine_text(int threads) {
  const MachineInfo machine = describe_machine();
  return (machine.cpu_name.empty() ? "processor without a name" : machine.cpu_name) + ", " +
         std::to_string(machine.processors) + " processors, " + std::to_string(machine.memory_bytes >> 20) + " MiB, " +
         std::string(name_of(active_isa())) + ", " + std::to_string(threads) + " threads";
}

std::optional<MachineSpeed> measure_machine_speed(WorkerPool& workers, const CancelToken& cancel) {
  MachineSpeed speed;
  speed.machine = machine_text(workers.threads());
  speed.gflop_per_s = measure_arithmetic_peak(workers, cancel).gflop_per_s;
  if (cancel.cancelled()) return std::nullopt;
  speed.copy_gb_per_s = measure_memory_bandwidth(workers, cancel).copy_gb_per_s;
  if (cancel.cancelled()) return std::nullopt;
  speed.dispatch_ns = least_ns(100, [&] {
    workers.run(
        workers.threads() * 4, [](int64_t, int) {}, cancel);
  });
  speed.profiler = measure_profiler_cost();
  if (cancel.cancelled()) return std::nullopt;
  return speed;
}

std::optional<double> profiler_share(const Trace& trace, const ProfilerCost& cost) {
  if (trace.wall_ns() <= 0) return std::nullopt;
  const double recording = static_cast<double>(trace.steps.size()) * cost.step_ns +
                           static_cast<double>(trace.workers.size()) * cost.worker_ns +
                           static_cast<double>(trace.clock_readings) * cost.reading_ns;
  return recording / static_cast<double>(trace.wall_ns());
}

}  // namespace lightbench
