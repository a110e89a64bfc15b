#include "engine/cpu/byte_island.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <variant>
#include <vector>

#include "engine/graph/byte_forms.h"
#include "engine/image/convert.h"
#include "engine/simd/byte_map.h"

namespace lightbench {
namespace {

constexpr size_t kLevels = 256;
constexpr int64_t kLeastPixels = 1 << 14;  // tables cost about as much as a few thousand pixels

// The form in which a kernel of shape K works on bytes, or null.
template <typename Form, typename K>
const Form* form_of(const IslandNode& node) {
  const auto* kernel = std::get_if<std::unique_ptr<K>>(node.kernel);
  return kernel != nullptr ? dynamic_cast<const Form*>(kernel->get()) : nullptr;
}

// The kernel if it looks at each sample by itself, or null.
const RowKernel* per_sample_kernel(const IslandNode& node) {
  const auto* row = std::get_if<std::unique_ptr<RowKernel>>(node.kernel);
  return row != nullptr && (*row)->per_sample() ? row->get() : nullptr;
}

// Whether what is read and written is more than the caches could keep, and the output is not written over the input,
// whose lines are there already. Measured: a node that reads an output of 8 MB next is as fast either way, and faster
// with larger ones.
bool streams(const IslandRun& run, const Image& in, const Image& out) {
  return in.memory_bytes() + out.memory_bytes() >= run.stream_bytes && !out.shares_memory_with(in);
}

// Hands out `region` in bands of rows: band(first, end, stream).
template <typename Band>
Status run_bands(const IslandRun& run, const Image& in, const Image& out, const Rect& region, const Band& band) {
  constexpr int kBandRows = 32;
  const bool stream = streams(run, in, out);
  const bool finished = run.workers.run((region.height + kBandRows - 1) / kBandRows,
                                        [&](int64_t index, int) {
                                          const int first = region.y + static_cast<int>(index) * kBandRows;
                                          band(first, std::min(first + kBandRows, region.bottom()), stream);
                                          if (stream) flush_streams();
                                        },
                                        run.cancel);
  return finished ? Status() : cancelled();
}

const uint8_t* bytes_at(const Image& image, int channel, int x, int y) {
  return reinterpret_cast<const uint8_t*>(image.row_data(channel, y)) + x;
}
uint8_t* writable_bytes_at(Image& image, int channel, int x, int y) {
  return reinterpret_cast<uint8_t*>(image.writable_row_data(channel, y)) + x;
}

Status run_rows(const IslandRun& run, const ByteRowForm& form, const Image& in, Image& out, const Rect& region) {
  return run_bands(run, in, out, region, [&](int first, int end, bool stream) {
    ByteRow row;
    row.count = region.width;
    row.stream = stream;
    for (int y = first; y < end; ++y) {
      for (int c = 0; c < in.channels(); ++c) row.in[static_cast<size_t>(c)] = bytes_at(in, c, region.x, y);
      for (int c = 0; c < out.channels(); ++c) row.out[static_cast<size_t>(c)] = writable_bytes_at(out, c, region.x, y);
      form.run_bytes(row);
    }
  });
}

// The line that results follow where they are in range, if they do.
ByteLine line_of(const std::array<float, kLevels>& results) {
  const auto in_range = [&](size_t level) { return results[level] > 0 && results[level] < 1; };
  size_t first = 0, last = kLevels - 1;
  while (first < last && !in_range(first)) ++first;
  while (last > first && !in_range(last)) --last;
  if (first == last) return {};
  const double begin = 255.0 * static_cast<double>(results[first]);
  const double end = 255.0 * static_cast<double>(results[last]);
  const double slope = (end - begin) / static_cast<double>(last - first);
  return {static_cast<float>(slope), static_cast<float>(begin - slope * static_cast<double>(first))};
}

// What a kernel makes of each level, channel by channel.
std::array<ByteLookup, kMaxChannels> tables_of(const RowKernel& kernel, int channels) {
  ByteMap bytes;
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  std::array<float, kLevels> levels;
  load_row(SampleFormat::kU8, bytes.data(), levels.data(), kLevels);
  std::array<std::array<float, kLevels>, kMaxChannels> results;
  RowArgs args;
  args.count = kLevels;
  for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
    args.in[0][c] = levels.data();
    args.out[0][c] = results[c].data();
  }
  kernel.run(args);
  std::array<ByteLookup, kMaxChannels> tables;
  for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
    store_row(SampleFormat::kU8, results[c].data(), bytes.data(), kLevels);
    tables[c] = ByteLookup(bytes, line_of(results[c]));
  }
  return tables;
}

Status run_tables(const IslandRun& run, const RowKernel& kernel, const Image& in, Image& out, const Rect& region) {
  const std::array<ByteLookup, kMaxChannels> tables = tables_of(kernel, in.channels());
  return run_bands(run, in, out, region, [&](int first, int end, bool stream) {
    for (int c = 0; c < in.channels(); ++c) {
      for (int y = first; y < end; ++y) {
        tables[static_cast<size_t>(c)].run(bytes_at(in, c, region.x, y), writable_bytes_at(out, c, region.x, y),
                                           static_cast<size_t>(region.width), stream);
      }
    }
  });
}

}  // namespace

std::optional<Status> run_as_bytes(const IslandRun& run, const Rect& region) {
  const IslandNode& node = run.nodes[0];
  if (run.nodes.size() != 1 || node.inputs.size() != 1 || node.inputs[0].image < 0 || run.outputs.size() != 1) {
    return std::nullopt;
  }
  const Image& in = run.inputs[static_cast<size_t>(node.inputs[0].image)];
  Image& out = run.outputs[0];
  if (in.format() != SampleFormat::kU8 || out.format() != SampleFormat::kU8) return std::nullopt;
  const bool same_channels = in.channels() == out.channels();
  std::optional<Status> status;
  const auto* rows = form_of<ByteRowForm, RowKernel>(node);
  const RowKernel* kernel = per_sample_kernel(node);
  const bool tables_pay = looks_up_vectors() || rows == nullptr;
  if (kernel != nullptr && same_channels && tables_pay && in.spec().pixels() >= kLeastPixels) {
    status = run_tables(run, *kernel, in, out, region);
  } else if (rows != nullptr) {
    status = run_rows(run, *rows, in, out, region);
  } else if (const auto* form = form_of<ByteForm, WindowKernel>(node);
             form != nullptr && same_channels && region == in.spec().bounds()) {
    status = form->run_bytes(in, out, run.workers, run.cancel) ? Status() : cancelled();
  }
  if (!status) return status;
  if (run.shares) run.shares->assign(1, 1.0);
  if (status->ok()) run.progress(1);
  return status;
}

}  // namespace lightbench
