#include "app/cli/arguments.h"

#include <charconv>
#include <cstdio>
#include <filesystem>

#include "engine/graph/pipeline_file.h"
#include "engine/runtime/session_subjects.h"

namespace lightbench::cli {
namespace {

std::vector<NodeId> nodes_of_type(const Graph& graph, const std::string& type) {
  std::vector<NodeId> ids;
  for (const Node& node : graph.nodes) {
    if (node.type == type) ids.push_back(node.id);
  }
  return ids;
}

std::string listed(const std::vector<NodeId>& ids) {
  std::string text;
  for (const NodeId& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text.empty() ? "none" : text;
}

// "[NODE=]FILE" for the nodes of `type`. A file whose own name has '=' is found by looking for the node first.
Status set_path(Graph& graph, const std::string& flag, const std::string& type, const std::string& argument) {
  const std::vector<NodeId> candidates = nodes_of_type(graph, type);
  const std::string where = "argument " + flag + " " + argument;
  NodeId id;
  std::string file = argument;
  const size_t equals = argument.find('=');
  if (equals != std::string::npos) {
    const NodeId named = argument.substr(0, equals);
    for (const NodeId& candidate : candidates) {
      if (candidate == named) id = named;
    }
    if (!id.empty()) {
      file = argument.substr(equals + 1);
    } else if (!std::filesystem::exists(argument) && type == "input") {
      return invalid("no " + type + " node is called " + named, where, type + " nodes here: " + listed(candidates));
    } else if (type == "output" && named.find('/') == std::string::npos) {
      return invalid("no " + type + " node is called " + named, where, type + " nodes here: " + listed(candidates));
    }
  }
  if (id.empty()) {
    if (candidates.size() != 1) {
      return invalid("the pipeline has " + std::to_string(candidates.size()) + " " + type + " nodes", where,
                     candidates.empty() ? "add an " + type + " node"
                                        : "name one: " + flag + " NODE=FILE with one of " + listed(candidates));
    }
    id = candidates.front();
  }
  if (file.empty()) return invalid("no file is named", where, "give " + flag + " NODE=FILE");
  graph.find(id)->params["path"] = std::filesystem::absolute(file).string();
  return {};
}

Status set_param(Graph& graph, const OperatorRegistry& registry, const std::string& argument) {
  const std::string where = "argument --set " + argument;
  const size_t equals = argument.find('=');
  const size_t dot = argument.find('.');
  if (equals == std::string::npos || dot == std::string::npos || dot > equals) {
    return invalid("not NODE.PARAM=VALUE", where, "for example --set blur.sigma=2.5");
  }
  const NodeId id = argument.substr(0, dot);
  const std::string param = argument.substr(dot + 1, equals - dot - 1);
  Node* node = graph.find(id);
  if (node == nullptr) {
    std::vector<NodeId> ids;
    for (const Node& known : graph.nodes) ids.push_back(known.id);
    return invalid("no node is called " + id, where, "nodes here: " + listed(ids));
  }
  const OperatorDef* def = registry.find(node->type);
  if (def == nullptr)
    return invalid("node " + id + " is of unknown type " + node->type, where, "run lightbench-cli nodes");
  const ParamSpec* spec = def->find_param(param);
  if (spec == nullptr) {
    std::vector<std::string> known;
    for (const ParamSpec& each : def->params) known.push_back(each.id);
    return invalid("node " + id + " has no parameter " + param, where, "its parameters: " + listed(known));
  }
  Result<ParamValue> value = parse_param_text(*spec, argument.substr(equals + 1));
  if (value) value = checked_value(*spec, *value);
  if (!value) {
    Error error = value.error();
    error.kind = ErrorKind::kInvalid;
    error.where = "node " + id + ", parameter " + param + ", argument --set " + argument;
    return error;
  }
  if (spec->type == ParamType::kPath) {
    const std::string& path = std::get<std::string>(*value);
    if (!path.empty()) *value = std::filesystem::absolute(path).string();
  }
  node->params[param] = std::move(*value);
  return {};
}

// Puts -i, -o, --set, --precision and --backend into the graph. Errors (kInvalid) name the argument.
Status apply_arguments(const RunArguments& arguments, const OperatorRegistry& registry, Graph& graph) {
  for (const std::string& input : arguments.inputs) {
    if (Status status = set_path(graph, "-i", "input", input); !status) return status;
  }
  for (const std::string& output : arguments.outputs) {
    if (Status status = set_path(graph, "-o", "output", output); !status) return status;
  }
  for (const std::string& setting : arguments.settings) {
    if (Status status = set_param(graph, registry, setting); !status) return status;
  }
  if (!arguments.precision.empty()) graph.settings.precision = *precision_from(arguments.precision);
  if (arguments.backend != "auto") run_everywhere_on(graph, *backend_from(arguments.backend));
  return {};
}

}  // namespace

int report_error(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message().c_str());
  return error.kind == ErrorKind::kInvalid ? kWrongUsage : kRunFailed;
}

Result<Graph> load_prepared(const RunArguments& arguments, const OperatorRegistry& registry) {
  Result<LoadedPipeline> loaded = load_pipeline(arguments.pipeline, registry);
  if (!loaded) return loaded.error();
  if (loaded->newer_version) {
    std::fprintf(stderr, "warning: %s was written by a newer version\n", arguments.pipeline.c_str());
  }
  Graph graph = std::move(loaded->graph);
  if (Status status = apply_arguments(arguments, registry, graph); !status) return status.error();
  // The file's own problems, less those that the arguments mended.
  std::vector<Error> problems = validate(graph, registry);
  for (size_t i = 1; i < problems.size(); ++i) report_error(problems[i]);
  if (!problems.empty()) return problems.front();
  return graph;
}

Result<double> parse_percent(const std::string& text, const std::string& flag) {
  const size_t length = text.size() - (!text.empty() && text.back() == '%' ? 1 : 0);
  double percent = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + length, percent);
  if (problem == std::errc() && end == text.data() + length && percent >= 0 && percent <= 1000) return percent / 100;
  return invalid("not a percentage", "argument " + flag + " " + text, "use a number from 0 to 1000, such as 5");
}

EngineOptions engine_options(const RunArguments& arguments) {
  EngineOptions options{arguments.threads, 0};
  options.gpu.device = arguments.device;
  options.gpu.cache_folder = default_gpu_cache_folder();
  return options;
}

}  // namespace lightbench::cli
