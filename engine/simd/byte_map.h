// Bytes looked up in a table of 256, a vector at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lightbench {

using ByteMap = std::array<uint8_t, 256>;

// Whether this processor has AVX-512's tables of bytes (VBMI) and may use them now.
bool has_byte_tables();

// Whether ByteLookup works on vectors here; elsewhere it goes byte by byte.
bool looks_up_vectors();

// Cut to the levels between which the result changes, in pieces of 16: what shuffles look up. A threshold is one piece.
struct ByteMapPieces {
  // Piece k belongs to the levels from first + 16 k on. Each but numbers 0 and 8 is the exclusive or of what it stands
  // for and what the piece before stands for.
  alignas(64) ByteMap pieces{};
  uint8_t first = 0;  // what is below has its result
  uint8_t range = 0;  // what is above first + range has that one's result
};

// slope · i + offset, rounded and kept in range.
struct ByteLine {
  float slope = 0;
  float offset = 0;
};

// A table made ready for large pictures, to be used on the instruction set that was in force then.
class ByteLookup {
 public:
  ByteLookup() = default;
  // `line` is what the table may be; where it is, bit for bit, it may be calculated instead.
  explicit ByteLookup(const ByteMap& table, ByteLine line = {});

  // target[i] = table[source[i]]; `target` may be `source`. With `stream` it may be written past the caches: to be
  // followed by hwy::FlushStream() before another thread reads it.
  void run(const uint8_t* source, uint8_t* target, size_t count, bool stream = false) const;

 private:
  alignas(64) ByteMap table_{};
  ByteMapPieces pieces_;
  ByteLine line_;
  bool is_line_ = false;
};

}  // namespace lightbench
