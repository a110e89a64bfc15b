#include "engine/cpu/island.h"

#include <algorithm>
#include <atomic>

#include "engine/base/clock.h"
#include "engine/cpu/byte_island.h"
#include "engine/cpu/island_program.h"
#include "engine/cpu/island_tables.h"
#include "engine/image/convert.h"

namespace lightbench {
namespace detail {
namespace {

constexpr int kSampleEvery = 8;  // one step of the clock in so many is timed, node by node

int rounded_down(int value) { return value / kRowPadding * kRowPadding; }

// Whether columns [x, x + count) of an f32 row may be handed over in place, with their padding.
bool in_place(const Image& image, int x, int count) {
  return image.format() == SampleFormat::kF32 && x % kRowPadding == 0 &&
         (count % kRowPadding == 0 || x + count == image.width());
}

// One worker's walk down one section of one strip.
class Strip {
 public:
  Strip(const IslandRun& run, const IslandProgram& program, const IslandTables& tables, float* memory,
        std::vector<int64_t>& sampled_ns)
      : run_(run), program_(program), tables_(tables), memory_(memory), sampled_ns_(sampled_ns) {
    const ImageSpec& spec = run.nodes[0].outputs[0];
    width_ = spec.width;
    height_ = spec.height;
  }

  // False when cancelled.
  bool walk(const Rect& region) {
    region_ = region;
    int first = height_;
    int last = 0;
    for (const IslandUnit& unit : program_.units) {
      first = std::min(first, first_row(unit) + unit.lag);
      last = std::max(last, end_row(unit) + unit.lag);
    }
    int step = 0;
    for (int clock = first; clock < last; clock += kWindowRows, ++step) {
      if (run_.cancel.cancelled()) return false;
      timing_ = run_.shares != nullptr && step % kSampleEvery == 0;
      for (const IslandUnit& unit : program_.units) {
        const int from = std::max(clock - unit.lag, first_row(unit));
        const int to = std::min(clock - unit.lag + kWindowRows, end_row(unit));
        if (from < to) run_unit(unit, from, to);
      }
    }
    return true;
  }

 private:
  int first_row(const IslandUnit& unit) const { return std::max(0, region_.y - unit.reach_y); }
  int end_row(const IslandUnit& unit) const { return std::min(height_, region_.bottom() + unit.reach_y); }
  // Columns that a unit makes: whole vectors from a little before the strip on.
  int first_column(int reach) const { return rounded_down(std::max(0, region_.x - reach)); }
  int end_column(int reach) const { return std::min(width_, region_.right() + reach); }

  const IslandValue& value(int index) const { return program_.values[static_cast<size_t>(index)]; }
  const IslandNode& node(int index) const { return run_.nodes[static_cast<size_t>(index)]; }

  // The sample of column x in a ring row.
  float* ring_at(const IslandValue& v, int channel, int x, int y) const {
    const size_t row =
        static_cast<size_t>(y % v.ring_rows) * static_cast<size_t>(v.channels) + static_cast<size_t>(channel);
    return memory_ + v.offset + row * program_.pitch + (x - rounded_down(region_.x) + program_.margin);
  }

  // Large, and not written over an input, whose lines are in the cache already.
  bool streams(const Image& image) const {
    return image.format() == SampleFormat::kF32 && image.memory_bytes() >= run_.stream_bytes &&
           std::none_of(run_.inputs.begin(), run_.inputs.end(),
                        [&](const Image& input) { return input.shares_memory_with(image); });
  }

  // Puts [x, x + count) of row y into the picture, as far as it lies in the region.
  void store(const IslandValue& v, int x, int y, int count, int channel, const float* samples) {
    if (y < region_.y || y >= region_.bottom()) return;
    const int from = std::max(x, region_.x);
    const int to = std::min(x + count, region_.right());
    if (from >= to) return;
    Image& image = run_.outputs[static_cast<size_t>(v.image)];
    const float* source = samples + (from - x);
    std::byte* target = image.writable_row_data(channel, y) + static_cast<size_t>(from) * sample_bytes(image.format());
    const auto put = static_cast<size_t>(to - from);
    if (streams(image)) {
      stream_row(source, reinterpret_cast<float*>(target), put);
    } else {
      store_row(image.format(), source, target, put);
    }
  }

