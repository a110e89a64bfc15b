// What the commands were asked for, and how that changes the pipeline before a run.
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

struct ProfileArguments {
  RunArguments run;  // pipeline, pictures, settings, where to compute
  int rounds = 30;
  std::string warmup = "auto";  // or a number of rounds
  std::string against;          // another pipeline file
  std::vector<std::string> against_settings;
  std::string against_backend;
  std::string against_isa;
  std::string against_build;  // another lightbench-cli
  std::vector<std::string> tags;
  std::string note;
  std::string pictures_folder;  // where the outputs are kept; empty: they are not
  std::string session_path;
  bool calibrate = false;
};

struct DiffArguments {
  std::string base;
  std::string current;                // empty: `base` is an interleaved session of two
  std::string fail_on;                // percent; empty: never
  std::string threshold;              // percent; empty: as learned, or 2
  std::vector<std::string> pictures;  // two files, the outputs of both; or none
  std::string junit_path;
  bool json = false;
};

struct RaceArguments {
  RunArguments run;  // pipeline, pictures, settings, where to compute
  std::string node;
  int rounds = 9;
  double budget_s = 30;
  bool json = false;
};

struct TrendArguments {
  std::vector<std::string> sessions;  // files and folders
  std::string threshold;              // percent; empty: 2
  std::string html_path;
  bool json = false;
};

// Prints "error: …" on standard error and returns the exit code that belongs to the error.
int report_error(const Error& error);

// The pipeline as a command runs it: loaded, changed by -i, -o, --set, --precision and --backend, and valid. Problems
// beyond the first are printed. Errors (kInvalid) name the argument, or node and port or parameter.
Result<Graph> load_prepared(const RunArguments& arguments, const OperatorRegistry& registry);

// "5" or "5%" as 0.05. `flag` is for the error (kInvalid).
Result<double> parse_percent(const std::string& text, const std::string& flag);

EngineOptions engine_options(const RunArguments& arguments);

}  // namespace lightbench::cli
