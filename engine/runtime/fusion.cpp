#include "engine/runtime/fusion.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "engine/cpu/island.h"
#include "engine/cpu/reference_kernel.h"
#include "engine/runtime/gpu_units.h"

namespace lightbench {
namespace {

// Rows that may wait between the first and the last node of an island: their rings have to fit the second-level cache
// beside each other, and every section of a picture computes them again.
constexpr int kMostRowsBehind = 96;

const WindowKernel* window_of(const PlanStep& step) {
  const auto* window = step.kernel ? std::get_if<std::unique_ptr<WindowKernel>>(step.kernel.get()) : nullptr;
  return window ? window->get() : nullptr;
}

bool is_image_kernel(const PlanStep& step) {
  return !step.kernel || std::holds_alternative<std::unique_ptr<ImageKernel>>(*step.kernel);
}

// What fusion has to know of a step that computes.
struct Place {
  int depth = 0;                 // passes over pictures that have to end before it
  int behind = 0;                // rows behind the first node of its island
  std::optional<Border> border;  // of the windows of its own island that read it
};

class IslandBuilder {
 public:
  IslandBuilder(ExecutionPlan& plan, bool fuse)
      : plan_(plan), fuse_(fuse), places_(plan.steps.size()), group_(plan.steps.size()) {
    std::iota(group_.begin(), group_.end(), 0);
  }

  void run() {
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (computes(i)) place(i);
    }
    collect();
    find_stored();
  }

 private:
  bool computes(size_t index) const {
    return plan_.steps[index].demanded && plan_.steps[index].action == StepAction::kCompute;
  }

  void place(size_t index) {
    PlanStep& step = plan_.steps[index];
    Place& here = places_[index];
    const WindowKernel* window = window_of(step);
    const int halo = window ? window->halo().height : 0;
    std::vector<size_t> joined;
    // What keeps one input apart moves the step to a later pass, which keeps the other inputs apart too.
    for (const StepInput& input : step.inputs) {
      const StepInput source = resolved(plan_, input);
      if (source.step < 0) continue;
      const size_t from = static_cast<size_t>(source.step);
      if (!computes(from)) continue;
      const std::string apart = why_apart(plan_.steps[from], step, places_[from], window);
      if (apart.empty()) {
        here.depth = std::max(here.depth, places_[from].depth);
      } else {
        here.depth = std::max(here.depth, places_[from].depth + 1);
        const bool on_card = plan_.steps[from].program && step.program;  // a batch, which is told by itself
        if (plan_.steps[from].def->footprint != Footprint::kSource && !on_card) {
          step.apart = plan_.steps[from].node + ": " + apart;
        }
      }
    }
    for (const StepInput& input : step.inputs) {
      const StepInput source = resolved(plan_, input);
      if (source.step < 0) continue;
      const size_t from = static_cast<size_t>(source.step);
      if (!computes(from) || places_[from].depth != here.depth) continue;
      joined.push_back(from);
      here.behind = std::max(here.behind, places_[from].behind + halo);
    }
    if (here.behind > kMostRowsBehind) {
      step.apart = "its window would keep " + std::to_string(here.behind) + " rows waiting";
      here = {here.depth + 1, 0, {}};
      return;
    }
    for (size_t from : joined) {
      group_[root(index)] = root(from);
      if (window) places_[from].border = window->border();
    }
  }

  std::string why_apart(const PlanStep& from, const PlanStep& step, const Place& place,
                        const WindowKernel* window) const {
    if (!fuse_) return "fusion is off";
    if (from.program || step.program) return from.program ? "it runs on the graphics card" : "this node runs there";
    if (is_image_kernel(from)) return "it works on whole pictures";
    if (is_image_kernel(step)) return "this node works on whole pictures";
    if (from.outputs[0].size() != step.outputs[0].size()) return "the size changes";
    if (window && place.border && *place.border != window->border())
      return "another window reads it by another border rule";
    return {};
  }

  size_t root(size_t index) {
    while (group_[index] != index) index = group_[index] = group_[group_[index]];
    return index;
  }

  void collect() {
    std::vector<int> island_of_root(plan_.steps.size(), -1);
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (!computes(i) || is_image_kernel(plan_.steps[i])) continue;
      int& island = island_of_root[root(i)];
      if (island < 0) {
        island = static_cast<int>(plan_.islands.size());
        plan_.islands.emplace_back();
      }
      plan_.steps[i].island = island;
      plan_.islands[static_cast<size_t>(island)].steps.push_back(static_cast<int>(i));
    }
  }

