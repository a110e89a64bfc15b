// Reading. The only source that knows the JSON library; it is checked before it parses (size of nesting, UTF-8), and
// none of its exceptions leave this file.

#include "engine/graph/pipeline_file.h"

#include <climits>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/graph/json_text.h"
#include "engine/graph/param_text.h"

namespace lightbench {

namespace {

using Json = nlohmann::json;  // the ordered kind takes quadratic time over an object of many members

constexpr int kDeepestNesting = 100;  // pipelines need 5; deeper text is not one, and recursion has to end
constexpr size_t kLargestFile = size_t{256} << 20;

// The library's message without its own code and position, which we say better.
std::string plain_reason(const std::string& message) {
  for (const std::string_view start : {"syntax error ", "number overflow"}) {
    if (const size_t at = message.find(start); at != std::string::npos) return message.substr(at);
  }
  const size_t code = message.find("] ");
  return code == std::string::npos ? message : message.substr(code + 2);
}

// JSON leaves open what a repeated name means, and the library would silently drop all but the last.
struct DuplicateFinder {
  std::vector<std::set<std::string>> open_objects;
  std::optional<std::string> name;

  bool visit(Json::parse_event_t event, const Json& key) {
    if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == Json::parse_event_t::object_end) open_objects.pop_back();
    if (event == Json::parse_event_t::key && !open_objects.back().insert(key.get<std::string>()).second && !name) {
      name.emplace();
      append_json_string(*name, key.get_ref<const std::string&>());
    }
    return true;  // keeps the value
  }
};

Result<Json> parse_json(std::string_view text, const std::string& where) {
  const auto at = [&](size_t offset) { return where + ", " + line_and_column(text, offset); };
  if (text.size() > kLargestFile) {
    return invalid("a pipeline of " + std::to_string(text.size()) + " bytes is too large", where, "check the file");
  }
  if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    return invalid("the text is not UTF-8", at(bad), "save it as UTF-8");
  }
  if (const size_t deep = find_deep_nesting(text, kDeepestNesting); deep != std::string_view::npos) {
    return invalid("brackets are nested more than " + std::to_string(kDeepestNesting) + " deep", at(deep),
                   "check the file");
  }
  try {
    DuplicateFinder duplicates;
    Json json =
        Json::parse(text, [&](int, Json::parse_event_t event, Json& key) { return duplicates.visit(event, key); });
    if (!duplicates.name) return json;
    return invalid("the member " + *duplicates.name + " stands twice in one object", where, "remove one of the two");
  } catch (const Json::parse_error& error) {
    const size_t offset = error.byte > 0 ? std::min(error.byte - 1, text.size()) : 0;
    return invalid("not valid JSON: " + plain_reason(error.what()), at(offset), "correct the text");
  } catch (const Json::exception& error) {
    // A number beyond the range of a double; the message quotes it.
    const std::string reason = plain_reason(error.what());
    const size_t quote = reason.find('\'');
    const std::string token =
        quote == std::string::npos ? "" : reason.substr(quote + 1, reason.rfind('\'') - quote - 1);
    const size_t offset = token.empty() ? std::string_view::npos : text.find(token);
    return invalid("not valid JSON: " + reason, offset == std::string_view::npos ? where : at(offset),
                   "correct the number");
  } catch (const std::bad_alloc&) {
    return failed("no memory to read the pipeline", where, "close something or check the file");
  }
}

// The JSON text of a member that is kept unread, in the style of the rest of the file.
void append_json(std::string& out, const Json& json) {
  if (json.is_object()) {
    out += '{';
    bool first = true;
    for (const auto& [name, member] : json.items()) {
      if (!first) out += ", ";
      first = false;
      append_json_string(out, name);
      out += ": ";
      append_json(out, member);
    }
    out += '}';
  } else if (json.is_array()) {
    out += '[';
    for (size_t i = 0; i < json.size(); ++i) {
      if (i > 0) out += ", ";
      append_json(out, json[i]);
    }
    out += ']';
  } else if (json.is_string()) {
    append_json_string(out, json.get_ref<const std::string&>());
  } else if (json.is_number_float()) {
    append_json_number(out, json.get<double>(), NumberStyle::kKeepsPoint);
  } else {
    out += json.dump();
  }
}

