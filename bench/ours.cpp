#include <memory>

#include "bench/rows.h"
#include "engine/image/convert.h"
#include "engine/runtime/executor.h"

namespace lightbench::bench {
namespace {

Image to_planar(const cv::Mat& picture, BufferPool& buffers) {
  const int channels = picture.channels();
  Image image = Image::allocate({picture.cols, picture.rows, channels, SampleFormat::kU8}, buffers).value();
  for (int y = 0; y < picture.rows; ++y) {
    void* planes[kMaxChannels] = {};
    for (int c = 0; c < channels; ++c) planes[c] = image.writable_row_data(c, y);
    deinterleave_row(picture.ptr(y), planes, channels, static_cast<size_t>(picture.cols), 1);
  }
  return image;
}

cv::Mat to_interleaved(const Image& image) {
  cv::Mat picture(image.height(), image.width(), CV_8UC(image.channels()));
  for (int y = 0; y < image.height(); ++y) {
    const void* planes[kMaxChannels] = {};
    for (int c = 0; c < image.channels(); ++c) planes[c] = image.row_data(c, y);
    interleave_row(planes, picture.ptr(y), image.channels(), static_cast<size_t>(image.width()), 1);
  }
  return picture;
}

// Plans and executes the graph anew each round, from the picture in memory to the 8-bit result.
struct Runner {
  Engine& engine;
  Graph graph;
  std::map<NodeId, NodeResult> given;
  Image result;

  void work() {
    PlanRequest request{graph, {"result"}, 0, false};
    request.given = &given;
    request.round_for_files = true;
    request.reuse_memory = true;
    const ExecutionPlan plan = make_plan(request, engine, nullptr);
    ExecuteOptions options;
    options.store_results = false;
    const ExecutionOutcome outcome = execute(plan, engine, options, CancelToken());
    for (const StepOutcome& step : outcome.steps) {
      if (step.error) throw std::runtime_error(step.error->message());
    }
    for (const auto& [node, error] : plan.failed) throw std::runtime_error(error.message());
    const Image& stored = outcome.results.at("result").outputs[0];
    result = convert_image(stored, SampleFormat::kU8, engine.buffers).value();
  }
};

}  // namespace

Contestant our_contestant(Engine& engine, const cv::Mat& picture, Graph graph) {
  auto runner = std::make_shared<Runner>(Runner{engine, std::move(graph), {}, {}});
  runner->given["photo"] = {{to_planar(picture, engine.buffers)}, {}, 0};
  return {"lightbench", [runner] { runner->work(); }, [runner] { return to_interleaved(runner->result); }};
}

}  // namespace lightbench::bench
