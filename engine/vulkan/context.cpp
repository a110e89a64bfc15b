#include "engine/vulkan/context.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <vector>

#include "engine/base/clock.h"

namespace lightbench::vulkan {
namespace {

constexpr int64_t kWaitStep_ns = 100'000'000;
// A reading during which the thread lost its processor is off by as much; the next one rarely is.
constexpr int kClockAttempts = 4;
constexpr int64_t kGoodReading_ns = 2'000;

std::vector<std::string> device_extensions(const Functions& f, VkPhysicalDevice device) {
  uint32_t count = 0;
  f.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
  std::vector<VkExtensionProperties> extensions(count);
  f.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data());
  std::vector<std::string> names;
  for (const VkExtensionProperties& extension : extensions) names.emplace_back(extension.extensionName);
  return names;
}

Result<PhysicalDevice> chosen(const Instance& instance, const std::string& wanted) {
  std::string known;
  for (const PhysicalDevice& device : instance.devices()) {
    known += (known.empty() ? "" : ", ") + device.info.name;
    if (!wanted.empty() && device.info.name.find(wanted) == std::string::npos) continue;
    if (device.info.missing.empty()) return device;
    if (!wanted.empty()) {
      return failed(device.info.name + " has not got " + device.info.missing, "", "install a newer driver");
    }
  }
  if (known.empty()) return failed("Vulkan finds no device", "", "install the graphics card's Vulkan driver");
  if (wanted.empty()) {
    return failed("no Vulkan device can be used: " + instance.devices().front().info.name + " has not got " +
                      instance.devices().front().info.missing,
                  "", "install a newer driver");
  }
  return invalid("no Vulkan device is called " + wanted, "", "choose one of " + known);
}

}  // namespace

Error driver_error(const std::string& what, VkResult result, const Context& context) {
  return failed(what + ": " + name_of(result), context.info().name, "the CPU takes over");
}

Result<std::shared_ptr<Context>> Context::open(std::shared_ptr<Instance> instance, const GpuOptions& options) {
  Result<PhysicalDevice> device = chosen(*instance, options.device);
  if (!device) return device.error();
  std::shared_ptr<Context> context(new Context());
  context->functions_ = instance->functions();
  context->instance_ = std::move(instance);
  context->physical_ = *device;
  context->options_ = options;
  if (Status status = context->create(); !status) return status.error();
  return context;
}

