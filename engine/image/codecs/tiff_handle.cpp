#include "engine/image/codecs/tiff_handle.h"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace lightbench::codecs {

struct TiffCallbacks {
  static TiffHandle& self(thandle_t handle) { return *static_cast<TiffHandle*>(handle); }
  static std::string_view contents(const TiffHandle& handle) {
    return handle.target_ ? std::string_view(*handle.target_) : handle.bytes_;
  }

  static tmsize_t read(thandle_t handle, void* target, tmsize_t count) {
    TiffHandle& file = self(handle);
    const std::string_view bytes = contents(file);
    if (count > 0 && file.file_) {
      const size_t copied = file.file_->read(file.position_, target, static_cast<size_t>(count));
      file.position_ += copied;
      return static_cast<tmsize_t>(copied);
    }
    if (count <= 0 || file.position_ >= bytes.size()) return 0;
    const size_t available = std::min(static_cast<size_t>(count), bytes.size() - file.position_);
    std::memcpy(target, bytes.data() + file.position_, available);
    file.position_ += available;
    return static_cast<tmsize_t>(available);
  }

  static tmsize_t write(thandle_t handle, void* source, tmsize_t count) noexcept {
    TiffHandle& file = self(handle);
    if (!file.target_ || count < 0) return -1;
    try {
      const size_t end = file.position_ + static_cast<size_t>(count);
      if (end > file.target_->size()) file.target_->resize(end);
      std::memcpy(file.target_->data() + file.position_, source, static_cast<size_t>(count));
      file.position_ = end;
      return count;
    } catch (...) {
      return -1;
    }
  }

  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    TiffHandle& file = self(handle);
    const uint64_t base = whence == SEEK_CUR ? file.position_ : whence == SEEK_END ? size(handle) : 0;
    file.position_ = static_cast<size_t>(base + offset);
    return file.position_;
  }

  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t handle) {
    const TiffHandle& file = self(handle);
    return file.file_ ? file.file_->size() : contents(file).size();
  }

  // Hands the bytes out as they are: strips are then read without a copy.
  static int map(thandle_t handle, void** base, toff_t* size) {
    const TiffHandle& file = self(handle);
    if (file.target_ || file.file_) return 0;
    *base = const_cast<char*>(file.bytes_.data());
    *size = file.bytes_.size();
    return 1;
  }
  static void unmap(thandle_t, void*, toff_t) {}

  static int keep_error(TIFF*, void* handle, const char*, const char* format, va_list arguments) {
    TiffHandle& file = *static_cast<TiffHandle*>(handle);
    if (file.message_.empty()) {
      char text[200];
      std::vsnprintf(text, sizeof text, format, arguments);
      file.message_ = text[0] ? text : "unknown error";
    }
    return 1;  // handled: libtiff does not print it
  }
  static int drop_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

TiffHandle::TiffHandle(std::string_view bytes, int64_t max_allocation) : bytes_(bytes) { open("r", max_allocation); }

TiffHandle::TiffHandle(PictureFile& file, int64_t max_allocation) : file_(&file) { open("r", max_allocation); }

TiffHandle::TiffHandle(std::string& target, const char* mode) : target_(&target) { open(mode, 0); }

TiffHandle::~TiffHandle() {
  if (tiff_) TIFFClose(tiff_);
}

void TiffHandle::open(const char* mode, int64_t max_allocation) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (!options) return;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, max_allocation);  // 0: no limit
  TIFFOpenOptionsSetErrorHandlerExtR(options, TiffCallbacks::keep_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, TiffCallbacks::drop_warning, this);
  tiff_ =
      TIFFClientOpenExt("picture", mode, this, TiffCallbacks::read, TiffCallbacks::write, TiffCallbacks::seek,
                        TiffCallbacks::close, TiffCallbacks::size, TiffCallbacks::map, TiffCallbacks::unmap, options);
  TIFFOpenOptionsFree(options);
}

bool TiffHandle::finish() {
  if (!tiff_) return false;
  const bool flushed = TIFFFlush(tiff_) != 0;
  TIFFClose(tiff_);
  tiff_ = nullptr;
  return flushed && !has_error();
}

}  // namespace lightbench::codecs
