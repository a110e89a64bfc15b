#include "engine/graph/operator_def.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/graph/similar_name.h"

namespace lightbench {

namespace {

std::string absolute_path(const std::string& text, const std::string& base_folder) {
  if (text.empty()) return text;
  std::filesystem::path path(text);
  if (path.is_relative()) {
    std::error_code ignored;  // without a current folder the path stays relative, and opening it reports that
    if (base_folder.empty()) {
      const std::filesystem::path full = std::filesystem::absolute(path, ignored);
      if (!ignored) path = full;
    } else {
      path = std::filesystem::path(base_folder) / path;
    }
  }
  return path.lexically_normal().string();
}

// A length at a proxy level: divided by 2^level, kept in the hard range.
ParamValue scaled_to_level(const ParamSpec& spec, const ParamValue& value, int level) {
  const double factor = std::ldexp(1.0, -level);
  if (const auto* number = std::get_if<double>(&value)) {
    return std::clamp(*number * factor, spec.minimum, spec.maximum);
  }
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    const double rounded = std::round(static_cast<double>(*integer) * factor);
    return static_cast<int64_t>(std::clamp(rounded, spec.minimum, spec.maximum));
  }
  return value;
}

std::string place(const Node& node, std::string_view param) {
  return "node " + node.id + ", parameter " + std::string(param);
}

Error unknown_param(const OperatorDef& def, const Node& node, const std::string& name) {
  std::vector<std::string> names;
  for (const ParamSpec& spec : def.params) names.push_back(spec.id);
  std::string remedy = def.params.empty() ? "remove it: " + def.id + " has no parameters" : "use one of ";
  for (const std::string& known : names) remedy += (&known == &names.front() ? "" : ", ") + known;
  const std::string near = closest_name(name, names);
  if (!near.empty()) remedy += " (did you mean " + near + "?)";
  return invalid(def.id + " has no parameter " + name, place(node, name), std::move(remedy), node.id);
}

}  // namespace

std::string_view name_of(Category category) {
  constexpr std::string_view kNames[] = {"input and output", "tone",    "filter",  "edges",
                                         "geometry",         "combine", "measure", "model"};
  return kNames[static_cast<size_t>(category)];
}

std::string_view name_of(PortType type) {
  constexpr std::string_view kNames[] = {"image", "mask", "tensor", "number", "classes"};
  return kNames[static_cast<size_t>(type)];
}

std::string_view name_of(Footprint footprint) {
  constexpr std::string_view kNames[] = {"pointwise", "window", "resample", "global", "source", "sink"};
  return kNames[static_cast<size_t>(footprint)];
}

std::vector<Error> param_problems(const OperatorDef& def, const Node& node) {
  std::vector<Error> problems;
  for (const auto& [name, text] : node.unreadable_params) {
    const ParamSpec* spec = def.find_param(name);
    if (!spec) {
      problems.push_back(unknown_param(def, node, name));
    } else if (!node.params.contains(name)) {
      problems.push_back(invalid(name + " is " + (text.size() > 60 ? "a value of another kind" : text),
                                 place(node, name), "use a value of type " + std::string(name_of(spec->type)),
                                 node.id));
    }
  }
  for (const auto& [name, value] : node.params) {
    const ParamSpec* spec = def.find_param(name);
    if (!spec) {
      problems.push_back(unknown_param(def, node, name));
      continue;
    }
    const Result<ParamValue> checked = checked_value(*spec, value);
    if (checked) continue;
    Error error = checked.error();
    error.where = place(node, name);
    error.node = node.id;
    problems.push_back(std::move(error));
  }
  return problems;
}

Result<Params> Params::resolve(const OperatorDef& def, const Node& node, int level, const std::string& base_folder) {
  const std::vector<Error> problems = param_problems(def, node);
  if (!problems.empty()) return problems.front();
  Params params;
  params.values_.reserve(def.params.size());
  for (const ParamSpec& spec : def.params) {
    const auto set = node.params.find(spec.id);
    Result<ParamValue> value = checked_value(spec, set == node.params.end() ? spec.default_value : set->second);
    LB_CHECK(value.ok());  // the set ones are checked above, the defaults at registration
    if (spec.type == ParamType::kPath) *value = absolute_path(std::get<std::string>(*value), base_folder);
    params.values_.emplace_back(spec.id, *std::move(value));
  }
  if (def.check) {  // on the values as the user sees them, before they are scaled
    const Status status = def.check(params);
    if (!status) {
      Error error = status.error();
      if (error.where.empty()) error.where = "node " + node.id;
      error.node = node.id;
      return error;
    }
  }
  if (level > 0) {
    for (size_t i = 0; i < def.params.size(); ++i) {
      if (def.params[i].in_pixels) {
        params.values_[i].second = scaled_to_level(def.params[i], params.values_[i].second, level);
      }
    }
  }
  return params;
}

void Params::add_to(Hasher& hasher) const {
  for (const auto& [id, value] : values_) {
    hasher.text(id).integer(static_cast<int64_t>(value.index()));
    if (const auto* boolean = std::get_if<bool>(&value)) {
      hasher.integer(*boolean ? 1 : 0);
    } else if (const auto* integer = std::get_if<int64_t>(&value)) {
      hasher.integer(*integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
      hasher.number(*number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      hasher.text(*text);
    } else {
      const NumberTable& table = std::get<NumberTable>(value);
      hasher.integer(table.rows).integer(table.columns);
      for (const double entry : table.values) hasher.number(entry);
    }
  }
}

const ParamValue& Params::at(std::string_view id) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const auto& entry) { return entry.first == id; });
  LB_CHECK(found != values_.end());
  return found->second;
}

const ParamSpec* OperatorDef::find_param(std::string_view param) const {
  const auto found =
      std::find_if(params.begin(), params.end(), [&](const ParamSpec& spec) { return spec.id == param; });
  return found == params.end() ? nullptr : &*found;
}

static int port_index(const std::vector<PortSpec>& ports, std::string_view id) {
  const auto found = std::find_if(ports.begin(), ports.end(), [&](const PortSpec& port) { return port.id == id; });
  return found == ports.end() ? -1 : static_cast<int>(found - ports.begin());
}

int OperatorDef::input_index(std::string_view port) const { return port_index(inputs, port); }
int OperatorDef::output_index(std::string_view port) const { return port_index(outputs, port); }

Result<std::vector<ImageSpec>> OperatorDef::inferred(const InferArgs& args) const {
  if (infer) return infer(args);
  if (outputs.empty()) return std::vector<ImageSpec>();
  if (args.inputs.empty() || !args.inputs.front()) {
    return invalid(id + " has no picture to work on", inputs.empty() ? std::string() : "port " + inputs.front().id,
                   "connect the input");
  }
  return std::vector<ImageSpec>(outputs.size(), *args.inputs.front());
}

}  // namespace lightbench
