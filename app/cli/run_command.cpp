#include <unistd.h>

#include <cstdio>
#include <map>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/json_documents.h"
#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/operators/builtin.h"
#include "engine/profile/chrome_trace.h"
#include "engine/profile/statistics.h"
#include "engine/simd/isa.h"

namespace lightbench::cli {
namespace {

Status check_flags(const RunArguments& arguments) {
  if (arguments.isa == "auto" || arguments.isa == "scalar") return {};
  const Result<Isa> isa = isa_named(arguments.isa);
  if (!isa) return isa.error();
  return use_isa(*isa);
}

// Nodes that shared a pass have sampled shares of its time.
void print_passes(const PipelineRunResult& result) {
  std::map<int, std::string> members;
  for (const NodeMeasurement& node : result.nodes) {
    if (node.last.fused_group < 0) continue;
    std::string& names = members[node.last.fused_group];
    names += (names.empty() ? "" : " ") + node.id;
  }
  for (const auto& [group, names] : members) std::printf("one pass, times are shares: %s\n", names.c_str());
}

// What ran on the graphics card, and what moved in the last round.
void print_gpu(const PipelineRunResult& result) {
  std::string nodes;
  for (const NodeMeasurement& node : result.nodes) {
    if (node.last.backend == "vulkan") nodes += " " + node.id;
  }
  std::printf("on %s:%s\n", result.gpu->name.c_str(), nodes.c_str());
  for (const Span& span : result.traces.back().steps) {
    if (span.kind != SpanKind::kUpload && span.kind != SpanKind::kDownload) continue;
    std::printf("%s of %s: %.1f MB, %.2f ms\n", span.label.c_str(), span.node.c_str(),
                static_cast<double>(span.bytes_read) / 1e6, to_ms(span.duration_ns()));
  }
}

void print_table(const PipelineRunResult& result) {
  std::printf("%-24s %-18s %10s %10s %10s\n", "node", "type", "self ms", "min", "p95");
  for (const NodeMeasurement& node : result.nodes) {
    if (node.io_ns) {
      std::printf("%-24s %-18s %10.2f %21s\n", node.id.c_str(), node.type.c_str(), to_ms(*node.io_ns),
                  node.type == "output" ? "written once" : "read once");
      continue;
    }
    const DurationStatistics self = statistics_of(node.self_ns);
    std::printf("%-24s %-18s %10.2f %10.2f %10.2f\n", node.id.c_str(), node.type.c_str(), self.median_ms, self.min_ms,
                self.p95_ms);
  }
  const DurationStatistics wall = statistics_of(result.wall_ns);
  std::printf("wall %.2f ms (median of %zu, cold %.2f)\n", wall.median_ms, result.wall_ns.size(),
              to_ms(result.cold_ns));
  print_passes(result);
  std::printf("pictures: %.1f MB read, %.1f MB written a round; at most %.1f MB of buffers at the same time\n",
              static_cast<double>(result.predicted.bytes_read) / 1e6,
              static_cast<double>(result.predicted.bytes_written) / 1e6,
              static_cast<double>(result.peak_buffer_bytes) / 1e6);
  if (result.gpu) print_gpu(result);
  for (const NodeMeasurement& node : result.nodes) {
    for (const auto& [name, value] : node.last.values) {
      if (const double* number = std::get_if<double>(&value)) {
        std::printf("%s.%s = %.6g\n", node.id.c_str(), name.c_str(), *number);
      } else if (const auto* classes = std::get_if<std::vector<ClassScore>>(&value)) {
        for (const ClassScore& score : *classes) {
          std::printf("%s: %s (%d) %.4f\n", node.id.c_str(), score.label.c_str(), score.index, score.score);
        }
      } else if (const bool* flag = std::get_if<bool>(&value)) {
        std::printf("%s.%s = %s\n", node.id.c_str(), name.c_str(), *flag ? "true" : "false");
      } else {
        std::printf("%s.%s = %s\n", node.id.c_str(), name.c_str(), std::get<std::string>(value).c_str());
      }
    }
  }
  for (const WrittenOutput& output : result.outputs) {
    std::printf("wrote %s (%d × %d, %d channels, %s)\n", output.path.c_str(), output.spec.width, output.spec.height,
                output.spec.channels, std::string(name_of(output.spec.format)).c_str());
  }
}

Status print_result(const PipelineRunResult& result, const RunArguments& arguments, int threads) {
  for (const std::string& warning : result.warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  const std::string document = run_document(result, threads);
  if (!arguments.profile_path.empty()) {
    if (Status status = write_file_atomically(arguments.profile_path, document); !status) return status;
  }
  if (!arguments.trace_path.empty()) {
    if (Status status =
            write_file_atomically(arguments.trace_path, chrome_trace_json(result.traces, {result.files, {}}));
        !status)
      return status;
  }
  if (arguments.json) {
    std::fputs(document.c_str(), stdout);
  } else {
    print_table(result);
  }
  return {};
}

}  // namespace

int run_command(const RunArguments& arguments) {
  OperatorRegistry registry;
  register_builtin(registry);
  const auto fail = [&](const Error& error) {
    if (arguments.json) std::fputs(error_document(error).c_str(), stdout);
    return report_error(error);
  };
  if (Status status = check_flags(arguments); !status) return fail(status.error());
  const Result<Graph> graph = load_prepared(arguments, registry);
  if (!graph) return fail(graph.error());

  Engine engine(registry, engine_options(arguments));
  const CancelToken cancel;
  PipelineRunOptions options;
  options.warmup = arguments.warmup;
  options.repeat = arguments.repeat;
  options.scalar = arguments.isa == "scalar";
  options.fuse = !arguments.no_fuse;
  if (arguments.explain) {
    const Result<std::string> text = explain_pipeline(*graph, engine, options);
    if (!text) return fail(text.error());
    std::fputs(arguments.json ? explain_document(*text).c_str() : text->c_str(), stdout);
    return kDone;
  }
  if (isatty(STDERR_FILENO) != 0) {
    options.progress = [](const NodeId& node, int done, int total) {
      std::fprintf(stderr, "\r\033[K%d of %d  %s", done + 1, total, node.c_str());
    };
  }
  Result<PipelineRunResult> result = [&] {
    const InterruptGuard guard(cancel);
    return run_pipeline(*graph, engine, options, cancel);
  }();
  if (options.progress) std::fputs("\r\033[K", stderr);
  if (!result) return fail(result.error());
  if (Status status = print_result(*result, arguments, engine.workers.threads()); !status) return fail(status.error());
  return kDone;
}

}  // namespace lightbench::cli
