#include "engine/cpu/byte_island.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <variant>
#include <vector>

#include "engine/graph/byte_forms.h"
#include "engine/simd/byte_map.h"

namespace lightbench {
namespace {

constexpr int kLevels = 256;
constexpr int64_t kLeastPixels = 1 << 14;  // tables cost about as much as a few thousand pixels

// The one picture that is read, or -1.
int source_of(const IslandRun& run) {
  int source = -1;
  for (const IslandNode& node : run.nodes) {
    for (const IslandInput& input : node.inputs) {
      if (input.image < 0) continue;
      if (source >= 0 && input.image != source) return -1;
      source = input.image;
    }
  }
  return source;
}

// The form in which a kernel of shape K works on bytes, or null.
template <typename Form, typename K>
const Form* form_of(const IslandNode& node) {
  if (node.inputs.size() != 1 || node.outputs.size() != 1) return nullptr;
  const auto* kernel = std::get_if<std::unique_ptr<K>>(node.kernel);
  return kernel != nullptr ? dynamic_cast<const Form*>(kernel->get()) : nullptr;
}

bool per_sample(const IslandNode& node) {
  const auto* row = std::get_if<std::unique_ptr<RowKernel>>(node.kernel);
  return row != nullptr && (*row)->per_sample();
}

bool bytes_to_bytes(const IslandRun& run, const Image& in) {
  const auto bytes = [](const Image& out) { return out.format() == SampleFormat::kU8; };
  return in.format() == SampleFormat::kU8 && std::all_of(run.outputs.begin(), run.outputs.end(), bytes);
}

// Every output has the channels of the one input.
bool same_channels(const IslandRun& run, const Image& in) {
  const auto alike = [&](const Image& out) { return out.channels() == in.channels(); };
  return std::all_of(run.outputs.begin(), run.outputs.end(), alike);
}

// Hands out `region` in bands of rows: band(first, end). Returns false when cancelled.
template <typename Band>
bool run_bands(const IslandRun& run, const Rect& region, const Band& band) {
  constexpr int kBandRows = 32;
  return run.workers.run(
      (region.height + kBandRows - 1) / kBandRows,
      [&](int64_t index, int) {
        const int first = region.y + static_cast<int>(index) * kBandRows;
        band(first, std::min(first + kBandRows, region.bottom()));
      },
      run.cancel);
}

Status run_rows(const IslandRun& run, const ByteRowForm& form, const Image& in, const Rect& region) {
  Image& out = run.outputs[0];
  const bool finished = run_bands(run, region, [&](int first, int end) {
    ByteRow row;
    row.count = region.width;
    for (int y = first; y < end; ++y) {
      for (int c = 0; c < in.channels(); ++c) {
        row.in[static_cast<size_t>(c)] = reinterpret_cast<const uint8_t*>(in.row_data(c, y)) + region.x;
      }
      for (int c = 0; c < out.channels(); ++c) {
        row.out[static_cast<size_t>(c)] = reinterpret_cast<uint8_t*>(out.writable_row_data(c, y)) + region.x;
      }
      form.run_bytes(row);
    }
  });
  return finished ? Status() : cancelled();
}

// The island on a row of all levels.
Status run_levels(const IslandRun& run, int source, Image& levels, std::vector<Image>& results) {
  std::vector<IslandNode> nodes(run.nodes.begin(), run.nodes.end());
  for (IslandNode& node : nodes) {
    for (ImageSpec& spec : node.outputs) {
      spec.width = kLevels;
      spec.height = 1;
    }
  }
  for (int c = 0; c < levels.channels(); ++c) {
    for (int level = 0; level < kLevels; ++level) {
      levels.writable_row_data(c, 0)[level] = static_cast<std::byte>(level);
    }
  }
  std::vector<Image> inputs(run.inputs.size());
  inputs[static_cast<size_t>(source)] = levels;
  WorkerPool alone(1);
  IslandRun small{nodes, inputs, results, alone, run.buffers, run.cancel};
  return run_island(small);
}

Status run_table(const IslandRun& run, int source, const Rect& region) {
  const Image& in = run.inputs[static_cast<size_t>(source)];
  const ImageSpec spec{kLevels, 1, in.channels(), SampleFormat::kU8};
  Result<Image> levels = Image::allocate(spec, run.buffers);
  if (!levels) return levels.error();
  std::vector<Image> results;
  for (size_t k = 0; k < run.outputs.size(); ++k) {
    Result<Image> result = Image::allocate(spec, run.buffers);
    if (!result) return result.error();
    results.push_back(*std::move(result));
  }
  if (Status status = run_levels(run, source, *levels, results); !status) return status;

  // An output may lie in the input's memory (IslandRun): it is written when nobody reads the rows any more.
  std::vector<size_t> order(results.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_partition(order.begin(), order.end(), [&](size_t k) { return !run.outputs[k].shares_memory_with(in); });

  const bool finished = run_bands(run, region, [&](int first, int end) {
    for (int c = 0; c < in.channels(); ++c) {
      for (const size_t k : order) {
        ByteMap table;
        std::memcpy(table.data(), results[k].row_data(c, 0), table.size());
        for (int y = first; y < end; ++y) {
          map_bytes(reinterpret_cast<const uint8_t*>(in.row_data(c, y)) + region.x, table,
                    reinterpret_cast<uint8_t*>(run.outputs[k].writable_row_data(c, y)) + region.x,
                    static_cast<size_t>(region.width));
        }
      }
    }
  });
  return finished ? Status() : cancelled();
}

}  // namespace

std::optional<Status> run_as_bytes(const IslandRun& run, const Rect& region) {
  const int source = run.nodes.size() == 1 ? source_of(run) : -1;
  if (source < 0) return std::nullopt;
  const Image& in = run.inputs[static_cast<size_t>(source)];
  if (!bytes_to_bytes(run, in)) return std::nullopt;
  std::optional<Status> status;
  const auto* rows = form_of<ByteRowForm, RowKernel>(run.nodes[0]);
  const auto* picture = form_of<ByteForm, WindowKernel>(run.nodes[0]);
  if (rows != nullptr) {
    status = run_rows(run, *rows, in, region);
  } else if (!same_channels(run, in)) {
    return std::nullopt;
  } else if (picture != nullptr && region == in.spec().bounds()) {
    status = picture->run_bytes(in, run.outputs[0], run.workers, run.cancel) ? Status() : cancelled();
  } else if (has_byte_tables() && in.spec().pixels() >= kLeastPixels && per_sample(run.nodes[0])) {
    status = run_table(run, source, region);
  }
  if (!status) return status;
  if (run.shares) run.shares->assign(1, 1.0);
  if (status->ok()) run.progress(1);
  return status;
}

}  // namespace lightbench
