// What `lightbench-cli run` was asked for, and how it changes the pipeline before the run.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench::cli {

enum ExitCode { kDone = 0, kRunFailed = 1, kWrongUsage = 2 };

struct RunArguments {
  std::string pipeline;
  std::vector<std::string> inputs;    // "[NODE=]FILE"
  std::vector<std::string> outputs;   // "[NODE=]FILE"
  std::vector<std::string> settings;  // "NODE.PARAM=VALUE"
  std::string backend = "auto";
  std::string device;  // a part of the Vulkan device's name; empty: the best
  std::string isa = "auto";
  bool explain = false;
  std::string precision;  // empty: as the pipeline says
  int threads = 0;
  int warmup = 0;
  int repeat = 1;
  bool no_fuse = false;
  std::string profile_path;
  std::string trace_path;
  bool json = false;
};

// Prints "error: …" on standard error and returns the exit code that belongs to the error.
int report_error(const Error& error);

// Puts -i, -o, --set, --precision and --backend into the graph. Errors (kInvalid) name the argument.
Status apply_arguments(const RunArguments& arguments, const OperatorRegistry& registry, Graph& graph);

}  // namespace lightbench::cli
