// Compute pipelines: a shader of the library, specialised to the formats and channels of its operands.
//
// Made at first use and kept; what the driver compiled is kept on disk between runs, a file for each device and driver.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>

#include "engine/graph/gpu_program.h"
#include "engine/vulkan/context.h"

namespace lightbench::vulkan {

// What lightbench.glsl declares as constants 0 to 11: a format and a number of channels for each operand.
struct Specialization {
  std::array<uint32_t, 2 * kMaxGpuOperands> values{};
  auto operator<=>(const Specialization&) const = default;
};

// What every shader gets as its push constants.
struct PushConstants {
  VkDeviceAddress block = 0;
  uint32_t first_row = 0;
  uint32_t end_row = 0;
};

struct Pipeline {
  VkPipeline handle = VK_NULL_HANDLE;
  int64_t compile_ns = 0;  // what making it took, on the clock of the host
  // Device time of one invocation divided by GpuPass::work, as the last passes took; what the next ones are cut by.
  double ns_per_work = 0;
};

class Pipelines {
 public:
  explicit Pipelines(std::shared_ptr<Context> context);
  ~Pipelines();
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;

  Status create();
  VkPipelineLayout layout() const { return layout_; }
  // `made` says whether it had to be compiled. Errors: an unknown shader, what the driver says.
  Result<Pipeline*> find(const std::string& shader, const Specialization& specialization, bool& made);

 private:
  std::string cache_path() const;
  void load_cache(std::string& data) const;
  void save_cache() const;

  std::shared_ptr<Context> context_;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkPipelineCache cache_ = VK_NULL_HANDLE;
  std::map<std::pair<std::string, Specialization>, Pipeline> pipelines_;
};

}  // namespace lightbench::vulkan
