// Tile kernels: cuts the region into tiles, gives each tile its halo as f32 and stores the result.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "engine/cpu/kernel_runner.h"
#include "engine/image/convert.h"

namespace lightbench::detail {
namespace {

constexpr int kTileWidth = 256;  // with three f32 channels in and out about 800 KiB: inside L2
constexpr int kTileHeight = 128;

int padded(int floats) { return (floats + 15) / 16 * 16; }

// Where the columns of a tile with halo come from, when it reaches over the picture's border.
struct Columns {
  int first = 0;         // leftmost column, may be negative
  int inside_first = 0;  // first and one past the last column that lie in the picture
  int inside_last = 0;
  std::vector<int> left;  // source columns of what lies outside, -1 for zero
  std::vector<int> right;

  Columns(int x, int width, int picture_width, Border border) : first(x) {
    inside_first = std::clamp(x, 0, picture_width);
    inside_last = std::clamp(x + width, inside_first, picture_width);
    for (int i = x; i < inside_first; ++i) left.push_back(border_index(i, picture_width, border));
    for (int i = inside_last; i < x + width; ++i) right.push_back(border_index(i, picture_width, border));
  }
  bool inside() const { return left.empty() && right.empty(); }
};

float sample_at(const Image& image, int channel, int x, int y) {
  float value = 0;
  if (x >= 0) {
    load_row(image.format(), image.row_data(channel, y) + static_cast<size_t>(x) * sample_bytes(image.format()), &value,
             1);
  }
  return value;
}

void load_bordered_row(const Image& image, int channel, int y, const Columns& columns, int width, float* target) {
  if (y < 0) {
    std::memset(target, 0, static_cast<size_t>(width) * sizeof(float));
    return;
  }
  for (int column : columns.left) *target++ = sample_at(image, channel, column, y);
  const int inside = columns.inside_last - columns.inside_first;
  load_row(image.format(),
           image.row_data(channel, y) + static_cast<size_t>(columns.inside_first) * sample_bytes(image.format()),
           target, static_cast<size_t>(inside));
  target += inside;
  for (int column : columns.right) *target++ = sample_at(image, channel, column, y);
}

// The plane of one input around `tile`, either in place or copied with its border into `memory`.
InputTile load_tile(const Image& image, int channel, const Rect& tile, Size halo, Border border, float*& memory) {
  const Rect outer{tile.x - halo.width, tile.y - halo.height, tile.width + 2 * halo.width,
                   tile.height + 2 * halo.height};
  const Columns columns(outer.x, outer.width, image.width(), border);
  const bool rows_inside = outer.y >= 0 && outer.bottom() <= image.height();
  if (image.format() == SampleFormat::kF32 && columns.inside() && rows_inside) {
    const auto plane = image.plane<float>(channel);
    return {plane.row(tile.y) + tile.x, plane.stride};
  }
  const int stride = padded(outer.width);
  for (int row = 0; row < outer.height; ++row) {
    load_bordered_row(image, channel, border_index(outer.y + row, image.height(), border), columns, outer.width,
                      memory + static_cast<ptrdiff_t>(row) * stride);
  }
  const InputTile loaded{memory + static_cast<ptrdiff_t>(halo.height) * stride + halo.width, stride};
  memory += static_cast<ptrdiff_t>(outer.height) * stride;
  return loaded;
}

size_t tile_floats(const KernelRun& run, Size tile, Size halo) {
  size_t total = 0;
  const size_t outer =
      static_cast<size_t>(padded(tile.width + 2 * halo.width)) * static_cast<size_t>(tile.height + 2 * halo.height);
  for (const Image& input : run.inputs) {
    if (input) total += outer * static_cast<size_t>(input.channels());
  }
  const size_t inner = static_cast<size_t>(padded(tile.width)) * static_cast<size_t>(tile.height);
  for (const Image& output : run.outputs) total += inner * static_cast<size_t>(output.channels());
  return total;
}

void run_one_tile(const TileKernel& kernel, const KernelRun& run, const Rect& tile, std::span<float> memory) {
  TileArgs args;
  args.region = tile;
  const Size halo = kernel.halo();
  const size_t scratch = kernel.scratch_floats(tile.width, tile.height);
  args.scratch = memory.first(scratch);
  float* next = memory.data() + (scratch + 15) / 16 * 16;
  for (size_t port = 0; port < run.inputs.size(); ++port) {
    const Image& image = run.inputs[port];
    for (int c = 0; image && c < image.channels(); ++c) {
      args.in[port][static_cast<size_t>(c)] = load_tile(image, c, tile, halo, kernel.border(), next);
    }
  }
  for (size_t port = 0; port < run.outputs.size(); ++port) {
    Image& image = run.outputs[port];
    for (int c = 0; c < image.channels(); ++c) {
      OutputTile& out = args.out[port][static_cast<size_t>(c)];
      if (image.format() == SampleFormat::kF32) {
        const auto plane = image.writable_plane<float>(c);
        out = {plane.row(tile.y) + tile.x, plane.stride};
      } else {
        out = {next, padded(tile.width)};
        next += static_cast<ptrdiff_t>(padded(tile.width)) * tile.height;
      }
    }
  }
  kernel.run(args);
  for (size_t port = 0; port < run.outputs.size(); ++port) {
    Image& image = run.outputs[port];
    if (image.format() == SampleFormat::kF32) continue;
    const size_t offset = static_cast<size_t>(tile.x) * sample_bytes(image.format());
    for (int c = 0; c < image.channels(); ++c) {
      const OutputTile& out = args.out[port][static_cast<size_t>(c)];
      for (int row = 0; row < tile.height; ++row) {
        store_row(image.format(), out.data + row * out.stride, image.writable_row_data(c, tile.y + row) + offset,
                  static_cast<size_t>(tile.width));
      }
    }
  }
}

}  // namespace

Status run_tile_kernel(const TileKernel& kernel, const KernelRun& run, Rect region) {
  const Size halo = kernel.halo();
  // A halo is recomputed by each neighbour, so tiles grow with it.
  Size tile{std::max(kTileWidth, 4 * halo.width), std::max(kTileHeight, 4 * halo.height)};
  if (run.tile_side > 0) tile = {run.tile_side, run.tile_side};
  tile = {std::min(tile.width, region.width), std::min(tile.height, region.height)};
  const int64_t across = (region.width + tile.width - 1) / tile.width;
  const int64_t down = (region.height + tile.height - 1) / tile.height;
  const size_t floats = tile_floats(run, tile, halo) + (kernel.scratch_floats(tile.width, tile.height) + 15) / 16 * 16;

  std::vector<std::shared_ptr<Buffer>> memory;
  for (int worker = 0; worker < run.workers.threads(); ++worker) {
    memory.push_back(run.buffers.allocate(floats * sizeof(float)));
    if (!memory.back())
      return failed("no memory for a tile of " + std::to_string(tile.width) + " × " + std::to_string(tile.height), "",
                    "close other programs or use a smaller window");
  }
  std::atomic<int64_t> done{0};
  const bool finished = run.workers.run(
      across * down,
      [&](int64_t index, int worker) {
        const Rect place{region.x + static_cast<int>(index % across) * tile.width,
                         region.y + static_cast<int>(index / across) * tile.height, tile.width, tile.height};
        run_one_tile(kernel, run, intersect(place, region),
                     {reinterpret_cast<float*>(memory[static_cast<size_t>(worker)]->data()), floats});
        run.progress(static_cast<double>(++done) / static_cast<double>(across * down));
      },
      run.cancel);
  if (!finished) return cancelled();
  return {};
}

}  // namespace lightbench::detail
