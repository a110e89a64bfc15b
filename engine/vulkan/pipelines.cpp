#include "engine/vulkan/pipelines.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/vulkan/shader_library.h"

namespace lightbench::vulkan {

Pipelines::Pipelines(std::shared_ptr<Context> context) : context_(std::move(context)) {}

Status Pipelines::create() {
  const Functions& f = context_->functions();
  VkPushConstantRange range{};
  range.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  range.size = sizeof(PushConstants);
  VkPipelineLayoutCreateInfo layout{};
  layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layout.pushConstantRangeCount = 1;
  layout.pPushConstantRanges = &range;
  if (const VkResult result = f.vkCreatePipelineLayout(context_->device(), &layout, nullptr, &layout_);
      result != VK_SUCCESS) {
    return driver_error("no pipeline layout", result, *context_);
  }
  // The driver looks at the header of what it is given and starts afresh if it is of another device or damaged.
  std::string data;
  load_cache(data);
  VkPipelineCacheCreateInfo cache{};
  cache.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
  cache.initialDataSize = data.size();
  cache.pInitialData = data.data();
  if (f.vkCreatePipelineCache(context_->device(), &cache, nullptr, &cache_) != VK_SUCCESS) cache_ = VK_NULL_HANDLE;
  return {};
}

Pipelines::~Pipelines() {
  const Functions& f = context_->functions();
  if (cache_ != VK_NULL_HANDLE) {
    if (!pipelines_.empty()) save_cache();
    f.vkDestroyPipelineCache(context_->device(), cache_, nullptr);
  }
  for (auto& [key, pipeline] : pipelines_) f.vkDestroyPipeline(context_->device(), pipeline.handle, nullptr);
  if (layout_ != VK_NULL_HANDLE) f.vkDestroyPipelineLayout(context_->device(), layout_, nullptr);
}

std::string Pipelines::cache_path() const {
  if (context_->options().cache_folder.empty()) return {};
  std::string name = "pipelines-";
  for (const uint8_t byte : context_->cache_uuid()) {
    constexpr char kDigits[] = "0123456789abcdef";
    name += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return context_->options().cache_folder + "/" + name + ".bin";
}

void Pipelines::load_cache(std::string& data) const {
  std::ifstream file(cache_path(), std::ios::binary);
  data.assign(std::istreambuf_iterator<char>(file), {});
}

void Pipelines::save_cache() const {
  const std::string path = cache_path();
  if (path.empty()) return;
  const Functions& f = context_->functions();
  size_t size = 0;
  if (f.vkGetPipelineCacheData(context_->device(), cache_, &size, nullptr) != VK_SUCCESS || size == 0) return;
  std::string data(size, '\0');
  if (f.vkGetPipelineCacheData(context_->device(), cache_, &size, data.data()) != VK_SUCCESS) return;
  data.resize(size);
  std::error_code ignored;
  std::filesystem::create_directories(context_->options().cache_folder, ignored);
  // A cache that cannot be written costs time at the next start, nothing else.
  static_cast<void>(write_file_atomically(path, data).ok());
}

Result<Pipeline*> Pipelines::find(const std::string& shader, const Specialization& specialization, bool& made) {
  made = false;
  const auto known = pipelines_.find({shader, specialization});
  if (known != pipelines_.end()) return &known->second;
  const std::span<const uint32_t> words = shader_words(shader);
  if (words.empty()) return failed("there is no shader " + shader, "", "please report it");
  const Functions& f = context_->functions();
  const int64_t start = now_ns();
  VkShaderModuleCreateInfo module_info{};
  module_info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  module_info.codeSize = words.size_bytes();
  module_info.pCode = words.data();
  VkShaderModule module = VK_NULL_HANDLE;
  VkResult result = context_->strikes(GpuFaultPoint::kPipeline)
                        ? VK_ERROR_INVALID_SHADER_NV
                        : f.vkCreateShaderModule(context_->device(), &module_info, nullptr, &module);
  if (result != VK_SUCCESS) return driver_error("the shader " + shader + " was refused", result, *context_);
  std::array<VkSpecializationMapEntry, 2 * kMaxGpuOperands> entries{};
  for (uint32_t i = 0; i < entries.size(); ++i) entries[i] = {i, i * 4, 4};
  VkSpecializationInfo constants{};
  constants.mapEntryCount = static_cast<uint32_t>(entries.size());
  constants.pMapEntries = entries.data();
  constants.dataSize = sizeof specialization.values;
  constants.pData = specialization.values.data();
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = module;
  info.stage.pName = "main";
  info.stage.pSpecializationInfo = &constants;
  info.layout = layout_;
  Pipeline pipeline;
  result = f.vkCreateComputePipelines(context_->device(), cache_, 1, &info, nullptr, &pipeline.handle);
  f.vkDestroyShaderModule(context_->device(), module, nullptr);
  if (result != VK_SUCCESS) return driver_error("the shader " + shader + " did not compile", result, *context_);
  pipeline.compile_ns = now_ns() - start;
  made = true;
  return &pipelines_.emplace(std::pair(shader, specialization), pipeline).first->second;
}

}  // namespace lightbench::vulkan
