#include "engine/runtime/placement.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/profile/machine.h"
#include "engine/runtime/fusion.h"
#include "engine/runtime/min_cut.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

// A placement on the card has to save this share of the time, or it is not worth what differs there.
constexpr double kLeastGain = 0.05;

std::string formats_of(const PlanStep& step) {
  std::string text;
  const auto add = [&](const ImageSpec& spec) {
    text.append(text.empty() ? "" : " ").append(name_of(spec.format)).append("x") += std::to_string(spec.channels);
  };
  for (const std::optional<ImageSpec>& spec : step.input_specs) {
    if (spec) add(*spec);
  }
  for (const ImageSpec& spec : step.outputs) add(spec);
  return text;
}

// Of the largest picture it reads or makes.
double samples_of(const PlanStep& step) {
  int64_t most = 1;
  for (const std::optional<ImageSpec>& spec : step.input_specs) {
    if (spec) most = std::max(most, spec->pixels() * spec->channels);
  }
  for (const ImageSpec& spec : step.outputs) most = std::max(most, spec.pixels() * spec.channels);
  return static_cast<double>(most);
}

// The work of a step at `place`: samples on the processor, operations of its program on the card.
Work work_of(const PlanStep& step, const std::string& place, const GpuProgram* program) {
  Hasher params;
  step.params->add_to(params);
  Work work;
  work.place = place;
  work.what = step.def->id + " " + std::to_string(step.def->version);
  work.formats = formats_of(step);
  work.params = params.finish();
  work.units = program != nullptr ? program->work() : samples_of(step);
  return work;
}

Work transfer(const std::string& card, bool upload, double bytes) {
  return {card, upload ? "upload" : "download", {}, {}, bytes};
}
Work handover(const std::string& card) { return {card, "handing over", {}, {}, 1}; }
Work opening(const std::string& card) { return {card, "opening", {}, {}, 1}; }

Result<GpuProgram> program_of(const PlanStep& step) {
  return step.def->gpu({*step.params, step.input_specs, step.outputs, step.level});
}

// A step that may run on either, and what it is expected to cost.
struct Candidate {
  size_t step = 0;
  GpuProgram program;
  double processor_ns = 0;
  double card_ns = 0;
};

class Placer {
 public:
  Placer(ExecutionPlan& plan, const PlanRequest& request, Engine& engine)
      : plan_(plan), request_(request), engine_(engine), needed_(plan.steps.size(), false) {}

  void run() {
    for (PlanStep& step : plan_.steps) {
      if (step.requested == Backend::kVulkan && may_choose(step)) place_asked(step);
    }
    if (request_.scalar) return;
    find_needed();
    plan_.placement = place_open();
  }

 private:
  // Files have but one place to be read.
  static bool may_choose(const PlanStep& step) {
    return step.action == StepAction::kCompute && !step.cached &&
           (step.def->category != Category::kInOut || step.def->gpu);
  }

  bool is_source_of_proxy(const PlanStep& step) const {
    return step.def->footprint == Footprint::kSource && request_.level > 0;
  }

  bool is_open(size_t index) const {
    const PlanStep& step = plan_.steps[index];
    return needed_[index] && step.requested == Backend::kAuto && may_choose(step) && !is_source_of_proxy(step);
  }

