// What run_island() works out once before it touches pixels: units in order, their lags, and the rings between them.
#pragma once

#include <vector>

#include "engine/cpu/island.h"
#include "engine/graph/pixel_form.h"
#include "engine/image/pixel_chain.h"

namespace lightbench::detail {

constexpr int kBatch = 512;  // pixels of a batch: 2 KiB a channel, a few of them stay in the first-level cache

// The rows a node makes (one for each output), or an input picture's rows made float for a window.
struct IslandValue {
  int channels = 0;
  int lag = 0;      // rows behind the clock
  int reach_x = 0;  // how far beyond the strip and section others need it
  int reach_y = 0;
  int ring_rows = 0;      // 0: lives in a batch only
  bool bordered = false;  // a window reads it: its rows are extended over the picture's edges
  Border border = Border::kReflect101;
  int image = -1;     // index into IslandRun::outputs where it is stored, or -1
  size_t offset = 0;  // of its first ring row or batch row, in floats of the worker's memory
};

enum class UnitKind { kLoad, kRows, kWindow };

struct IslandUnit {
  UnitKind kind = UnitKind::kRows;
  int depth = 0;  // windows on the longest way from the inputs
  int lag = 0;
  int reach_x = 0;
  int reach_y = 0;
  std::vector<int> nodes;  // one for kWindow
  int image = -1;          // kLoad: the input
  int value = -1;          // kLoad: what it makes
};

struct NodePlan {
  std::vector<int> inputs;        // for each port: the value read, or -1
  std::vector<int> input_images;  // for each port: the input picture read directly (row kernels), or -1
  std::vector<int> outputs;       // values
  int table_image = -1;           // input picture of 8 bits that goes through a table of the node's function, or -1
  int chain = -1;                 // index into IslandProgram::chains that the node is a stage of, or -1
  int unit = -1;
  int lag = 0;
  int depth = 0;
  int reach_x = 0;
  int reach_y = 0;
};

// Row nodes, one behind the other, whose formulas run with the samples in registers (engine/image/pixel_chain.h).
struct IslandChain {
  std::vector<int> nodes;
  std::vector<PixelStage> stages;  // of each node, and a place for the store
  int load_image = -1;             // input picture that it loads itself, or -1
  int store_image = -1;            // index into IslandRun::outputs that it stores itself, or -1
};

struct IslandProgram {
  std::vector<IslandValue> values;
  std::vector<NodePlan> nodes;
  std::vector<IslandUnit> units;  // in the order in which they run
  std::vector<IslandChain> chains;
  std::vector<int> batch_images;      // input pictures that row kernels read
  std::vector<size_t> image_offsets;  // batch rows of those, in floats
  int margin = 0;                     // floats before and after a strip in every ring row
  int strip_width = 0;
  int section_height = 0;
  size_t pitch = 0;           // floats of a ring row
  size_t zeros_offset = 0;    // a ring row for what lies outside under Border::kZero
  size_t scratch_offset = 0;  // for window kernels
  size_t scratch_floats = 0;
  size_t floats = 0;  // in all, for one worker
  int total_reach_y = 0;
};

IslandProgram plan_island(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, Size region,
                          int threads, int strip_side);

// Puts what can run in registers together; when rings are known.
void find_chains(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, IslandProgram& program);

const WindowKernel* window_of(const IslandNode& node);
// The node's formula as a stage, or null.
const PixelForm* pixel_form_of(const IslandNode& node);

}  // namespace lightbench::detail
