// Counts of bytes.
//
// Where neighbours differ little, and in most places of most pictures they do, comparing a block of a few rows with
// each level it holds and counting the hits beats counting sample by sample: that takes a load and a store for each.
// Elsewhere sixteen tables take turns, so that equal neighbours do not wait for each other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lightbench {

constexpr int kLevels = 256;
using LevelCounts = std::array<int64_t, kLevels>;

// Sums that together count one level: a lane each, so that no vector has to be added up.
using LevelSums = std::array<uint64_t, 8>;

constexpr int kLevelGroup = 8;  // levels looked for together: loops of few different lengths are foreseen

class LevelCounter {
 public:
  void add(const uint8_t* levels, size_t count);
  // Rows that lie `stride` apart.
  void add(const uint8_t* levels, ptrdiff_t stride, size_t width, size_t rows);
  void add_to(LevelCounts& total) const;

 private:
  static constexpr size_t kTables = 16;
  void add_blocks(const uint8_t* levels, ptrdiff_t stride, size_t step, size_t count);
  void make_room(size_t count);
  void add_one_by_one(const uint8_t* levels, size_t count);
  void flush();

  alignas(64) std::array<std::array<uint32_t, kLevels>, kTables> tables_{};
  alignas(64) std::array<LevelSums, kLevels + kLevelGroup> sums_{};  // no sample has the levels beyond
  LevelCounts flushed_{};
  uint64_t pending_ = 0;  // in the tables, which hold 32 bits a bin
};

}  // namespace lightbench
