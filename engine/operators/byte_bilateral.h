// The bilateral filter on 8-bit pictures: weights from tables, sums in integers.
//
// Colour distances are bytes that stop at 255. Each distinct distance in space has a table of 256 weights of 15 bits or
// less; weighted samples are summed exactly and divided once, so every instruction set gives the same bits. Against the
// formula in double the result errs by less than a quarter of a step before rounding: half a unit of a weight for each
// neighbour. Processors with AVX-512 VBMI and VNNI look weights up in registers, pixel by pixel. The others look them
// up sixteen entries at a time, and only once for each two pixels, which are neighbours of each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/rect.h"

namespace lightbench {

class ByteBilateral {
 public:
  // Sigmas in pixels and in samples of 0..1.
  ByteBilateral(int radius, double sigma_space, double sigma_color, int colors);

  // Whether weights at distances of 255 and more, which a byte does not hold, come to nothing.
  bool exact_enough() const { return exact_enough_; }

  // Samples of a channel lie `plane` bytes apart, rows of a channel `stride`.
  struct Input {
    const uint8_t* pixel;  // the first; readable `radius` around and 2 · kBlock more to the right
    ptrdiff_t plane;
    ptrdiff_t stride;
  };
  struct Output {
    uint8_t* pixel;  // rows are written up to the next multiple of kBlock pixels
    ptrdiff_t plane;
    ptrdiff_t stride;
  };
  // Memory of one thread, kept from tile to tile.
  struct Scratch {
    std::vector<int16_t> samples;
    std::vector<int16_t> weights;
    std::vector<int32_t> sums;
  };
  static constexpr int kBlock = 64;
  // At most tile_width() columns: whole blocks of the instruction set, or vectors that reach a little further for
  // neighbours.
  int tile_width() const { return in_registers_ ? 512 : 480; }
  void run(const Input& in, Size size, const Output& out, Scratch& scratch) const;

  // What the loops read.
  struct Pair {  // the neighbours at (dx, dy) and (-dx, -dy); dy >= 0
    int dx;
    int dy;
    int table;  // index of its class
  };
  static constexpr int kRange = 64;
  struct Table {
    // Weights as separate low and high bytes.
    alignas(64) uint8_t low[256];
    alignas(64) uint8_t high[256];
    // The same, each sixteen entries as what changes (XOR) against the sixteen before them, beginning anew every
    // kRange.
    alignas(64) uint8_t low_changes[256];
    alignas(64) uint8_t high_changes[256];
    int end;  // of the ranges that are not all 0
    bool ends_above_zero;
  };
  const std::vector<Pair>& pairs() const { return pairs_; }
  const std::vector<Table>& tables() const { return tables_; }
  int radius() const { return radius_; }
  int colors() const { return colors_; }
  int own_weight() const { return own_weight_; }
  bool short_tables() const { return short_tables_; }

 private:
  int radius_;
  int colors_;
  int own_weight_;
  bool exact_enough_ = true;
  bool short_tables_ = true;  // weights from 128 on are 0
  bool in_registers_ = false;
  std::vector<Pair> pairs_;
  std::vector<Table> tables_;
};

// The form of all processors without register tables.
void bilateral_by_pairs(const ByteBilateral& filter, const ByteBilateral::Input& in, Size size,
                        const ByteBilateral::Output& out, ByteBilateral::Scratch& scratch);

}  // namespace lightbench