  void place_asked(PlanStep& step) const {
    if (is_source_of_proxy(step)) {
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
    Result<GpuProgram> program = program_of(step);
    if (program) {
      step.program = std::make_shared<const GpuProgram>(std::move(*program));
    } else {
      step.fallback = program.error().what;
    }
  }

  // What leads to the targets, as if the cache were empty.
  void find_needed() {
    for (const NodeId& target : request_.targets) {
      const auto found = plan_.step_of.find(target);
      if (found != plan_.step_of.end()) needed_[static_cast<size_t>(found->second)] = true;
    }
    for (size_t i = plan_.steps.size(); i-- > 0;) {
      if (!needed_[i]) continue;
      for (const StepInput& input : plan_.steps[i].inputs) {
        if (input.step >= 0) needed_[static_cast<size_t>(input.step)] = true;
      }
    }
  }

  // Places what `auto` leaves open. Says why everything stays on the processor, if it does for one reason.
  std::string place_open() {
    card_ = engine_.costs.device();
    if (card_.empty()) return "no graphics card was measured on this machine";
    find_candidates();
    if (candidates_.empty()) return {};
    handover_ns_ = engine_.costs.expected_ns(handover(card_)).value_or(0);
    find_crossings();
    const std::vector<bool> chosen = cut();
    const std::vector<bool> none(plan_.steps.size(), false);
    const double without = cost(none), gain = without - cost(chosen);
    explain_candidates(chosen);
    if (gain < kLeastGain * without) return keep_on_processor("the graphics card would save next to nothing");
    if (!engine_.gpu.is_open()) {
      const double opens = engine_.costs.expected_ns(opening(card_)).value_or(0);
      if (gain * request_.runs < opens)
        return keep_on_processor("opening the graphics card would take longer than it saves");
    }
    const Result<std::shared_ptr<GpuBackend>> backend = engine_.gpu.get();
    if (!backend) return keep_on_processor(backend.error().what);
    if (card_place((*backend)->device()) != card_) {
      return keep_on_processor("this graphics card was not measured: " + (*backend)->device().name);
    }
    for (Candidate& candidate : candidates_) {
      if (!chosen[candidate.step]) continue;
      plan_.steps[candidate.step].program = std::make_shared<const GpuProgram>(std::move(candidate.program));
    }
    return {};
  }

  std::string keep_on_processor(std::string why) {
    for (const Candidate& candidate : candidates_) plan_.steps[candidate.step].placement.clear();
    return why;
  }

  void find_candidates() {
    const std::string processor = processor_place(engine_);
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (!is_open(i)) continue;
      PlanStep& step = plan_.steps[i];
      if (!step.def->gpu) {
        step.placement = "this node has no Vulkan form";
        continue;
      }
      Result<GpuProgram> program = program_of(step);
      if (!program) {
        step.placement = program.error().what;
        continue;
      }
      const std::optional<double> here = engine_.costs.expected_ns(work_of(step, processor, nullptr));
      const std::optional<double> there = engine_.costs.expected_ns(work_of(step, card_, &*program));
      if (here && there) {
        candidates_.push_back({i, std::move(*program), *here, *there});
      } else {
        step.placement = here ? "never measured on the graphics card" : "never measured on the processor";
      }
    }
  }

  // Where pictures are used in the host's memory no transfer was ever seen: there is none.
  double transfer_ns(bool upload, double bytes) const {
    return engine_.costs.expected_ns(transfer(card_, upload, bytes)).value_or(0);
  }

  // A picture, who reads it, and what it costs to bring it to the other side. Handing over a batch is paid half by what
  // goes in and half by what comes out.
  struct Crossing {
    StepInput picture;
    std::vector<size_t> readers;
    bool host_wants = false;
    double upload_ns = 0;
    double download_ns = 0;
  };

