#include <algorithm>

#include "engine/graph/operator_def.h"
#include "engine/graph/similar_name.h"

namespace lightbench {

namespace {

// Mistakes of whoever wrote the operator; said with its name, since the condition alone would not help.
void require(bool condition, const std::string& claim) {
  if (!condition) check_failed(claim.c_str(), __FILE__, __LINE__);
}

}  // namespace

void OperatorRegistry::add(OperatorDef def) {
  require(!def.id.empty(), "an operator has an id");
  require(find(def.id) == nullptr, "operator " + def.id + " is registered once");
  require(def.inputs.size() <= kMaxPorts && def.outputs.size() <= kMaxPorts,
          "operator " + def.id + " has at most 4 inputs and outputs");
  for (const ParamSpec& spec : def.params) {
    require(def.find_param(spec.id) == &spec, "operator " + def.id + " declares parameter " + spec.id + " once");
    const Result<ParamValue> value = checked_value(spec, spec.default_value);
    require(value.ok(), "operator " + def.id + " has a valid default for " + spec.id +
                            (value.ok() ? std::string() : ": " + value.error().message()));
  }
  definitions_.push_back(std::move(def));
}

const OperatorDef* OperatorRegistry::find(std::string_view id) const {
  const auto found =
      std::find_if(definitions_.begin(), definitions_.end(), [&](const OperatorDef& def) { return def.id == id; });
  return found == definitions_.end() ? nullptr : &*found;
}

std::string OperatorRegistry::closest(std::string_view id) const {
  std::vector<std::string> ids;
  const std::string wanted = folded_name(id);
  for (const OperatorDef& def : definitions_) {
    if (!wanted.empty() && folded_name(def.label) == wanted) return def.id;
    ids.push_back(def.id);
  }
  const std::string near = closest_name(id, ids);
  if (!near.empty() || wanted.empty()) return near;
  for (const OperatorDef& def : definitions_) {
    for (const std::string& word : def.search_words) {
      if (folded_name(word) == wanted) return def.id;
    }
  }
  return {};
}

}  // namespace lightbench
