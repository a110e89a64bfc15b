// 128-bit content keys (XXH3). Two values with the same key are taken to be the same value.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace lightbench {

struct Hash128 {
  uint64_t low = 0;
  uint64_t high = 0;
  auto operator<=>(const Hash128&) const = default;
  bool is_zero() const { return low == 0 && high == 0; }
  std::string hex() const;  // 32 lower-case digits, most significant first
};

// Streams values into one key. Strings and arrays carry their length, so that ("ab","c") differs from ("a","bc").
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  Hasher& bytes(const void* data, size_t size);
  Hasher& text(std::string_view value);
  Hasher& key(const Hash128& value);
  // A number or enum; doubles are taken by their bits with -0 folded into 0.
  Hasher& number(double value);
  Hasher& integer(int64_t value);
  Hash128 finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lightbench

template <>
struct std::hash<lightbench::Hash128> {
  size_t operator()(const lightbench::Hash128& key) const noexcept { return static_cast<size_t>(key.low); }
};