  void find_crossings() {
    const auto crossing_of = [this](const StepInput& picture) -> Crossing& {
      const auto found = std::find_if(crossings_.begin(), crossings_.end(),
                                      [&](const Crossing& known) { return known.picture == picture; });
      if (found != crossings_.end()) return *found;
      const ImageSpec& spec =
          plan_.steps[static_cast<size_t>(picture.step)].outputs[static_cast<size_t>(picture.output)];
      const double bytes = static_cast<double>(spec.sample_data_bytes());
      return crossings_.emplace_back(Crossing{picture,
                                              {},
                                              false,
                                              transfer_ns(true, bytes) + handover_ns_ / 2,
                                              transfer_ns(false, bytes) + handover_ns_ / 2});
    };
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (!needed_[i] || plan_.steps[i].action == StepAction::kPass) continue;
      for (const StepInput& input : plan_.steps[i].inputs) {
        const StepInput source = resolved(plan_, input);
        if (source.step >= 0) crossing_of(source).readers.push_back(i);
      }
    }
    for (const NodeId& target : request_.targets) {
      const auto found = plan_.step_of.find(target);
      if (found == plan_.step_of.end()) continue;
      const StepInput shown = resolved(plan_, {found->second, 0});
      if (shown.step >= 0 && !plan_.steps[static_cast<size_t>(shown.step)].outputs.empty()) {
        crossing_of(shown).host_wants = true;
      }
    }
  }

  // By step, whether it goes to the card. The source's side of the network is the processor.
  std::vector<bool> cut() const {
    MinCut network;
    std::vector<int> node_of;
    for (size_t i = 0; i < plan_.steps.size(); ++i) node_of.push_back(network.add_node());
    std::vector<bool> fixed(plan_.steps.size(), true);
    for (const Candidate& candidate : candidates_) {
      network.add_edge(MinCut::kSource, node_of[candidate.step], std::llround(candidate.card_ns));
      network.add_edge(node_of[candidate.step], MinCut::kSink, std::llround(candidate.processor_ns));
      fixed[candidate.step] = false;
    }
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (!fixed[i]) continue;
      if (plan_.steps[i].program) {
        network.add_edge(node_of[i], MinCut::kSink, MinCut::kNever);
      } else {
        network.add_edge(MinCut::kSource, node_of[i], MinCut::kNever);
      }
    }
    for (const Crossing& crossing : crossings_) {
      const int maker = node_of[static_cast<size_t>(crossing.picture.step)];
      const int uploaded = network.add_node(), downloaded = network.add_node();
      network.add_edge(maker, uploaded, std::llround(crossing.upload_ns));
      network.add_edge(downloaded, maker, std::llround(crossing.download_ns));
      for (size_t reader : crossing.readers) {
        network.add_edge(uploaded, node_of[reader], MinCut::kNever);
        network.add_edge(node_of[reader], downloaded, MinCut::kNever);
      }
      if (crossing.host_wants) network.add_edge(MinCut::kSource, downloaded, MinCut::kNever);
    }
    const std::vector<bool> side = network.sink_side();
    std::vector<bool> on_card(plan_.steps.size(), false);
    for (const Candidate& candidate : candidates_) {
      on_card[candidate.step] = side[static_cast<size_t>(node_of[candidate.step])];
    }
    return on_card;
  }

  double cost(const std::vector<bool>& on_card) const {
    double sum = 0;
    for (const Candidate& candidate : candidates_) {
      sum += on_card[candidate.step] ? candidate.card_ns : candidate.processor_ns;
    }
    const auto is_there = [&](size_t step) { return on_card[step] || plan_.steps[step].program != nullptr; };
    for (const Crossing& crossing : crossings_) {
      const bool made_there = is_there(static_cast<size_t>(crossing.picture.step));
      const bool other_side = std::any_of(crossing.readers.begin(), crossing.readers.end(),
                                          [&](size_t reader) { return is_there(reader) != made_there; });
      if (!other_side && !(made_there && crossing.host_wants)) continue;
      sum += made_there ? crossing.download_ns : crossing.upload_ns;
    }
    return sum;
  }

  void explain_candidates(const std::vector<bool>& on_card) {
    for (const Candidate& candidate : candidates_) {
      char text[160];
      std::snprintf(text, sizeof text, "expected %.3g ms on the processor, %.3g ms on the graphics card",
                    candidate.processor_ns / 1e6, candidate.card_ns / 1e6);
      const bool faster_there = candidate.card_ns < candidate.processor_ns;
      std::string& placement = plan_.steps[candidate.step].placement;
      placement = text;
      if (on_card[candidate.step] && !faster_there) placement += "; its neighbours are there";
      if (!on_card[candidate.step] && faster_there) placement += "; transfers would take longer than that saves";
    }
  }

  ExecutionPlan& plan_;
  const PlanRequest& request_;
  Engine& engine_;
  std::vector<bool> needed_;
  std::string card_;
  double handover_ns_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<Crossing> crossings_;
};

void learn_transfers(const ExecutionOutcome& outcome, const std::string& card, CostModel& costs) {
  for (const Span& span : outcome.trace.steps) {
    if (span.kind != SpanKind::kUpload && span.kind != SpanKind::kDownload) continue;
    const bool upload = span.kind == SpanKind::kUpload;
    costs.observe(transfer(card, upload, static_cast<double>(span.bytes_read)), span.duration_ns());
  }
  for (int64_t ns : outcome.handover_ns) costs.observe(handover(card), ns);
}

}  // namespace

std::string processor_place(const Engine& engine) {
  static const std::string name = describe_machine().cpu_name;
  return name + ", " + std::string(name_of(active_isa())) + ", threads " + std::to_string(engine.workers.threads());
}

std::string card_place(const GpuDeviceInfo& device) { return device.name + ", " + device.driver; }

void place_steps(ExecutionPlan& plan, const PlanRequest& request, Engine& engine) {
  Placer(plan, request, engine).run();
}

void learn_costs(const ExecutionPlan& plan, const ExecutionOutcome& outcome, Engine& engine) {
  if (plan.scalar) return;
  const std::optional<GpuDeviceInfo> device = engine.gpu.device();
  if (!device && engine.costs.device().empty()) return;
  const std::string card = device ? card_place(*device) : std::string();
  const std::string processor = processor_place(engine);
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const PlanStep& step = plan.steps[i];
    if (!outcome.steps[i].ran || step.action != StepAction::kCompute || !step.def->gpu) continue;
    if (step.program && !device) continue;
    engine.costs.observe(work_of(step, step.program ? card : processor, step.program.get()), outcome.steps[i].self_ns);
  }
  if (plan.batches.empty() || !device) return;
  engine.costs.set_device(card);
  engine.costs.observe(opening(card), engine.gpu.opening_ns());
  learn_transfers(outcome, card, engine.costs);
}

}  // namespace lightbench
