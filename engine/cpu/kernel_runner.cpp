#include "engine/cpu/kernel_runner.h"

#include "engine/cpu/island.h"

namespace lightbench {

Status run_kernel(const KernelRun& run) {
  if (run.cancel.cancelled()) return cancelled();
  if (const auto* image_kernel = std::get_if<std::unique_ptr<ImageKernel>>(&run.kernel)) {
    ImageArgs args{run.inputs, run.outputs, run.values, run.workers, run.buffers, run.cancel, run.progress};
    Status status = (*image_kernel)->run(args);
    if (status.ok() && run.cancel.cancelled()) return cancelled();
    return status;
  }
  LB_CHECK(!run.outputs.empty());
  IslandNode node;
  node.kernel = &run.kernel;
  for (size_t port = 0; port < run.inputs.size(); ++port) {
    const Image& input = run.inputs[port];
    LB_CHECK(!input || input.spec().size() == run.outputs[0].spec().size());
    node.inputs.push_back({-1, 0, input ? static_cast<int>(port) : -1});
  }
  for (size_t port = 0; port < run.outputs.size(); ++port) {
    node.outputs.push_back(run.outputs[port].spec());
    node.stored.push_back(static_cast<int>(port));
  }
  return run_island({{&node, 1},
                     run.inputs,
                     run.outputs,
                     run.workers,
                     run.buffers,
                     run.cancel,
                     run.progress,
                     run.region,
                     run.strip_side});
}

}  // namespace lightbench
