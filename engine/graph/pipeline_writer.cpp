// Saving: members in a fixed order, one node and one link a line, so that files compare well line by line.

#include <cmath>

#include "engine/base/atomic_file.h"
#include "engine/graph/json_text.h"
#include "engine/graph/pipeline_file.h"

namespace lightbench {

namespace {

// Writes `"name": ` of the next member, with the separator before it.
class MemberWriter {
 public:
  MemberWriter(std::string& out, std::string_view separator) : out_(out), separator_(separator) {}
  std::string& member(std::string_view name) {
    if (!first_) out_ += separator_;
    first_ = false;
    append_json_string(out_, name);
    out_ += ": ";
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_json_string(member(name), value); }
  void extras(const ExtraMembers& members) {
    for (const auto& [name, json] : members) member(name) += json;
  }

 private:
  std::string& out_;
  std::string_view separator_;
  bool first_ = true;
};

void append_params(std::string& out, const Node& node) {
  // Both kinds in one alphabetical order, so that a value that becomes readable stays in its place.
  std::map<std::string_view, std::string> members;
  for (const auto& [name, json] : node.unreadable_params) members[name] = json;
  for (const auto& [name, value] : node.params) members[name] = to_text(value);
  out += '{';
  MemberWriter writer(out, ", ");
  for (const auto& [name, json] : members) writer.member(name) += json;
  out += '}';
}

void append_node(std::string& out, const Node& node) {
  out += '{';
  MemberWriter writer(out, ", ");
  writer.text("id", node.id);
  writer.text("type", node.type);
  if (!node.params.empty() || !node.unreadable_params.empty()) append_params(writer.member("params"), node);
  if (node.position && std::isfinite(node.position->x) && std::isfinite(node.position->y)) {
    writer.member("position") += '[';
    append_json_number(out, node.position->x, NumberStyle::kShort);
    out += ", ";
    append_json_number(out, node.position->y, NumberStyle::kShort);
    out += ']';
  }
  if (!node.label.empty()) writer.text("label", node.label);
  if (node.bypass) writer.member("bypass") += "true";
  if (node.backend != Backend::kAuto) writer.text("backend", name_of(node.backend));
  writer.extras(node.extras);
  out += '}';
}

void append_link(std::string& out, const Link& link) {
  out += '{';
  MemberWriter writer(out, ", ");
  writer.text("from", link.from.text());
  writer.text("to", link.to.text());
  writer.extras(link.extras);
  out += '}';
}

void append_settings(std::string& out, const PipelineSettings& settings) {
  out += '{';
  MemberWriter writer(out, ", ");
  writer.text("precision", name_of(settings.precision));
  writer.text("backend", name_of(settings.backend));
  writer.extras(settings.extras);
  out += '}';
}

template <typename Items, typename Append>
void append_lines(std::string& out, const Items& items, Append append) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    out += i == 0 ? "\n    " : ",\n    ";
    append(out, items[i]);
  }
  out += items.empty() ? "]" : "\n  ]";
}

}  // namespace

std::string serialize_pipeline(const Graph& graph) {
  std::string out = "{\n  ";
  MemberWriter writer(out, ",\n  ");
  writer.text("format", "lightbench.pipeline");
  writer.member("version") += std::to_string(kPipelineVersion);
  if (!graph.name.empty()) writer.text("name", graph.name);
  if (!graph.description.empty()) writer.text("description", graph.description);
  append_settings(writer.member("settings"), graph.settings);
  append_lines(writer.member("nodes"), graph.nodes, append_node);
  append_lines(writer.member("links"), graph.links, append_link);
  writer.extras(graph.extras);
  out += "\n}\n";
  return out;
}

Status save_pipeline(const Graph& graph, const std::string& path) {
  const std::string text = serialize_pipeline(graph);
  if (find_invalid_utf8(text) != std::string_view::npos) {
    // A file name may hold any bytes, JSON may not; replacing them would save another name.
    for (const Node& node : graph.nodes) {
      std::string line;
      append_node(line, node);
      if (find_invalid_utf8(line) == std::string_view::npos) continue;
      return invalid("a text of this node is not UTF-8 and cannot be saved", "file " + path + ", node " + node.id,
                     "rename the file it names or type the text again", node.id);
    }
    return invalid("a text of the pipeline is not UTF-8 and cannot be saved", "file " + path, "type the text again");
  }
  return write_file_atomically(path, text);
}

}  // namespace lightbench
