#include <memory>

#include "bench/pipeline_runner.h"
#include "bench/rows.h"

namespace lightbench::bench {

Contestant our_contestant(Engine& engine, const cv::Mat& picture, Graph graph) {
  auto runner = std::make_shared<PipelineRunner>(engine, picture, std::move(graph));
  return {"lightbench", [runner] { runner->run(); }, [runner] { return runner->result(); }};
}

}  // namespace lightbench::bench
