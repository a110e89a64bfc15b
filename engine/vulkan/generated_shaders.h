// SPIR-V of generated shaders, by the name that stands for their text: compiled once, kept on disk between runs.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace lightbench::vulkan {

class GeneratedShaders {
 public:
  // An empty folder keeps nothing. A file that is damaged is made again.
  explicit GeneratedShaders(std::string folder) : folder_(std::move(folder)) {}

  // From memory, from disk, or compiled now. Thread-safe. Error: the text does not compile.
  Result<std::vector<uint32_t>> words(const std::string& name, const std::string& source);
  int compiled() const;  // how many had to be

 private:
  std::string path(const std::string& name) const;
  std::vector<uint32_t> load(const std::string& name) const;
  void save(const std::string& name, const std::vector<uint32_t>& words) const;

  const std::string folder_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<uint32_t>> known_;
  int compiled_ = 0;
};

}  // namespace lightbench::vulkan
