#include "engine/runtime/gpu_units.h"

#include <algorithm>
#include <optional>

#include "engine/runtime/fusion.h"
#include "engine/vulkan/formula_fusion.h"
#include "engine/vulkan/shader_library.h"

namespace lightbench {
namespace {

const PlanStep& step_at(const ExecutionPlan& plan, int index) { return plan.steps[static_cast<size_t>(index)]; }

bool contains(const std::vector<int>& steps, int step) {
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

// Of a step that can share a dispatch with others; empty for any other.
std::optional<vulkan::FormulaKind> kind_of(const PlanStep& step) {
  if (step.program->passes.size() != 1 || step.outputs.size() != 1) return std::nullopt;
  return vulkan::formula_kind(step.program->passes[0].shader);
}

bool is_window(const PlanStep& step) { return kind_of(step) == vulkan::FormulaKind::kWindow; }

// What the steps read of others, in order of first use.
std::vector<StepInput> outside_inputs(const ExecutionPlan& plan, const std::vector<int>& steps) {
  std::vector<StepInput> inputs;
  for (int index : steps) {
    for (const StepInput& port : step_at(plan, index).inputs) {
      const StepInput source = resolved(plan, port);
      if (source.step < 0 || contains(steps, source.step)) continue;
      if (std::find(inputs.begin(), inputs.end(), source) == inputs.end()) inputs.push_back(source);
    }
  }
  return inputs;
}

// Whose results somebody else wants: the host, or a step that is not one of them.
std::vector<StepInput> outside_results(const ExecutionPlan& plan, const std::vector<int>& steps) {
  std::vector<StepInput> results;
  for (int index : steps) {
    bool wanted = step_at(plan, index).stored;
    for (size_t reader = 0; reader < plan.steps.size() && !wanted; ++reader) {
      const PlanStep& step = plan.steps[reader];
      if (!step.demanded || step.action != StepAction::kCompute || contains(steps, static_cast<int>(reader))) continue;
      wanted = std::any_of(step.inputs.begin(), step.inputs.end(),
                           [&](const StepInput& port) { return resolved(plan, port).step == index; });
    }
    if (wanted) results.push_back({index, 0});
  }
  return results;
}

// Whether all that the last step of `joined`, a window, has in front of it is read by it alone and cheap.
bool may_be_in_front(const ExecutionPlan& plan, const std::vector<int>& joined) {
  if (outside_results(plan, joined) != std::vector<StepInput>{{joined.back(), 0}}) return false;
  return std::none_of(joined.begin(), joined.end() - 1, [&](int index) {
    const PlanStep& step = step_at(plan, index);
    return is_window(step) || vulkan::is_costly_formula(step.program->passes[0].shader);
  });
}

bool may_join(const ExecutionPlan& plan, const std::vector<int>& unit, int index) {
  const PlanStep& step = step_at(plan, index);
  if (!kind_of(step) || !kind_of(step_at(plan, unit.front()))) return false;
  if (step.outputs[0].size() != step_at(plan, unit.front()).outputs[0].size()) return false;
  std::vector<int> joined = unit;
  joined.push_back(index);
  if (is_window(step) && !may_be_in_front(plan, joined)) return false;
  const size_t operands = outside_inputs(plan, joined).size() + outside_results(plan, joined).size();
  return operands <= static_cast<size_t>(kMaxGpuOperands);
}

void make_fused(const ExecutionPlan& plan, GpuUnit& unit) {
  unit.reads = outside_inputs(plan, unit.steps);
  unit.writes = outside_results(plan, unit.steps);
  std::vector<vulkan::FusedFormula> formulas;
  for (int index : unit.steps) {
    const PlanStep& step = step_at(plan, index);
    vulkan::FusedFormula formula{&step.program->passes[0], {}, step.outputs[0], false};
    formula.stored = std::find(unit.writes.begin(), unit.writes.end(), StepInput{index, 0}) != unit.writes.end();
    for (const StepInput& port : step.inputs) {
      const StepInput source = resolved(plan, port);
      const auto inside = std::find(unit.steps.begin(), unit.steps.end(), source.step);
      const auto outside = std::find(unit.reads.begin(), unit.reads.end(), source);
      vulkan::FusedInput input;
      if (source.step >= 0 && inside != unit.steps.end()) {
        input.node = static_cast<int>(inside - unit.steps.begin());
      } else if (source.step >= 0) {
        input.picture = static_cast<int>(outside - unit.reads.begin());
      }
      formula.inputs.push_back(input);
    }
    formulas.push_back(std::move(formula));
  }
  std::vector<ImageSpec> pictures;
  for (const StepInput& read : unit.reads) {
    pictures.push_back(step_at(plan, read.step).outputs[static_cast<size_t>(read.output)]);
  }
  unit.fused.passes = {vulkan::fused_pass(formulas, pictures)};
  unit.operands = pictures;
  for (const StepInput& written : unit.writes) unit.operands.push_back(step_at(plan, written.step).outputs[0]);
}

int64_t bytes_of(const ExecutionPlan& plan, const std::vector<StepInput>& pictures) {
  int64_t bytes = 0;
  for (const StepInput& picture : pictures) {
    bytes += step_at(plan, picture.step).outputs[static_cast<size_t>(picture.output)].sample_data_bytes();
  }
  return bytes;
}

}  // namespace

int64_t bytes_read(const ExecutionPlan& plan, const GpuUnit& unit) {
  if (unit.steps.size() > 1) return bytes_of(plan, unit.reads);
  std::vector<StepInput> inputs;
  for (const StepInput& port : step_at(plan, unit.steps[0]).inputs) {
    if (const StepInput source = resolved(plan, port); source.step >= 0) inputs.push_back(source);
  }
  return bytes_of(plan, inputs);
}

int64_t bytes_written(const ExecutionPlan& plan, const GpuUnit& unit) {
  if (unit.steps.size() > 1) return bytes_of(plan, unit.writes);
  std::vector<StepInput> made;
  for (size_t output = 0; output < step_at(plan, unit.steps[0]).outputs.size(); ++output) {
    made.push_back({unit.steps[0], static_cast<int>(output)});
  }
  return bytes_of(plan, made);
}

std::vector<GpuUnit> gpu_units(const ExecutionPlan& plan, std::span<const int> steps, bool fuse) {
  std::vector<GpuUnit> units;
  for (int index : steps) {
    if (fuse && !units.empty() && may_join(plan, units.back().steps, index)) {
      units.back().steps.push_back(index);
    } else {
      units.emplace_back();
      units.back().steps = {index};
    }
  }
  for (GpuUnit& unit : units) {
    if (unit.steps.size() > 1) make_fused(plan, unit);
  }
  return units;
}

}  // namespace lightbench