  // Extends a ring row over the picture's edges, as far as windows look.
  void extend(const IslandValue& v, int y) {
    if (!v.bordered) return;
    const int left = region_.x - v.reach_x;
    const int right = region_.right() + v.reach_x;
    for (int channel = 0; channel < v.channels; ++channel) {
      float* row = ring_at(v, channel, 0, y);
      for (int x = left; x < 0; ++x) row[x] = outside(v, row, x);
      for (int x = width_; x < right; ++x) row[x] = outside(v, row, x);
    }
  }
  float outside(const IslandValue& v, const float* row, int x) const {
    const int inside = border_index(x, width_, v.border);
    return inside < 0 ? 0.0f : row[inside];
  }

  void run_unit(const IslandUnit& unit, int from, int to) {
    switch (unit.kind) {
      case UnitKind::kLoad: load(unit, from, to); return;
      case UnitKind::kRows:
        for (int y = from; y < to; ++y) run_rows(unit, y);
        return;
      case UnitKind::kWindow: run_window(unit.nodes[0], from, to); return;
    }
  }

  void load(const IslandUnit& unit, int from, int to) {
    const IslandValue& v = value(unit.value);
    const Image& image = run_.inputs[static_cast<size_t>(unit.image)];
    const int x = first_column(unit.reach_x);
    const size_t count = static_cast<size_t>(end_column(unit.reach_x) - x);
    for (int y = from; y < to; ++y) {
      for (int c = 0; c < v.channels; ++c) {
        load_row(image.format(), image.row_data(c, y) + static_cast<size_t>(x) * sample_bytes(image.format()),
                 ring_at(v, c, x, y), count);
      }
      extend(v, y);
    }
  }

  // One row of the row nodes that share a lag, batch by batch, every batch through all of them.
  void run_rows(const IslandUnit& unit, int y) {
    const int first = first_column(unit.reach_x);
    const int end = end_column(unit.reach_x);
    prepare_rows(unit, first, end, y);
    for (int x = first; x < end; x += kBatch) {
      const int count = std::min(kBatch, end - x);
      int64_t last = timing_ ? now_ns() : 0;
      for (RowCall& call : calls_) {
        call.args.x = x;
        call.args.count = count;
        for (const int image : call.loads) load_batch(image, x, y, count);
        if (call.table_image >= 0) {
          look_up(call);
        } else {
          call.kernel->run(call.args);
        }
        for (const int index : call.stored) {
          const IslandValue& made = value(index);
          for (int c = 0; c < made.channels; ++c) {
            store(made, x, y, count, c, row_memory(made, c, x, y));
          }
        }
        for (int i = 0; i < call.moving_inputs; ++i) *call.moving_in[static_cast<size_t>(i)] += kBatch;
        for (int i = 0; i < call.moving_outputs; ++i) *call.moving_out[static_cast<size_t>(i)] += kBatch;
        if (timing_) {
          const int64_t now = now_ns();
          sampled_ns_[static_cast<size_t>(call.node)] += now - last;
          last = now;
        }
      }
    }
    for (int n : unit.nodes) {
      for (int output : program_.nodes[static_cast<size_t>(n)].outputs) {
        if (value(output).ring_rows > 0) extend(value(output), y);
      }
    }
  }

  // A row node at work on a row: its arguments, and which of their pointers move on with every batch.
  struct RowCall {
    int node = 0;
    const RowKernel* kernel = nullptr;
    int table_image = -1;  // its tables take the place of the kernel
    RowArgs args;
    std::array<const float**, kMaxPorts * kMaxChannels> moving_in{};
    std::array<float**, kMaxPorts * kMaxChannels> moving_out{};
    int moving_inputs = 0;
    int moving_outputs = 0;
    std::vector<int> loads;   // pictures that it is the first to read, to be made float before every batch
    std::vector<int> stored;  // values to be converted into pictures after every batch
  };

