#include "engine/vulkan/batch_memory.h"

#include <limits>

namespace lightbench::vulkan {

void BatchMemory::expect(std::span<const GpuTask> tasks) {
  for (const GpuTask& task : tasks) {
    for (const std::vector<DeviceImage>* pictures : {&task.inputs, &task.outputs}) {
      for (const DeviceImage& picture : *pictures) {
        if (!picture || picture.memory() != nullptr) continue;
        Place& place = places_[picture];
        ++place.uses;
        place.writers += pictures == &task.outputs;
      }
    }
  }
  if (!memory_.is_shared_with_host()) return;
  for (const GpuTask& task : tasks) {
    if (task.kind == GpuTask::Kind::kDownload) lay_into_host_picture(task.inputs[0], task.host);
  }
  for (const GpuTask& task : tasks) {
    if (task.kind == GpuTask::Kind::kUpload) lay_into_host_picture(task.outputs[0], task.host);
  }
}

void BatchMemory::lay_into_host_picture(const DeviceImage& picture, const Image& host) {
  const auto found = places_.find(picture);
  if (found == places_.end() || found->second.memory != nullptr) return;
  // What the host hands over is read only: an upload must be all that writes there.
  if (found->second.writers > 1) return;
  std::shared_ptr<Allocation> memory = memory_.import(host);
  if (!memory) return;
  found->second.memory = memory.get();
  host_pictures_.push_back(std::move(memory));
}

Result<const Allocation*> BatchMemory::place(const DeviceImage& picture) {
  if (picture.memory() != nullptr) return picture.memory();
  Place& place = places_.at(picture);
  if (place.memory == nullptr) {
    Result<const Allocation*> memory = take(picture.bytes());
    if (!memory) return memory.error();
    place.memory = *memory;
  }
  return place.memory;
}

Result<const Allocation*> BatchMemory::take(size_t bytes) {
  // What is much larger waits for something larger.
  Piece* piece = smallest_free(bytes, bytes * 2);
  if (piece == nullptr) {
    Result<std::shared_ptr<Allocation>> memory = memory_.allocate(bytes, MemoryUse::kDevice);
    if (memory) {
      pieces_.push_back({std::move(*memory)});
      return pieces_.back().memory.get();
    }
    piece = smallest_free(bytes, std::numeric_limits<size_t>::max());
    if (piece == nullptr) return memory.error();
  }
  piece->taken = true;
  return piece->memory.get();
}

BatchMemory::Piece* BatchMemory::smallest_free(size_t bytes, size_t most_bytes) {
  Piece* best = nullptr;
  for (Piece& piece : pieces_) {
    const size_t size = piece.memory->size();
    if (piece.taken || size < bytes || size > most_bytes) continue;
    if (best == nullptr || size < best->memory->size()) best = &piece;
  }
  return best;
}

void BatchMemory::give_back(const Allocation* memory) {
  for (Piece& piece : pieces_) {
    if (piece.memory.get() == memory) piece.taken = false;
  }
}

void BatchMemory::end(const GpuTask& task) {
  for (const std::vector<DeviceImage>* pictures : {&task.inputs, &task.outputs}) {
    for (const DeviceImage& picture : *pictures) {
      const auto found = places_.find(picture);
      if (found != places_.end() && --found->second.uses == 0) give_back(found->second.memory);
    }
  }
}

}  // namespace lightbench::vulkan
