// Moves the pictures of a batch between host and device, by the cheapest way there is: not at all (the device uses the
// host's picture), by the host into or out of memory that both reach, by the device from or to the host's own pages, or
// else through two pieces of staging memory in turn, so that host and device copy at the same time.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/vulkan/gpu_backend.h"
#include "engine/vulkan/memory.h"
#include "engine/vulkan/recorder.h"

namespace lightbench::vulkan {

class Transfers {
 public:
  Transfers(Memory& memory, Recorder& recorder, const CancelToken& cancel)
      : memory_(memory), recorder_(recorder), cancel_(cancel) {}

  // Before any program of the batch is recorded.
  Status upload(size_t index, GpuTask& task, const Allocation& to);
  // The picture is there after finish().
  Status download(size_t index, GpuTask& task, const Allocation& from);
  // The same for what is no task of its own; its time counts for task `index`.
  Status download(size_t index, const Allocation& from, const Image& to);
  // Ends the recording, waits for everything, and copies what is left to the host.
  Status finish();

 private:
  // A piece of staging memory; what a download left there is copied out when it is wanted again.
  struct Piece {
    std::shared_ptr<Allocation> memory;
    uint64_t used_until = 0;
    std::byte* target = nullptr;
    size_t bytes = 0;
  };
  struct Ring {
    MemoryUse use;
    std::array<Piece, 2> pieces = {};
    size_t turn = 0;
  };
  struct HostCopy {
    const Allocation* from;
    Image to;
    GpuTask* task;  // whose time it is; null: nobody's
  };

  Status upload_staged(size_t index, const std::byte* from, const Allocation& to, size_t bytes);
  Status download_staged(size_t index, const Allocation& from, std::byte* to, size_t bytes);
  Status copy_imported(size_t index, const Allocation& from, const Allocation& to, size_t bytes);
  // The next piece in turn, free to be used.
  Result<Piece*> next_piece(Ring& ring);
  Status empty(Piece& piece);
  Result<uint64_t> copy(size_t index, const Allocation& from, size_t from_offset, const Allocation& to,
                        size_t to_offset, size_t bytes);

  Memory& memory_;
  Recorder& recorder_;
  const CancelToken& cancel_;
  Ring up_{MemoryUse::kUpload};
  Ring down_{MemoryUse::kDownload};
  std::vector<std::shared_ptr<Allocation>> imports_;  // in use until the batch has ended
  std::vector<HostCopy> host_copies_;
};

}  // namespace lightbench::vulkan
