#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/profile/chrome_trace.h"

namespace lightbench {
namespace {

using Json = nlohmann::json;

constexpr const char* kWhat = "trace";
constexpr const char* kRemedy = "choose a Chrome trace event file (JSON)";
constexpr double kLatest_us = 4e15;  // later times do not fit nanoseconds in 64 bits; 1970 in microseconds is 2e15

// One end or both of an event, before the earliest time of the file is known.
struct RawEvent {
  char phase = 0;  // X, B or E
  double start_us = 0;
  double duration_us = 0;
  TraceEvent event;
};

struct RawLane {
  std::string process_name;
  std::string name;
  int64_t sort_index = 0;
  size_t appearance = 0;
  std::vector<RawEvent> events;
};

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_primitive() && !value.is_null() ? value.dump(-1, ' ', false, Json::error_handler_t::replace)
                                                  : std::string();
}

std::string member_text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : text_of(*found);
}

std::optional<double> time_of(const Json& event, const char* name) {
  const auto found = event.find(name);
  if (found == event.end() || !found->is_number()) return std::nullopt;
  const double time = found->get<double>();
  return std::abs(time) < kLatest_us ? std::optional(time) : std::nullopt;
}

class Reader {
 public:
  Result<TraceFile> read(std::string_view json);

 private:
  bool take(int depth, Json::parse_event_t event, Json& parsed);
  void add_event(const Json& event);
  void add_metadata(const Json& event);
  void add_counter(const Json& event);
  RawLane& lane_of(const Json& event);
  Result<TraceFile> finished();
  TraceLane joined(RawLane& raw);
  int64_t ns_from_start(double time_us) const { return std::llround((time_us - first_us_) * 1000); }

  bool bare_array_ = false;
  bool found_events_ = false;
  bool in_events_ = false;                                        // of an object: inside the member traceEvents
  std::map<std::pair<std::string, std::string>, RawLane> lanes_;  // by process and thread
  std::map<std::string, std::string> processes_;
  std::vector<std::pair<double, int64_t>> memory_;
  double first_us_ = kLatest_us;
  double last_us_ = -kLatest_us;
  TraceFile file_;
};

// Events are taken as they come and dropped from the document, which so never grows with the file.
bool Reader::take(int depth, Json::parse_event_t event, Json& parsed) {
  if (depth == 0 && event == Json::parse_event_t::array_start) bare_array_ = found_events_ = true;
  if (depth == 1 && event == Json::parse_event_t::key) {
    in_events_ = !bare_array_ && parsed == "traceEvents";
    found_events_ = found_events_ || in_events_;
  }
  const bool inside = bare_array_ ? depth == 1 : in_events_ && depth == 2;
  if (!inside || event != Json::parse_event_t::object_end) return true;
  add_event(parsed);
  return false;
}

RawLane& Reader::lane_of(const Json& event) {
  std::pair<std::string, std::string> key(member_text(event, "pid"), member_text(event, "tid"));
  const auto [entry, fresh] = lanes_.try_emplace(key);
  if (fresh) {
    entry->second.appearance = lanes_.size();
    entry->second.name = key.second;
    entry->second.process_name = key.first;
  }
  return entry->second;
}

void Reader::add_event(const Json& event) {
  const std::string phase = member_text(event, "ph");
  if (phase == "M") return add_metadata(event);
  if (phase == "C") return add_counter(event);
  const std::optional<double> start = time_of(event, "ts");
  std::optional<double> duration = 0.0;
  if (phase == "X") duration = time_of(event, "dur");
  if ((phase != "X" && phase != "B" && phase != "E") || !start || !duration || *duration < 0) {
    ++file_.passed_over;
    return;
  }
  first_us_ = std::min(first_us_, *start);
  last_us_ = std::max(last_us_, *start + *duration);
  RawEvent raw{phase[0], *start, *duration, {}};
  raw.event.name = member_text(event, "name");
  raw.event.category = member_text(event, "cat");
  if (const auto arguments = event.find("args"); arguments != event.end() && arguments->is_object()) {
    for (const auto& [name, value] : arguments->items()) {
      if (std::string text = text_of(value); !text.empty()) raw.event.arguments.emplace_back(name, std::move(text));
    }
  }
  lane_of(event).events.push_back(std::move(raw));
}

