// Where the pictures of one batch lie.
//
// A picture that lives within the batch has memory from the task that writes it to the last one that reads it; then a
// later task gets the same memory, so a long chain needs that of a few pictures. Tasks ask in the order in which they
// are recorded, and the recorder puts a barrier before whatever writes over what earlier work uses. Nothing goes back
// to the device's memory before the batch has ended.
//
// Where the device shares the host's memory, what comes from the host or goes there lies in the host's picture itself.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "engine/vulkan/gpu_backend.h"
#include "engine/vulkan/memory.h"

namespace lightbench::vulkan {

class BatchMemory {
 public:
  explicit BatchMemory(Memory& memory) : memory_(memory) {}

  // All that the batch will do, before anything else is asked.
  void expect(std::span<const GpuTask> tasks);
  // Where a picture of these tasks lies; at the first call it gets its memory. Error: none left on the device.
  Result<const Allocation*> place(const DeviceImage& picture);
  // Memory for something else. Error: none left on the device.
  Result<const Allocation*> take(size_t bytes);
  void give_back(const Allocation* memory);
  // The task has all it needs: what no later one uses may be handed out again.
  void end(const GpuTask& task);

 private:
  struct Piece {
    std::shared_ptr<Allocation> memory;
    bool taken = true;
  };
  struct Place {
    const Allocation* memory = nullptr;
    int writers = 0;
    int uses = 0;  // by tasks that have not ended
  };
  void lay_into_host_picture(const DeviceImage& picture, const Image& host);
  Piece* smallest_free(size_t bytes, size_t most_bytes);

  Memory& memory_;
  std::vector<Piece> pieces_;
  std::vector<std::shared_ptr<Allocation>> host_pictures_;
  std::map<DeviceImage, Place> places_;
};

}  // namespace lightbench::vulkan
