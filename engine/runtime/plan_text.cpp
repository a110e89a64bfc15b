// What a plan says of itself: for tests and debugging (dump) and for people (explain).
#include <cstdio>

#include "engine/runtime/gpu_units.h"
#include "engine/runtime/planner.h"

namespace lightbench {
namespace {

constexpr const char* kActions[] = {"compute", "cached", "pass", "reduce"};

std::string picture_text(const ImageSpec& spec) {
  return std::to_string(spec.width) + "x" + std::to_string(spec.height) + "x" + std::to_string(spec.channels) + " " +
         std::string(name_of(spec.format));
}

std::string megabytes(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

std::string kernel_text(const PlanStep& step) {
  if (step.program) return "on the graphics card, passes: " + std::to_string(step.program->passes.size());
  if (step.kernel_error) return "cannot run (" + step.kernel_error->what + ")";
  if (step.def->footprint == Footprint::kSource) return "source";
  if (!step.kernel) return "whole picture";  // made when it runs
  if (const auto* window = std::get_if<std::unique_ptr<WindowKernel>>(step.kernel.get())) {
    const Size halo = (*window)->halo();
    return "window " + std::to_string(2 * halo.width + 1) + "x" + std::to_string(2 * halo.height + 1);
  }
  return std::holds_alternative<std::unique_ptr<RowKernel>>(*step.kernel) ? "pixels" : "whole picture";
}

}  // namespace

std::string ExecutionPlan::dump() const {
  std::string text;
  for (size_t index = 0; index < steps.size(); ++index) {
    const PlanStep& step = steps[index];
    if (!step.demanded) continue;
    text += std::to_string(index) + " " + kActions[static_cast<size_t>(step.action)] + " " + step.node + " (" +
            step.def->id + ")";
    for (const StepInput& input : step.inputs)
      text += std::string(" <") + (input.step < 0 ? "-" : std::to_string(input.step));
    for (const ImageSpec& spec : step.outputs) text += " " + picture_text(spec);
    text += " level " + std::to_string(step.level) + " key " + step.key.hex().substr(0, 8);
    if (step.island >= 0) text += " island " + std::to_string(step.island);
    if (step.last_reader >= 0) text += " until " + std::to_string(step.last_reader);
    if (!step.reason.empty()) text += " because " + step.reason;
    text += "\n";
  }
  for (const auto& [node, error] : failed) text += "failed " + node + ": " + error.message() + "\n";
  for (const auto& [node, error] : blocked) text += "blocked " + node + ": " + error.message() + "\n";
  return text;
}

namespace {

// The dispatches that several nodes of a batch share, with the shader that is generated for each.
std::string fused_text(const ExecutionPlan& plan, const PlanBatch& batch) {
  std::string text;
  for (const GpuUnit& unit : gpu_units(plan, batch.steps, plan.fuse)) {
    if (unit.steps.size() < 2) continue;
    text += "     one dispatch, once its shader is compiled:";
    for (int index : unit.steps) text.append(" ").append(plan.steps[static_cast<size_t>(index)].node);
    text.append("\n     shader ").append(unit.name()).append(":\n");
    const std::string& source = unit.fused.passes[0].source;
    for (size_t start = 0; start < source.size();) {
      const size_t end = source.find('\n', start);
      text.append("       ").append(source, start, end - start + 1);
      start = end + 1;
    }
  }
  return text;
}

}  // namespace

std::vector<int> ExecutionPlan::members(const PlanTask& task) const {
  if (task.island >= 0) return islands[static_cast<size_t>(task.island)].steps;
  if (task.batch >= 0) return batches[static_cast<size_t>(task.batch)].steps;
  return {task.step};
}

std::string ExecutionPlan::explain() const {
  std::string text;
  for (size_t place = 0; place < schedule.size(); ++place) {
    const PlanTask& task = schedule[place];
    const std::vector<int> members = this->members(task);
    text += std::to_string(place + 1) + ". ";
    if (task.batch >= 0) {
      const PlanBatch& batch = batches[static_cast<size_t>(task.batch)];
      text += "on the graphics card: " + std::to_string(batch.steps.size()) + " nodes, " +
              std::to_string(batch.uploads.size()) + " pictures there, " + std::to_string(batch.downloads.size()) +
              " back\n";
      text += fused_text(*this, batch);
    } else if (members.size() > 1) {
      text += "one pass over " + std::to_string(members.size()) + " nodes, " +
              std::to_string((islands[static_cast<size_t>(task.island)].worker_bytes + 1023) / 1024) +
              " KiB a worker\n";
    }
    for (int member : members) {
      const PlanStep& step = steps[static_cast<size_t>(member)];
      text += (task.batch >= 0 || members.size() > 1 ? "     " : "") + step.node + " (" + step.def->id + ")";
      for (const StepInput& input : step.inputs) {
        text += input.step < 0 ? " <open" : " <" + steps[static_cast<size_t>(input.step)].node;
      }
      text += ": ";
      if (step.action != StepAction::kCompute) {
        text += step.action == StepAction::kTakeCached ? "held already"
                : step.action == StepAction::kPass     ? "hands its input on"
                                                       : "reduces the picture";
      } else {
        text += kernel_text(step);
        for (const auto& [name, value] : step.choices) {
          if (const auto* words = std::get_if<std::string>(&value)) text += ", " + name + ": " + *words;
        }
        if (!step.stored) text += step.program ? ", stays there" : ", stays in cache as f32";
      }
      if (step.action != StepAction::kPass && step.stored) {
        for (const ImageSpec& spec : step.outputs) text += ", " + picture_text(spec);
        if (step.action == StepAction::kCompute && step.last_reader >= 0) {
          text += ", given back after " + std::to_string(step.last_reader + 1);
        }
      }
      if (task.island >= 0) {
        for (const Overwrite& pair : islands[static_cast<size_t>(task.island)].overwrites) {
          if (pair.output.step == member) {
            text += ", writes over " + steps[static_cast<size_t>(pair.input.step)].node;
          }
        }
      }
      if (!step.fallback.empty()) text += "; not on the graphics card: " + step.fallback;
      if (!step.placement.empty()) text += "; auto: " + step.placement;
      if (!step.apart.empty()) text += "; not in one pass with " + step.apart;
      text += "\n";
    }
  }
  if (!placement.empty()) text += "auto, all on the processor: " + placement + "\n";
  text += "predicted: reads " + megabytes(predicted.bytes_read) + ", writes " + megabytes(predicted.bytes_written) +
          ", at most " + megabytes(predicted.peak_bytes) + " at the same time\n";
  for (const auto& [node, error] : failed) text += "failed " + node + ": " + error.message() + "\n";
  for (const auto& [node, error] : blocked) text += "blocked " + node + ": " + error.message() + "\n";
  return text;
}

}  // namespace lightbench