  void look_up(const RowCall& call) const {
    const Image& image = run_.inputs[static_cast<size_t>(call.table_image)];
    const std::vector<ByteTable>& tables = tables_[static_cast<size_t>(call.node)];
    for (size_t c = 0; c < tables.size(); ++c) {
      const auto* source = reinterpret_cast<const uint8_t*>(image.row_data(static_cast<int>(c), call.args.y));
      tables[c].look_up_row(source + call.args.x, call.args.out[0][c], static_cast<size_t>(call.args.count));
    }
  }

  void prepare_rows(const IslandUnit& unit, int first, int end, int y) {
    calls_.resize(unit.nodes.size());  // before pointers into them are taken
    loaded_.clear();
    size_t used = 0;
    for (int n : unit.nodes) {
      const NodePlan& plan = program_.nodes[static_cast<size_t>(n)];
      if (y < region_.y - plan.reach_y || y >= region_.bottom() + plan.reach_y) continue;
      RowCall& call = calls_[used++];
      call.node = n;
      call.kernel = std::get<std::unique_ptr<RowKernel>>(*node(n).kernel).get();
      call.args = {};
      call.args.y = y;
      call.table_image = plan.table_image;
      call.moving_inputs = call.moving_outputs = 0;
      call.loads.clear();
      call.stored.clear();
      for (const int image : plan.input_images) {
        if (image < 0 || reads_in_place(run_.inputs[static_cast<size_t>(image)], first, end - first)) continue;
        if (std::find(loaded_.begin(), loaded_.end(), image) != loaded_.end()) continue;
        loaded_.push_back(image);
        call.loads.push_back(image);
      }
      for (size_t port = 0; port < plan.inputs.size(); ++port) {
        for (int c = 0; c < channels_of(plan, port); ++c) {
          const float*& pointer = call.args.in[port][static_cast<size_t>(c)];
          bool moves = false;
          pointer = plan.inputs[port] >= 0 ? value_row(value(plan.inputs[port]), c, first, end, y, moves)
                                           : image_row(plan.input_images[port], c, first, end, y, moves);
          if (moves) call.moving_in[static_cast<size_t>(call.moving_inputs++)] = &pointer;
        }
      }
      for (size_t port = 0; port < plan.outputs.size(); ++port) {
        const IslandValue& made = value(plan.outputs[port]);
        for (int c = 0; c < made.channels; ++c) {
          float*& pointer = call.args.out[port][static_cast<size_t>(c)];
          bool moves = false;
          pointer = value_row(made, c, first, end, y, moves);
          if (moves) call.moving_out[static_cast<size_t>(call.moving_outputs++)] = &pointer;
        }
        if (made.image >= 0 && !writes_in_place(made, first, end, y)) call.stored.push_back(plan.outputs[port]);
      }
    }
    calls_.resize(used);
  }

  int channels_of(const NodePlan& plan, size_t port) const {
    if (plan.inputs[port] >= 0) return value(plan.inputs[port]).channels;
    return plan.input_images[port] >= 0 ? run_.inputs[static_cast<size_t>(plan.input_images[port])].channels() : 0;
  }

  // The row of a value from column `first` on: the picture itself where it is f32 and nobody needs more, a ring, or a
  // batch, which does not move on.
  float* value_row(const IslandValue& v, int channel, int first, int end, int y, bool& moves) {
    moves = v.ring_rows > 0 || writes_in_place(v, first, end, y);
    if (v.ring_rows == 0 && moves) {
      return reinterpret_cast<float*>(run_.outputs[static_cast<size_t>(v.image)].writable_row_data(channel, y)) + first;
    }
    return row_memory(v, channel, first, y);
  }

  float* row_memory(const IslandValue& v, int channel, int x, int y) const {
    return v.ring_rows > 0 ? ring_at(v, channel, x, y) : memory_ + v.offset + static_cast<size_t>(channel) * kBatch;
  }

