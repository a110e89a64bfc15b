// Runs the row nodes of a unit on one row of a strip: batches of 512 pixels that stay in the first-level cache go
// through all of them, and nodes that form a chain (engine/image/pixel_chain.h) run as one, loading and storing for
// themselves where only they look at a picture.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/cpu/island_tables.h"
#include "engine/cpu/sampled_times.h"
#include "engine/cpu/strip_place.h"

namespace lightbench::detail {

class StripRows {
 public:
  StripRows(const StripPlace& place, const IslandTables& tables)
      : place_(place),
        run_(place.run()),
        program_(place.program()),
        tables_(tables),
        prepared_(2 * place.program().units.size()) {}

  // With `sampled`, every node runs by itself, and what it took is added to its place there.
  void run(const IslandUnit& unit, int y, SampledTimes* sampled);

 private:
  // A row node, or several in one chain, at work on a row.
  struct RowCall {
    int node = 0;
    const RowKernel* kernel = nullptr;
    int table_image = -1;                // its tables take the place of the kernel
    const IslandChain* chain = nullptr;  // takes the place of the kernel
    std::vector<PixelStage> stages;      // of the chain
    bool spans_rows = false;             // a chain that needs no batch
    const NodePlan* first = nullptr;     // whose inputs are read
    const NodePlan* last = nullptr;      // whose outputs are made
    RowArgs args;
    // Which ports' pointers move on with every batch; the others' point at batches.
    std::array<bool, kMaxPorts> moving_in{};
    std::array<bool, kMaxPorts> moving_out{};
    std::vector<int> loads;   // pictures that it is the first to read, to be made float before every batch
    std::vector<int> stored;  // values to be converted into pictures after every batch
  };
  // The columns of the row that is made.
  struct Columns {
    int first, end, y;
    int count() const { return end - first; }
  };

  std::vector<RowCall>& calls_of(const IslandUnit& unit, const Columns& columns, bool timed);
  void prepare(std::vector<RowCall>& calls, const IslandUnit& unit, const Columns& columns, bool timed) const;
  void find_ways(RowCall& call, const Columns& columns) const;
  void connect(RowCall& call, const Columns& columns) const;
  void run_batch(RowCall& call, int x, int count) const;
  void run_chain(RowCall& call) const;
  void look_up(const RowCall& call) const;
  void load_batch(int index, int x, int y, int count) const;

  int channels_of(const NodePlan& plan, size_t port) const;
  float* value_row(const IslandValue& v, int channel, const Columns& columns, bool in_place) const;
  const float* image_row(int index, int channel, const Columns& columns, bool in_place) const;
  float* row_memory(const IslandValue& v, int channel, int x, int y) const;
  bool writes_in_place(const IslandValue& v, const Columns& columns) const;
  bool reads_in_place(const Image& image, const Columns& columns) const;

  const StripPlace& place_;
  const IslandRun& run_;
  const IslandProgram& program_;
  const IslandTables& tables_;
  std::vector<std::vector<RowCall>> prepared_;  // by unit, and whether timed: for rows within the region
  std::vector<RowCall> edge_;                   // for the others, on which only some of the nodes are at work
};

}  // namespace lightbench::detail
