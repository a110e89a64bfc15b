#include "engine/vulkan/memory.h"

#include <algorithm>

namespace lightbench::vulkan {
namespace {

constexpr VkDeviceSize kBlockBytes = VkDeviceSize{64} << 20;
// Offsets are multiples of this: of cache lines, and of every alignment that buffers of this program may ask for.
constexpr VkDeviceSize kAlignment = 256;

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

Result<std::shared_ptr<Allocation>> Memory::allocate(size_t bytes, MemoryUse use) {
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
  statistics_.live_bytes += bytes;
  return allocation;
}

Result<size_t> Memory::make_block(VkDeviceSize bytes, MemoryUse use) {
  const Functions& f = context_->functions();
  Block block;
  block.size = bytes;
  block.use = use;
  VkBufferCreateInfo buffer{};
  buffer.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  buffer.size = bytes;
  buffer.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                 VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
  VkResult result = f.vkCreateBuffer(context_->device(), &buffer, nullptr, &block.buffer);
  if (result != VK_SUCCESS) return driver_error("no buffer of device memory", result, *context_);
  VkMemoryRequirements needs{};
  f.vkGetBufferMemoryRequirements(context_->device(), block.buffer, &needs);
  const int type = memory_type(needs.memoryTypeBits, use);
  VkMemoryAllocateFlagsInfo flags{};
  flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO;
  flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
  VkMemoryAllocateInfo memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  memory.pNext = &flags;
  memory.allocationSize = needs.size;
  memory.memoryTypeIndex = static_cast<uint32_t>(std::max(type, 0));
  if (type < 0) {
    result = VK_ERROR_FEATURE_NOT_PRESENT;
  } else if (needs.size > context_->heap_budget(context_->memory_properties().memoryTypes[type].heapIndex)) {
    result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  } else {
    result = f.vkAllocateMemory(context_->device(), &memory, nullptr, &block.memory);
  }
  if (result == VK_SUCCESS) result = f.vkBindBufferMemory(context_->device(), block.buffer, block.memory, 0);
  const bool mapped = type >= 0 && (use != MemoryUse::kDevice || shared_with_host_);
  if (result == VK_SUCCESS && mapped) {
    void* data = nullptr;
    result = f.vkMapMemory(context_->device(), block.memory, 0, VK_WHOLE_SIZE, 0, &data);
    block.mapped = static_cast<std::byte*>(data);
  }
  if (result != VK_SUCCESS) {
    destroy(block);
    return driver_error("no device memory for " + std::to_string(bytes >> 20) + " MiB", result, *context_);
  }
  VkBufferDeviceAddressInfo address{};
  address.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO;
  address.buffer = block.buffer;
  block.address = f.vkGetBufferDeviceAddress(context_->device(), &address);
  block.free.emplace(0, bytes);
  statistics_.held_bytes += bytes;
  ++statistics_.blocks_made;
  const auto unused =
      std::find_if(blocks_.begin(), blocks_.end(), [](const Block& each) { return each.memory == VK_NULL_HANDLE; });
  if (unused != blocks_.end()) {
    *unused = std::move(block);
    return static_cast<size_t>(unused - blocks_.begin());
  }
  blocks_.push_back(std::move(block));
  return blocks_.size() - 1;
}

void Memory::free_idle_blocks() {
  if (context_->is_abandoned()) return;
  // What was dropped may still be in use by commands in flight.
  context_->wait_idle();
  for (Block& block : blocks_) {
    if (block.memory != VK_NULL_HANDLE && block.is_whole_free()) {
      statistics_.held_bytes -= block.size;
      destroy(block);
      block = Block();
    }
  }
}

void Memory::destroy(Block& block) {
  const Functions& f = context_->functions();
  if (block.buffer != VK_NULL_HANDLE) f.vkDestroyBuffer(context_->device(), block.buffer, nullptr);
  if (block.memory != VK_NULL_HANDLE) f.vkFreeMemory(context_->device(), block.memory, nullptr);
}

void Memory::give_back(size_t index, VkDeviceSize offset, VkDeviceSize size) {
  std::lock_guard lock(mutex_);
  statistics_.live_bytes -= size;
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
