#include "bench/pipeline_runner.h"

#include <stdexcept>

#include "engine/image/convert.h"

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

}  // namespace

PipelineRunner::PipelineRunner(Engine& engine, const cv::Mat& picture, Graph graph, bool fuse)
    : engine_(engine), graph_(std::move(graph)), fuse_(fuse) {
  given_["photo"] = {{to_planar(picture, engine.buffers)}, {}, 0};
}

void PipelineRunner::run() {
  // What the last run holds goes first, so that this one can have its memory.
  outcome_ = {};
  plan_ = {};
  PlanRequest request{graph_, {"result"}, 0, false};
  request.given = &given_;
  request.fuse = fuse_;
  request.round_for_files = true;
  request.reuse_memory = true;
  plan_ = make_plan(request, engine_, nullptr);
  for (const auto& [node, error] : plan_.failed) throw std::runtime_error(error.message());
  for (const PlanStep& step : plan_.steps) {
    if (step.demanded && !step.fallback.empty()) throw std::runtime_error(step.node + ": " + step.fallback);
  }
  ExecuteOptions options;
  options.store_results = false;
  outcome_ = execute(plan_, engine_, options, CancelToken());
  if (outcome_.gpu_failure) throw std::runtime_error(outcome_.gpu_failure->message());
  for (const StepOutcome& step : outcome_.steps) {
    if (step.error) throw std::runtime_error(step.error->message());
  }
  result_ = convert_image(outcome_.results.at("result").outputs[0], SampleFormat::kU8, engine_.buffers).value();
}

cv::Mat PipelineRunner::result() const {
  cv::Mat picture(result_.height(), result_.width(), CV_8UC(result_.channels()));
  for (int y = 0; y < result_.height(); ++y) {
    const void* planes[kMaxChannels] = {};
    for (int c = 0; c < result_.channels(); ++c) planes[c] = result_.row_data(c, y);
    interleave_row(planes, picture.ptr(y), result_.channels(), static_cast<size_t>(result_.width()), 1);
  }
  return picture;
}

int64_t PipelineRunner::source_bytes() const { return given_.at("photo").outputs[0].spec().sample_data_bytes(); }
int64_t PipelineRunner::result_bytes() const { return result_.spec().sample_data_bytes(); }

}  // namespace lightbench::bench
