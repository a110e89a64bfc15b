#include "engine/profile/machine_speed.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <mutex>
#include <thread>
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

// Every worker takes part and waits for the others: a run as short as can be, but for all of them.
void meet(WorkerPool& workers, const CancelToken& cancel) {
  std::atomic<int> arrived{0};
  const auto wait_for_all = [&](int64_t, int) {
    ++arrived;
    while (arrived < workers.threads() && !cancel.cancelled()) std::this_thread::yield();
  };
  workers.run(workers.threads(), wait_for_all, cancel);
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

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

std::string text_of(const MachineInfo& machine, std::string_view isa, int threads) {
  return (machine.cpu_name.empty() ? "processor without a name" : machine.cpu_name) + ", " +
         std::to_string(machine.processors) + " processors, " + std::to_string(machine.memory_bytes >> 20) + " MiB, " +
         std::string(isa) + ", " + std::to_string(threads) + " threads";
}

}  // namespace

std::string machine_text(int threads) { return text_of(describe_machine(), name_of(active_isa()), threads); }

std::string machine_text(const MachineInfo& machine, int threads) {
  return text_of(machine, machine.isa.empty() ? name_of(Isa::kNative) : std::string_view(machine.isa.back()), threads);
}

std::optional<MachineSpeed> measure_machine_speed(WorkerPool& workers, const CancelToken& cancel) {
  MachineSpeed speed;
  speed.machine = machine_text(workers.threads());
  const int64_t start_ns = now_ns();
  const double start_s = processor_seconds();
  speed.gflop_per_s = measure_arithmetic_peak(workers, cancel).gflop_per_s;
  speed.processor_share = (processor_seconds() - start_s) / (to_ms(now_ns() - start_ns) * 1e-3 * workers.threads());
  if (cancel.cancelled()) return std::nullopt;
  speed.copy_gb_per_s = measure_memory_bandwidth(workers, cancel).copy_gb_per_s;
  if (cancel.cancelled()) return std::nullopt;
  speed.dispatch_ns = least_ns(100, [&] { meet(workers, cancel); });
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
