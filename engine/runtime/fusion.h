// The planner's later passes: from demanded steps to what runs together, in which order, and what it will cost.
#pragma once

#include "engine/runtime/planner.h"

namespace lightbench {

// The operator's kernel, or its reference under ExecutionPlan::scalar. Errors: those of OperatorDef::prepare.
Result<Kernel> make_kernel(const ExecutionPlan& plan, const PlanStep& step);

// Makes the kernels that could share a pass: pointwise and window operators. Others are made when they run, since that
// may take long (models). A kernel that cannot be made leaves its error on the step.
void prepare_kernels(ExecutionPlan& plan);

// Groups row and window kernels into islands. With `fuse`, a step joins what it reads when the pictures have one size,
// the border rules agree and the rings between them stay small; else every step is an island by itself. Decides which
// results are stored.
void form_islands(ExecutionPlan& plan, bool fuse);

// Orders islands and single steps so that each comes after what it reads, joins what follows each other on the graphics
// card, and finds every result's last reader.
void make_schedule(ExecutionPlan& plan);

// Finds the passes of row kernels alone that may write a result over a picture of the same spec whose last reader they
// are: one that the plan makes, that no target shows and no passing step hands on. Windows read rows again after they
// were written, so passes with windows never do.
void reuse_memory(ExecutionPlan& plan);

void predict(ExecutionPlan& plan, int threads);

// The step that makes what a port reads: passing steps hand on their first input. step -1: open.
StepInput resolved(const ExecutionPlan& plan, StepInput input);

}  // namespace lightbench
