// What can be asked of the graphics backend when it is opened.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lightbench {

// Places at which tests make the driver fail. A failed import is no error: the picture is copied.
enum class GpuFaultPoint { kAllocate, kPipeline, kSubmit, kWait, kImport };

struct GpuOptions {
  std::string device;              // a part of the name; empty: the fastest by measurement (device_choice.h)
  bool validate = false;           // core and synchronization validation, for tests
  bool pretend_discrete = false;   // the device copies what it could reach where it is, for tests
  bool import_host_memory = true;  // the device reads and writes pictures of the host where they are, if it can
  std::string cache_folder;        // compiled pipelines are kept there between runs; empty: they are not
  // Longer work is cut, so that the screen of a shared card stays alive and cancelling takes effect.
  int64_t submit_budget_ns = 50'000'000;
  int64_t wait_limit_ns = 20'000'000'000;  // of one submit; beyond, the device counts as lost
  // True: the `count`-th call (from 0) at this point fails as it would with a broken driver. For tests; may be empty.
  std::function<bool(GpuFaultPoint point, int count)> fails;
};

// Where a user's programs keep what they can make again: lightbench/ in $XDG_CACHE_HOME, or ~/.cache. Empty where
// neither is known.
std::string default_gpu_cache_folder();

}  // namespace lightbench
