// What happened when during one run, on the clock of base/clock.h.
//
// Steps are what the plan did, in order and on the thread that ran the plan; worker spans are the stretches in which
// each worker helped. Nodes plus unattributed is the wall time by construction: unattributed is what no step covers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lightbench {

enum class SpanKind {
  kKernel,
  kFused,
  kUpload,
  kDownload,
  kCompile,
  kAllocate,
  kWait,
  kModel,
  kDecode,
  kEncode,
  kReduce,
  kPlan,
  kCached,
  kPass
};  // taken from a cache; handed on untouched
std::string_view name_of(SpanKind kind);

struct Span {
  SpanKind kind = SpanKind::kKernel;
  std::string node;   // id; empty for what belongs to no node
  std::string label;  // operator
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int64_t bytes_read = 0;
  int64_t bytes_written = 0;
  bool on_gpu = false;    // by the device's timestamps, on the clock of the host
  std::string file = {};  // of what was decoded or encoded
  int64_t duration_ns() const { return end_ns - start_ns; }
};

struct WorkerSpan {
  int worker = 0;   // 0 is the thread that runs the plan
  size_t step = 0;  // index into Trace::steps
  int64_t start_ns = 0;
  int64_t end_ns = 0;
};

// Bytes of the buffers in use at one moment: the run's own, and all other pictures that are alive.
struct MemorySample {
  int64_t at_ns = 0;
  int64_t bytes = 0;
  bool operator==(const MemorySample&) const = default;
};

struct Trace {
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  std::vector<Span> steps;
  std::vector<WorkerSpan> workers;
  std::vector<MemorySample> memory;  // in order of time, where results were made and dropped
  int64_t clock_readings = 0;        // inside passes, for the shares of their nodes: part of what recording costs

  int64_t wall_ns() const { return end_ns - start_ns; }
  int64_t attributed_ns() const;
  int64_t unattributed_ns() const { return wall_ns() - attributed_ns(); }
};

}  // namespace lightbench