std::string json_text(const Json& json) {
  std::string text;
  append_json(text, json);
  return text;
}

// A table of numbers: a flat array is one row.
std::optional<NumberTable> table_from(const Json& json) {
  NumberTable table;
  if (json.size() > static_cast<size_t>(INT_MAX)) return std::nullopt;
  const bool nested = !json.empty() && json.front().is_array();
  const auto append_row = [&](const Json& row) {
    for (const Json& entry : row) {
      if (!entry.is_number()) return false;
      table.values.push_back(entry.get<double>());
    }
    return true;
  };
  if (!nested) {
    table.rows = json.empty() ? 0 : 1;
    table.columns = static_cast<int>(json.size());
    return append_row(json) ? std::optional(std::move(table)) : std::nullopt;
  }
  table.rows = static_cast<int>(json.size());
  table.columns = static_cast<int>(json.front().size());
  for (const Json& row : json) {
    if (!row.is_array() || row.size() != json.front().size() || !append_row(row)) return std::nullopt;
  }
  return table;
}

std::optional<ParamValue> value_from(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_unsigned() && json.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return json.get<double>();
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_array()) {
    if (std::optional<NumberTable> table = table_from(json)) return *std::move(table);
  }
  return std::nullopt;
}

// Walks the document and fills the graph; the first member of a wrong shape stops it.
class Reader {
 public:
  Reader(const std::string& name, const OperatorRegistry& registry)
      : file_(name.empty() ? "pipeline" : "file " + name), registry_(registry) {}

  Result<LoadedPipeline> read(const Json& document) {
    if (Status status = read_document(document); !status) return status.error();
    std::vector<Error> wrong = validate(loaded_.graph, registry_);
    loaded_.problems.insert(loaded_.problems.end(), wrong.begin(), wrong.end());
    for (Error& problem : loaded_.problems) {
      problem.where = file_ + (problem.where.empty() ? "" : ", " + problem.where);
    }
    store_checked_params();
    return std::move(loaded_);
  }

 private:
  Error wrong(std::string what, const std::string& place, std::string remedy) const {
    return invalid(std::move(what), file_ + (place.empty() ? "" : ", " + place), std::move(remedy));
  }

  Status read_document(const Json& document) {
    if (!document.is_object()) return wrong("not a pipeline: the file holds no JSON object", {}, kNotPipeline);
    const auto format = document.find("format");
    if (format == document.end() || *format != "lightbench.pipeline") {
      return wrong(format == document.end() ? "not a pipeline: \"format\" is missing"
                                            : "not a pipeline: \"format\" is " + shown(*format),
                   {}, kNotPipeline);
    }
    const auto version = document.find("version");
    if (version == document.end()) return wrong("\"version\" is missing", {}, "write \"version\": 1");
    const bool countable =
        version->is_number_integer() && (version->is_number_unsigned() || version->get<int64_t>() > 0);
    if (!countable || version->get<uint64_t>() < 1) {
      return wrong("\"version\" is " + shown(*version), {}, "use a whole number from 1");
    }
    loaded_.newer_version = version->get<uint64_t>() > static_cast<uint64_t>(kPipelineVersion);
    Graph& graph = loaded_.graph;
    for (const auto& [key, value] : document.items()) {
      Status status;
      if (key == "format" || key == "version") continue;
      if (key == "name")
        status = read_text(value, key, {}, graph.name);
      else if (key == "description")
        status = read_text(value, key, {}, graph.description);
      else if (key == "settings")
        status = read_settings(value);
      else if (key == "nodes")
        status = read_list(value, key, [&](const Json& json, size_t i) { return read_node(json, i); });
      else if (key == "links")
        status = read_list(value, key, [&](const Json& json, size_t i) { return read_link(json, i); });
      else
        graph.extras[key] = json_text(value);
      if (!status) return status;
    }
    if (!document.contains("nodes")) return wrong("\"nodes\" is missing", {}, "write \"nodes\": [] at least");
    return {};
  }

