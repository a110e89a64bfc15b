#include <unistd.h>

#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/json_documents.h"
#include "app/cli/nodes_markdown.h"
#include "engine/graph/pipeline_file.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/calibration.h"
#include "engine/runtime/card_peaks.h"
#include "engine/runtime/planner.h"
#include "engine/simd/isa.h"

namespace lightbench::cli {

int check_command(const std::string& pipeline, bool json) {
  OperatorRegistry registry;
  register_builtin(registry);
  const Result<LoadedPipeline> loaded = load_pipeline(pipeline, registry);
  if (!loaded) {
    if (json) std::fputs(check_document({loaded.error()}).c_str(), stdout);
    return report_error(loaded.error());
  }
  std::vector<Error> problems = loaded->problems;
  if (problems.empty()) {
    // What only shows once the pictures' headers are read: a crop that misses, sizes that differ.
    Engine engine(registry, {1, 1});
    for (const auto& [node, error] : make_plan({loaded->graph, {}}, engine, nullptr).failed) problems.push_back(error);
  }
  if (json) std::fputs(check_document(problems).c_str(), stdout);
  for (const Error& problem : problems) report_error(problem);
  if (!problems.empty()) return kWrongUsage;
  if (loaded->newer_version) std::fprintf(stderr, "warning: %s was written by a newer version\n", pipeline.c_str());
  if (!json) {
    std::printf("%s is valid: %zu nodes, %zu links\n", pipeline.c_str(), loaded->graph.nodes.size(),
                loaded->graph.links.size());
  }
  return kDone;
}

namespace {

void print_ports(const char* title, const std::vector<PortSpec>& ports) {
  if (ports.empty()) return;
  std::printf("  %s:", title);
  for (const PortSpec& port : ports) std::printf(" %s%s", port.id.c_str(), port.required ? "" : " (optional)");
  std::printf("\n");
}

}  // namespace

int nodes_command(NodesForm form) {
  OperatorRegistry registry;
  register_builtin(registry);
  if (form != NodesForm::kText) {
    std::fputs((form == NodesForm::kJson ? nodes_document(registry) : nodes_markdown(registry)).c_str(), stdout);
    return kDone;
  }
  for (const OperatorDef& def : registry.all()) {
    std::printf("%s (%s)\n  %s\n", def.id.c_str(), std::string(name_of(def.category)).c_str(), def.summary.c_str());
    if (!def.formula.empty()) std::printf("  formula: %s\n", def.formula.c_str());
    print_ports("in", def.inputs);
    print_ports("out", def.outputs);
    for (const ParamSpec& spec : def.params) {
      std::printf("  %s = %s  [%s]  %s\n", spec.id.c_str(), to_text(spec.default_value).c_str(),
                  values_text(spec).c_str(), spec.doc.c_str());
    }
    std::printf("  backends: %s\n\n", def.gpu ? "cpu, vulkan" : "cpu");
  }
  return kDone;
}

namespace {

Result<MeasuredDevices> measured(const DevicesArguments& arguments) {
  OperatorRegistry registry;
  register_builtin(registry);
  EngineOptions options{arguments.threads, 0};
  options.gpu.device = arguments.device;
  options.gpu.cache_folder = default_gpu_cache_folder();
  Engine engine(registry, options);
  Result<Calibration> calibration = Calibration::start(engine);
  if (!calibration) return calibration.error();
  while (!calibration->is_finished()) {
    if (isatty(STDERR_FILENO) != 0) {
      std::fprintf(stderr, "\r\033[K%d of %d  %s", calibration->done() + 1, calibration->total(),
                   calibration->next().c_str());
    }
    if (Status status = calibration->run_next(CancelToken()); !status) return status.error();
  }
  if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
  const std::optional<GpuDeviceInfo> card = engine.gpu.device();
  return MeasuredDevices{calibration->times(), card ? card_peaks(engine.costs, *card) : std::nullopt};
}

void print_measured(const MeasuredDevices& measured) {
  if (measured.card) {
    std::printf("graphics card at best: copies %.1f GB/s, multiply-adds %.1f GFLOP/s, an empty program %.1f µs\n",
                measured.card->copy_gb_per_s, measured.card->gflop_per_s, measured.card->dispatch_ns * 1e-3);
  }
  std::printf("%-20s %12s %14s %16s\n", "node type", "side, pixels", "processor ms", "graphics card ms");
  for (const OperatorTimes& each : measured.times) {
    std::printf("%-20s %12d %14.3f %16.3f\n", each.op.c_str(), each.side, each.processor_ms, each.card_ms);
  }
}

void print_devices(const MachineInfo& machine, const MemoryBandwidth& bandwidth,
                   const Result<std::vector<GpuDeviceInfo>>& gpus) {
  std::printf("CPU: %s, %d processors\n", machine.cpu_name.empty() ? "name unknown" : machine.cpu_name.c_str(),
              machine.processors);
  std::printf("instruction sets:");
  for (const std::string& isa : machine.isa) std::printf(" %s", isa.c_str());
  std::printf(" (in use: %s)\n", std::string(name_of(active_isa())).c_str());
  std::printf("memory: %.1f GiB, copy %.1f GB/s with %d threads\n",
              static_cast<double>(machine.memory_bytes) / (1 << 30), bandwidth.copy_gb_per_s, bandwidth.threads);
  if (!gpus) std::printf("Vulkan: %s\n", gpus.error().what.c_str());
  for (const GpuDeviceInfo& gpu : gpus ? *gpus : std::vector<GpuDeviceInfo>()) {
    std::printf("Vulkan: %s (%s, Vulkan %s, driver %s), %.1f GiB%s\n", gpu.name.c_str(),
                std::string(name_of(gpu.kind)).c_str(), gpu.api.c_str(), gpu.driver.c_str(),
                static_cast<double>(gpu.memory_bytes) / (1 << 30),
                gpu.missing.empty() ? "" : (": cannot be used, it has not got " + gpu.missing).c_str());
  }
}

}  // namespace

int devices_command(const DevicesArguments& arguments) {
  const MachineInfo machine = describe_machine();
  WorkerPool workers(arguments.threads);
  const MemoryBandwidth bandwidth = measure_memory_bandwidth(workers);
  const Result<std::vector<GpuDeviceInfo>> gpus = list_gpu_devices();
  if (!arguments.json) print_devices(machine, bandwidth, gpus);
  std::optional<MeasuredDevices> found;
  if (arguments.measure) {
    Result<MeasuredDevices> result = measured(arguments);
    if (!result) {
      if (arguments.json) std::fputs(error_document(result.error()).c_str(), stdout);
      return report_error(result.error());
    }
    found = std::move(*result);
  }
  if (arguments.json) {
    std::fputs(devices_document(machine, bandwidth, gpus, found).c_str(), stdout);
  } else if (found) {
    print_measured(*found);
  }
  return kDone;
}

}  // namespace lightbench::cli
