// What this machine does at best, and what recording a run costs on it: the measures that a node's figures are held
// against. Measured once, since it takes a good half second of all processors, and kept in a file with the machine's
// description.
#pragma once

#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/base/worker_pool.h"
#include "engine/profile/device_peaks.h"
#include "engine/profile/machine.h"
#include "engine/profile/trace.h"

namespace lightbench {

// Of recording, in nanoseconds each.
struct ProfilerCost {
  double step_ns = 0;     // the span of a step
  double worker_ns = 0;   // the stretch of one worker in it
  double reading_ns = 0;  // of the clock, for shares inside a pass
};

struct MachineSpeed : DevicePeaks {  // of all workers; a dispatch is waking them and waiting for the last
  std::string machine;               // machine_text() of where it was measured
  ProfilerCost profiler;
  // How much of its processors this program got meanwhile. Under 0.9 others were at work, too, and the figures are too
  // low. Not kept in files.
  double processor_share = 1;
};

// Name, processors, memory, instruction set in force and threads in use: times of two machines of the same text may be
// compared.
std::string machine_text(int threads);
// The same of a recorded machine, with the best instruction set that it has.
std::string machine_text(const MachineInfo& machine, int threads);

// Absent when cancelled. Must not run beside work of this program.
std::optional<MachineSpeed> measure_machine_speed(WorkerPool& workers, const CancelToken& cancel);

// JSON, "format": "lightbench.machine". Errors: unreadable or damaged files (kInvalid), unwritable ones (kFailed).
Result<MachineSpeed> read_machine_speed(const std::string& path);
Status write_machine_speed(const std::string& path, const MachineSpeed& speed);

// What recording took of the run: as if all of it had happened one after the other, so at most this. Not in it: that
// formulas run one by one on the rows that are timed. Absent for a run without length.
std::optional<double> profiler_share(const Trace& trace, const ProfilerCost& cost);

}  // namespace lightbench