  template <typename ReadItem>
  Status read_list(const Json& json, const std::string& key, ReadItem read_item) {
    if (!json.is_array()) return wrong("\"" + key + "\" is " + shown(json), {}, "use an array");
    for (size_t i = 0; i < json.size(); ++i) {
      if (Status status = read_item(json[i], i + 1); !status) return status;
    }
    return {};
  }

  Status read_text(const Json& json, const std::string& key, const std::string& place, std::string& text) {
    if (!json.is_string()) return wrong("\"" + key + "\" is " + shown(json), place, "use text in quotes");
    text = json.get<std::string>();
    return {};
  }

  // A newer version may know more names; such a pipeline still opens, read-only, with a problem.
  template <typename Value>
  Status read_name(const Json& json, const std::string& key, const std::string& place,
                   std::optional<Value> (*from_name)(std::string_view), const char* names, Value& value) {
    const std::optional<Value> known = json.is_string() ? from_name(json.get<std::string>()) : std::nullopt;
    if (known) {
      value = *known;
      return {};
    }
    const std::string what = "\"" + key + "\" is " + shown(json);
    const std::string remedy = std::string("use one of ") + names;
    if (!loaded_.newer_version) return wrong(what, place, remedy);
    loaded_.problems.push_back(invalid(what, place, remedy));
    return {};
  }

  Status read_settings(const Json& json) {
    if (!json.is_object()) return wrong("\"settings\" is " + shown(json), {}, "use an object");
    PipelineSettings& settings = loaded_.graph.settings;
    for (const auto& [key, value] : json.items()) {
      Status status;
      if (key == "precision")
        status = read_name(value, key, "settings", precision_from, "f32, f16, u8", settings.precision);
      else if (key == "backend")
        status = read_name(value, key, "settings", backend_from, kBackends, settings.backend);
      else
        settings.extras[key] = json_text(value);
      if (!status) return status;
    }
    return {};
  }

  Status read_node(const Json& json, size_t number) {
    std::string place = "node " + std::to_string(number) + " of the list";
    if (!json.is_object()) return wrong("a node is " + shown(json), place, "use an object with id and type");
    Node node;
    if (!json.contains("id")) return wrong("a node has no \"id\"", place, "give it a name");
    if (Status status = read_text(json["id"], "id", place, node.id); !status) return status;
    if (!node.id.empty()) place = "node " + node.id;
    if (!json.contains("type")) return wrong("the node has no \"type\"", place, "choose a type from the list of nodes");
    for (const auto& [key, value] : json.items()) {
      Status status;
      if (key == "id") continue;
      if (key == "type")
        status = read_text(value, key, place, node.type);
      else if (key == "params")
        status = read_params(value, place, node);
      else if (key == "position")
        status = read_position(value, place, node);
      else if (key == "label")
        status = read_text(value, key, place, node.label);
      else if (key == "bypass")
        status = read_bypass(value, place, node);
      else if (key == "backend")
        status = read_name(value, key, place, backend_from, kBackends, node.backend);
      else
        node.extras[key] = json_text(value);
      if (!status) return status;
    }
    loaded_.graph.nodes.push_back(std::move(node));
    return {};
  }

  Status read_params(const Json& json, const std::string& place, Node& node) {
    if (!json.is_object()) return wrong("\"params\" is " + shown(json), place, "use an object");
    for (const auto& [name, value] : json.items()) {
      if (std::optional<ParamValue> readable = value_from(value)) {
        node.params[name] = *std::move(readable);
      } else {
        node.unreadable_params[name] = json_text(value);
      }
    }
    return {};
  }

