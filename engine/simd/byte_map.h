// Bytes looked up in a table of 256, 64 at a time where the processor can.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lightbench {

using ByteMap = std::array<uint8_t, 256>;

// Whether this processor has AVX-512's tables of bytes (VBMI) and may use them now.
bool has_byte_tables();

// target[i] = table[source[i]]; `target` may be `source`. With `stream` it may be written past the caches: to be
// followed by hwy::FlushStream() before another thread reads it.
void map_bytes(const uint8_t* source, const ByteMap& table, uint8_t* target, size_t count, bool stream = false);

}  // namespace lightbench
