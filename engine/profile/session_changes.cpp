#include "engine/profile/session_changes.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/graph/json_text.h"

namespace lightbench {
namespace {

using Json = nlohmann::json;

constexpr int kDeepestNesting = 100;  // as pipeline files

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// A member as text; `otherwise` where there is none.
std::string member(const Json& object, const char* name, const std::string& otherwise) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? otherwise : text_of(*found);
}

const Json& member_or_null(const Json& object, const char* name) {
  static const Json null;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? null : *found;
}

class ChangeList {
 public:
  void note(ChangeKind kind, const std::string& what, const std::string& base, const std::string& current) {
    if (base != current) changes_.push_back({kind, what, base, current});
  }

  void compare_pipelines(const SessionVariant& base_variant, const SessionVariant& current_variant) {
    const Json base = parsed(base_variant.pipeline);
    const Json current = parsed(current_variant.pipeline);
    if (base.is_discarded() || current.is_discarded()) {
      return note(ChangeKind::kGraph, "pipeline", base_variant.pipeline_hash, current_variant.pipeline_hash);
    }
    compare_nodes(nodes_of(base), nodes_of(current));
    compare_links(links_of(base), links_of(current));
    for (const char* setting : {"precision", "backend"}) {
      const char* otherwise = std::string_view(setting) == "precision" ? "f32" : "auto";
      note(ChangeKind::kSetting, setting, member(member_or_null(base, "settings"), setting, otherwise),
           member(member_or_null(current, "settings"), setting, otherwise));
    }
  }

  std::vector<SessionChange> sorted() && {
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const SessionChange& a, const SessionChange& b) { return a.kind < b.kind; });
    return std::move(changes_);
  }

 private:
  // "Discarded" where the text is no JSON, or nested deeper than writing a value may recurse.
  static Json parsed(const std::string& pipeline) {
    if (find_deep_nesting(pipeline, kDeepestNesting) != std::string_view::npos) return Json(Json::value_t::discarded);
    return Json::parse(pipeline, nullptr, false);
  }

  static std::map<std::string, Json> nodes_of(const Json& pipeline) {
    std::map<std::string, Json> nodes;
    for (const Json& node : member_or_null(pipeline, "nodes")) nodes.emplace(member(node, "id", ""), node);
    return nodes;
  }

  static std::set<std::string> links_of(const Json& pipeline) {
    std::set<std::string> links;
    for (const Json& link : member_or_null(pipeline, "links")) {
      links.insert(member(link, "from", "?") + " to " + member(link, "to", "?"));
    }
    return links;
  }

  void compare_nodes(const std::map<std::string, Json>& base, const std::map<std::string, Json>& current) {
    for (const auto& [id, node] : base) {
      const auto other = current.find(id);
      if (other == current.end()) {
        note(ChangeKind::kGraph, "node " + id, member(node, "type", "?"), "");
      } else {
        compare_node(id, node, other->second);
      }
    }
    for (const auto& [id, node] : current) {
      if (base.count(id) == 0) note(ChangeKind::kGraph, "node " + id, "", member(node, "type", "?"));
    }
  }

  void compare_node(const std::string& id, const Json& base, const Json& current) {
    const std::string type = member(base, "type", "?");
    note(ChangeKind::kGraph, "node " + id, type, member(current, "type", "?"));
    if (type != member(current, "type", "?")) return;
    note(ChangeKind::kGraph, id + " bypassed", member(base, "bypass", "false"), member(current, "bypass", "false"));
    note(ChangeKind::kSetting, id + " backend", member(base, "backend", "auto"), member(current, "backend", "auto"));
    const Json& base_params = member_or_null(base, "params");
    const Json& current_params = member_or_null(current, "params");
    std::set<std::string> names;
    for (const Json* params : {&base_params, &current_params}) {
      for (const auto& [name, value] : params->items()) names.insert(name);
    }
    if (type == "input" || type == "output") names.erase("path");
    for (const std::string& name : names) {
      note(ChangeKind::kParameter, id + "." + name, member(base_params, name.c_str(), "default"),
           member(current_params, name.c_str(), "default"));
    }
  }

  void compare_links(const std::set<std::string>& base, const std::set<std::string>& current) {
    for (const std::string& link : base) {
      if (current.count(link) == 0) note(ChangeKind::kGraph, "link", link, "");
    }
    for (const std::string& link : current) {
      if (base.count(link) == 0) note(ChangeKind::kGraph, "link", "", link);
    }
  }

  std::vector<SessionChange> changes_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void compare_machines(ChangeList& changes, const MachineInfo& base, const MachineInfo& current) {
  changes.note(ChangeKind::kMachine, "processor", base.cpu_name, current.cpu_name);
  changes.note(ChangeKind::kMachine, "processors", std::to_string(base.processors), std::to_string(current.processors));
  changes.note(ChangeKind::kMachine, "instruction sets", joined(base.isa), joined(current.isa));
  changes.note(ChangeKind::kMachine, "memory", std::to_string(base.memory_bytes >> 20) + " MiB",
               std::to_string(current.memory_bytes >> 20) + " MiB");
  changes.note(ChangeKind::kMachine, "governor", base.governor, current.governor);
}

