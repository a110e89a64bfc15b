// A run of known times for the tests of ui/profile: two branches of a graph, a pass of two nodes, a decode, worker
// spans with gaps, and memory. In milliseconds from its start: photo 0–2, pass (exposure 60 %, gamma 40 %) 2–7 on two
// workers, blur 8–11 on one, wall 12.
#pragma once

#include "engine/graph/chain.h"
#include "engine/runtime/run_report.h"

namespace lightbench::testing {

inline constexpr int64_t kMs = 1'000'000;
inline constexpr int64_t kStart = 7'000'000'123;

inline Graph profile_graph() {
  Graph graph = photo_chain({node("exposure", "exposure"), node("gamma", "gamma")});
  graph.nodes.push_back(node("blur", "gaussian_blur"));
  graph.nodes.push_back(node("idle", "invert"));
  graph.connect({"photo", "image"}, {"blur", "image"});
  graph.connect({"photo", "image"}, {"idle", "image"});
  return graph;
}

inline Span profile_span(SpanKind kind, const char* id, const char* label, int64_t from_ms, int64_t to_ms) {
  return {kind, id, label, kStart + from_ms * kMs, kStart + to_ms * kMs, 1'000'000, 2'000'000, false};
}

inline NodeReport profile_line(const char* id, const char* type, int64_t self_ms, int pass = -1) {
  NodeReport line;
  line.id = id;
  line.type = type;
  line.state = NodeState::kComputed;
  line.self_ns = self_ms * kMs;
  line.busy_ns = self_ms * kMs;
  line.fused_group = pass;
  line.backend = "cpu";
  line.isa = "avx2";
  line.reason = "first run";
  return line;
}

inline RunReport profile_report() {
  RunReport report;
  report.nodes = {profile_line("photo", "input", 2), profile_line("exposure", "exposure", 3, 4),
                  profile_line("gamma", "gamma", 2, 4), profile_line("blur", "gaussian_blur", 3)};
  NodeReport idle;
  idle.id = "idle";
  idle.type = "invert";
  report.nodes.push_back(idle);
  report.nodes[3].bytes_read = 1'000'000;
  report.nodes[3].bytes_written = 2'000'000;
  report.trace.start_ns = kStart;
  report.trace.end_ns = kStart + 12 * kMs;
  report.trace.steps = {profile_span(SpanKind::kDecode, "photo", "input", 0, 2),
                        profile_span(SpanKind::kFused, "gamma", "exposure + gamma", 2, 7),
                        profile_span(SpanKind::kKernel, "blur", "gaussian_blur", 8, 11)};
  const auto worker = [&](int index, size_t step, int64_t from_ms, int64_t to_ms) {
    report.trace.workers.push_back({index, step, kStart + from_ms * kMs, kStart + to_ms * kMs});
  };
  worker(0, 1, 2, 7);
  worker(1, 1, 3, 6);
  report.trace.memory = {{kStart, 1'000'000}, {kStart + 2 * kMs, 9'000'000}, {kStart + 11 * kMs, 4'000'000}};
  report.peak_buffer_bytes = 10'000'000;
  return report;
}

inline RunReport with_transfer(RunReport report) {
  Span up = profile_span(SpanKind::kUpload, "photo", "upload", 6, 8);
  report.trace.steps.push_back(up);
  return report;
}

}  // namespace lightbench::testing
