// Two series of rounds as the plots of a comparison get them.
#pragma once

#include <vector>

namespace lightbench::ui {

// Milliseconds, one a round; either may be empty where nothing was measured.
struct RoundSeries {
  std::vector<double> base_ms;
  std::vector<double> current_ms;

  bool isWhole() const { return !base_ms.empty() && !current_ms.empty(); }
};

}  // namespace lightbench::ui
