#include "engine/runtime/planner.h"

#include <algorithm>

#include "engine/cpu/reduce.h"
#include "engine/operators/output_file.h"
#include "engine/runtime/fusion.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

SampleFormat precision_format(Precision precision) {
  switch (precision) {
    case Precision::kF32: return SampleFormat::kF32;
    case Precision::kF16: return SampleFormat::kF16;
    case Precision::kU8: return SampleFormat::kU8;
  }
  return SampleFormat::kF32;
}

// How a result is stored. Exact results stay in their input's format unless every node is to round to 8 bits.
SampleFormat result_format(const OperatorDef& def, const std::optional<ImageSpec>& input, Precision precision) {
  const SampleFormat asked = precision_format(precision);
  if (def.result != ResultFormat::kAsInput || !input || precision == Precision::kU8) return asked;
  return precision == Precision::kF32 || is_integer(input->format) ? input->format : asked;
}

// Builds the plan node by node; one method a pass.
class PlanBuilder {
 public:
  PlanBuilder(const PlanRequest& request, Engine& engine, RunHistory* history)
      : request_(request), engine_(engine), history_(history) {
    plan_.level = request.level;
    plan_.scalar = request.scalar;
    plan_.fuse = request.fuse;
    plan_.keep = request.keep;
  }

  ExecutionPlan build() {
    for (Error& problem : validate(request_.graph, engine_.registry)) {
      if (!problem.node.empty()) plan_.failed.emplace(problem.node, std::move(problem));
    }
    for (const size_t index : topological_order(request_.graph)) add_node(request_.graph.nodes[index]);
    demand();
    if (!request_.kernels) return std::move(plan_);
    keep_what_is_small();
    prepare_kernels(plan_);
    form_islands(plan_, request_.fuse);
    make_schedule(plan_);
    if (request_.reuse_memory) lightbench::reuse_memory(plan_);
    predict(plan_, engine_.workers.threads());
    remember_stored();
    return std::move(plan_);
  }

 private:
  void add_node(const Node& node) {
    if (plan_.failed.count(node.id) > 0) return;
    const OperatorDef* def = engine_.registry.find(node.type);
    LB_CHECK(def != nullptr);  // validate() reports unknown types
    PlanStep step;
    step.node = node.id;
    step.def = def;
    step.requested = node.backend != Backend::kAuto ? node.backend : request_.graph.settings.backend;
    if (!link_inputs(node, step)) return;
    const bool is_source = def->footprint == Footprint::kSource;
    // Sources are made at full size and reduced after, so that a proxy shows the same picture.
    step.level = is_source ? 0 : request_.level;
    Result<Params> params = Params::resolve(*def, node, step.level, request_.graph.base_folder);
    if (!params) return fail(node.id, params.error());
    step.params = std::make_shared<const Params>(std::move(*params));
    if (node.bypass && (is_source || step.inputs.empty() || step.inputs[0].step < 0)) {
      return fail(node.id, invalid("nothing to pass on while bypassed", "node " + node.id,
                                   "connect its first input or switch bypass off", node.id));
    }
    // The picture that a bypassed node hands on is judged by its readers, not by the node itself.
    if (node.bypass || def->footprint == Footprint::kSink || (def->is_identity && def->is_identity(*step.params))) {
      add_pass(node, std::move(step));
      return;
    }
    if (!take_given(step) && !infer(node, step)) return;
    place_on_backend(step);
    step.key = key_of(step);
    const int index = append(node.id, std::move(step));
    if (is_source && request_.level > 0) add_reduction(node, index);
  }

  // Finds the step behind every port. False (and blocked or failed) when one cannot run.
  bool link_inputs(const Node& node, PlanStep& step) {
    for (const PortSpec& port : step.def->inputs) {
      StepInput input;
      if (const Link* link = request_.graph.link_into({node.id, port.id})) {
        const auto source = plan_.step_of.find(link->from.node);
        if (source == plan_.step_of.end()) {
          plan_.blocked.emplace(node.id, failed("waits for " + link->from.node, "node " + node.id + ", port " + port.id,
                                                "mend " + link->from.node + " first", node.id));
          return false;
        }
        input.step = source->second;
        const PlanStep& feeding = plan_.steps[static_cast<size_t>(input.step)];
        const OperatorDef* source_def = feeding.def;
        input.output = feeding.action == StepAction::kPass ? 0 : std::max(0, source_def->output_index(link->from.port));
        step.input_specs.push_back(feeding.outputs[static_cast<size_t>(input.output)]);
      } else {
        step.input_specs.push_back(std::nullopt);
      }
      step.inputs.push_back(input);
    }
    return true;
  }

