// Compute pipelines: a shader of the library, specialised to the formats and channels of its operands.
//
// Made at first use and kept; what the driver compiled is kept on disk between runs, a file for each device and driver.
// Generated shaders take longer, so they are asked for ahead and made on a thread of their own. Thread-safe.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>

#include "engine/graph/gpu_program.h"
#include "engine/vulkan/context.h"
#include "engine/vulkan/generated_shaders.h"

namespace lightbench::vulkan {

// What lightbench.glsl declares as constants 0 to 11: a format and a number of channels for each operand.
struct Specialization {
  std::array<uint32_t, 2 * kMaxGpuOperands> values{};
  auto operator<=>(const Specialization&) const = default;
};
// Of a pass whose operands are these; a spec of 0 channels stands for an open port.
Specialization specialization_of(std::span<const ImageSpec> operands);

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
  Result<Pipeline*> find(const GpuPass& pass, const Specialization& specialization, bool& made);
  // Whether find() would give a generated shader at once; if not, it is made in the background.
  bool is_ready(const GpuPass& pass, const Specialization& specialization);
  void wait_until_ready();  // until nothing is being made in the background
  const GeneratedShaders& generated() const { return generated_; }

 private:
  using Key = std::pair<std::string, Specialization>;
  struct Wanted {
    GpuPass pass;
    Specialization specialization;
  };
  Result<Pipeline> make(const GpuPass& pass, const Specialization& specialization);
  void make_in_background();
  std::string cache_path() const;
  void load_cache(std::string& data) const;
  void save_cache() const;

  std::shared_ptr<Context> context_;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkPipelineCache cache_ = VK_NULL_HANDLE;
  GeneratedShaders generated_;

  std::mutex mutex_;
  std::map<Key, Pipeline> pipelines_;
  std::deque<Wanted> wanted_;
  std::set<Key> asked_;  // in the queue, being made, or refused
  bool busy_ = false;
  bool stopping_ = false;
  std::condition_variable wake_, idle_;
  std::thread thread_;
};

}  // namespace lightbench::vulkan
