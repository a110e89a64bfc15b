#include "engine/vulkan/functions.h"

#include <dlfcn.h>

namespace lightbench::vulkan {

Status Functions::load_loader() {
  void* library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    return failed("this machine has no Vulkan loader", "libvulkan.so.1", "install the graphics card's Vulkan driver");
  }
  vkGetInstanceProcAddr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr"));
  if (vkGetInstanceProcAddr == nullptr) {
    return failed("the Vulkan loader has no vkGetInstanceProcAddr", "libvulkan.so.1", "install the driver again");
  }
#define LIGHTBENCH_VULKAN_LOAD(name) name = reinterpret_cast<PFN_##name>(vkGetInstanceProcAddr(nullptr, #name));
  LIGHTBENCH_VULKAN_GLOBAL_FUNCTIONS(LIGHTBENCH_VULKAN_LOAD)
#undef LIGHTBENCH_VULKAN_LOAD
  if (vkEnumerateInstanceVersion == nullptr) {
    return failed("the Vulkan loader is of version 1.0", "libvulkan.so.1", "install a driver with Vulkan 1.3");
  }
  return {};
}

void Functions::load_instance(VkInstance instance) {
#define LIGHTBENCH_VULKAN_LOAD(name) name = reinterpret_cast<PFN_##name>(vkGetInstanceProcAddr(instance, #name));
  LIGHTBENCH_VULKAN_INSTANCE_FUNCTIONS(LIGHTBENCH_VULKAN_LOAD)
#undef LIGHTBENCH_VULKAN_LOAD
}

void Functions::load_device(VkDevice device) {
#define LIGHTBENCH_VULKAN_LOAD(name) name = reinterpret_cast<PFN_##name>(vkGetDeviceProcAddr(device, #name));
  LIGHTBENCH_VULKAN_DEVICE_FUNCTIONS(LIGHTBENCH_VULKAN_LOAD)
  LIGHTBENCH_VULKAN_LOAD(vkGetCalibratedTimestampsEXT)
  LIGHTBENCH_VULKAN_LOAD(vkGetMemoryHostPointerPropertiesEXT)
#undef LIGHTBENCH_VULKAN_LOAD
}

const char* name_of(VkResult result) {
  switch (result) {
    case VK_SUCCESS: return "VK_SUCCESS";
    case VK_TIMEOUT: return "VK_TIMEOUT";
    case VK_ERROR_OUT_OF_HOST_MEMORY: return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED: return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST: return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_MEMORY_MAP_FAILED: return "VK_ERROR_MEMORY_MAP_FAILED";
    case VK_ERROR_LAYER_NOT_PRESENT: return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT: return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT: return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER: return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS: return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_INVALID_SHADER_NV: return "VK_ERROR_INVALID_SHADER_NV";
    default: return "an error of the Vulkan driver";
  }
}

}  // namespace lightbench::vulkan