  bool infer(const Node& node, PlanStep& step) {
    Result<std::vector<ImageSpec>> specs = step.def->inferred({*step.params, step.input_specs, step.level});
    if (!specs) {
      fail(node.id, specs.error());
      return false;
    }
    step.outputs = std::move(*specs);
    if (step.def->result == ResultFormat::kOwn) return true;
    const std::optional<ImageSpec> first = step.input_specs.empty() ? std::nullopt : step.input_specs[0];
    for (ImageSpec& spec : step.outputs) {
      spec.format = result_format(*step.def, first, request_.graph.settings.precision);
    }
    if (request_.round_for_files) round_for_files(node, step);
    return true;
  }

  // On the graphics card where that is asked for and can be done; else on the processor, with the reason. Files have
  // but one place to be read.
  void place_on_backend(PlanStep& step) const {
    if (step.requested != Backend::kVulkan || step.cached) return;
    if (step.def->category == Category::kInOut && !step.def->gpu) return;
    if (step.def->footprint == Footprint::kSource && request_.level > 0) {
      step.fallback = "a proxy of a source is made and reduced on the processor";
      return;
    }
    if (!step.def->gpu || request_.scalar) {
      step.fallback = request_.scalar ? "the reference runs on the processor" : "this node has no Vulkan form";
      return;
    }
    if (const Result<std::shared_ptr<GpuBackend>> backend = engine_.gpu.get(); !backend) {
      step.fallback = backend.error().what;
      return;
    }
    Result<GpuProgram> program = step.def->gpu({*step.params, step.input_specs, step.outputs, step.level});
    if (program) {
      step.program = std::make_shared<const GpuProgram>(std::move(*program));
    } else {
      step.fallback = program.error().what;
    }
  }

  // A picture that only files are made of is rounded once, to the depth that all of them store.
  void round_for_files(const Node& node, PlanStep& step) const {
    const auto& targets = request_.targets;
    if (step.def->result != ResultFormat::kPrecision ||
        std::find(targets.begin(), targets.end(), node.id) != targets.end()) {
      return;
    }
    for (size_t output = 0; output < step.outputs.size(); ++output) {
      std::optional<SampleFormat> depth;
      for (const Link& link : request_.graph.links) {
        if (link.from.node != node.id || step.def->output_index(link.from.port) != static_cast<int>(output)) continue;
        const Node* reader = request_.graph.find(link.to.node);
        const OperatorDef* def = reader ? engine_.registry.find(reader->type) : nullptr;
        if (def == nullptr || def->footprint != Footprint::kSink) return;
        const Result<Params> params = Params::resolve(*def, *reader, 0, request_.graph.base_folder);
        const Result<ImageSpec> file = params ? planned_output(step.outputs[output], *params) : params.error();
        if (!file || depth.value_or(file->format) != file->format) return;
        depth = file->format;
      }
      if (depth) step.outputs[output].format = *depth;
    }
  }

  Hash128 input_key(const StepInput& input) const {
    if (input.step < 0) return {};
    const Hash128& key = plan_.steps[static_cast<size_t>(input.step)].key;
    return input.output == 0 ? key : Hasher().key(key).integer(input.output).finish();
  }

  Hash128 key_of(const PlanStep& step) const {
    Hasher hasher;
    hasher.text(step.def->id).integer(step.def->version).integer(step.level).integer(request_.scalar);
    hasher.text(step.program ? "vulkan" : name_of(active_isa()));
    step.params->add_to(hasher);
    if (step.def->add_to_key) step.def->add_to_key(*step.params, hasher);
    for (const StepInput& input : step.inputs) hasher.key(input_key(input));
    for (const ImageSpec& spec : step.outputs) hasher.text(name_of(spec.format));
    return hasher.finish();
  }

  void add_pass(const Node& node, PlanStep step) {
    step.action = StepAction::kPass;
    step.inputs.resize(1);
    step.input_specs.resize(1);
    step.outputs = {*step.input_specs[0]};
    step.key = input_key(step.inputs[0]);
    append(node.id, std::move(step));
  }

  void add_reduction(const Node& node, int source) {
    const PlanStep& full = plan_.steps[static_cast<size_t>(source)];
    PlanStep step;
    step.action = StepAction::kReduce;
    step.node = node.id;
    step.def = full.def;
    step.params = full.params;
    step.inputs = {{source, 0}};
    step.input_specs = {full.outputs[0]};
    step.outputs = {reduced_spec(full.outputs[0], request_.level)};
    step.level = request_.level;
    step.key = Hasher().text("reduce").key(full.key).integer(request_.level).finish();
    append(node.id, std::move(step));
  }

  int append(const NodeId& node, PlanStep step) {
    const int index = static_cast<int>(plan_.steps.size());
    plan_.steps.push_back(std::move(step));
    plan_.step_of[node] = index;
    return index;
  }

  void fail(const NodeId& node, Error error) { plan_.failed.emplace(node, at_node(std::move(error), node)); }

