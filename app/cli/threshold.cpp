#include "app/cli/threshold.h"

#include <cstdio>

#include "app/cli/arguments.h"

namespace lightbench::cli {

Result<Threshold> choose_threshold(const std::string& given, const MachineInfo& machine, Pairing pairing) {
  if (!given.empty()) {
    const Result<double> value = parse_percent(given, "--threshold");
    if (!value) return value.error();
    return Threshold{*value, "given", {}};
  }
  Threshold threshold = threshold_for(machine, pairing);
  if (!threshold.problem.empty()) std::fprintf(stderr, "warning: %s\n", threshold.problem.c_str());
  return threshold;
}

}  // namespace lightbench::cli
