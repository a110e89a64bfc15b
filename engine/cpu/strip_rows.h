// Runs the row nodes of a unit on one row of a strip: batches of 512 pixels that stay in the first-level cache go
// through all of them, and nodes that form a chain (engine/image/pixel_chain.h) run as one, loading and storing for
// themselves where only they look at a picture.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/cpu/island_tables.h"
#include "engine/cpu/strip_place.h"

namespace lightbench::detail {

class StripRows {
 public:
  StripRows(const StripPlace& place, const IslandTables& tables)
      : place_(place), run_(place.run()), program_(place.program()), tables_(tables) {}

  // Where `sampled_ns` is not empty, every node runs by itself, and what it took is added to its place there.
  void run(const IslandUnit& unit, int y, std::span<int64_t> sampled_ns);

 private:
  // A row node, or several in one chain, at work on a row: the arguments, and which of their pointers move on with
  // every batch.
  struct RowCall {
    int node = 0;
    const RowKernel* kernel = nullptr;
    int table_image = -1;                // its tables take the place of the kernel
    const IslandChain* chain = nullptr;  // takes the place of the kernel
    std::vector<PixelStage> stages;      // of the chain
    bool spans_rows = false;             // a chain that needs no batch
    RowArgs args;
    std::array<const float**, kMaxPorts * kMaxChannels> moving_in{};
    std::array<float**, kMaxPorts * kMaxChannels> moving_out{};
    int moving_inputs = 0;
    int moving_outputs = 0;
    std::vector<int> loads;   // pictures that it is the first to read, to be made float before every batch
    std::vector<int> stored;  // values to be converted into pictures after every batch
  };
  // The columns of the row that is made.
  struct Columns {
    int first, end, y;
    int count() const { return end - first; }
  };

  void prepare(const IslandUnit& unit, const Columns& columns, bool timed);
  void connect(RowCall& call, const NodePlan& plan, const NodePlan& last, const Columns& columns);
  void run_batch(RowCall& call, int x, int count);
  void run_chain(RowCall& call) const;
  void look_up(const RowCall& call) const;
  void load_batch(int index, int x, int y, int count) const;

  int channels_of(const NodePlan& plan, size_t port) const;
  float* value_row(const IslandValue& v, int channel, const Columns& columns, bool& moves) const;
  const float* image_row(int index, int channel, const Columns& columns, bool& moves) const;
  float* row_memory(const IslandValue& v, int channel, int x, int y) const;
  bool writes_in_place(const IslandValue& v, const Columns& columns) const;
  bool reads_in_place(const Image& image, const Columns& columns) const;

  const StripPlace& place_;
  const IslandRun& run_;
  const IslandProgram& program_;
  const IslandTables& tables_;
  std::vector<RowCall> calls_;
  std::vector<int> loaded_;  // pictures that calls_ so far load
};

}  // namespace lightbench::detail
