#include "engine/vulkan/instance.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace lightbench {

std::string_view name_of(GpuKind kind) {
  constexpr std::string_view kNames[] = {"discrete", "integrated", "virtual", "processor", "other"};
  return kNames[static_cast<size_t>(kind)];
}

namespace vulkan {
namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";

GpuKind kind_of(VkPhysicalDeviceType type) {
  switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return GpuKind::kDiscrete;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return GpuKind::kIntegrated;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return GpuKind::kVirtual;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return GpuKind::kProcessor;
    default: return GpuKind::kOther;
  }
}

std::string version_text(uint32_t version) {
  return std::to_string(VK_API_VERSION_MAJOR(version)) + "." + std::to_string(VK_API_VERSION_MINOR(version)) + "." +
         std::to_string(VK_API_VERSION_PATCH(version));
}

// What the tile of a window takes (shaders/window.glsl).
constexpr uint32_t kSharedBytes = 32 << 10;

// Vulkan 1.3 requires every feature this program uses; a driver that says 1.3 and lacks one is told apart here.
std::string missing_features(const Functions& f, VkPhysicalDevice device,
                             const VkPhysicalDeviceProperties& properties) {
  if (properties.apiVersion < VK_API_VERSION_1_3)
    return "Vulkan 1.3 (it has " + version_text(properties.apiVersion) + ")";
  VkPhysicalDeviceVulkan13Features features13{};
  features13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
  VkPhysicalDeviceVulkan12Features features12{};
  features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  features12.pNext = &features13;
  VkPhysicalDeviceFeatures2 features{};
  features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  features.pNext = &features12;
  f.vkGetPhysicalDeviceFeatures2(device, &features);
  if (!features12.bufferDeviceAddress) return "the feature bufferDeviceAddress";
  if (!features12.timelineSemaphore) return "the feature timelineSemaphore";
  if (!features12.hostQueryReset) return "the feature hostQueryReset";
  if (!features13.synchronization2) return "the feature synchronization2";
  if (!features13.maintenance4) return "the feature maintenance4";
  if (!properties.limits.timestampComputeAndGraphics) return "timestamps in compute queues";
  if (properties.limits.maxComputeSharedMemorySize < kSharedBytes) return "32 KiB of memory that a group shares";
  return {};
}

int compute_family(const Functions& f, VkPhysicalDevice device) {
  uint32_t count = 0;
  f.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  f.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
  for (uint32_t i = 0; i < count; ++i) {
    if (families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) return static_cast<int>(i);
  }
  return -1;
}

uint64_t local_memory(const Functions& f, VkPhysicalDevice device) {
  VkPhysicalDeviceMemoryProperties2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
  f.vkGetPhysicalDeviceMemoryProperties2(device, &memory);
  uint64_t largest = 0;
  for (uint32_t i = 0; i < memory.memoryProperties.memoryHeapCount; ++i) {
    const VkMemoryHeap& heap = memory.memoryProperties.memoryHeaps[i];
    if (heap.flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) largest = std::max<uint64_t>(largest, heap.size);
  }
  return largest;
}

PhysicalDevice describe(const Functions& f, VkPhysicalDevice handle) {
  VkPhysicalDeviceDriverProperties driver{};
  driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
  VkPhysicalDeviceProperties2 properties{};
  properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  properties.pNext = &driver;
  f.vkGetPhysicalDeviceProperties2(handle, &properties);
  PhysicalDevice device;
  device.handle = handle;
  device.info.name = properties.properties.deviceName;
  device.info.driver = std::string(driver.driverName) + " " + driver.driverInfo;
  device.info.api = version_text(properties.properties.apiVersion);
  device.info.kind = kind_of(properties.properties.deviceType);
  device.info.memory_bytes = local_memory(f, handle);
  device.info.missing = missing_features(f, handle, properties.properties);
  device.queue_family = compute_family(f, handle);
  if (device.queue_family < 0 && device.info.missing.empty()) device.info.missing = "a compute queue";
  return device;
}

bool has_layer(const Functions& f, const char* wanted) {
  uint32_t count = 0;
  f.vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  f.vkEnumerateInstanceLayerProperties(&count, layers.data());
  return std::any_of(layers.begin(), layers.end(),
                     [wanted](const VkLayerProperties& layer) { return std::strcmp(layer.layerName, wanted) == 0; });
}

}  // namespace

