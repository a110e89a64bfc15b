// Reading a session file. Checked before it parses (nesting, UTF-8); none of the JSON library's exceptions leave here.

#include "engine/profile/session_file.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/graph/json_text.h"

namespace lightbench {
namespace {

using Json = nlohmann::json;

constexpr int kDeepestNesting = 32;  // sessions need 7
constexpr size_t kLargestFile = size_t{256} << 20;

// Where reading stands, and the first thing that had the wrong shape; what comes after it is passed over.
struct Progress {
  std::string problem;  // "variants[0].pictures[2].wall_ns is not a list of whole numbers"
  void fail(const std::string& place, const std::string& expected) {
    if (problem.empty()) problem = place + " is not " + expected;
  }
};

void take(const Json& json, const std::string& place, std::string& value, Progress& progress) {
  if (!json.is_string()) return progress.fail(place, "text");
  value = json.get<std::string>();
}

void take(const Json& json, const std::string& place, bool& value, Progress& progress) {
  if (!json.is_boolean()) return progress.fail(place, "true or false");
  value = json.get<bool>();
}

void take(const Json& json, const std::string& place, double& value, Progress& progress) {
  if (!json.is_number()) return progress.fail(place, "a number");
  value = json.get<double>();
}

void take(const Json& json, const std::string& place, int64_t& value, Progress& progress) {
  const bool fits = json.is_number_integer() &&
                    (!json.is_number_unsigned() || json.get<uint64_t>() <= std::numeric_limits<int64_t>::max());
  if (!fits) return progress.fail(place, "a whole number");
  value = json.get<int64_t>();
}

void take(const Json& json, const std::string& place, int& value, Progress& progress) {
  int64_t wide = 0;
  take(json, place, wide, progress);
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    return progress.fail(place, "a number of 32 bits");
  }
  value = static_cast<int>(wide);
}

void take(const Json& json, const std::string& place, MachineInfo& machine, Progress& progress);
void take(const Json& json, const std::string& place, BuildInfo& build, Progress& progress);
void take(const Json& json, const std::string& place, SessionGpu& gpu, Progress& progress);
void take(const Json& json, const std::string& place, SessionNode& node, Progress& progress);
void take(const Json& json, const std::string& place, SessionImage& image, Progress& progress);
void take(const Json& json, const std::string& place, SessionPicture& picture, Progress& progress);
void take(const Json& json, const std::string& place, SessionVariant& variant, Progress& progress);

template <typename T>
void take(const Json& json, const std::string& place, std::optional<T>& value, Progress& progress) {
  take(json, place, value.emplace(), progress);
}

template <typename T>
void take(const Json& json, const std::string& place, std::vector<T>& values, Progress& progress) {
  if (!json.is_array()) return progress.fail(place, "a list");
  values.reserve(json.size());
  for (size_t i = 0; i < json.size() && progress.problem.empty(); ++i) {
    take(json[i], place + "[" + std::to_string(i) + "]", values.emplace_back(), progress);
  }
}

// The members of one object. What is absent or null keeps its default.
class Members {
 public:
  Members(const Json& json, std::string place, Progress& progress)
      : json_(json), place_(std::move(place)), progress_(progress) {
    if (!json.is_object()) progress.fail(place_.empty() ? "the file" : place_, "an object");
  }

  template <typename T>
  Members& read(const char* name, T& value) {
    if (!progress_.problem.empty()) return *this;
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return *this;
    take(*found, place_.empty() ? name : place_ + "." + name, value, progress_);
    return *this;
  }

