#include "engine/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdio>

namespace lightbench {

std::string Hash128::hex() const {
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(high),
                static_cast<unsigned long long>(low));
  return text;
}

struct Hasher::State {
  XXH3_state_t* xxh = XXH3_createState();
  State() { XXH3_128bits_reset(xxh); }
  ~State() { XXH3_freeState(xxh); }
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;

Hasher& Hasher::bytes(const void* data, size_t size) {
  integer(static_cast<int64_t>(size));
  if (size > 0) XXH3_128bits_update(state_->xxh, data, size);
  return *this;
}

Hasher& Hasher::text(std::string_view value) { return bytes(value.data(), value.size()); }

Hasher& Hasher::key(const Hash128& value) {
  integer(static_cast<int64_t>(value.low));
  return integer(static_cast<int64_t>(value.high));
}

Hasher& Hasher::number(double value) {
  const double folded = value == 0.0 ? 0.0 : value;
  XXH3_128bits_update(state_->xxh, &folded, sizeof folded);
  return *this;
}

Hasher& Hasher::integer(int64_t value) {
  XXH3_128bits_update(state_->xxh, &value, sizeof value);
  return *this;
}

Hash128 Hasher::finish() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(state_->xxh);
  return {digest.low64, digest.high64};
}

}  // namespace lightbench
