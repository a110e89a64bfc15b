// What `lightbench-cli run` was asked for, and how it changes the pipeline before the run.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/runtime/engine.h"

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

// The pipeline as a command runs it: loaded, changed by -i, -o, --set, --precision and --backend, and valid. Problems
// beyond the first are printed. Errors (kInvalid) name the argument, or node and port or parameter.
Result<Graph> load_prepared(const RunArguments& arguments, const OperatorRegistry& registry);

EngineOptions engine_options(const RunArguments& arguments);

}  // namespace lightbench::cli
