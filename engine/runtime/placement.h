// Where the steps of a plan run: on the processor or on the graphics card.
//
// Nodes that ask for one get it where that can be done. For those that leave it open (`auto`), the sum of all their
// times and of the transfers that follow from it is made least, from what was measured on this machine (CostModel):
// a minimum cut, since steps run one after the other and a picture crosses once for all its readers.
#pragma once

#include "engine/runtime/executor.h"

namespace lightbench {

// After sizes and formats are known, before keys: where a step runs is part of its key, and the same request is placed
// in the same way whatever the result cache holds. Sets PlanStep::program, fallback and placement,
// and ExecutionPlan::placement.
void place_steps(ExecutionPlan& plan, const PlanRequest& request, Engine& engine);

// The names of the devices in the CostModel: whatever may make the same work take another time is part of them.
std::string processor_place(const Engine& engine);
std::string card_place(const GpuDeviceInfo& device);

// Adds what a run measured to the engine's CostModel, on a machine where a graphics card was ever used: elsewhere
// nobody asks. Runs of the scalar reference add nothing.

void learn_costs(const ExecutionPlan& plan, const ExecutionOutcome& outcome, Engine& engine);

}  // namespace lightbench
