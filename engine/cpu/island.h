// Runs connected row and window kernels as one pass over the picture: what fusion is made of.
//
// An island is a small graph of kernels of one picture size. It is run in strips: a worker takes a strip of columns
// and a section of rows and walks down it a few rows at a time. Every window node follows the nodes it reads by its
// halo (its lag); the rows in between wait in rings that stay in the second-level cache. Row nodes of the same lag
// run together on batches of 512 pixels that stay in the first-level cache. Pictures are read and written once, in
// their stored formats; between nodes everything is f32. A single node is an island of one, so this is the one way in
// which row and window kernels run.
//
// The bits do not depend on strips, sections or thread count as long as the kernels' do not.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/graph/kernel.h"
#include "engine/image/convert.h"

namespace lightbench {

// Where a port gets its pixels: a node of the island before it, or one of IslandRun::inputs. Both -1: open.
struct IslandInput {
  int node = -1;
  int output = 0;
  int image = -1;
};

struct IslandNode {
  const Kernel* kernel = nullptr;   // row or window
  std::vector<IslandInput> inputs;  // in port order
  std::vector<ImageSpec> outputs;   // one size for the whole island
  std::vector<int> stored;  // for each output: index into IslandRun::outputs, or -1 when nothing outside reads it
};

struct IslandRun {
  std::span<const IslandNode> nodes;  // what a node reads comes before it
  std::span<const Image> inputs;
  // Allocated. One may be the memory of an input of the same spec when all nodes are row kernels: each batch is read as
  // a whole before it is written over.
  std::span<Image> outputs;
  WorkerPool& workers;
  BufferPool& buffers;
  const CancelToken& cancel;
  std::function<void(double fraction)> progress = [](double) {};
  Rect region = {};    // part of the outputs to compute; empty: all of it
  int strip_side = 0;  // columns of a strip and rows of a section; 0: chosen for the caches
  // Pictures of so many bytes are written past the caches, which could not keep them: outputs in f32, and from 8 to 8
  // bits (byte_island.h) an output that is as large together with the input.
  size_t stream_bytes = kStreamBytes;
  // Receives for each node its share of the island's time, summing to 1: sampled inside the pass. May be null.
  std::vector<double>* shares = nullptr;
  int64_t* clock_readings = nullptr;  // how often the clock was read for that is added here; may be null
};

// All windows that read one node must have one border rule: a ring is extended by one only.
// Errors: kCancelled, no memory (kFailed).
Status run_island(const IslandRun& run);

// Bytes of rings and batches that one worker of run_island() needs for whole pictures; `inputs` as they will be given,
// with 0 channels where a port is open.
size_t island_memory_bytes(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, int threads);

}  // namespace lightbench
