// The bilateral filter on 8-bit pictures: weights from tables, sums in integers.
//
// Colour distances are bytes that stop at 255. Each distinct distance in space has a table of 256 weights of 15 bits or
// less; weighted samples are summed exactly and divided once, so every instruction set gives the same bits. Against the
// formula in double the result errs by less than a quarter of a step before rounding: half a unit of a weight for each
// neighbour. Processors with AVX-512 VBMI and VNNI look weights up in registers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lightbench {

class ByteBilateral {
 public:
  // Sigmas in pixels and in samples of 0..1.
  ByteBilateral(int radius, double sigma_space, double sigma_color, int colors);

  // Whether weights at distances of 255 and more, which a byte does not hold, come to nothing.
  bool exact_enough() const { return exact_enough_; }

  // Rows of `width` pixels rounded up to kBlock: samples of a channel lie `plane` bytes apart, rows of a channel
  // `stride`; `in` points at the first pixel and may be read `radius` around. `out` has one row a channel.
  static constexpr int kBlock = 64;
  void run_row(const uint8_t* in, ptrdiff_t plane, ptrdiff_t stride, int width, uint8_t* const* out) const;

  // What the loops read.
  struct Neighbour {
    int dx;
    int dy;
    int table;  // index of its class
  };
  struct Table {
    uint16_t weights[256];
    // The same as separate low and high bytes.
    alignas(64) uint8_t low[256];
    alignas(64) uint8_t high[256];
  };
  const std::vector<Neighbour>& neighbours() const { return neighbours_; }
  const std::vector<Table>& tables() const { return tables_; }
  int colors() const { return colors_; }
  bool short_tables() const { return short_tables_; }

 private:
  int colors_;
  bool exact_enough_ = false;
  bool short_tables_ = false;  // weights from 128 on are 0
  bool in_registers_ = false;
  std::vector<Neighbour> neighbours_;  // an even number: the last may weigh nothing
  std::vector<Table> tables_;
};

}  // namespace lightbench
