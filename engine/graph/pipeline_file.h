// The pipeline file (.lbp, JSON), version 1.
//
// Reading is forgiving where it can be: a file that is JSON of this format always opens, and `problems` says what
// keeps it from running, each naming node and port or parameter. Saving is deterministic, keeps unknown members and
// is atomic. Paths stand as written, relative to the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench {

constexpr int kPipelineVersion = 1;

struct LoadedPipeline {
  Graph graph;
  std::vector<Error> problems;  // of the file itself and of validate(); empty when it can run
  bool newer_version = false;   // open read-only: saving would lose what this version does not know
};

// Errors (kInvalid): not JSON (line and column), not a pipeline, members of the wrong shape; `name` is the file.
Result<LoadedPipeline> parse_pipeline(std::string_view text, const std::string& name, const OperatorRegistry& registry);
Result<LoadedPipeline> load_pipeline(const std::string& path, const OperatorRegistry& registry);

std::string serialize_pipeline(const Graph& graph);
Status save_pipeline(const Graph& graph, const std::string& path);

// "name=value" from a command line: the text as the parameter's type reads it. Errors say what was expected.
Result<ParamValue> parse_param_text(const ParamSpec& spec, std::string_view text);

}  // namespace lightbench
