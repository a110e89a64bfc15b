// Recycled pixel memory.
//
// A fresh 100 MB buffer costs 40 ms of page faults, several times its copy, so buffers that are given back are kept
// and handed out again. Blocks are 4096-aligned, come in size classes (steps of 1/8 of a power of two) and ask for
// huge pages from 2 MiB on. Thread-safe. Blocks outlive the pool handle that made them: the last one frees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace lightbench {

class BufferPool;

// One block; goes back to its pool when the last owner drops it. The contents are not cleared.
class Buffer {
 public:
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  std::byte* data() const { return data_; }
  size_t size() const { return size_; }  // bytes, at least what was asked for

 private:
  friend class BufferPool;
  struct Shelf;
  Buffer(std::shared_ptr<Shelf> shelf, std::byte* data, size_t size);
  std::shared_ptr<Shelf> shelf_;
  std::byte* data_;
  size_t size_;
};

class BufferPool {
 public:
  // `keep_bytes` limits the idle memory held for reuse; what is beyond it is freed at once.
  explicit BufferPool(size_t keep_bytes = size_t{1} << 30);

  // Null when the system has no memory to give.
  std::shared_ptr<Buffer> allocate(size_t bytes);
  void trim();  // frees every idle block

  struct Statistics {
    int64_t allocations = 0;  // blocks taken from the system
    int64_t reuses = 0;       // blocks handed out again
    size_t live_bytes = 0;    // in use
    size_t peak_live_bytes = 0;
    size_t idle_bytes = 0;  // kept for reuse
  };
  Statistics statistics() const;
  void restart_peak();  // peak_live_bytes starts again from what is live now

 private:
  std::shared_ptr<Buffer::Shelf> shelf_;
};

}  // namespace lightbench
