#include "engine/profile/chrome_trace.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace lightbench {
namespace {

constexpr int kStepLane = 1, kGpuLane = 2, kCopyLane = 3, kCompileLane = 4, kDecodeLane = 5, kEncodeLane = 6;
constexpr int kFirstWorkerLane = 10;

std::string json_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", c);
      escaped += code;
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string event(const std::string& name, std::string_view category, int64_t start_ns, int64_t duration_ns, int lane,
                  const std::string& args) {
  char times[96];
  std::snprintf(times, sizeof times, "\"ts\":%.3f,\"dur\":%.3f,\"pid\":1,\"tid\":%d",
                static_cast<double>(start_ns) * 1e-3, static_cast<double>(duration_ns) * 1e-3, lane);
  return "{\"name\":\"" + json_escaped(name) + "\",\"cat\":\"" + std::string(category) + "\",\"ph\":\"X\"," + times +
         ",\"args\":{" + args + "}}";
}

std::string memory_event(const MemorySample& sample, int64_t origin_ns) {
  char text[160];
  std::snprintf(text, sizeof text,
                "{\"name\":\"picture memory\",\"ph\":\"C\",\"ts\":%.3f,\"pid\":1,\"args\":{\"bytes\":%lld}}",
                static_cast<double>(sample.at_ns - origin_ns) * 1e-3, static_cast<long long>(sample.bytes));
  return text;
}

std::string metadata(const char* kind, int lane, const std::string& argument) {
  return "{\"name\":\"" + std::string(kind) + "\",\"ph\":\"M\",\"pid\":1,\"tid\":" + std::to_string(lane) +
         ",\"args\":{" + argument + "}}";
}

void add_lane(std::vector<std::string>& events, int lane, const std::string& name) {
  events.push_back(metadata("thread_name", lane, "\"name\":\"" + name + "\""));
  events.push_back(metadata("thread_sort_index", lane, "\"sort_index\":" + std::to_string(lane)));
}

int lane_of(const Span& span) {
  switch (span.kind) {
    case SpanKind::kUpload:
    case SpanKind::kDownload: return kCopyLane;
    case SpanKind::kCompile: return kCompileLane;
    case SpanKind::kDecode: return kDecodeLane;
    case SpanKind::kEncode: return kEncodeLane;
    default: return span.on_gpu ? kGpuLane : kStepLane;
  }
}

}  // namespace

std::string chrome_trace_json(const std::vector<Trace>& runs) {
  const int64_t origin = runs.empty() ? 0 : runs.front().start_ns;
  std::vector<std::string> events{metadata("process_name", 0, "\"name\":\"Lightbench\"")};
  add_lane(events, kStepLane, "steps");
  int workers = 0;
  std::set<int> lanes;
  for (const Trace& run : runs) {
    events.push_back(event("run", "run", run.start_ns - origin, run.wall_ns(), kStepLane, ""));
    for (const Span& span : run.steps) {
      events.push_back(event(span.node.empty() ? span.label : span.node, name_of(span.kind), span.start_ns - origin,
                             span.duration_ns(), lane_of(span),
                             "\"operator\":\"" + json_escaped(span.label) +
                                 "\",\"bytes_read\":" + std::to_string(span.bytes_read) +
                                 ",\"bytes_written\":" + std::to_string(span.bytes_written)));
      lanes.insert(lane_of(span));
    }
    for (const WorkerSpan& span : run.workers) {
      workers = std::max(workers, span.worker + 1);
      // A run that was stopped has stretches of a step that never became one.
      const bool known = span.step < run.steps.size();
      events.push_back(event(known ? run.steps[span.step].node : "stopped",
                             known ? name_of(run.steps[span.step].kind) : "stopped", span.start_ns - origin,
                             span.end_ns - span.start_ns, kFirstWorkerLane + span.worker, ""));
    }
    for (const MemorySample& sample : run.memory) events.push_back(memory_event(sample, origin));
  }
  for (const auto& [lane, name] :
       {std::pair(kGpuLane, "GPU"), std::pair(kCopyLane, "copies"), std::pair(kCompileLane, "shader compiler"),
        std::pair(kDecodeLane, "decode"), std::pair(kEncodeLane, "encode")}) {
    if (lanes.count(lane) > 0) add_lane(events, lane, name);
  }
  for (int worker = 0; worker < workers; ++worker) {
    add_lane(events, kFirstWorkerLane + worker, "CPU " + std::to_string(worker));
  }
  std::string json = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  for (size_t i = 0; i < events.size(); ++i) json += events[i] + (i + 1 < events.size() ? ",\n" : "\n");
  return json + "]}\n";
}

}  // namespace lightbench