 private:
  const Json& json_;
  std::string place_;
  Progress& progress_;
};

void take(const Json& json, const std::string& place, MachineInfo& machine, Progress& progress) {
  Members(json, place, progress)
      .read("cpu", machine.cpu_name)
      .read("processors", machine.processors)
      .read("isa", machine.isa)
      .read("memory_bytes", machine.memory_bytes)
      .read("governor", machine.governor)
      .read("load_1min", machine.load_1min);
}

void take(const Json& json, const std::string& place, BuildInfo& build, Progress& progress) {
  Members(json, place, progress)
      .read("version", build.version)
      .read("type", build.type)
      .read("compiler", build.compiler)
      .read("optimised", build.optimised);
}

void take(const Json& json, const std::string& place, SessionGpu& gpu, Progress& progress) {
  Members(json, place, progress).read("name", gpu.name).read("driver", gpu.driver);
}

void take(const Json& json, const std::string& place, SessionNode& node, Progress& progress) {
  Members(json, place, progress)
      .read("id", node.id)
      .read("type", node.type)
      .read("state", node.state)
      .read("backend", node.backend)
      .read("isa", node.isa)
      .read("fallback", node.fallback)
      .read("fused_group", node.fused_group)
      .read("cold_self_ns", node.cold_self_ns)
      .read("self_ns", node.self_ns)
      .read("busy_ns", node.busy_ns)
      .read("io_ns", node.io_ns)
      .read("bytes_read", node.bytes_read)
      .read("bytes_written", node.bytes_written)
      .read("width", node.width)
      .read("height", node.height)
      .read("channels", node.channels)
      .read("format", node.format);
}

void take(const Json& json, const std::string& place, SessionImage& image, Progress& progress) {
  Members(json, place, progress)
      .read("node", image.node)
      .read("path", image.path)
      .read("hash", image.hash)
      .read("width", image.width)
      .read("height", image.height)
      .read("channels", image.channels)
      .read("format", image.format);
}

void take(const Json& json, const std::string& place, SessionPicture& picture, Progress& progress) {
  Members(json, place, progress)
      .read("inputs", picture.inputs)
      .read("outputs", picture.outputs)
      .read("cold_wall_ns", picture.cold_wall_ns)
      .read("warmup_wall_ns", picture.warmup_wall_ns)
      .read("start_ns", picture.start_ns)
      .read("wall_ns", picture.wall_ns)
      .read("unattributed_ns", picture.unattributed_ns)
      .read("nodes", picture.nodes)
      .read("peak_buffer_bytes", picture.peak_buffer_bytes);
}

void take(const Json& json, const std::string& place, SessionVariant& variant, Progress& progress) {
  Members(json, place, progress)
      .read("name", variant.name)
      .read("pipeline_name", variant.pipeline_name)
      .read("pipeline_path", variant.pipeline_path)
      .read("pipeline", variant.pipeline)
      .read("pipeline_hash", variant.pipeline_hash)
      .read("isa", variant.isa)
      .read("fused", variant.fused)
      .read("build", variant.build)
      .read("gpu", variant.gpu)
      .read("pictures", variant.pictures);
}

// What the shapes of the members do not say: that there are rounds, and that all vectors have one entry for each.
void check_picture(const SessionPicture& picture, size_t rounds, const std::string& place, Progress& progress) {
  const auto check = [&](const std::vector<int64_t>& samples, const std::string& name, bool may_be_absent) {
    if (samples.size() == rounds || (may_be_absent && samples.empty())) return;
    progress.fail(place + "." + name, "a list of " + std::to_string(rounds) + " rounds as the others are");
  };
  check(picture.wall_ns, "wall_ns", false);
  check(picture.unattributed_ns, "unattributed_ns", false);
  check(picture.start_ns, "start_ns", true);
  for (const int64_t wall : picture.wall_ns) {
    if (wall <= 0) progress.fail(place + ".wall_ns", "a list of times above 0");
  }
  for (const SessionNode& node : picture.nodes) {
    check(node.self_ns, "nodes, " + node.id + ".self_ns", true);
    check(node.busy_ns, "nodes, " + node.id + ".busy_ns", true);
  }
}

void check_variants(const std::vector<SessionVariant>& variants, Progress& progress) {
  if (variants.empty() || variants.size() > 2) return progress.fail("variants", "a list of one or two");
  for (size_t v = 0; v < variants.size(); ++v) {
    const std::string place = "variants[" + std::to_string(v) + "].pictures";
    const std::vector<SessionPicture>& pictures = variants[v].pictures;
    if (pictures.empty() || pictures[0].wall_ns.empty()) return progress.fail(place, "a list with measured rounds");
    const size_t rounds = variants[0].rounds();
    for (size_t p = 0; p < pictures.size(); ++p) {
      check_picture(pictures[p], rounds, place + "[" + std::to_string(p) + "]", progress);
    }
  }
}

Result<Json> parse_json(std::string_view text, const std::string& where) {
  const auto at = [&](size_t offset) { return where + ", " + line_and_column(text, offset); };
  if (text.size() > kLargestFile) {
    return invalid("a session of " + std::to_string(text.size()) + " bytes is too large", where, "check the file");
  }
  if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    return invalid("the text is not UTF-8", at(bad), "record the session again");
  }
  if (const size_t deep = find_deep_nesting(text, kDeepestNesting); deep != std::string_view::npos) {
    return invalid("brackets are nested more than " + std::to_string(kDeepestNesting) + " deep", at(deep),
                   "check the file");
  }
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const size_t offset = error.byte > 0 ? std::min(error.byte - 1, text.size()) : 0;
    if (offset == text.size()) {
      return invalid("the file ends early", at(offset), "it was cut off: copy it again or record the session again");
    }
    return invalid("not valid JSON", at(offset), "check the file or record the session again");
  } catch (const Json::exception&) {  // a number beyond the range of a double
    return invalid("a number is out of range", where, "check the file or record the session again");
  }
}

}  // namespace

const SessionNode* SessionPicture::find(std::string_view node) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const SessionNode& each) { return each.id == node; });
  return found == nodes.end() ? nullptr : &*found;
}

std::vector<int64_t> SessionVariant::wall_ns() const {
  std::vector<int64_t> sums(rounds());
  for (const SessionPicture& picture : pictures) {
    for (size_t round = 0; round < sums.size(); ++round) sums[round] += picture.wall_ns[round];
  }
  return sums;
}

Result<LoadedSession> parse_session(std::string_view text, const std::string& name) {
  const std::string where = "session " + name;
  const Result<Json> json = parse_json(text, where);
  if (!json) return json.error();
  Progress progress;
  std::string format;
  int version = 0;
  LoadedSession loaded;
  ProfileSession& session = loaded.session;
  Members members(*json, "", progress);
  members.read("format", format).read("version", version);
  if (format != "lightbench.session") {
    return invalid("not a session: its format is not lightbench.session", where,
                   "give a file that lightbench-cli profile wrote");
  }
  if (version < 1) progress.fail("version", "1 or more");
  members.read("recorded", session.recorded)
      .read("tags", session.tags)
      .read("notes", session.notes)
      .read("machine", session.machine)
      .read("threads", session.threads)
      .read("peak_resident_bytes", session.peak_resident_bytes)
      .read("variants", session.variants);
  if (progress.problem.empty()) check_variants(session.variants, progress);
  loaded.newer_version = version > kSessionVersion;
  if (!progress.problem.empty()) {
    return invalid(progress.problem, where,
                   loaded.newer_version ? "a newer version wrote it: open it with that" : "record the session again");
  }
  if (loaded.newer_version) {
    loaded.warnings.push_back(name + " was written by a newer version (" + std::to_string(version) +
                              "): what this one does not know is left out");
  }
  return loaded;
}

Result<LoadedSession> load_session(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  return parse_session(*text, path);
}

}  // namespace lightbench
