#include "engine/vulkan/memory.h"

#include <algorithm>
#include <utility>

namespace lightbench::vulkan {
namespace {

constexpr VkDeviceSize kBlockBytes = VkDeviceSize{64} << 20;
// Offsets are multiples of this: of cache lines, and of every alignment that buffers of this program may ask for.
constexpr VkDeviceSize kAlignment = 256;

// Smaller pictures are copied. On lavapipe an import costs no more than the copy at any size and saves 0.05 ms of 0.26
// here (2 of 4.5 ms at 12 MiB, there and back); a card's driver has pages to pin, which was not measured.
constexpr size_t kLeastImportBytes = size_t{1} << 20;

constexpr VkMemoryPropertyFlags kMapped = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;

VkDeviceSize rounded_up(VkDeviceSize bytes, VkDeviceSize step) { return (bytes + step - 1) / step * step; }

// Large pictures in steps of an eighth of a power of two, so that the next one of nearly the same size fits.
VkDeviceSize block_bytes(VkDeviceSize bytes) {
  if (bytes <= kBlockBytes / 2) return kBlockBytes;
  VkDeviceSize power = kBlockBytes;
  while (power * 2 <= bytes) power *= 2;
  return rounded_up(bytes, power / 8);
}

}  // namespace

Allocation::~Allocation() { memory_->give_back(block_, offset_, size_); }

Memory::Memory(std::shared_ptr<Context> context) : context_(std::move(context)) {
  if (context_->options().pretend_discrete || context_->info().kind == GpuKind::kDiscrete) return;
  shared_with_host_ = true;
  if (memory_type(~0u, MemoryUse::kDevice) < 0) shared_with_host_ = false;
}

Memory::~Memory() {
  if (context_->is_abandoned()) return;  // the device may still use them
  for (Block& block : blocks_) destroy(block);
}

int Memory::memory_type(uint32_t allowed, MemoryUse use) const {
  std::vector<VkMemoryPropertyFlags> wishes;
  switch (use) {
    case MemoryUse::kDevice:
      if (shared_with_host_) {
        wishes = {VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT | kMapped,
                  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | kMapped};
      } else {
        wishes = {VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT};
      }
      break;
    case MemoryUse::kUpload: wishes = {kMapped}; break;
    case MemoryUse::kHost:
    case MemoryUse::kDownload: wishes = {kMapped | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, kMapped}; break;
  }
  const VkPhysicalDeviceMemoryProperties& memory = context_->memory_properties();
  for (const VkMemoryPropertyFlags wish : wishes) {
    for (uint32_t type = 0; type < memory.memoryTypeCount; ++type) {
      if ((allowed >> type & 1u) && (memory.memoryTypes[type].propertyFlags & wish) == wish) {
        return static_cast<int>(type);
      }
    }
  }
  return -1;
}

size_t Memory::free_bytes() const {
  const int type = memory_type(~0u, MemoryUse::kDevice);
  return type < 0 ? 0 : context_->heap_budget(context_->memory_properties().memoryTypes[type].heapIndex);
}

Result<std::shared_ptr<Allocation>> Memory::allocate(size_t bytes, MemoryUse use) {
  Result<std::shared_ptr<Allocation>> memory = try_to_allocate(bytes, use);
  if (memory || !give_way_ || !give_way_()) return memory;
  return try_to_allocate(bytes, use);
}

Result<std::shared_ptr<Allocation>> Memory::try_to_allocate(size_t bytes, MemoryUse use) {
  const VkDeviceSize wanted = rounded_up(std::max<size_t>(bytes, 1), kAlignment);
  if (context_->strikes(GpuFaultPoint::kAllocate)) {
    return driver_error("no device memory", VK_ERROR_OUT_OF_DEVICE_MEMORY, *context_);
  }
  std::lock_guard lock(mutex_);
  for (size_t i = 0; i < blocks_.size(); ++i) {
    // A huge block is not broken up for something small.
    if (blocks_[i].use != use || blocks_[i].size > std::max(kBlockBytes, wanted * 2)) continue;
    if (std::shared_ptr<Allocation> found = take(i, wanted)) return found;
  }
  Result<size_t> block = make_block(block_bytes(wanted), use);
  if (!block) {
    free_idle_blocks();
    block = make_block(rounded_up(wanted, kAlignment), use);
  }
  if (!block) return block.error();
  return take(*block, wanted);
}

std::shared_ptr<Allocation> Memory::take(size_t index, VkDeviceSize bytes) {
  Block& block = blocks_[index];
  const auto found =
      std::find_if(block.free.begin(), block.free.end(), [bytes](const auto& piece) { return piece.second >= bytes; });
  if (found == block.free.end()) return nullptr;
  const auto [offset, size] = *found;
  block.free.erase(found);
  if (size > bytes) block.free.emplace(offset + bytes, size - bytes);
  std::shared_ptr<Allocation> allocation(new Allocation());
  allocation->memory_ = shared_from_this();
  allocation->block_ = index;
  allocation->buffer_ = block.buffer;
  allocation->offset_ = offset;
  allocation->size_ = bytes;
  allocation->address_ = block.address + offset;
  allocation->mapped_ = block.mapped ? block.mapped + offset : nullptr;
  if (block.use == MemoryUse::kDevice) {
    statistics_.live_bytes += bytes;
    statistics_.peak_bytes = std::max(statistics_.peak_bytes, statistics_.live_bytes);
  }
  return allocation;
}

VkResult Memory::make_buffer(Block& block, const void* next, VkMemoryRequirements& needs) const {
  const Functions& f = context_->functions();
  VkBufferCreateInfo buffer{};
  buffer.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  buffer.pNext = next;
  buffer.size = block.size;
  buffer.usage = kBufferUsage;
  const VkResult result = f.vkCreateBuffer(context_->device(), &buffer, nullptr, &block.buffer);
  if (result == VK_SUCCESS) f.vkGetBufferMemoryRequirements(context_->device(), block.buffer, &needs);
  return result;
}

VkResult Memory::bind_memory(Block& block, int type, VkDeviceSize bytes, void* next) const {
  const Functions& f = context_->functions();
  VkMemoryAllocateFlagsInfo flags{};
  flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO;
  flags.pNext = next;
  flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
  VkMemoryAllocateInfo memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  memory.pNext = &flags;
  memory.allocationSize = bytes;
  memory.memoryTypeIndex = static_cast<uint32_t>(type);
  VkResult result = f.vkAllocateMemory(context_->device(), &memory, nullptr, &block.memory);
  if (result == VK_SUCCESS) result = f.vkBindBufferMemory(context_->device(), block.buffer, block.memory, 0);
  if (result != VK_SUCCESS) return result;
  VkBufferDeviceAddressInfo address{};
  address.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO;
  address.buffer = block.buffer;
  block.address = f.vkGetBufferDeviceAddress(context_->device(), &address);
  return result;
}

Result<size_t> Memory::make_block(VkDeviceSize bytes, MemoryUse use) {
  const Functions& f = context_->functions();
  Block block;
  block.size = bytes;
  block.use = use;
  VkMemoryRequirements needs{};
  VkResult result = make_buffer(block, nullptr, needs);
  if (result != VK_SUCCESS) return driver_error("no buffer of device memory", result, *context_);
  const int type = memory_type(needs.memoryTypeBits, use);
  if (type < 0) {
    result = VK_ERROR_FEATURE_NOT_PRESENT;
  } else if (needs.size > context_->heap_budget(context_->memory_properties().memoryTypes[type].heapIndex)) {
    result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  } else {
    result = bind_memory(block, type, needs.size, nullptr);
  }
  if (result == VK_SUCCESS && (use != MemoryUse::kDevice || shared_with_host_)) {
    void* data = nullptr;
    result = f.vkMapMemory(context_->device(), block.memory, 0, VK_WHOLE_SIZE, 0, &data);
    block.mapped = static_cast<std::byte*>(data);
  }
  if (result != VK_SUCCESS) {
    destroy(block);
    return driver_error("no device memory for " + std::to_string(bytes >> 20) + " MiB", result, *context_);
  }
  ++statistics_.blocks_made;
  return keep(std::move(block));
}

size_t Memory::keep(Block block) {
  block.free.emplace(0, block.size);
  const auto unused =
      std::find_if(blocks_.begin(), blocks_.end(), [](const Block& each) { return each.memory == VK_NULL_HANDLE; });
  const auto place = unused != blocks_.end() ? unused : blocks_.emplace(blocks_.end());
  *place = std::move(block);
  return static_cast<size_t>(place - blocks_.begin());
}

std::shared_ptr<Allocation> Memory::import(const Image& picture) {
  const VkDeviceSize alignment = context_->import_alignment();
  const size_t bytes = picture.plane_bytes() * static_cast<size_t>(picture.channels());
  if (!context_->options().import_host_memory || alignment == 0 || bytes < kLeastImportBytes) return nullptr;
  Block block;
  block.size = rounded_up(bytes, alignment);
  block.use = MemoryUse::kHost;
  block.host = picture;
  std::byte* data = block.host.writable_row_data(0, 0);
  if (reinterpret_cast<uintptr_t>(data) % alignment != 0 || block.size > picture.memory_bytes()) return nullptr;
  if (context_->strikes(GpuFaultPoint::kImport) || make_import(block, data) != VK_SUCCESS) {
    destroy(block);
    return nullptr;
  }
  block.mapped = data;
  const VkDeviceSize size = block.size;
  std::lock_guard lock(mutex_);
  ++statistics_.imports;
  return take(keep(std::move(block)), size);
}

VkResult Memory::make_import(Block& block, std::byte* data) const {
  constexpr auto kHandle = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT;
  VkExternalMemoryBufferCreateInfo external{};
  external.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO;
  external.handleTypes = kHandle;
  VkMemoryRequirements needs{};
  if (const VkResult result = make_buffer(block, &external, needs); result != VK_SUCCESS) return result;
  VkMemoryHostPointerPropertiesEXT pointer{};
  pointer.sType = VK_STRUCTURE_TYPE_MEMORY_HOST_POINTER_PROPERTIES_EXT;
  if (const VkResult result =
          context_->functions().vkGetMemoryHostPointerPropertiesEXT(context_->device(), kHandle, data, &pointer);
      result != VK_SUCCESS) {
    return result;
  }
  const int type = memory_type(needs.memoryTypeBits & pointer.memoryTypeBits, block.use);
  if (type < 0 || needs.size > block.size) return VK_ERROR_FEATURE_NOT_PRESENT;
  VkImportMemoryHostPointerInfoEXT host{};
  host.sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT;
  host.handleType = kHandle;
  host.pHostPointer = data;
  return bind_memory(block, type, block.size, &host);
}

void Memory::free_idle_blocks() {
  if (context_->is_abandoned()) return;
  // What was dropped may still be in use by commands in flight.
  context_->wait_idle();
  for (Block& block : blocks_) {
    if (block.memory != VK_NULL_HANDLE && block.is_whole_free()) {
      destroy(block);
      block = Block();
    }
  }
}

void Memory::destroy(Block& block) const {
  const Functions& f = context_->functions();
  if (block.buffer != VK_NULL_HANDLE) f.vkDestroyBuffer(context_->device(), block.buffer, nullptr);
  if (block.memory != VK_NULL_HANDLE) f.vkFreeMemory(context_->device(), block.memory, nullptr);
}

void Memory::give_back(size_t index, VkDeviceSize offset, VkDeviceSize size) {
  Block gone;  // its picture goes after the lock
  std::lock_guard lock(mutex_);
  if (blocks_[index].use == MemoryUse::kHost) {
    if (context_->is_abandoned()) return;  // the device may still use the picture
    destroy(blocks_[index]);
    gone = std::exchange(blocks_[index], Block());
    return;
  }
  if (blocks_[index].use == MemoryUse::kDevice) statistics_.live_bytes -= size;
  auto& free = blocks_[index].free;
  auto after = free.lower_bound(offset);
  if (after != free.end() && after->first == offset + size) {
    size += after->second;
    after = free.erase(after);
  }
  if (after != free.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == offset) {
      before->second += size;
      return;
    }
  }
  free.emplace(offset, size);
}

Memory::Statistics Memory::statistics() const {
  std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace lightbench::vulkan
