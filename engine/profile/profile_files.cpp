// The small files that profiling keeps: a baseline, and what the machine does at best. The only source of this folder
// that knows the JSON library; none of its exceptions leave it.
#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/profile/baseline.h"
#include "engine/profile/machine_speed.h"

namespace lightbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr const char* kBaselineFormat = "lightbench.baseline";
constexpr const char* kMachineFormat = "lightbench.machine";

Error damaged(const std::string& path, const std::string& what) {
  return invalid(what, path, "remove the file; it is made again when it is wanted");
}

// `read` takes the parsed text; what it misses there makes the file a damaged one.
template <typename Value, typename Read>
Result<Value> read_json(const std::string& path, const char* format, Read read) {
  Result<std::string> text = read_file(path);
  if (!text) return text.error();
  try {
    const Json json = Json::parse(*text);
    if (json.at("format") != format) return damaged(path, "this is no file of " + std::string(format));
    if (json.at("version").get<int>() > kVersion) return damaged(path, "the file is of a newer version");
    return read(json);
  } catch (const Json::exception& error) {
    return damaged(path, std::string("the file is damaged: ") + error.what());
  }
}

Status write_json(const std::string& path, const Json& json) {
  // Names come from the user's pipeline; a byte that is not UTF-8 is replaced, not thrown about.
  return write_file_atomically(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json json_of(const BaselineNode& node) {
  const RunConditions& conditions = node.conditions;
  return {{"id", node.id},
          {"type", conditions.type},
          {"width", conditions.width},
          {"height", conditions.height},
          {"channels", conditions.channels},
          {"format", conditions.format},
          {"backend", conditions.backend},
          {"device", conditions.device},
          {"self_ns", node.self_ns}};
}

// Sizes and times are whole numbers from 0 up; anything else is as damaged as a missing one.
int64_t whole(const Json& json) { return static_cast<int64_t>(json.get_ref<const Json::number_unsigned_t&>()); }
int side(const Json& json) { return static_cast<int>(whole(json)); }

BaselineNode node_of(const Json& json) {
  BaselineNode node;
  node.id = json.at("id");
  node.conditions = {json.at("type"),   side(json.at("width")), side(json.at("height")), side(json.at("channels")),
                     json.at("format"), json.at("backend"),     json.at("device")};
  for (const Json& each : json.at("self_ns")) node.self_ns.push_back(whole(each));
  return node;
}

}  // namespace

Result<Baseline> read_baseline(const std::string& path) {
  return read_json<Baseline>(path, kBaselineFormat, [](const Json& json) {
    Baseline baseline{json.at("name"), json.at("made_at"), json.at("machine"), {}, {}};
    for (const Json& each : json.at("nodes")) {
      BaselineNode node = node_of(each);
      if (!node.self_ns.empty()) baseline.nodes.push_back(std::move(node));
    }
    baseline.session = json.value("session", std::string());
    return baseline;
  });
}

Status write_baseline(const std::string& path, const Baseline& baseline) {
  Json nodes = Json::array();
  for (const BaselineNode& node : baseline.nodes) nodes.push_back(json_of(node));
  Json json{{"format", kBaselineFormat},
            {"version", kVersion},
            {"name", baseline.name},
            {"made_at", baseline.made_at},
            {"machine", baseline.machine}};
  if (!baseline.session.empty()) json["session"] = baseline.session;
  json["nodes"] = nodes;
  return write_json(path, json);
}

Result<MachineSpeed> read_machine_speed(const std::string& path) {
  Result<MachineSpeed> read = read_json<MachineSpeed>(path, kMachineFormat, [](const Json& json) {
    const Json& profiler = json.at("profiler");
    return MachineSpeed{{json.at("copy_gb_per_s"), json.at("gflop_per_s"), json.at("dispatch_ns")},
                        json.at("machine"),
                        {profiler.at("step_ns"), profiler.at("worker_ns"), profiler.at("reading_ns")},
                        1};
  });  // Everything is divided by these.
  if (read && !(read->copy_gb_per_s > 0 && read->gflop_per_s > 0 && read->dispatch_ns > 0)) {
    return damaged(path, "a speed of the machine is not above 0");
  }
  return read;
}

Status write_machine_speed(const std::string& path, const MachineSpeed& speed) {
  return write_json(path, {{"format", kMachineFormat},
                           {"version", kVersion},
                           {"machine", speed.machine},
                           {"copy_gb_per_s", speed.copy_gb_per_s},
                           {"gflop_per_s", speed.gflop_per_s},
                           {"dispatch_ns", speed.dispatch_ns},
                           {"profiler",
                            {{"step_ns", speed.profiler.step_ns},
                             {"worker_ns", speed.profiler.worker_ns},
                             {"reading_ns", speed.profiler.reading_ns}}}});
}

}  // namespace lightbench