  Status read_position(const Json& json, const std::string& place, Node& node) {
    if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_number()) {
      return wrong("\"position\" is " + shown(json), place, "use [x, y]");
    }
    node.position = NodePosition{json[0].get<double>(), json[1].get<double>()};
    return {};
  }

  Status read_bypass(const Json& json, const std::string& place, Node& node) {
    if (!json.is_boolean()) return wrong("\"bypass\" is " + shown(json), place, "use true or false");
    node.bypass = json.get<bool>();
    return {};
  }

  Status read_link(const Json& json, size_t number) {
    const std::string place = "link " + std::to_string(number) + " of the list";
    if (!json.is_object()) return wrong("a link is " + shown(json), place, "use an object with from and to");
    Link link;
    for (const char* key : {"from", "to"}) {
      if (!json.contains(key)) return wrong("a link has no \"" + std::string(key) + "\"", place, kPortForm);
    }
    for (const auto& [key, value] : json.items()) {
      Status status;
      if (key == "from")
        status = read_port(value, key, place, link.from);
      else if (key == "to")
        status = read_port(value, key, place, link.to);
      else
        link.extras[key] = json_text(value);
      if (!status) return status;
    }
    loaded_.graph.links.push_back(std::move(link));
    return {};
  }

  Status read_port(const Json& json, const std::string& key, const std::string& place, PortRef& port) {
    const std::string text = json.is_string() ? json.get<std::string>() : std::string();
    const size_t dot = text.rfind('.');
    if (dot == std::string::npos) return wrong("\"" + key + "\" is " + shown(json), place, kPortForm);
    port = {text.substr(0, dot), text.substr(dot + 1)};
    return {};
  }

  // Values in the form their specs store, so that who reads them need not ask for 2 and 2.0.
  void store_checked_params() {
    for (Node& node : loaded_.graph.nodes) {
      const OperatorDef* def = registry_.find(node.type);
      if (!def) continue;
      for (auto& [name, value] : node.params) {
        const ParamSpec* spec = def->find_param(name);
        if (!spec) continue;
        Result<ParamValue> checked = checked_value(*spec, value);
        if (checked) value = *std::move(checked);
      }
    }
  }

  static std::string shown(const Json& json) {
    if (json.is_object()) return "an object";
    if (json.is_array()) return "an array";
    const std::string text = json_text(json);
    return text.size() <= 60 ? text : "a long text";
  }

  static constexpr const char* kNotPipeline = "open a file with \"format\": \"lightbench.pipeline\"";
  static constexpr const char* kBackends = "auto, cpu, vulkan";
  static constexpr const char* kPortForm = "use \"node.port\"";

  std::string file_;
  const OperatorRegistry& registry_;
  LoadedPipeline loaded_;
};

}  // namespace

Result<LoadedPipeline> parse_pipeline(std::string_view text, const std::string& name,
                                      const OperatorRegistry& registry) {
  const Result<Json> document = parse_json(text, name.empty() ? "pipeline" : "file " + name);
  if (!document) return document.error();
  return Reader(name, registry).read(*document);
}

Result<LoadedPipeline> load_pipeline(const std::string& path, const OperatorRegistry& registry) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  Result<LoadedPipeline> loaded = parse_pipeline(*text, path, registry);
  if (!loaded) return loaded;
  std::error_code error;
  const std::filesystem::path full = std::filesystem::absolute(path, error);
  if (error) return failed("the current folder is not readable: " + error.message(), "file " + path, "use a full path");
  loaded->graph.base_folder = full.lexically_normal().parent_path().string();
  return loaded;
}

Result<std::optional<ParamValue>> parse_json_value(std::string_view text, const std::string& where) {
  const Result<Json> json = parse_json(text, where);
  if (!json) return json.error();
  return value_from(*json);
}

}  // namespace lightbench
