#include "engine/vulkan/generated_shaders.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/atomic_file.h"
#include "engine/base/hash.h"
#include "engine/vulkan/shader_compiler.h"

namespace lightbench::vulkan {
namespace {

// A file is the hash of the words in digits, then the words: drivers need not survive damaged ones.
constexpr size_t kHashDigits = 32;

std::string hash_of(std::string_view bytes) { return Hasher().text(bytes).finish().hex(); }

std::string_view bytes_of(const std::vector<uint32_t>& words) {
  return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint32_t)};
}

}  // namespace

std::string GeneratedShaders::path(const std::string& name) const { return folder_ + "/" + name + ".spv"; }

std::vector<uint32_t> GeneratedShaders::load(const std::string& name) const {
  if (folder_.empty()) return {};
  std::ifstream file(path(name), std::ios::binary);
  const std::string data{std::istreambuf_iterator<char>(file), {}};
  if (data.size() <= kHashDigits || (data.size() - kHashDigits) % sizeof(uint32_t) != 0) return {};
  const std::string_view bytes = std::string_view(data).substr(kHashDigits);
  if (hash_of(bytes) != data.substr(0, kHashDigits)) return {};
  std::vector<uint32_t> words(bytes.size() / sizeof(uint32_t));
  std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

void GeneratedShaders::save(const std::string& name, const std::vector<uint32_t>& words) const {
  if (folder_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
  // What cannot be kept is compiled again next time.
  static_cast<void>(write_file_atomically(path(name), hash_of(bytes_of(words)) + std::string(bytes_of(words))).ok());
}

Result<std::vector<uint32_t>> GeneratedShaders::words(const std::string& name, const std::string& source) {
  {
    std::lock_guard lock(mutex_);
    if (const auto found = known_.find(name); found != known_.end()) return found->second;
  }
  std::vector<uint32_t> words = load(name);
  const bool fresh = words.empty();
  if (fresh) {
    Result<std::vector<uint32_t>> compiled = compile_shader(source);
    if (!compiled) return compiled.error();
    words = std::move(*compiled);
    save(name, words);
  }
  std::lock_guard lock(mutex_);
  compiled_ += fresh ? 1 : 0;
  return known_.emplace(name, std::move(words)).first->second;
}

int GeneratedShaders::compiled() const {
  std::lock_guard lock(mutex_);
  return compiled_;
}

}  // namespace lightbench::vulkan