  void demand() {
    for (const NodeId& target : request_.targets) {
      const auto found = plan_.step_of.find(target);
      if (found == plan_.step_of.end()) continue;
      plan_.targets.push_back(target);
      plan_.steps[static_cast<size_t>(found->second)].demanded = true;
    }
    // Readers come after what they read, so one sweep from the back reaches everything.
    for (int index = static_cast<int>(plan_.steps.size()) - 1; index >= 0; --index) {
      PlanStep& step = plan_.steps[static_cast<size_t>(index)];
      if (!step.demanded) continue;
      take_held(step);
      explain(step);
      if (step.action == StepAction::kTakeCached) continue;
      for (const StepInput& input : step.inputs) {
        if (input.step >= 0) plan_.steps[static_cast<size_t>(input.step)].demanded = true;
      }
    }
  }

  // A result that came with the request says its own size; its file is not looked at again.
  bool take_given(PlanStep& step) {
    if (request_.given == nullptr) return false;
    const auto given = request_.given->find(step.node);
    if (given == request_.given->end()) return false;
    step.cached = given->second;
    for (const Image& image : step.cached->outputs) step.outputs.push_back(image.spec());
    return true;
  }

  void take_held(PlanStep& step) {
    if (step.action == StepAction::kPass) return;
    if (!step.cached && request_.use_cache) step.cached = engine_.cache.find(step.key);
    if (!step.cached) return;
    step.action = StepAction::kTakeCached;
    step.program.reset();
  }

  void keep_what_is_small() {
    int64_t bytes = 0;
    for (const PlanStep& step : plan_.steps) {
      if (!step.demanded || step.action != StepAction::kCompute) continue;
      for (const ImageSpec& spec : step.outputs) bytes += spec.sample_data_bytes();
    }
    if (bytes > request_.keep_bytes) return;
    for (const PlanStep& step : plan_.steps) plan_.keep.insert(step.node);
  }

  void remember_stored() {
    if (history_ == nullptr) return;
    for (const PlanStep& step : plan_.steps) {
      const auto entry = history_->find(step.node);
      if (step.demanded && entry != history_->end() && entry->second.key == step.key)
        entry->second.stored = step.stored;
    }
  }

  // Says why a step runs, against what the node's last exact run depended on, and remembers this one.
  void explain(PlanStep& step) {
    if (history_ == nullptr || step.action == StepAction::kPass || step.action == StepAction::kReduce) return;
    const Node& node = *request_.graph.find(step.node);
    NodeHistory now;
    now.type = node.type;
    now.key = step.key;
    for (const auto& [id, value] : node.params) now.params[id] = to_text(value);
    for (const StepInput& input : step.inputs) {
      if (input.step >= 0) now.inputs.emplace_back(plan_.steps[static_cast<size_t>(input.step)].node, input_key(input));
    }
    if (step.action == StepAction::kCompute) step.reason = reason_for(step, now);
    if (request_.level == 0 || step.level == 0) (*history_)[step.node] = std::move(now);
  }

  std::string reason_for(const PlanStep& step, const NodeHistory& now) const {
    const auto before = history_->find(step.node);
    if (before == history_->end()) return "first run";
    const NodeHistory& then = before->second;
    if (then.type != now.type) return "first run";
    std::string changed;
    for (const ParamSpec& spec : step.def->params) {
      const auto old_value = then.params.find(spec.id);
      const auto new_value = now.params.find(spec.id);
      const std::string was = old_value == then.params.end() ? to_text(spec.default_value) : old_value->second;
      const std::string is = new_value == now.params.end() ? to_text(spec.default_value) : new_value->second;
      if (was != is) changed += (changed.empty() ? "" : ", ") + spec.id;
    }
    if (!changed.empty()) return changed + " changed";
    // Keys of a proxy always differ from the exact ones; which input changed is then told by the exact run.
    if (request_.level == 0) {
      for (size_t i = 0; i < now.inputs.size(); ++i) {
        if (i >= then.inputs.size() || now.inputs[i] != then.inputs[i]) return "input changed: " + now.inputs[i].first;
      }
    }
    if (engine_.cache.was_evicted(step.key)) return "evicted: cache budget";
    if (then.key != step.key) return request_.level > 0 ? "proxy" : "its file or settings changed";
    if (!request_.use_cache) return "asked to run again";
    return then.stored ? "last run was cancelled" : "not kept: it ran inside a pass";
  }

  const PlanRequest& request_;
  Engine& engine_;
  RunHistory* history_;
  ExecutionPlan plan_;
};

}  // namespace

ExecutionPlan make_plan(const PlanRequest& request, Engine& engine, RunHistory* history) {
  return PlanBuilder(request, engine, history).build();
}

}  // namespace lightbench
