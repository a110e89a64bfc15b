#include "engine/profile/chrome_trace.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <set>

namespace lightbench {
namespace {

constexpr int kStepLane = 1, kGpuLane = 2, kCopyLane = 3, kCompileLane = 4, kDecodeLane = 5, kEncodeLane = 6;
constexpr int kFirstWorkerLane = 10, kFirstOtherLane = 10'000;

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

int64_t earliest_ns(const std::vector<Trace>& runs, const TraceExtras& extras) {
  int64_t earliest = std::numeric_limits<int64_t>::max();
  for (const Trace& run : runs) earliest = std::min(earliest, run.start_ns);
  for (const Span& span : extras.files) earliest = std::min(earliest, span.start_ns);
  for (const TraceLane& lane : extras.others) {
    for (const TraceEvent& each : lane.events) earliest = std::min(earliest, each.start_ns);
  }
  return earliest == std::numeric_limits<int64_t>::max() ? 0 : earliest;
}

class Writer {
 public:
  explicit Writer(int64_t origin_ns) : origin_ns_(origin_ns) {
    events_.push_back(metadata("process_name", 0, "\"name\":\"Lightbench\""));
    add_lane(events_, kStepLane, "steps");
  }

  void add_run(const Trace& run) {
    events_.push_back(event("run", "run", run.start_ns - origin_ns_, run.wall_ns(), kStepLane, ""));
    for (const Span& span : run.steps) add_span(span);
    for (const WorkerSpan& span : run.workers) {
      workers_ = std::max(workers_, span.worker + 1);
      // A run that was stopped has stretches of a step that never became one.
      const bool known = span.step < run.steps.size();
      events_.push_back(event(known ? run.steps[span.step].node : "stopped",
                              known ? name_of(run.steps[span.step].kind) : "stopped", span.start_ns - origin_ns_,
                              span.end_ns - span.start_ns, kFirstWorkerLane + span.worker, ""));
    }
    for (const MemorySample& sample : run.memory) events_.push_back(memory_event(sample, origin_ns_));
  }

  void add_span(const Span& span) {
    std::string arguments = "\"operator\":\"" + json_escaped(span.label) +
                            "\",\"bytes_read\":" + std::to_string(span.bytes_read) +
                            ",\"bytes_written\":" + std::to_string(span.bytes_written);
    if (!span.file.empty()) arguments += ",\"file\":\"" + json_escaped(span.file) + "\"";
    events_.push_back(event(span.node.empty() ? span.label : span.node, name_of(span.kind), span.start_ns - origin_ns_,
                            span.duration_ns(), lane_of(span), arguments));
    lanes_.insert(lane_of(span));
  }

  void add_other(const TraceLane& lane) {
    const int number = kFirstOtherLane + others_++;
    add_lane(events_, number, json_escaped(lane.name));
    for (const TraceEvent& each : lane.events) {
      std::string arguments;
      for (const auto& [name, value] : each.arguments) {
        arguments += (arguments.empty() ? "\"" : ",\"") + json_escaped(name) + "\":\"" + json_escaped(value) + "\"";
      }
      events_.push_back(event(each.name, json_escaped(each.category), each.start_ns - origin_ns_,
                              each.end_ns - each.start_ns, number, arguments));
    }
  }

  std::string finished() {
    for (const auto& [lane, name] :
         {std::pair(kGpuLane, "GPU"), std::pair(kCopyLane, "copies"), std::pair(kCompileLane, "shader compiler"),
          std::pair(kDecodeLane, "decode"), std::pair(kEncodeLane, "encode")}) {
      if (lanes_.count(lane) > 0) add_lane(events_, lane, name);
    }
    for (int worker = 0; worker < workers_; ++worker) {
      add_lane(events_, kFirstWorkerLane + worker, "CPU " + std::to_string(worker));
    }
    std::string json = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
    for (size_t i = 0; i < events_.size(); ++i) json += events_[i] + (i + 1 < events_.size() ? ",\n" : "\n");
    return json + "]}\n";
  }

 private:
  const int64_t origin_ns_;
  std::vector<std::string> events_;
  std::set<int> lanes_;
  int workers_ = 0;
  int others_ = 0;
};

}  // namespace

std::string chrome_trace_json(const std::vector<Trace>& runs, const TraceExtras& extras) {
  Writer writer(earliest_ns(runs, extras));
  for (const Trace& run : runs) writer.add_run(run);
  for (const Span& span : extras.files) writer.add_span(span);
  for (const TraceLane& lane : extras.others) writer.add_other(lane);
  return writer.finished();
}

}  // namespace lightbench