  bool writes_in_place(const IslandValue& v, int first, int end, int y) const {
    return v.image >= 0 && v.ring_rows == 0 && !streams(run_.outputs[static_cast<size_t>(v.image)]) &&
           in_place(run_.outputs[static_cast<size_t>(v.image)], first, end - first) && first >= region_.x &&
           end <= region_.right() && y >= region_.y && y < region_.bottom();
  }

  // Kernels never see an input that changes under them.
  bool reads_in_place(const Image& image, int first, int count) const {
    return in_place(image, first, count) &&
           std::none_of(run_.outputs.begin(), run_.outputs.end(),
                        [&](const Image& output) { return output.shares_memory_with(image); });
  }

  size_t slot_of(int image) const {
    return static_cast<size_t>(std::find(program_.batch_images.begin(), program_.batch_images.end(), image) -
                               program_.batch_images.begin());
  }
  const float* image_row(int index, int channel, int first, int end, int y, bool& moves) const {
    const Image& image = run_.inputs[static_cast<size_t>(index)];
    moves = reads_in_place(image, first, end - first);
    if (moves) return reinterpret_cast<const float*>(image.row_data(channel, y)) + first;
    return memory_ + program_.image_offsets[slot_of(index)] + static_cast<size_t>(channel) * kBatch;
  }

  // What is not f32 is converted once a batch for all nodes that read it.
  void load_batch(int index, int x, int y, int count) {
    const Image& image = run_.inputs[static_cast<size_t>(index)];
    float* batch = memory_ + program_.image_offsets[slot_of(index)];
    for (int c = 0; c < image.channels(); ++c) {
      load_row(image.format(), image.row_data(c, y) + static_cast<size_t>(x) * sample_bytes(image.format()),
               batch + static_cast<size_t>(c) * kBatch, static_cast<size_t>(count));
    }
  }

  void run_window(int n, int from, int to) {
    const NodePlan& plan = program_.nodes[static_cast<size_t>(n)];
    const WindowKernel& kernel = *window_of(node(n));
    const int64_t start = timing_ ? now_ns() : 0;
    const int halo = kernel.halo().height;
    WindowArgs args;
    args.x = first_column(plan.reach_x);
    args.y = from;
    args.width = end_column(plan.reach_x) - args.x;
    args.rows = to - from;
    args.scratch = {memory_ + program_.scratch_offset, program_.scratch_floats};
    const size_t rows = static_cast<size_t>(args.rows + 2 * halo);
    pointers_.clear();
    pointers_.reserve(plan.inputs.size() * kMaxChannels * rows);  // no pointer into it moves below
    for (size_t port = 0; port < plan.inputs.size(); ++port) {
      if (plan.inputs[port] < 0) continue;
      const IslandValue& read = value(plan.inputs[port]);
      for (int c = 0; c < read.channels; ++c) {
        args.in[port][static_cast<size_t>(c)].rows = pointers_.data() + pointers_.size() + halo;
        for (int y = from - halo; y < to + halo; ++y) {
          const int inside = border_index(y, height_, kernel.border());
          pointers_.push_back(inside < 0 ? zero_row(args.x) : ring_at(read, c, args.x, inside));
        }
      }
    }
    std::array<std::array<std::array<float*, kWindowRows>, kMaxChannels>, kMaxPorts> out;
    for (size_t port = 0; port < plan.outputs.size(); ++port) {
      const IslandValue& made = value(plan.outputs[port]);
      for (size_t c = 0; c < static_cast<size_t>(made.channels); ++c) {
        for (int row = 0; row < args.rows; ++row) {
          out[port][c][static_cast<size_t>(row)] = ring_at(made, static_cast<int>(c), args.x, from + row);
        }
        args.out[port][c].rows = out[port][c].data();
      }
    }
    kernel.run(args);
    for (size_t port = 0; port < plan.outputs.size(); ++port) {
      const IslandValue& made = value(plan.outputs[port]);
      for (int y = from; y < to; ++y) {
        for (int c = 0; c < made.channels && made.image >= 0; ++c) {
          store(made, args.x, y, args.width, c, ring_at(made, c, args.x, y));
        }
        extend(made, y);
      }
    }
    if (timing_) sampled_ns_[static_cast<size_t>(n)] += now_ns() - start;
  }