  // Stored is what a target shows and what is read from outside the island.
  void find_stored() {
    std::vector<bool> needed(plan_.steps.size(), false);
    for (const NodeId& target : plan_.targets) {
      const StepInput made = resolved(plan_, {plan_.step_of.at(target), 0});
      if (made.step >= 0) needed[static_cast<size_t>(made.step)] = true;
    }
    for (const PlanStep& step : plan_.steps) {
      if (!step.demanded || step.action == StepAction::kPass || step.action == StepAction::kTakeCached) continue;
      for (const StepInput& input : step.inputs) {
        const StepInput source = resolved(plan_, input);
        if (source.step < 0) continue;
        const PlanStep& from = plan_.steps[static_cast<size_t>(source.step)];
        if (from.program && step.program) continue;  // it stays on the graphics card
        if (from.island < 0 || from.island != step.island) needed[static_cast<size_t>(source.step)] = true;
      }
    }
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (plan_.steps[i].island >= 0) plan_.steps[i].stored = needed[i] || plan_.keep.count(plan_.steps[i].node) > 0;
      if (plan_.steps[i].program) plan_.steps[i].stored = needed[i];
    }
  }

  ExecutionPlan& plan_;
  bool fuse_;
  std::vector<Place> places_;
  std::vector<size_t> group_;  // union-find
};

}  // namespace

StepInput resolved(const ExecutionPlan& plan, StepInput input) {
  while (input.step >= 0 && plan.steps[static_cast<size_t>(input.step)].action == StepAction::kPass) {
    input = plan.steps[static_cast<size_t>(input.step)].inputs[0];
  }
  return input;
}

Result<Kernel> make_kernel(const ExecutionPlan& plan, const PlanStep& step) {
  if (plan.scalar && step.def->reference) return make_reference_kernel(*step.def, *step.params);
  return step.def->prepare({*step.params, step.input_specs, step.outputs, step.level});
}

void prepare_kernels(ExecutionPlan& plan) {
  for (PlanStep& step : plan.steps) {
    if (!step.demanded || step.action != StepAction::kCompute || step.program) continue;
    if (step.def->footprint != Footprint::kPointwise && step.def->footprint != Footprint::kWindow) continue;
    Result<Kernel> kernel = make_kernel(plan, step);
    if (kernel) {
      step.kernel = std::make_shared<const Kernel>(std::move(*kernel));
      if (step.def->choices && !plan.scalar) {
        step.choices = step.def->choices({*step.params, step.input_specs, step.outputs, step.level});
      }
    } else {
      step.kernel_error = at_node(kernel.error(), step.node);
    }
  }
}

void form_islands(ExecutionPlan& plan, bool fuse) { IslandBuilder(plan, fuse).run(); }

IslandLayout lay_out(const ExecutionPlan& plan, const PlanIsland& island) {
  IslandLayout layout;
  std::map<int, int> node_of;  // by step
  const auto input_index = [&](const StepInput& source) {
    for (size_t i = 0; i < layout.inputs.size(); ++i) {
      if (layout.inputs[i].step == source.step && layout.inputs[i].output == source.output) return static_cast<int>(i);
    }
    layout.inputs.push_back(source);
    return static_cast<int>(layout.inputs.size()) - 1;
  };
  for (int index : island.steps) {
    const PlanStep& step = plan.steps[static_cast<size_t>(index)];
    IslandNode node;
    node.kernel = step.kernel.get();
    for (const StepInput& input : step.inputs) {
      const StepInput source = resolved(plan, input);
      if (source.step < 0) {
        node.inputs.push_back({});
      } else if (const auto inside = node_of.find(source.step); inside != node_of.end()) {
        node.inputs.push_back({inside->second, source.output, -1});
      } else {
        node.inputs.push_back({-1, 0, input_index(source)});
      }
    }
    for (size_t output = 0; output < step.outputs.size(); ++output) {
      node.outputs.push_back(step.outputs[output]);
      node.stored.push_back(step.stored ? static_cast<int>(layout.outputs.size()) : -1);
      if (step.stored) layout.outputs.push_back({index, static_cast<int>(output)});
    }
    node_of[index] = static_cast<int>(layout.nodes.size());
    layout.nodes.push_back(std::move(node));
  }
  return layout;
}