void compare_builds(ChangeList& changes, const BuildInfo& base, const BuildInfo& current) {
  changes.note(ChangeKind::kBuild, "version", base.version, current.version);
  changes.note(ChangeKind::kBuild, "build type", base.type, current.type);
  changes.note(ChangeKind::kBuild, "compiler", base.compiler, current.compiler);
}

// The pictures by what is in them; shown by their paths.
void compare_pictures(ChangeList& changes, const SessionVariant& base, const SessionVariant& current) {
  const size_t both = std::min(base.pictures.size(), current.pictures.size());
  for (size_t p = 0; p < both; ++p) {
    const std::vector<SessionImage>& before = base.pictures[p].inputs;
    const std::vector<SessionImage>& after = current.pictures[p].inputs;
    for (size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
      if (before[i].hash == after[i].hash) continue;
      changes.note(ChangeKind::kPicture, after[i].node, before[i].path + " (" + before[i].hash.substr(0, 8) + ")",
                   after[i].path + " (" + after[i].hash.substr(0, 8) + ")");
    }
  }
  changes.note(ChangeKind::kPicture, "number of pictures", std::to_string(base.pictures.size()),
               std::to_string(current.pictures.size()));
}

}  // namespace

std::string_view name_of(ChangeKind kind) {
  constexpr std::string_view kNames[] = {"parameter", "graph", "setting", "picture", "machine", "build"};
  return kNames[static_cast<size_t>(kind)];
}

std::string to_text(const SessionChange& change) {
  if (change.kind == ChangeKind::kGraph && change.base.empty()) return change.what + ": added (" + change.current + ")";
  if (change.kind == ChangeKind::kGraph && change.current.empty()) {
    return change.what + ": removed (" + change.base + ")";
  }
  const auto shown = [](const std::string& text) { return text.empty() ? std::string("unknown") : text; };
  return change.what + ": " + shown(change.base) + " → " + shown(change.current);
}

std::vector<SessionChange> changes_between(const ProfileSession& base, const SessionVariant& base_variant,
                                           const ProfileSession& current, const SessionVariant& current_variant) {
  ChangeList changes;
  changes.compare_pipelines(base_variant, current_variant);
  changes.note(ChangeKind::kSetting, "instruction set", base_variant.isa, current_variant.isa);
  changes.note(ChangeKind::kSetting, "shared passes", base_variant.fused ? "yes" : "no",
               current_variant.fused ? "yes" : "no");
  changes.note(ChangeKind::kSetting, "threads", std::to_string(base.threads), std::to_string(current.threads));
  compare_pictures(changes, base_variant, current_variant);
  compare_machines(changes, base.machine, current.machine);
  if (base_variant.gpu && current_variant.gpu) {
    changes.note(ChangeKind::kMachine, "graphics card", base_variant.gpu->name, current_variant.gpu->name);
    changes.note(ChangeKind::kMachine, "graphics driver", base_variant.gpu->driver, current_variant.gpu->driver);
  }
  compare_builds(changes, base_variant.build, current_variant.build);
  return std::move(changes).sorted();
}

}  // namespace lightbench
