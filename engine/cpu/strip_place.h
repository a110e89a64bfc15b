// A section of a strip that one worker walks down: its columns, its rings in the worker's memory, its part of the
// outputs. What strip_rows and island.cpp have in common.
#pragma once

#include "engine/cpu/island.h"
#include "engine/cpu/island_program.h"

namespace lightbench::detail {

class StripPlace {
 public:
  StripPlace(const IslandRun& run, const IslandProgram& program, float* memory, const Rect& region)
      : run_(run),
        program_(program),
        memory_(memory),
        width_(run.nodes[0].outputs[0].width),
        height_(run.nodes[0].outputs[0].height),
        region_(region) {}

  const IslandRun& run() const { return run_; }
  const IslandProgram& program() const { return program_; }
  const Rect& region() const { return region_; }
  float* memory() const { return memory_; }
  int height() const { return height_; }
  const IslandValue& value(int index) const { return program_.values[static_cast<size_t>(index)]; }
  const NodePlan& plan(int node) const { return program_.nodes[static_cast<size_t>(node)]; }
  const IslandNode& node(int index) const { return run_.nodes[static_cast<size_t>(index)]; }
  const Image& input(int index) const { return run_.inputs[static_cast<size_t>(index)]; }
  Image& output(int index) const { return run_.outputs[static_cast<size_t>(index)]; }

  int first_row(const IslandUnit& unit) const;
  int end_row(const IslandUnit& unit) const;
  // Columns that a unit makes: whole vectors from a little before the strip on.
  int first_column(int reach) const;
  int end_column(int reach) const;

  // The sample of column x in a ring row.
  float* ring_at(const IslandValue& v, int channel, int x, int y) const {
    const size_t row =
        static_cast<size_t>(y % v.ring_rows) * static_cast<size_t>(v.channels) + static_cast<size_t>(channel);
    return memory_ + v.offset + row * program_.pitch + column(x);
  }
  // The batch that an input picture's rows are made float in.
  float* image_batch(int index) const;
  // A ring row of what lies outside under Border::kZero, from column x on; cleared when first asked for.
  const float* zero_row(int x);
  // Whether an output is large, and not written over an input, whose lines are in the cache already.
  bool streams(const Image& image) const;
  // Puts [x, x + count) of row y into the value's picture, as far as it lies in the region.
  void store(const IslandValue& v, int x, int y, int count, int channel, const float* samples) const;
  // Extends a ring row over the picture's edges, as far as windows look.
  void extend(const IslandValue& v, int y) const;

 private:
  // Of a ring row.
  int column(int x) const { return x - region_.x / kRowPadding * kRowPadding + program_.margin; }
  float outside(const IslandValue& v, const float* row, int x) const;

  const IslandRun& run_;
  const IslandProgram& program_;
  float* memory_;
  int width_;
  int height_;
  Rect region_;
  bool zeros_cleared_ = false;
};

}  // namespace lightbench::detail
