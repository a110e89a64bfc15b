#include "engine/vulkan/transfers.h"

#include <algorithm>
#include <cstring>

#include "engine/base/clock.h"

namespace lightbench::vulkan {
namespace {

constexpr size_t kStagingBytes = size_t{16} << 20;
// Of a copy from or to the host's pages: some milliseconds, so that cancelling takes effect.
constexpr size_t kImportedPieceBytes = size_t{64} << 20;

size_t bytes_of(const Image& picture) { return picture.plane_bytes() * static_cast<size_t>(picture.channels()); }

bool is_memory_of(const Allocation& memory, const Image& picture) { return memory.mapped() == picture.row_data(0, 0); }

void copy_by_host(std::byte* to, const std::byte* from, size_t bytes, GpuTask* task) {
  const int64_t start = now_ns();
  std::memcpy(to, from, bytes);
  if (task == nullptr) return;
  task->start_ns = start;
  task->end_ns = now_ns();
  task->busy_ns = task->end_ns - start;
}

}  // namespace

Status Transfers::upload(size_t index, GpuTask& task, const Allocation& to) {
  if (is_memory_of(to, task.host)) return {};
  const size_t bytes = bytes_of(task.host);
  const std::byte* from = task.host.row_data(0, 0);
  Status status;
  if (to.mapped() != nullptr) {
    // Nothing that runs uses it, since a batch begins only when the one before has ended.
    copy_by_host(to.mapped(), from, bytes, &task);
  } else if (std::shared_ptr<Allocation> imported = memory_.import(task.host)) {
    imports_.push_back(imported);
    status = copy_imported(index, *imported, to, bytes);
  } else {
    status = upload_staged(index, from, to, bytes);
  }
  if (status) task.moved_bytes = task.host.spec().sample_data_bytes();
  return status;
}

Status Transfers::download(size_t index, GpuTask& task, const Allocation& from) {
  if (is_memory_of(from, task.host)) return {};
  task.moved_bytes = task.host.spec().sample_data_bytes();
  if (from.mapped() == nullptr) return download(index, from, task.host);
  host_copies_.push_back({&from, task.host, &task});
  return {};
}

Status Transfers::download(size_t index, const Allocation& from, const Image& to) {
  if (from.mapped() != nullptr) {
    host_copies_.push_back({&from, to, nullptr});
    return {};
  }
  if (std::shared_ptr<Allocation> imported = memory_.import(to)) {
    imports_.push_back(imported);
    return copy_imported(index, from, *imported, bytes_of(to));
  }
  Image target = to;
  return download_staged(index, from, target.writable_row_data(0, 0), bytes_of(to));
}

Status Transfers::finish() {
  for (Piece& piece : down_.pieces) {
    if (Status status = empty(piece); !status) return status;
  }
  if (Status status = recorder_.finish(); !status) return status;
  for (HostCopy& copy : host_copies_) {
    copy_by_host(copy.to.writable_row_data(0, 0), copy.from->mapped(), bytes_of(copy.to), copy.task);
  }
  return {};
}

Status Transfers::upload_staged(size_t index, const std::byte* from, const Allocation& to, size_t bytes) {
  for (size_t done = 0; done < bytes; done += kStagingBytes) {
    if (cancel_.cancelled()) return cancelled();
    Result<Piece*> piece = next_piece(up_);
    if (!piece) return piece.error();
    const size_t part = std::min(kStagingBytes, bytes - done);
    std::memcpy((*piece)->memory->mapped(), from + done, part);
    Result<uint64_t> value = copy(index, *(*piece)->memory, 0, to, done, part);
    if (!value) return value.error();
    (*piece)->used_until = *value;
  }
  return {};
}

Status Transfers::download_staged(size_t index, const Allocation& from, std::byte* to, size_t bytes) {
  for (size_t done = 0; done < bytes; done += kStagingBytes) {
    if (cancel_.cancelled()) return cancelled();
    Result<Piece*> piece = next_piece(down_);
    if (!piece) return piece.error();
    const size_t part = std::min(kStagingBytes, bytes - done);
    Result<uint64_t> value = copy(index, from, done, *(*piece)->memory, 0, part);
    if (!value) return value.error();
    (*piece)->used_until = *value;
    (*piece)->target = to + done;
    (*piece)->bytes = part;
  }
  return {};
}

Status Transfers::copy_imported(size_t index, const Allocation& from, const Allocation& to, size_t bytes) {
  for (size_t done = 0; done < bytes; done += kImportedPieceBytes) {
    if (cancel_.cancelled()) return cancelled();
    Result<uint64_t> value = copy(index, from, done, to, done, std::min(kImportedPieceBytes, bytes - done));
    if (!value) return value.error();
  }
  return {};
}

Result<Transfers::Piece*> Transfers::next_piece(Ring& ring) {
  Piece& piece = ring.pieces[ring.turn];
  ring.turn = (ring.turn + 1) % ring.pieces.size();
  if (piece.memory == nullptr) {
    Result<std::shared_ptr<Allocation>> memory = memory_.allocate(kStagingBytes, ring.use);
    if (!memory) return memory.error();
    piece.memory = std::move(*memory);
  }
  if (Status status = empty(piece); !status) return status.error();
  return &piece;
}

Status Transfers::empty(Piece& piece) {
  if (piece.used_until == 0) return {};
  if (Status status = recorder_.wait(piece.used_until); !status) return status;
  if (piece.target != nullptr) std::memcpy(piece.target, piece.memory->mapped(), piece.bytes);
  piece.used_until = 0;
  piece.target = nullptr;
  return {};
}

// Handed over at once: the value stands for it in Recorder::wait().
Result<uint64_t> Transfers::copy(size_t index, const Allocation& from, size_t from_offset, const Allocation& to,
                                 size_t to_offset, size_t bytes) {
  const Allocation* source = &from;
  const Allocation* target = &to;
  if (Status status = recorder_.prepare({&source, 1}, {&target, 1}); !status) return status.error();
  if (Status status = recorder_.copy(static_cast<int>(index), from, from_offset, to, to_offset, bytes); !status) {
    return status.error();
  }
  return recorder_.flush();
}

}  // namespace lightbench::vulkan
