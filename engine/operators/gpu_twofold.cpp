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

std::vector<float> gpu_twofold_table(std::span<const double> numbers) {
  std::vector<float> table;
  table.reserve(2 * numbers.size());
  for (const double number : numbers) {
    table.push_back(static_cast<float>(number));
    table.push_back(low_part(number));
  }
  return table;
}

}  // namespace lightbench
