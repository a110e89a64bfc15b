// An open file of which a probe reads only the places it needs.
//
// Planning asks for the size of every picture with each edit; the hundred megabytes behind the header must not be read
// for that. Reads go through a small window, since headers and tables are read in pieces of a few bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace lightbench::codecs {

class PictureFile {
 public:
  explicit PictureFile(const std::string& path);
  ~PictureFile();
  PictureFile(const PictureFile&) = delete;
  PictureFile& operator=(const PictureFile&) = delete;

  // Only regular files can be read in places.
  bool usable() const { return descriptor_ >= 0; }
  uint64_t size() const { return size_; }
  // Copies what there is of `count` bytes from `offset` on; returns how many.
  size_t read(uint64_t offset, void* target, size_t count);
  std::string prefix(size_t count);

 private:
  size_t read_directly(uint64_t offset, char* target, size_t count) const;

  int descriptor_ = -1;
  uint64_t size_ = 0;
  std::string window_;
  uint64_t window_offset_ = 0;
};

}  // namespace lightbench::codecs
