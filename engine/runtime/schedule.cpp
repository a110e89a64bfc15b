// The order of a plan's tasks, what follows each other on the graphics card, and how long results are kept.
#include <algorithm>
#include <set>
#include <vector>

#include "engine/runtime/fusion.h"

namespace lightbench {
namespace {

void find_last_readers(ExecutionPlan& plan) {
  for (size_t place = 0; place < plan.schedule.size(); ++place) {
    for (int member : plan.members(plan.schedule[place])) {
      const PlanStep& step = plan.steps[static_cast<size_t>(member)];
      if (step.action == StepAction::kTakeCached) continue;
      for (const StepInput& input : step.inputs) {
        const StepInput source = step.action == StepAction::kPass ? input : resolved(plan, input);
        if (source.step >= 0) plan.steps[static_cast<size_t>(source.step)].last_reader = static_cast<int>(place);
      }
    }
  }
  for (const NodeId& target : plan.targets) plan.steps[static_cast<size_t>(plan.step_of.at(target))].last_reader = -1;
}

// What a batch reads and no batch has brought to the card, and what the host wants of what it makes.
void find_transfers(ExecutionPlan& plan) {
  std::vector<StepInput> there;
  for (PlanBatch& batch : plan.batches) {
    for (int index : batch.steps) {
      const PlanStep& step = plan.steps[static_cast<size_t>(index)];
      for (const StepInput& input : step.inputs) {
        const StepInput source = resolved(plan, input);
        if (source.step < 0 || plan.steps[static_cast<size_t>(source.step)].program) continue;
        if (std::find(there.begin(), there.end(), source) != there.end()) continue;
        there.push_back(source);
        batch.uploads.push_back(source);
      }
      for (size_t output = 0; step.stored && output < step.outputs.size(); ++output) {
        batch.downloads.push_back({index, static_cast<int>(output)});
      }
    }
  }
}

}  // namespace

void make_schedule(ExecutionPlan& plan) {
  // Tasks are named by their first step.
  const size_t count = plan.steps.size();
  const auto task_of = [&](size_t index) {
    const int island = plan.steps[index].island;
    return island < 0 ? index : static_cast<size_t>(plan.islands[static_cast<size_t>(island)].steps.front());
  };
  std::vector<std::set<size_t>> readers(count);
  std::vector<int> waits(count, 0);
  for (size_t i = 0; i < count; ++i) {
    const PlanStep& step = plan.steps[i];
    if (!step.demanded || step.action == StepAction::kTakeCached) continue;
    for (const StepInput& input : step.inputs) {
      // A pass comes after what it hands on; others read through passes.
      const StepInput source = step.action == StepAction::kPass ? input : resolved(plan, input);
      if (source.step < 0) continue;
      const size_t from = task_of(static_cast<size_t>(source.step));
      const size_t to = task_of(i);
      if (from != to && readers[from].insert(to).second) ++waits[to];
    }
  }
  // The earliest step first, which is a stable order; but what is ready for the graphics card goes on there.
  std::set<size_t> ready;
  for (size_t i = 0; i < count; ++i) {
    if (plan.steps[i].demanded && task_of(i) == i && waits[i] == 0) ready.insert(i);
  }
  bool on_gpu = false;
  while (!ready.empty()) {
    auto next = std::find_if(ready.begin(), ready.end(),
                             [&](size_t index) { return on_gpu && plan.steps[index].program != nullptr; });
    if (next == ready.end()) next = ready.begin();
    const size_t task = *next;
    ready.erase(next);
    const PlanStep& first = plan.steps[task];
    const bool joins = on_gpu && first.program;
    on_gpu = first.program && first.action == StepAction::kCompute;
    if (on_gpu && !joins) {
      plan.schedule.push_back({-1, static_cast<int>(plan.batches.size()), -1});
      plan.batches.emplace_back();
    }
    if (on_gpu) {
      plan.batches.back().steps.push_back(static_cast<int>(task));
    } else {
      plan.schedule.push_back(first.island >= 0 ? PlanTask{first.island, -1, -1}
                                                : PlanTask{-1, -1, static_cast<int>(task)});
    }
    for (size_t reader : readers[task]) {
      if (--waits[reader] == 0) ready.insert(reader);
    }
  }
  find_last_readers(plan);
  find_transfers(plan);
}

}  // namespace lightbench
