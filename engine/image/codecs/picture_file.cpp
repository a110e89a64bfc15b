#include "engine/image/codecs/picture_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lightbench::codecs {
namespace {

constexpr size_t kWindowBytes = size_t{16} << 10;

}  // namespace

PictureFile::PictureFile(const std::string& path) {
  // A pipe without a writer would keep open() waiting.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status {};
  if (descriptor_ < 0) return;
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    descriptor_ = -1;
    return;
  }
  size_ = static_cast<uint64_t>(status.st_size);
}

PictureFile::~PictureFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

size_t PictureFile::read(uint64_t offset, void* target, size_t count) {
  if (offset >= size_) return 0;
  count = static_cast<size_t>(std::min<uint64_t>(count, size_ - offset));
  if (count > kWindowBytes) return read_directly(offset, static_cast<char*>(target), count);
  if (offset < window_offset_ || offset + count > window_offset_ + window_.size()) {
    window_.resize(kWindowBytes);
    window_.resize(read_directly(offset, window_.data(), kWindowBytes));
    window_offset_ = offset;
    count = std::min(count, window_.size());  // less only where the file has just become shorter
  }
  std::memcpy(target, window_.data() + (offset - window_offset_), count);
  return count;
}

std::string PictureFile::prefix(size_t count) {
  std::string bytes(static_cast<size_t>(std::min<uint64_t>(count, size_)), '\0');
  bytes.resize(read_directly(0, bytes.data(), bytes.size()));
  return bytes;
}

size_t PictureFile::read_directly(uint64_t offset, char* target, size_t count) const {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(descriptor_, target + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace lightbench::codecs
