// The commands of lightbench-cli. Each returns the exit code of the program.
#pragma once

#include <string>

#include "app/cli/arguments.h"

namespace lightbench::cli {

int run_command(const RunArguments& arguments);
int check_command(const std::string& pipeline, bool json);
enum class NodesForm { kText, kJson, kMarkdown };
int nodes_command(NodesForm form);
struct DevicesArguments {
  int threads = 0;
  std::string device;
  bool measure = false;  // every operator on the processor and on the graphics card
  bool json = false;
};
int devices_command(const DevicesArguments& arguments);
int compare_command(const std::string& a, const std::string& b, bool json);
int profile_command(const ProfileArguments& arguments);
int race_command(const RaceArguments& arguments);
int diff_command(const DiffArguments& arguments);
int trend_command(const TrendArguments& arguments);

}  // namespace lightbench::cli
