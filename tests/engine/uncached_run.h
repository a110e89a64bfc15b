// Runs a request as the command line does: nothing is put into the result cache.
#pragma once

#include "engine/runtime/executor.h"

namespace lightbench::testing {

inline PlannedRun run_uncached(const PlanRequest& request, Engine& engine) {
  const auto options = [](const ExecutionPlan&) {
    ExecuteOptions chosen;
    chosen.store_results = false;
    return chosen;
  };
  return run_plan(request, engine, nullptr, options, CancelToken());
}

}  // namespace lightbench::testing
