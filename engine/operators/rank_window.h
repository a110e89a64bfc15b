// The median of samples of any depth in a large window, exact, at a cost that grows with the window's side.
//
// The samples of a block are sorted once; from then on each is its rank, a whole number that no other sample has. A
// window is a set of ranks, one bit each, and its median the bit that has half of the others before it. Going down a
// column of windows and up the next, each step sets and clears the bits of one row; a count of the bits before the
// median's word says in which direction the median has moved, mostly by few words.
// Source: after T. S. Huang, "Two-dimensional signal processing II", 1981 (a window that moves), with sets in place of
// counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lightbench {

// Windows of (2 · radius + 1)² keys, the first of them at `keys`; rows lie width + 2 · radius keys apart.
struct RankBlock {
  int width;
  int height;
  int radius;
  int row_length() const { return width + 2 * radius; }
  size_t size() const { return static_cast<size_t>(row_length()) * static_cast<size_t>(height + 2 * radius); }
};

// Side of blocks for a radius: large enough for their borders not to count, small enough for the nearer caches.
int rank_block_side(int radius);

class RankMedian {
 public:
  // medians[y · block.width + x]; `Key` is int16_t or int32_t. The object keeps its memory for the next block.
  template <typename Key>
  void run(const RankBlock& block, const Key* keys, Key* medians);

 private:
  std::vector<uint64_t> sorted_;  // key and place
  std::vector<uint64_t> other_;
  std::vector<uint32_t> ranks_;    // of each place
  std::vector<uint32_t> medians_;  // as ranks
  std::vector<uint64_t> bits_;
};

}  // namespace lightbench