  // What lies outside under Border::kZero; cleared when first asked for.
  const float* zero_row(int x) {
    float* zeros = memory_ + program_.zeros_offset;
    if (!zeros_cleared_) std::fill(zeros, zeros + program_.pitch, 0.0f);
    zeros_cleared_ = true;
    return zeros + (x - rounded_down(region_.x) + program_.margin);
  }

  const IslandRun& run_;
  const IslandProgram& program_;
  const IslandTables& tables_;
  float* memory_;
  std::vector<int64_t>& sampled_ns_;
  int width_ = 0;
  int height_ = 0;
  Rect region_;
  bool timing_ = false;
  std::vector<const float*> pointers_;
  bool zeros_cleared_ = false;
  std::vector<RowCall> calls_;
  std::vector<int> loaded_;  // pictures that calls_ so far load
};

void report_shares(const std::vector<std::vector<int64_t>>& sampled, std::vector<double>& shares) {
  shares.assign(sampled[0].size(), 0.0);
  double total = 0;
  for (const std::vector<int64_t>& worker : sampled) {
    for (size_t n = 0; n < worker.size(); ++n) {
      shares[n] += static_cast<double>(worker[n]);
      total += static_cast<double>(worker[n]);
    }
  }
  for (double& share : shares) share = total > 0 ? share / total : 1.0 / static_cast<double>(shares.size());
}

}  // namespace
}  // namespace detail

Status run_island(const IslandRun& run) {
  const Rect whole = run.nodes[0].outputs[0].bounds();
  const Rect region = run.region.empty() ? whole : intersect(run.region, whole);
  if (region.empty()) return {};
  if (std::optional<Status> done = run_as_bytes(run, region)) return *std::move(done);
  std::vector<ImageSpec> input_specs;
  for (const Image& image : run.inputs) input_specs.push_back(image ? image.spec() : ImageSpec{});
  const detail::IslandProgram program =
      detail::plan_island(run.nodes, input_specs, {region.width, region.height}, run.workers.threads(), run.strip_side);

  const detail::IslandTables tables = detail::make_tables(run.nodes, program);

  const int64_t across = (region.width + program.strip_width - 1) / program.strip_width;
  const int64_t down = (region.height + program.section_height - 1) / program.section_height;
  const size_t bytes = (program.floats * sizeof(float) + 4095) / 4096 * 4096;
  const std::shared_ptr<Buffer> memory = run.buffers.allocate(bytes * static_cast<size_t>(run.workers.threads()));
  if (!memory) {
    return failed("no memory for strips of " + std::to_string(program.strip_width) + " columns", "",
                  "close other programs or use smaller windows");
  }
  std::vector<std::vector<int64_t>> sampled(static_cast<size_t>(run.workers.threads()),
                                            std::vector<int64_t>(run.nodes.size()));
  std::atomic<int64_t> done{0};
  const bool finished = run.workers.run(
      across * down,
      [&](int64_t index, int worker) {
        const Rect place{region.x + static_cast<int>(index % across) * program.strip_width,
                         region.y + static_cast<int>(index / across) * program.section_height, program.strip_width,
                         program.section_height};
        float* floats = reinterpret_cast<float*>(memory->data() + bytes * static_cast<size_t>(worker));
        detail::Strip strip(run, program, tables, floats, sampled[static_cast<size_t>(worker)]);
        const bool walked = strip.walk(intersect(place, region));
        flush_streams();
        if (walked) {
          run.progress(static_cast<double>(++done) / static_cast<double>(across * down));
        }
      },
      run.cancel);
  if (!finished || run.cancel.cancelled()) return cancelled();
  if (run.shares) detail::report_shares(sampled, *run.shares);
  return {};
}

size_t island_memory_bytes(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, int threads) {
  const ImageSpec& spec = nodes[0].outputs[0];
  return detail::plan_island(nodes, inputs, spec.size(), threads, 0).floats * sizeof(float);
}

}  // namespace lightbench