void reuse_memory(ExecutionPlan& plan) {
  std::vector<bool> handed_on(plan.steps.size(), false);  // a passing step has a handle of its own on it
  for (const PlanStep& step : plan.steps) {
    if (step.demanded && step.action == StepAction::kPass) handed_on[static_cast<size_t>(step.inputs[0].step)] = true;
  }
  // A node that comes after the one that stores the result would find the result in place of its input.
  const auto read_later = [&](const PlanIsland& island, const StepInput& input, int writer) {
    return std::any_of(island.steps.begin(), island.steps.end(), [&](int index) {
      const std::vector<StepInput>& read = plan.steps[static_cast<size_t>(index)].inputs;
      return index > writer && std::any_of(read.begin(), read.end(),
                                           [&](const StepInput& port) { return resolved(plan, port) == input; });
    });
  };
  const auto spec_of = [&](const StepInput& made) {
    return plan.steps[static_cast<size_t>(made.step)].outputs[static_cast<size_t>(made.output)];
  };
  for (size_t place = 0; place < plan.schedule.size(); ++place) {
    if (plan.schedule[place].island < 0) continue;
    PlanIsland& island = plan.islands[static_cast<size_t>(plan.schedule[place].island)];
    const bool windows = std::any_of(island.steps.begin(), island.steps.end(), [&](int step) {
      return window_of(plan.steps[static_cast<size_t>(step)]) != nullptr;
    });
    if (windows) continue;
    IslandLayout layout = lay_out(plan, island);
    std::erase_if(layout.inputs, [&](const StepInput& input) {
      const PlanStep& from = plan.steps[static_cast<size_t>(input.step)];
      return from.action == StepAction::kTakeCached || from.action == StepAction::kPass ||
             from.last_reader != static_cast<int>(place) || handed_on[static_cast<size_t>(input.step)] ||
             plan.keep.count(from.node) > 0;
    });
    for (const StepInput& output : layout.outputs) {
      const auto input = std::find_if(layout.inputs.begin(), layout.inputs.end(), [&](const StepInput& each) {
        return spec_of(each) == spec_of(output) && !read_later(island, each, output.step);
      });
      if (input == layout.inputs.end()) continue;
      island.overwrites.push_back({*input, output});
      layout.inputs.erase(input);
    }
  }
}

void predict(ExecutionPlan& plan, int threads) {
  int64_t live = 0;
  std::vector<int64_t> taken_over(plan.steps.size(), 0);  // bytes that a reader's result lives in
  const auto made_bytes = [](const PlanStep& step) {
    int64_t bytes = 0;
    for (const ImageSpec& spec : step.outputs) bytes += spec.sample_data_bytes();
    return bytes;
  };
  const auto stays_somewhere_else = [](const PlanStep& step) {
    return step.action == StepAction::kPass || step.action == StepAction::kTakeCached || !step.stored;
  };
  for (const PlanStep& step : plan.steps) {
    if (step.demanded && step.action == StepAction::kTakeCached) live += made_bytes(step);
  }
  for (size_t place = 0; place < plan.schedule.size(); ++place) {
    const PlanTask& task = plan.schedule[place];
    const std::vector<int> members = plan.members(task);
    int64_t working = 0;
    if (task.island >= 0) {
      PlanIsland& island = plan.islands[static_cast<size_t>(task.island)];
      const IslandLayout layout = lay_out(plan, island);
      std::vector<ImageSpec> specs;
      for (const StepInput& input : layout.inputs) {
        specs.push_back(plan.steps[static_cast<size_t>(input.step)].outputs[static_cast<size_t>(input.output)]);
      }
      island.worker_bytes = island_memory_bytes(layout.nodes, specs, threads);
      working = static_cast<int64_t>(island.worker_bytes) * threads;
      for (const Overwrite& pair : island.overwrites) {
        const PlanStep& from = plan.steps[static_cast<size_t>(pair.input.step)];
        const int64_t bytes = from.outputs[static_cast<size_t>(pair.input.output)].sample_data_bytes();
        taken_over[static_cast<size_t>(pair.input.step)] += bytes;
        live -= bytes;
      }
    }
    const bool on_card = task.batch >= 0;
    if (on_card) {
      for (const GpuUnit& unit : gpu_units(plan, members, plan.fuse)) {
        plan.predicted.bytes_read += bytes_read(plan, unit);
        plan.predicted.bytes_written += bytes_written(plan, unit);
      }
    }
    std::set<std::pair<int, int>> read;
    for (int member : members) {
      const PlanStep& step = plan.steps[static_cast<size_t>(member)];
      if (step.action == StepAction::kPass || step.action == StepAction::kTakeCached) continue;
      for (size_t port = 0; !on_card && port < step.inputs.size(); ++port) {
        const StepInput source = resolved(plan, step.inputs[port]);
        if (source.step < 0) continue;
        const int from = plan.steps[static_cast<size_t>(source.step)].island;
        if (from >= 0 && from == step.island) continue;
        if (read.insert({source.step, source.output}).second) {
          plan.predicted.bytes_read += step.input_specs[port]->sample_data_bytes();
        }
      }
      if (stays_somewhere_else(step)) continue;
      if (!on_card) plan.predicted.bytes_written += made_bytes(step);
      live += made_bytes(step);
    }
    plan.predicted.peak_bytes = std::max(plan.predicted.peak_bytes, live + working);
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      const PlanStep& step = plan.steps[i];
      if (step.demanded && !stays_somewhere_else(step) && step.last_reader == static_cast<int>(place)) {
        live -= made_bytes(step) - taken_over[i];
      }
    }
  }
}

}  // namespace lightbench
