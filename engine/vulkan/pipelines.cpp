#include "engine/vulkan/pipelines.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/vulkan/shader_library.h"

namespace lightbench::vulkan {
namespace {

// What an operation of GpuPass::work takes before any was timed: orders of magnitude, so that the first pieces are
// neither minutes nor microseconds.
double first_guess_ns(GpuKind kind) {
  switch (kind) {
    case GpuKind::kDiscrete: return 0.02;
    case GpuKind::kIntegrated: return 0.5;
    default: return 40;
  }
}

}  // namespace

Specialization specialization_of(std::span<const ImageSpec> operands) {
  const auto constant = [](SampleFormat format) -> uint32_t {
    switch (format) {
      case SampleFormat::kU8: return 0;
      case SampleFormat::kU16: return 1;
      case SampleFormat::kF16: return 2;
      case SampleFormat::kF32: return 3;
    }
    return 3;
  };
  LB_CHECK(operands.size() <= static_cast<size_t>(kMaxGpuOperands));
  Specialization constants;
  for (size_t i = 0; i < operands.size(); ++i) {
    constants.values[i] = constant(operands[i].format);
    constants.values[kMaxGpuOperands + i] = static_cast<uint32_t>(operands[i].channels);
  }
  return constants;
}

Pipelines::Pipelines(std::shared_ptr<Context> context)
    : context_(std::move(context)), generated_(context_->options().cache_folder) {}

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
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wanted_.clear();
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
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

Result<Pipeline*> Pipelines::find(const GpuPass& pass, const Specialization& specialization, bool& made) {
  made = false;
  const Key key{pass.shader, specialization};
  {
    std::lock_guard lock(mutex_);
    const auto known = pipelines_.find(key);
    if (known != pipelines_.end()) return &known->second;
  }
  Result<Pipeline> pipeline = make(pass, specialization);
  if (!pipeline) return pipeline.error();
  made = true;
  std::lock_guard lock(mutex_);
  return &pipelines_.emplace(key, *pipeline).first->second;
}

bool Pipelines::is_ready(const GpuPass& pass, const Specialization& specialization) {
  const Key key{pass.shader, specialization};
  std::lock_guard lock(mutex_);
  if (pipelines_.count(key) > 0) return true;
  if (!asked_.insert(key).second) return false;
  wanted_.push_back({pass, specialization});
  if (!thread_.joinable()) thread_ = std::thread([this] { make_in_background(); });
  wake_.notify_all();
  return false;
}

void Pipelines::make_in_background() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !wanted_.empty(); });
    if (stopping_) return;
    const Wanted wanted = std::move(wanted_.front());
    wanted_.pop_front();
    busy_ = true;
    lock.unlock();
    // One that is refused is not asked for again: its formulas go on one by one.
    Result<Pipeline> pipeline = make(wanted.pass, wanted.specialization);
    lock.lock();
    if (pipeline) pipelines_.emplace(Key{wanted.pass.shader, wanted.specialization}, *pipeline);
    busy_ = false;
    idle_.notify_all();
  }
}

void Pipelines::wait_until_ready() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return wanted_.empty() && !busy_; });
}

Result<Pipeline> Pipelines::make(const GpuPass& pass, const Specialization& specialization) {
  const int64_t start = now_ns();
  std::vector<uint32_t> generated;
  std::span<const uint32_t> words = shader_words(pass.shader);
  if (!pass.source.empty()) {
    Result<std::vector<uint32_t>> compiled = generated_.words(pass.shader, pass.source);
    if (!compiled) return compiled.error();
    generated = std::move(*compiled);
    words = generated;
  }
  if (words.empty()) return failed("there is no shader " + pass.shader, "", "please report it");
  const Functions& f = context_->functions();
  VkShaderModuleCreateInfo module_info{};
  module_info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  module_info.codeSize = words.size_bytes();
  module_info.pCode = words.data();
  VkShaderModule module = VK_NULL_HANDLE;
  VkResult result = context_->strikes(GpuFaultPoint::kPipeline)
                        ? VK_ERROR_INVALID_SHADER_NV
                        : f.vkCreateShaderModule(context_->device(), &module_info, nullptr, &module);
  if (result != VK_SUCCESS) return driver_error("the shader " + pass.shader + " was refused", result, *context_);
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
  if (result != VK_SUCCESS) return driver_error("the shader " + pass.shader + " did not compile", result, *context_);
  pipeline.compile_ns = now_ns() - start;
  pipeline.ns_per_work = first_guess_ns(context_->info().kind);
  return pipeline;
}

}  // namespace lightbench::vulkan