void Reader::add_metadata(const Json& event) {
  const auto arguments = event.find("args");
  if (arguments == event.end() || !arguments->is_object()) return;
  const std::string kind = member_text(event, "name");
  if (kind == "process_name") processes_[member_text(event, "pid")] = member_text(*arguments, "name");
  if (kind == "thread_name") lane_of(event).name = member_text(*arguments, "name");
  const auto index = arguments->find("sort_index");
  if (kind == "thread_sort_index" && index != arguments->end() && index->is_number_integer()) {
    lane_of(event).sort_index = index->get<int64_t>();
  }
}

void Reader::add_counter(const Json& event) {
  const std::optional<double> at = time_of(event, "ts");
  const auto arguments = event.find("args");
  const bool ours = member_text(event, "name") == "picture memory" && at && arguments != event.end() &&
                    arguments->is_object() && arguments->contains("bytes") && arguments->at("bytes").is_number();
  if (!ours) {
    ++file_.passed_over;
    return;
  }
  memory_.emplace_back(*at, arguments->at("bytes").get<int64_t>());
}

// Beginnings get their ends; one without lasts to the end of the file, an end alone is nothing.
TraceLane Reader::joined(RawLane& raw) {
  TraceLane lane{processes_.count(raw.process_name) > 0 ? processes_[raw.process_name] : std::string(), raw.name, {}};
  std::stable_sort(raw.events.begin(), raw.events.end(),
                   [](const RawEvent& a, const RawEvent& b) { return a.start_us < b.start_us; });
  std::vector<size_t> open;
  for (RawEvent& each : raw.events) {
    if (each.phase == 'E') {
      if (open.empty()) {
        ++file_.passed_over;
        continue;
      }
      lane.events[open.back()].end_ns = ns_from_start(each.start_us);
      open.pop_back();
      continue;
    }
    const bool begins = each.phase == 'B';
    each.event.start_ns = ns_from_start(each.start_us);
    each.event.end_ns = ns_from_start(begins ? last_us_ : each.start_us + each.duration_us);
    if (begins) open.push_back(lane.events.size());
    lane.events.push_back(std::move(each.event));
  }
  std::stable_sort(lane.events.begin(), lane.events.end(), [](const TraceEvent& a, const TraceEvent& b) {
    return a.start_ns != b.start_ns ? a.start_ns < b.start_ns : a.end_ns > b.end_ns;
  });
  return lane;
}

Result<TraceFile> Reader::finished() {
  std::vector<RawLane*> order;
  for (auto& [key, lane] : lanes_) {
    if (!lane.events.empty()) order.push_back(&lane);
  }
  std::sort(order.begin(), order.end(), [](const RawLane* a, const RawLane* b) {
    return a->sort_index != b->sort_index ? a->sort_index < b->sort_index : a->appearance < b->appearance;
  });
  for (RawLane* raw : order) {
    TraceLane lane = joined(*raw);
    if (!lane.events.empty()) file_.lanes.push_back(std::move(lane));
  }
  if (file_.lanes.empty()) return invalid("no event with a duration", kWhat, kRemedy);
  file_.end_ns = ns_from_start(last_us_);
  std::stable_sort(memory_.begin(), memory_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at_us, bytes] : memory_) file_.memory.push_back({ns_from_start(at_us), bytes});
  return std::move(file_);
}

Result<TraceFile> Reader::read(std::string_view json) {
  std::string text(json);
  const size_t last = text.find_last_not_of(" \t\r\n");
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (last == std::string::npos) return invalid("the file is empty", kWhat, kRemedy);
  if (text[first] == '[' && text[last] == ',') text.resize(last);
  if (text[first] == '[' && text[last] != ']') text += ']';
  try {
    const Json document = Json::parse(
        text, [this](int depth, Json::parse_event_t event, Json& parsed) { return take(depth, event, parsed); });
  } catch (const Json::parse_error& error) {
    const std::string place = std::to_string(error.byte);
    if (error.byte >= text.size()) {
      return invalid("the file ends in the middle, after " + place + " bytes", kWhat, "copy or record it again");
    }
    return invalid("not JSON at byte " + place, kWhat, kRemedy);
  } catch (const Json::exception& error) {
    return invalid(std::string("a value that cannot be read: ") + error.what(), kWhat, kRemedy);
  }
  if (!found_events_) return invalid("no traceEvents in the file", kWhat, kRemedy);
  return finished();
}

}  // namespace

Result<TraceFile> read_chrome_trace(std::string_view json) { return Reader().read(json); }

}  // namespace lightbench
