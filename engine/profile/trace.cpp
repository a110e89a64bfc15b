#include "engine/profile/trace.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

namespace lightbench {
namespace {

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

std::string thread_name(int lane, const std::string& name) {
  return "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":" + std::to_string(lane) + ",\"args\":{\"name\":\"" +
         name + "\"}}";
}

}  // namespace

std::string_view name_of(SpanKind kind) {
  constexpr std::string_view kNames[] = {"kernel", "fused",  "upload", "download", "compile", "allocate", "wait",
                                         "model",  "decode", "encode", "reduce",   "plan",    "cached",   "pass"};
  return kNames[static_cast<size_t>(kind)];
}

int64_t Trace::attributed_ns() const {
  int64_t total = 0;
  for (const Span& span : steps) total += span.duration_ns();
  return total;
}

std::string chrome_trace_json(const std::vector<Trace>& runs) {
  constexpr int kStepLane = 1, kGpuLane = 2, kCopyLane = 3, kCompileLane = 4;
  constexpr int kFirstWorkerLane = 10;
  const int64_t origin = runs.empty() ? 0 : runs.front().start_ns;
  std::vector<std::string> events{thread_name(kStepLane, "steps")};
  int workers = 0;
  std::set<int> lanes;
  const auto lane_of = [](const Span& span) {
    if (span.kind == SpanKind::kUpload || span.kind == SpanKind::kDownload) return kCopyLane;
    if (span.kind == SpanKind::kCompile) return kCompileLane;
    return span.on_gpu ? kGpuLane : kStepLane;
  };
  for (const Trace& run : runs) {
    events.push_back(event("run", "run", run.start_ns - origin, run.wall_ns(), kStepLane, ""));
    for (const Span& span : run.steps) {
      events.push_back(event(span.node.empty() ? span.label : span.node, name_of(span.kind), span.start_ns - origin,
                             span.duration_ns(), lane_of(span),
                             "\"operator\":\"" + json_escaped(span.label) +
                                 "\",\"bytes_read\":" + std::to_string(span.bytes_read) +
                                 ",\"bytes_written\":" + std::to_string(span.bytes_written)));
    }
    for (const Span& span : run.steps) lanes.insert(lane_of(span));
    for (const WorkerSpan& span : run.workers) {
      workers = std::max(workers, span.worker + 1);
      const Span& step = run.steps[span.step];
      events.push_back(event(step.node, name_of(step.kind), span.start_ns - origin, span.end_ns - span.start_ns,
                             kFirstWorkerLane + span.worker, ""));
    }
  }
  for (const auto& [lane, name] :
       {std::pair(kGpuLane, "GPU"), std::pair(kCopyLane, "copies"), std::pair(kCompileLane, "shader compiler")}) {
    if (lanes.count(lane) > 0) events.push_back(thread_name(lane, name));
  }
  for (int worker = 0; worker < workers; ++worker) {
    events.push_back(thread_name(kFirstWorkerLane + worker, "CPU " + std::to_string(worker)));
  }
  std::string json = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  for (size_t i = 0; i < events.size(); ++i) json += events[i] + (i + 1 < events.size() ? ",\n" : "\n");
  return json + "]}\n";
}

}  // namespace lightbench
