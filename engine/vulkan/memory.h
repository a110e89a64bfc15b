// Device memory in large blocks, handed out in pieces.
//
// Drivers allow some thousand allocations and take long for each, so pictures share blocks of 64 MiB; larger ones get a
// block of their own, which is kept for the next of about that size. Each block is one buffer whose address the shaders
// use. Where device memory can be reached by the host (integrated graphics, lavapipe) it stays mapped.
//
// Large pictures of the host can be imported: the device then reads or writes their own pages, and nothing has to be
// copied to where the device can reach it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/image/image.h"
#include "engine/vulkan/context.h"

namespace lightbench::vulkan {

enum class MemoryUse {
  kDevice,    // fast for the device; mapped only where that is the same memory
  kUpload,    // the host writes, the device copies
  kDownload,  // the device writes, the host reads
  kHost,      // a picture of the host, imported
};

class Memory;

// A piece of a block; given back when the last owner drops it. Whoever drops one that commands in flight still use has
// to see to it that later commands on the same queue wait (Recorder does).
class Allocation {
 public:
  ~Allocation();
  Allocation(const Allocation&) = delete;
  Allocation& operator=(const Allocation&) = delete;

  VkBuffer buffer() const { return buffer_; }
  VkDeviceSize offset() const { return offset_; }
  VkDeviceSize size() const { return size_; }
  VkDeviceAddress address() const { return address_; }
  std::byte* mapped() const { return mapped_; }  // null where the host cannot reach it

 private:
  friend class Memory;
  Allocation() = default;
  std::shared_ptr<Memory> memory_;
  size_t block_ = 0;
  VkBuffer buffer_ = VK_NULL_HANDLE;
  VkDeviceSize offset_ = 0;
  VkDeviceSize size_ = 0;
  VkDeviceAddress address_ = 0;
  std::byte* mapped_ = nullptr;
};

class Memory : public std::enable_shared_from_this<Memory> {
 public:
  explicit Memory(std::shared_ptr<Context> context);
  ~Memory();

  // Error: the device has no memory left (budget or driver), even after idle blocks were freed and whoever can do
  // without gave way.
  Result<std::shared_ptr<Allocation>> allocate(size_t bytes, MemoryUse use);
  // The picture's own memory as the device sees it; holds a handle on the picture. Null where that cannot be, or is not
  // worth it: the picture is to be copied. The device may write only what nobody else has a handle on.
  std::shared_ptr<Allocation> import(const Image& picture);
  // True where pictures can be written and read by the host without a copy on the device.
  bool is_shared_with_host() const { return shared_with_host_; }

  // Called for want of memory; true says that some was given back. To be set before anything is allocated.
  void when_short(std::function<bool()> give_way) { give_way_ = std::move(give_way); }
  size_t free_bytes() const;  // what the device could still give to pictures

  struct Statistics {
    int64_t blocks_made = 0;  // taken from the driver so far
    int64_t imports = 0;
    size_t live_bytes = 0;  // of device memory in use
    size_t peak_bytes = 0;  // the most of it at the same time
  };
  Statistics statistics() const;

 private:
  friend class Allocation;
  struct Block {
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceAddress address = 0;
    std::byte* mapped = nullptr;
    VkDeviceSize size = 0;
    MemoryUse use = MemoryUse::kDevice;
    std::map<VkDeviceSize, VkDeviceSize> free;  // offset → size
    Image host;                                 // whose memory it is
    bool is_whole_free() const { return free.size() == 1 && free.begin()->second == size; }
  };

  Result<std::shared_ptr<Allocation>> try_to_allocate(size_t bytes, MemoryUse use);
  // With mutex_ held.
  std::shared_ptr<Allocation> take(size_t block, VkDeviceSize bytes);
  Result<size_t> make_block(VkDeviceSize bytes, MemoryUse use);
  size_t keep(Block block);
  void free_idle_blocks();

  // Of a block that nobody else knows yet; each is the driver's answer.
  VkResult make_buffer(Block& block, const void* next, VkMemoryRequirements& needs) const;
  VkResult bind_memory(Block& block, int type, VkDeviceSize bytes, void* next) const;
  VkResult make_import(Block& block, std::byte* data) const;
  void destroy(Block& block) const;
  void give_back(size_t block, VkDeviceSize offset, VkDeviceSize size);
  int memory_type(uint32_t allowed, MemoryUse use) const;

  std::shared_ptr<Context> context_;
  bool shared_with_host_ = false;
  std::function<bool()> give_way_;
  mutable std::mutex mutex_;
  std::vector<Block> blocks_;  // an entry without memory can be used again
  Statistics statistics_;
};

}  // namespace lightbench::vulkan
