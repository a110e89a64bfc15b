#include "engine/image/buffer_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace lightbench {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;

// Rounds up to one of eight steps within each power of two, whole pages.
size_t size_class(size_t bytes) {
  bytes = std::max(bytes, kPage);
  const size_t step = std::max(kPage, std::bit_floor(bytes) / 8);
  return (bytes + step - 1) / step * step;
}

}  // namespace

struct Buffer::Shelf {
  explicit Shelf(size_t keep) : keep_bytes(keep) {}
  ~Shelf() {
    for (auto& [size, blocks] : idle) {
      for (std::byte* block : blocks) std::free(block);
    }
  }

  void give_back(std::byte* data, size_t size) {
    {
      std::lock_guard lock(mutex);
      counts.live_bytes -= size;
      if (counts.idle_bytes + size <= keep_bytes) {
        idle[size].push_back(data);
        counts.idle_bytes += size;
        return;
      }
    }
    std::free(data);  // hundreds of megabytes take milliseconds: nobody waits for the lock meanwhile
  }

  size_t keep_bytes;
  std::mutex mutex;
  std::map<size_t, std::vector<std::byte*>> idle;
  BufferPool::Statistics counts;
};

Buffer::Buffer(std::shared_ptr<Shelf> shelf, std::byte* data, size_t size)
    : shelf_(std::move(shelf)), data_(data), size_(size) {}

Buffer::~Buffer() { shelf_->give_back(data_, size_); }

BufferPool::BufferPool(size_t keep_bytes) : shelf_(std::make_shared<Buffer::Shelf>(keep_bytes)) {}

std::shared_ptr<Buffer> BufferPool::allocate(size_t bytes) {
  const size_t size = size_class(bytes);
  std::byte* data = nullptr;
  {
    std::lock_guard lock(shelf_->mutex);
    auto found = shelf_->idle.find(size);
    if (found != shelf_->idle.end() && !found->second.empty()) {
      data = found->second.back();
      found->second.pop_back();
      shelf_->counts.idle_bytes -= size;
      ++shelf_->counts.reuses;
    }
  }
  if (data == nullptr) {
    data = static_cast<std::byte*>(
        std::aligned_alloc(size >= kHugePage ? kHugePage : kPage,
                           size >= kHugePage ? (size + kHugePage - 1) / kHugePage * kHugePage : size));
    if (data == nullptr) return nullptr;
    if (size >= kHugePage) ::madvise(data, size, MADV_HUGEPAGE);
    std::lock_guard lock(shelf_->mutex);
    ++shelf_->counts.allocations;
  }
  {
    std::lock_guard lock(shelf_->mutex);
    shelf_->counts.live_bytes += size;
    shelf_->counts.peak_live_bytes = std::max(shelf_->counts.peak_live_bytes, shelf_->counts.live_bytes);
  }
  return std::shared_ptr<Buffer>(new Buffer(shelf_, data, size));
}

void BufferPool::trim() {
  std::lock_guard lock(shelf_->mutex);
  for (auto& [size, blocks] : shelf_->idle) {
    for (std::byte* block : blocks) std::free(block);
  }
  shelf_->idle.clear();
  shelf_->counts.idle_bytes = 0;
}

void BufferPool::restart_peak() {
  std::lock_guard lock(shelf_->mutex);
  shelf_->counts.peak_live_bytes = shelf_->counts.live_bytes;
}

BufferPool::Statistics BufferPool::statistics() const {
  std::lock_guard lock(shelf_->mutex);
  return shelf_->counts;
}

}  // namespace lightbench