Status Context::create() {
  VkPhysicalDeviceProperties2 properties{};
  properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  functions_.vkGetPhysicalDeviceProperties2(physical_.handle, &properties);
  limits_ = properties.properties.limits;
  std::copy_n(properties.properties.pipelineCacheUUID, VK_UUID_SIZE, cache_uuid_.begin());
  VkPhysicalDeviceMemoryProperties2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
  functions_.vkGetPhysicalDeviceMemoryProperties2(physical_.handle, &memory);
  memory_ = memory.memoryProperties;

  const std::vector<std::string> known = device_extensions(functions_, physical_.handle);
  std::vector<const char*> extensions;
  const auto is_known = [&](const char* name) { return std::find(known.begin(), known.end(), name) != known.end(); };
  for (const char* wanted : {VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME,
                             VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME}) {
    if (is_known(wanted)) extensions.push_back(wanted);
  }
  has_memory_budget_ = is_known(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  if (is_known(VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME)) import_alignment_ = find_import_alignment();

  VkPhysicalDeviceVulkan13Features features13{};
  features13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
  features13.synchronization2 = VK_TRUE;
  features13.maintenance4 = VK_TRUE;
  VkPhysicalDeviceVulkan12Features features12{};
  features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  features12.pNext = &features13;
  features12.bufferDeviceAddress = VK_TRUE;
  features12.timelineSemaphore = VK_TRUE;
  features12.hostQueryReset = VK_TRUE;
  const float priority = 1;
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = queue_family();
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = &features12;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  if (const VkResult result = functions_.vkCreateDevice(physical_.handle, &info, nullptr, &device_);
      result != VK_SUCCESS) {
    device_ = VK_NULL_HANDLE;
    return driver_error("the device could not be opened", result, *this);
  }
  functions_.load_device(device_);
  functions_.vkGetDeviceQueue(device_, queue_family(), 0, &queue_);

  VkSemaphoreTypeCreateInfo timeline{};
  timeline.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO;
  timeline.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
  VkSemaphoreCreateInfo semaphore{};
  semaphore.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO;
  semaphore.pNext = &timeline;
  if (const VkResult result = functions_.vkCreateSemaphore(device_, &semaphore, nullptr, &semaphore_);
      result != VK_SUCCESS) {
    return driver_error("no semaphore", result, *this);
  }
  return {};
}

VkDeviceSize Context::find_import_alignment() const {
  VkPhysicalDeviceExternalBufferInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO;
  info.usage = kBufferUsage;
  info.handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT;
  VkExternalBufferProperties buffers{};
  buffers.sType = VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES;
  functions_.vkGetPhysicalDeviceExternalBufferProperties(physical_.handle, &info, &buffers);
  const VkExternalMemoryFeatureFlags features = buffers.externalMemoryProperties.externalMemoryFeatures;
  if ((features & VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT) == 0) return 0;
  VkPhysicalDeviceExternalMemoryHostPropertiesEXT host{};
  host.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_MEMORY_HOST_PROPERTIES_EXT;
  VkPhysicalDeviceProperties2 properties{};
  properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  properties.pNext = &host;
  functions_.vkGetPhysicalDeviceProperties2(physical_.handle, &properties);
  return host.minImportedHostPointerAlignment;
}

Context::~Context() {
  if (device_ == VK_NULL_HANDLE) return;
  functions_.vkDeviceWaitIdle(device_);
  if (semaphore_ != VK_NULL_HANDLE) functions_.vkDestroySemaphore(device_, semaphore_, nullptr);
  functions_.vkDestroyDevice(device_, nullptr);
}

bool Context::strikes(GpuFaultPoint point) {
  return options_.fails && options_.fails(point, counts_[static_cast<size_t>(point)]++);
}

uint64_t Context::heap_budget(uint32_t heap) const {
  if (!has_memory_budget_) return memory_.memoryHeaps[heap].size;
  VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{};
  budget.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT;
  VkPhysicalDeviceMemoryProperties2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
  memory.pNext = &budget;
  functions_.vkGetPhysicalDeviceMemoryProperties2(physical_.handle, &memory);
  return budget.heapBudget[heap] > budget.heapUsage[heap] ? budget.heapBudget[heap] - budget.heapUsage[heap] : 0;
}

Result<uint64_t> Context::submit(VkCommandBuffer commands) {
  if (abandoned_) return driver_error("the device took no work", VK_TIMEOUT, *this);
  VkCommandBufferSubmitInfo buffer{};
  buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO;
  buffer.commandBuffer = commands;
  VkSemaphoreSubmitInfo signal{};
  signal.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO;
  signal.semaphore = semaphore_;
  signal.value = submitted_ + 1;
  signal.stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
  VkSubmitInfo2 info{};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2;
  info.commandBufferInfoCount = 1;
  info.pCommandBufferInfos = &buffer;
  info.signalSemaphoreInfoCount = 1;
  info.pSignalSemaphoreInfos = &signal;
  const VkResult result = strikes(GpuFaultPoint::kSubmit) ? VK_ERROR_DEVICE_LOST
                                                          : functions_.vkQueueSubmit2(queue_, 1, &info, VK_NULL_HANDLE);
  if (result != VK_SUCCESS) return driver_error("the device took no work", result, *this);
  return ++submitted_;
}

Status Context::wait(uint64_t value) {
  VkSemaphoreWaitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO;
  info.semaphoreCount = 1;
  info.pSemaphores = &semaphore_;
  info.pValues = &value;
  if (strikes(GpuFaultPoint::kWait)) return driver_error("the device stopped", VK_ERROR_DEVICE_LOST, *this);
  if (abandoned_) return driver_error("the device stopped", VK_TIMEOUT, *this);
  const int64_t start = now_ns();
  const uint64_t step_ns = static_cast<uint64_t>(std::clamp(options_.wait_limit_ns, int64_t{1}, kWaitStep_ns));
  for (;;) {
    const VkResult result = functions_.vkWaitSemaphores(device_, &info, step_ns);
    if (result == VK_SUCCESS) return {};
    if (result != VK_TIMEOUT) return driver_error("the device stopped", result, *this);
    if (now_ns() - start > options_.wait_limit_ns) {
      abandoned_ = true;
      return failed("the device did not answer for " + std::to_string(options_.wait_limit_ns / 1'000'000'000) + " s",
                    this->info().name, "the CPU takes over");
    }
  }
}

void Context::wait_idle() {
  if (!abandoned_) functions_.vkDeviceWaitIdle(device_);
}

std::optional<ClockReading> Context::read_clocks() const {
  if (functions_.vkGetCalibratedTimestampsEXT == nullptr) return std::nullopt;
  VkCalibratedTimestampInfoEXT infos[2]{};
  infos[0].sType = VK_STRUCTURE_TYPE_CALIBRATED_TIMESTAMP_INFO_EXT;
  infos[0].timeDomain = VK_TIME_DOMAIN_DEVICE_EXT;
  infos[1].sType = VK_STRUCTURE_TYPE_CALIBRATED_TIMESTAMP_INFO_EXT;
  infos[1].timeDomain = VK_TIME_DOMAIN_CLOCK_MONOTONIC_EXT;
  std::optional<ClockReading> best;
  for (int attempt = 0; attempt < kClockAttempts && (!best || best->deviation_ns > kGoodReading_ns); ++attempt) {
    uint64_t times[2] = {};
    uint64_t deviation = 0;
    if (functions_.vkGetCalibratedTimestampsEXT(device_, 2, infos, times, &deviation) != VK_SUCCESS) return best;
    const ClockReading reading{times[0], static_cast<int64_t>(times[1]), static_cast<int64_t>(deviation)};
    if (!best || reading.deviation_ns < best->deviation_ns) best = reading;
  }
  return best;
}

}  // namespace lightbench::vulkan
