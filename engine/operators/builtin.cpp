#include "engine/operators/builtin.h"

#include "engine/operators/operators.h"

namespace lightbench {

void register_builtin(OperatorRegistry& registry) {
  registry.add(exposure_operator());
  registry.add(brightness_contrast_operator());
  registry.add(gamma_operator());
  registry.add(levels_operator());
  registry.add(invert_operator());
  registry.add(clamp_operator());
}

}  // namespace lightbench
