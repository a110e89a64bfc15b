// Writing a session file: members in the order of session_file.h, what is unknown left out.

#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/profile/session_file.h"

namespace lightbench {
namespace {

using Json = nlohmann::ordered_json;

void put_text(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

template <typename T>
void put_known(Json& json, const char* name, const std::optional<T>& value) {
  if (value) json[name] = *value;
}

template <typename T>
void put_samples(Json& json, const char* name, const std::vector<T>& samples) {
  if (!samples.empty()) json[name] = samples;
}

Json json_of(const SessionNode& node);
Json json_of(const SessionImage& image);
Json json_of(const SessionPicture& picture);
Json json_of(const SessionVariant& variant);

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(json_of(item));
  return list;
}

Json json_of(const MachineInfo& machine) {
  Json json = Json::object();
  put_text(json, "cpu", machine.cpu_name);
  json["processors"] = machine.processors;
  json["isa"] = machine.isa;
  json["memory_bytes"] = machine.memory_bytes;
  put_text(json, "governor", machine.governor);
  put_known(json, "load_1min", machine.load_1min);
  return json;
}

Json json_of(const SessionNode& node) {
  Json json{{"id", node.id}, {"type", node.type}, {"state", node.state}};
  put_text(json, "backend", node.backend);
  put_text(json, "isa", node.isa);
  put_text(json, "fallback", node.fallback);
  if (node.fused_group >= 0) json["fused_group"] = node.fused_group;
  put_known(json, "cold_self_ns", node.cold_self_ns);
  put_samples(json, "self_ns", node.self_ns);
  put_samples(json, "busy_ns", node.busy_ns);
  put_known(json, "io_ns", node.io_ns);
  json["bytes_read"] = node.bytes_read;
  json["bytes_written"] = node.bytes_written;
  if (node.width > 0) {
    json["width"] = node.width;
    json["height"] = node.height;
    json["channels"] = node.channels;
    json["format"] = node.format;
  }
  return json;
}

Json json_of(const SessionImage& image) {
  Json json{{"node", image.node}};
  put_text(json, "path", image.path);
  put_text(json, "hash", image.hash);
  json["width"] = image.width;
  json["height"] = image.height;
  json["channels"] = image.channels;
  json["format"] = image.format;
  return json;
}

Json json_of(const SessionPicture& picture) {
  return {{"inputs", list_of(picture.inputs)},
          {"outputs", list_of(picture.outputs)},
          {"cold_wall_ns", picture.cold_wall_ns},
          {"warmup_wall_ns", picture.warmup_wall_ns},
          {"start_ns", picture.start_ns},
          {"wall_ns", picture.wall_ns},
          {"unattributed_ns", picture.unattributed_ns},
          {"nodes", list_of(picture.nodes)},
          {"peak_buffer_bytes", picture.peak_buffer_bytes}};
}

Json json_of(const SessionVariant& variant) {
  Json json{{"name", variant.name}};
  put_text(json, "pipeline_name", variant.pipeline_name);
  put_text(json, "pipeline_path", variant.pipeline_path);
  json["pipeline"] = variant.pipeline;
  json["pipeline_hash"] = variant.pipeline_hash;
  json["isa"] = variant.isa;
  json["fused"] = variant.fused;
  json["build"] = {{"version", variant.build.version},
                   {"type", variant.build.type},
                   {"compiler", variant.build.compiler},
                   {"optimised", variant.build.optimised}};
  if (variant.gpu) json["gpu"] = {{"name", variant.gpu->name}, {"driver", variant.gpu->driver}};
  json["pictures"] = list_of(variant.pictures);
  return json;
}

}  // namespace

std::string serialize_session(const ProfileSession& session) {
  const Json json{{"format", "lightbench.session"},
                  {"version", kSessionVersion},
                  {"recorded", session.recorded},
                  {"tags", session.tags},
                  {"notes", session.notes},
                  {"machine", json_of(session.machine)},
                  {"threads", session.threads},
                  {"peak_resident_bytes", session.peak_resident_bytes},
                  {"variants", list_of(session.variants)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status save_session(const ProfileSession& session, const std::string& path) {
  return write_file_atomically(path, serialize_session(session));
}

}  // namespace lightbench