Result<std::shared_ptr<Instance>> Instance::open(bool validate) {
  std::shared_ptr<Instance> instance(new Instance());
  if (Status status = instance->functions_.load_loader(); !status) return status.error();
  if (Status status = instance->create(validate); !status) return status.error();
  instance->find_devices();
  return instance;
}

Status Instance::create(bool validate) {
  uint32_t version = VK_API_VERSION_1_0;
  functions_.vkEnumerateInstanceVersion(&version);
  if (version < VK_API_VERSION_1_3) {
    return failed("the Vulkan loader is of version " + version_text(version), "libvulkan.so.1",
                  "install a driver with Vulkan 1.3");
  }
  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "Lightbench";
  application.apiVersion = VK_API_VERSION_1_3;
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;

  VkDebugUtilsMessengerCreateInfoEXT messenger{};
  messenger.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
  messenger.messageSeverity =
      VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  messenger.messageType =
      VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
  messenger.pUserData = this;
  messenger.pfnUserCallback = [](VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                 const VkDebugUtilsMessengerCallbackDataEXT* data, void* self) -> VkBool32 {
    static_cast<Instance*>(self)->keep_message(data->pMessage);
    return VK_FALSE;
  };
  const std::array<VkValidationFeatureEnableEXT, 1> enabled = {
      VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  VkValidationFeaturesEXT features{};
  features.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT;
  features.enabledValidationFeatureCount = static_cast<uint32_t>(enabled.size());
  features.pEnabledValidationFeatures = enabled.data();
  features.pNext = &messenger;
  const char* extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
  if (validate) {
    if (!has_layer(functions_, kValidationLayer)) {
      return failed("the Vulkan validation layer is missing", kValidationLayer,
                    "install the package vulkan-validationlayers");
    }
    info.pNext = &features;
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = &kValidationLayer;
    info.enabledExtensionCount = 1;
    info.ppEnabledExtensionNames = &extension;
  }
  const VkResult result = functions_.vkCreateInstance(&info, nullptr, &handle_);
  if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
    return failed("this machine has no Vulkan driver", "", "install the graphics card's Vulkan driver");
  }
  if (result != VK_SUCCESS) {
    return failed(std::string("Vulkan could not be started: ") + name_of(result), "", "install the driver again");
  }
  functions_.load_instance(handle_);
  if (validate && functions_.vkCreateDebugUtilsMessengerEXT(handle_, &messenger, nullptr, &messenger_) != VK_SUCCESS) {
    return failed("the messages of Vulkan's validation cannot be received", "", "install the validation layer again");
  }
  return {};
}

std::vector<GpuDeviceInfo> Instance::infos() const {
  std::vector<GpuDeviceInfo> infos;
  for (const PhysicalDevice& device : devices_) infos.push_back(device.info);
  return infos;
}

void Instance::find_devices() {
  uint32_t count = 0;
  functions_.vkEnumeratePhysicalDevices(handle_, &count, nullptr);
  std::vector<VkPhysicalDevice> handles(count);
  functions_.vkEnumeratePhysicalDevices(handle_, &count, handles.data());
  for (uint32_t i = 0; i < count; ++i) devices_.push_back(describe(functions_, handles[i]));
  const auto rank = [](const PhysicalDevice& device) {
    return std::tuple(!device.info.missing.empty(), static_cast<int>(device.info.kind), ~device.info.memory_bytes);
  };
  std::stable_sort(devices_.begin(), devices_.end(),
                   [&](const PhysicalDevice& a, const PhysicalDevice& b) { return rank(a) < rank(b); });
}

Instance::~Instance() {
  if (messenger_ != VK_NULL_HANDLE) functions_.vkDestroyDebugUtilsMessengerEXT(handle_, messenger_, nullptr);
  if (handle_ != VK_NULL_HANDLE) functions_.vkDestroyInstance(handle_, nullptr);
}

void Instance::keep_message(const char* text) {
  std::lock_guard lock(mutex_);
  messages_.emplace_back(text);
}

std::vector<std::string> Instance::validation_messages() const {
  std::lock_guard lock(mutex_);
  return messages_;
}

}  // namespace vulkan
}  // namespace lightbench
