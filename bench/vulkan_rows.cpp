#include "bench/vulkan_rows.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "bench/pipeline_runner.h"
#include "bench/rows.h"
#include "engine/base/clock.h"

namespace lightbench::bench {
namespace {

Graph on_vulkan(Graph graph) {
  graph.settings.backend = Backend::kVulkan;
  return graph;
}

int64_t sum_of(const Trace& trace, std::initializer_list<SpanKind> kinds) {
  int64_t sum = 0;
  for (const Span& span : trace.steps) {
    if (std::find(kinds.begin(), kinds.end(), span.kind) != kinds.end()) sum += span.duration_ns();
  }
  return sum;
}

int64_t wall_of_run(PipelineRunner& runner) {
  const int64_t start = now_ns();
  runner.run();
  return now_ns() - start;
}

// Shaders made and each formula timed by itself, so that what follows runs as every later run does.
void warm_up(PipelineRunner& runner, GpuBackend& backend) {
  for (int i = 0; i < 2; ++i) {
    runner.run();
    backend.wait_until_ready();
  }
  runner.run();
}

void add_round(MeasuredVulkanRow& measured, int64_t wall_ns, const Trace& trace) {
  const int64_t device = sum_of(trace, {SpanKind::kKernel, SpanKind::kFused});
  const int64_t upload = sum_of(trace, {SpanKind::kUpload});
  const int64_t download = sum_of(trace, {SpanKind::kDownload});
  measured.wall_ns.push_back(wall_ns);
  measured.device_ns.push_back(device);
  measured.upload_ns.push_back(upload);
  measured.download_ns.push_back(download);
  measured.host_ns.push_back((wall_ns - device - upload - download) / measured.steps);
}

void run_rounds(MeasuredVulkanRow& measured, PipelineRunner& cpu, PipelineRunner& vulkan, GpuBackend& backend,
                int rounds) {
  cpu.run();
  warm_up(vulkan, backend);
  measured.least_bytes = vulkan.source_bytes() + vulkan.result_bytes();
  for (const PlanBatch& batch : vulkan.plan().batches) measured.steps += static_cast<int>(batch.steps.size());
  if (measured.steps == 0) throw std::runtime_error("nothing ran on the card");
  for (const Span& span : vulkan.outcome().trace.steps) {
    if (span.on_gpu) measured.moved_bytes += span.bytes_read + span.bytes_written;
  }
  const int64_t before = backend.statistics().dispatches;
  for (int round = 0; round < rounds; ++round) {
    measured.cpu_ns.push_back(wall_of_run(cpu));
    const int64_t wall = wall_of_run(vulkan);
    add_round(measured, wall, vulkan.outcome().trace);
  }
  measured.dispatches = (backend.statistics().dispatches - before) / rounds;
  measured.mean_difference = mean_difference(vulkan.result(), cpu.result());
}

}  // namespace

MeasuredVulkanRow measure(const VulkanRow& row, Engine& engine, GpuBackend& backend, int rounds) {
  MeasuredVulkanRow measured;
  measured.name = row.name;
  measured.what = row.what;
  try {
    const cv::Mat picture = row.picture();
    measured.picture = std::to_string(picture.cols) + " × " + std::to_string(picture.rows) + ", " +
                       std::to_string(picture.channels()) + (picture.channels() == 1 ? " channel" : " channels");
    PipelineRunner cpu(engine, picture, row.graph, row.fuse);
    PipelineRunner vulkan(engine, picture, on_vulkan(row.graph), row.fuse);
    run_rounds(measured, cpu, vulkan, backend, rounds);
  } catch (const std::exception& problem) {
    measured.problem = problem.what();
  }
  return measured;
}

std::vector<VulkanRow> make_vulkan_rows(const cv::Mat& picture) {
  std::vector<VulkanRow> rows;
  const auto whole = [picture] { return picture; };
  const auto eight_k = [] { return synthetic_picture(7680, 4320); };
  const auto small_gray = [picture] {
    cv::Mat gray, small;
    cv::cvtColor(picture, gray, cv::COLOR_RGB2GRAY);
    cv::resize(gray, small, {1280, 720}, 0, 0, cv::INTER_AREA);
    return small;
  };
  rows.push_back({"chain_12", "12-node chain, RGB8 → f32 → RGB8", whole, twelve_nodes(), true});
  rows.push_back({"chain_12_unfused", "the same, every node by itself", whole, twelve_nodes(), false});
  rows.push_back({"chain_12_8k", "12-node chain, RGB8 → f32 → RGB8", eight_k, twelve_nodes(), true});
  rows.push_back({"chain_12_8k_unfused", "the same, every node by itself", eight_k, twelve_nodes(), false});
  for (const char* type : {"fast_blur", "gaussian_blur"}) {
    for (const int sigma : {std::string(type) == "fast_blur" ? 3 : 2, 50}) {
      const std::string text = std::to_string(sigma);
      rows.push_back({std::string(type) + "_" + text, std::string(type) + " sigma " + text + ", RGB8", whole,
                      chain({node("blur", type, {{"sigma", static_cast<double>(sigma)}})})});
    }
  }
  for (const int radius : {1, 15}) {
    const std::string side = std::to_string(2 * radius + 1);
    rows.push_back({"median_" + side, "median " + side + " × " + side + ", RGB8", whole,
                    byte_chain({node("median", "median", {{"radius", int64_t{radius}}})})});
  }
  rows.push_back({"bilateral", "bilateral radius 4, RGB8", whole,
                  byte_chain({node("bilateral", "bilateral", {{"radius", int64_t{4}}})})});
  rows.push_back({"nlm_denoise", "nlm_denoise 7 × 7 in 21 × 21, gray8", small_gray,
                  byte_chain({node("nlm_denoise", "nlm_denoise")})});
  return rows;
}

}  // namespace lightbench::bench
