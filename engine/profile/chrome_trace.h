// Chrome trace event JSON, as Perfetto and chrome://tracing open it: the writer, and the reader beside it.
//
// The reader takes what other programs write too: an object with traceEvents or a bare array, events of one piece (X)
// or of a beginning and an end (B, E), names of processes and threads (M). A bare array may lack its closing bracket,
// as the format allows for programs that were stopped. What has no stretch of time (marks, flows, counters of others)
// is counted and passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/profile/trace.h"

namespace lightbench {

struct TraceEvent {
  std::string name;
  std::string category;
  int64_t start_ns = 0;  // from the earliest event of the file
  int64_t end_ns = 0;
  std::vector<std::pair<std::string, std::string>> arguments;  // those that are a number, a word or true or false
};

// One thread of one process.
struct TraceLane {
  std::string process;             // empty where the file does not name it
  std::string name;                // of the thread; its number where the file does not name it
  std::vector<TraceEvent> events;  // by start, an event before those inside it
};

struct TraceFile {
  std::vector<TraceLane> lanes;      // in order of the file's sort index, then of appearance; none is empty
  std::vector<MemorySample> memory;  // as chrome_trace_json() writes it; empty in files of other programs
  int64_t end_ns = 0;                // of the last event
  int64_t passed_over = 0;           // events that are not shown
};

// What lies beside the runs, on the clock of base/clock.h as they are.
struct TraceExtras {
  std::vector<Span> files;        // read before and written after them
  std::vector<TraceLane> others;  // lanes of their own; `process` is not written
};

// Times from the start of the first run, or of what came before it.
std::string chrome_trace_json(const std::vector<Trace>& runs, const TraceExtras& extras = {});

// Errors (kInvalid): not JSON, ends in the middle, no trace in it, no event with a duration.
Result<TraceFile> read_chrome_trace(std::string_view json);

}  // namespace lightbench
