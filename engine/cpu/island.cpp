#include "engine/cpu/island.h"

#include <algorithm>
#include <atomic>

#include "engine/base/clock.h"
#include "engine/cpu/byte_island.h"
#include "engine/cpu/island_program.h"
#include "engine/cpu/island_tables.h"
#include "engine/cpu/strip_place.h"
#include "engine/cpu/strip_rows.h"
#include "engine/image/convert.h"

namespace lightbench {
namespace detail {
namespace {

// One step of the clock in so many is timed, node by node: more in short walks, fewer where chains lose by it. It is
// the middle one of so many, since the very first steps of a walk with windows run few of the nodes.
constexpr int kSampleEvery = 8;
constexpr int kSampleEveryChain = 64;  // bench/profile_checks overhead: 32 cost 1.4 % of a chain with windows
constexpr int kFewestSamples = 8;

// One worker's walk down one section of one strip.
class Strip {
 public:
  Strip(const IslandRun& run, const IslandProgram& program, const IslandTables& tables, float* memory,
        const Rect& region, SampledTimes& sampled)
      : run_(run), program_(program), place_(run, program, memory, region), rows_(place_, tables), sampled_(sampled) {}

  // False when cancelled.
  bool walk() {
    int first = place_.height();
    int last = 0;
    for (const IslandUnit& unit : program_.units) {
      first = std::min(first, place_.first_row(unit) + unit.lag);
      last = std::max(last, place_.end_row(unit) + unit.lag);
    }
    const int every = sample_every((last - first) / kWindowRows);
    int step = 0;
    for (int clock = first; clock < last; clock += kWindowRows, ++step) {
      if (run_.cancel.cancelled()) return false;
      timing_ = run_.shares != nullptr && step % every == every / 2;
      if (timing_) sampled_.begin_step();
      for (const IslandUnit& unit : program_.units) {
        const int from = std::max(clock - unit.lag, place_.first_row(unit));
        const int to = std::min(clock - unit.lag + kWindowRows, place_.end_row(unit));
        if (from < to) run_unit(unit, from, to);
      }
    }
    return true;
  }

 private:
  int sample_every(int steps) const {
    return program_.chains.empty() ? std::clamp(steps / kFewestSamples, 1, kSampleEvery)
                                   : std::clamp(steps, 1, kSampleEveryChain);
  }

  void run_unit(const IslandUnit& unit, int from, int to) {
    switch (unit.kind) {
      case UnitKind::kLoad: load(unit, from, to); return;
      case UnitKind::kRows:
        for (int y = from; y < to; ++y) rows_.run(unit, y, timing_ ? &sampled_ : nullptr);
        return;
      case UnitKind::kWindow: run_window(unit.nodes[0], from, to); return;
    }
  }

  void load(const IslandUnit& unit, int from, int to) {
    const IslandValue& v = place_.value(unit.value);
    const Image& image = place_.input(unit.image);
    const int x = place_.first_column(unit.reach_x);
    const size_t count = static_cast<size_t>(place_.end_column(unit.reach_x) - x);
    for (int y = from; y < to; ++y) {
      for (int c = 0; c < v.channels; ++c) {
        load_row(image.format(), image.row_data(c, y) + static_cast<size_t>(x) * sample_bytes(image.format()),
                 place_.ring_at(v, c, x, y), count);
      }
      place_.extend(v, y);
    }
  }

  void run_window(int n, int from, int to) {
    const NodePlan& plan = place_.plan(n);
    const WindowKernel& kernel = *window_of(place_.node(n));
    const int64_t start = timing_ ? now_ns() : 0;
    const int halo = kernel.halo().height;
    WindowArgs args;
    args.x = place_.first_column(plan.reach_x);
    args.y = from;
    args.width = place_.end_column(plan.reach_x) - args.x;
    args.rows = to - from;
    args.scratch = {place_.memory() + program_.scratch_offset, program_.scratch_floats};
    const size_t rows = static_cast<size_t>(args.rows + 2 * halo);
    pointers_.clear();
    pointers_.reserve(plan.inputs.size() * kMaxChannels * rows);  // no pointer into it moves below
    for (size_t port = 0; port < plan.inputs.size(); ++port) {
      if (plan.inputs[port] < 0) continue;
      const IslandValue& read = place_.value(plan.inputs[port]);
      for (int c = 0; c < read.channels; ++c) {
        args.in[port][static_cast<size_t>(c)].rows = pointers_.data() + pointers_.size() + halo;
        for (int y = from - halo; y < to + halo; ++y) {
          const int inside = border_index(y, place_.height(), kernel.border());
          pointers_.push_back(inside < 0 ? place_.zero_row(args.x) : place_.ring_at(read, c, args.x, inside));
        }
      }
    }
    std::array<std::array<std::array<float*, kWindowRows>, kMaxChannels>, kMaxPorts> out;
    for (size_t port = 0; port < plan.outputs.size(); ++port) {
      const IslandValue& made = place_.value(plan.outputs[port]);
      for (size_t c = 0; c < static_cast<size_t>(made.channels); ++c) {
        for (int row = 0; row < args.rows; ++row) {
          out[port][c][static_cast<size_t>(row)] = place_.ring_at(made, static_cast<int>(c), args.x, from + row);
        }
        args.out[port][c].rows = out[port][c].data();
      }
    }
    kernel.run(args);
    for (size_t port = 0; port < plan.outputs.size(); ++port) {
      const IslandValue& made = place_.value(plan.outputs[port]);
      for (int y = from; y < to; ++y) {
        for (int c = 0; c < made.channels && made.image >= 0; ++c) {
          place_.store(made, args.x, y, args.width, c, place_.ring_at(made, c, args.x, y));
        }
        place_.extend(made, y);
      }
    }
    if (!timing_) return;
    sampled_.add(static_cast<size_t>(n), now_ns() - start);
    sampled_.count_readings(2);
  }

  const IslandRun& run_;
  const IslandProgram& program_;
  StripPlace place_;
  StripRows rows_;
  SampledTimes& sampled_;
  bool timing_ = false;
  std::vector<const float*> pointers_;
};

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
  std::vector<detail::SampledTimes> sampled(static_cast<size_t>(run.workers.threads()),
                                            detail::SampledTimes(run.nodes.size()));
  std::atomic<int64_t> done{0};
  const bool finished = run.workers.run(
      across * down,
      [&](int64_t index, int worker) {
        const Rect place{region.x + static_cast<int>(index % across) * program.strip_width,
                         region.y + static_cast<int>(index / across) * program.section_height, program.strip_width,
                         program.section_height};
        float* floats = reinterpret_cast<float*>(memory->data() + bytes * static_cast<size_t>(worker));
        detail::Strip strip(run, program, tables, floats, intersect(place, region),
                            sampled[static_cast<size_t>(worker)]);
        const bool walked = strip.walk();
        flush_streams();
        if (walked) {
          run.progress(static_cast<double>(++done) / static_cast<double>(across * down));
        }
      },
      run.cancel);
  if (!finished || run.cancel.cancelled()) return cancelled();
  if (run.shares) *run.shares = detail::shares_of(sampled);
  if (run.clock_readings) {
    for (const detail::SampledTimes& worker : sampled) *run.clock_readings += worker.clock_readings();
  }
  return {};
}

size_t island_memory_bytes(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, int threads) {
  const ImageSpec& spec = nodes[0].outputs[0];
  return detail::plan_island(nodes, inputs, spec.size(), threads, 0).floats * sizeof(float);
}

}  // namespace lightbench
