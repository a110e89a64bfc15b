// Vulkan's entry points, found at run time: the program starts, and links, without a Vulkan loader on the machine.
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#include "engine/base/result.h"

namespace lightbench::vulkan {

#define LIGHTBENCH_VULKAN_GLOBAL_FUNCTIONS(X) \
  X(vkCreateInstance)                         \
  X(vkEnumerateInstanceLayerProperties)       \
  X(vkEnumerateInstanceVersion)

#define LIGHTBENCH_VULKAN_INSTANCE_FUNCTIONS(X)  \
  X(vkCreateDebugUtilsMessengerEXT)              \
  X(vkCreateDevice)                              \
  X(vkDestroyDebugUtilsMessengerEXT)             \
  X(vkDestroyInstance)                           \
  X(vkEnumerateDeviceExtensionProperties)        \
  X(vkEnumeratePhysicalDevices)                  \
  X(vkGetDeviceProcAddr)                         \
  X(vkGetPhysicalDeviceExternalBufferProperties) \
  X(vkGetPhysicalDeviceFeatures2)                \
  X(vkGetPhysicalDeviceMemoryProperties2)        \
  X(vkGetPhysicalDeviceProperties2)              \
  X(vkGetPhysicalDeviceQueueFamilyProperties)

#define LIGHTBENCH_VULKAN_DEVICE_FUNCTIONS(X) \
  X(vkAllocateCommandBuffers)                 \
  X(vkAllocateMemory)                         \
  X(vkBeginCommandBuffer)                     \
  X(vkBindBufferMemory)                       \
  X(vkCmdBindPipeline)                        \
  X(vkCmdCopyBuffer)                          \
  X(vkCmdDispatch)                            \
  X(vkCmdPipelineBarrier2)                    \
  X(vkCmdPushConstants)                       \
  X(vkCmdWriteTimestamp2)                     \
  X(vkCreateBuffer)                           \
  X(vkCreateCommandPool)                      \
  X(vkCreateComputePipelines)                 \
  X(vkCreatePipelineCache)                    \
  X(vkCreatePipelineLayout)                   \
  X(vkCreateQueryPool)                        \
  X(vkCreateSemaphore)                        \
  X(vkCreateShaderModule)                     \
  X(vkDestroyBuffer)                          \
  X(vkDestroyCommandPool)                     \
  X(vkDestroyDevice)                          \
  X(vkDestroyPipeline)                        \
  X(vkDestroyPipelineCache)                   \
  X(vkDestroyPipelineLayout)                  \
  X(vkDestroyQueryPool)                       \
  X(vkDestroySemaphore)                       \
  X(vkDestroyShaderModule)                    \
  X(vkDeviceWaitIdle)                         \
  X(vkEndCommandBuffer)                       \
  X(vkFreeMemory)                             \
  X(vkGetBufferDeviceAddress)                 \
  X(vkGetBufferMemoryRequirements)            \
  X(vkGetDeviceQueue)                         \
  X(vkGetPipelineCacheData)                   \
  X(vkGetQueryPoolResults)                    \
  X(vkMapMemory)                              \
  X(vkQueueSubmit2)                           \
  X(vkResetCommandBuffer)                     \
  X(vkResetQueryPool)                         \
  X(vkWaitSemaphores)

struct Functions {
  PFN_vkGetInstanceProcAddr vkGetInstanceProcAddr = nullptr;
  // VK_EXT_calibrated_timestamps; null where the device has not got it.
  PFN_vkGetCalibratedTimestampsEXT vkGetCalibratedTimestampsEXT = nullptr;
  // VK_EXT_external_memory_host, likewise.
  PFN_vkGetMemoryHostPointerPropertiesEXT vkGetMemoryHostPointerPropertiesEXT = nullptr;
#define LIGHTBENCH_VULKAN_MEMBER(name) PFN_##name name = nullptr;
  LIGHTBENCH_VULKAN_GLOBAL_FUNCTIONS(LIGHTBENCH_VULKAN_MEMBER)
  LIGHTBENCH_VULKAN_INSTANCE_FUNCTIONS(LIGHTBENCH_VULKAN_MEMBER)
  LIGHTBENCH_VULKAN_DEVICE_FUNCTIONS(LIGHTBENCH_VULKAN_MEMBER)
#undef LIGHTBENCH_VULKAN_MEMBER

  // Error: the machine has no Vulkan loader. It stays loaded until the process ends.
  Status load_loader();
  void load_instance(VkInstance instance);
  void load_device(VkDevice device);
};

// "VK_ERROR_DEVICE_LOST", or the number of one that this page does not name.
const char* name_of(VkResult result);

}  // namespace lightbench::vulkan
