// A libtiff handle on bytes in memory or on places of a file, with its messages captured instead of printed.
//
// libtiff reads and writes through callbacks; nothing is thrown across them. The first error message is kept, since
// those after it are mostly its echoes.
#pragma once

#include <tiffio.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/image/codecs/picture_file.h"

namespace lightbench::codecs {

class TiffHandle {
 public:
  // Reads `bytes`, which must outlive the handle; no single allocation of the library is over `max_allocation`.
  TiffHandle(std::string_view bytes, int64_t max_allocation);
  // The same on a file that must outlive the handle; only what the library asks for is read.
  TiffHandle(PictureFile& file, int64_t max_allocation);
  // Writes into `target`; `mode` as of TIFFOpen ("w", "wb").
  TiffHandle(std::string& target, const char* mode);
  ~TiffHandle();
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  TIFF* get() const { return tiff_; }  // null when it could not be opened
  bool has_error() const { return !message_.empty(); }
  std::string_view message() const { return message_.empty() ? "unknown error" : std::string_view(message_); }

  // Writes the directory and frees the handle. False when that failed.
  bool finish();

 private:
  friend struct TiffCallbacks;
  void open(const char* mode, int64_t max_allocation);

  std::string_view bytes_;
  PictureFile* file_ = nullptr;
  std::string* target_ = nullptr;
  size_t position_ = 0;
  std::string message_;
  TIFF* tiff_ = nullptr;
};

}  // namespace lightbench::codecs
