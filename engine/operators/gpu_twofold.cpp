#include "engine/operators/gpu_twofold.h"

namespace lightbench {

std::vector<GpuParameter> gpu_twofold(std::initializer_list<std::pair<const char*, double>> numbers,
                                      std::vector<GpuParameter> parameters) {
  for (const auto& [name, number] : numbers) {
    parameters.push_back({name, static_cast<float>(number)});
    parameters.push_back({std::string(name) + "_low", low_part(number)});
  }
  return parameters;
}

}  // namespace lightbench
