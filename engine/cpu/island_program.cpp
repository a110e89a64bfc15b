#include "engine/cpu/island_program.h"

#include <algorithm>
#include <map>

namespace lightbench::detail {
namespace {

// Rings and scratch of a worker should fit its second-level cache beside the rows that stream through.
constexpr size_t kCacheBytes = 640 << 10;
constexpr int kNarrowestStrip = 256;
constexpr int kWidestStrip = 1 << 14;  // beyond, a row of scratch alone would fill the cache
constexpr int kSectionsPerThread = 4;

int rounded_up(int value) { return padded_row(value); }

class Planner {
 public:
  Planner(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs) : nodes_(nodes), inputs_(inputs) {
    program_.nodes.resize(nodes.size());
  }

  IslandProgram plan(Size region, int threads, int strip_side) {
    make_values();
    find_lags();
    find_reach();
    make_units();
    find_rings();
    find_chains(nodes_, inputs_, program_);
    choose_strips(region, threads, strip_side);
    lay_out();
    return std::move(program_);
  }

 private:
  void make_values() {
    for (size_t n = 0; n < nodes_.size(); ++n) {
      const IslandNode& node = nodes_[n];
      NodePlan& plan = program_.nodes[n];
      const WindowKernel* window = window_of(node);
      for (const IslandInput& input : node.inputs) {
        int value = -1;
        int image = -1;
        if (input.node >= 0) {
          value = program_.nodes[static_cast<size_t>(input.node)].outputs[static_cast<size_t>(input.output)];
        } else if (input.image >= 0 && inputs_[static_cast<size_t>(input.image)].channels > 0) {
          if (window) {
            value = load_of(input.image, window->border());
          } else if (is_table(node, input.image)) {
            plan.table_image = input.image;
          } else {
            image = input.image;
            add_batch_image(image);
          }
        }
        plan.inputs.push_back(value);
        plan.input_images.push_back(image);
        if (window && value >= 0) {
          IslandValue& read = program_.values[static_cast<size_t>(value)];
          LB_CHECK(!read.bordered || read.border == window->border());  // the planner keeps them apart
          read.bordered = true;
          read.border = window->border();
        }
      }
      for (size_t output = 0; output < node.outputs.size(); ++output) {
        IslandValue value;
        value.channels = node.outputs[output].channels;
        value.image = node.stored[output];
        plan.outputs.push_back(static_cast<int>(program_.values.size()));
        program_.values.push_back(value);
      }
    }
  }

  // Evaluating a function for 256 values beats evaluating it for every pixel, unless it is a light one.
  bool is_table(const IslandNode& node, int image) const {
    const auto* row = std::get_if<std::unique_ptr<RowKernel>>(node.kernel);
    return row != nullptr && (*row)->per_sample() && pixel_form_of(node) == nullptr && node.inputs.size() == 1 &&
           inputs_[static_cast<size_t>(image)].format == SampleFormat::kU8;
  }

  // The rows of an input picture as floats, extended by a border rule; each is made once.
  int load_of(int image, Border border) {
    const auto [found, fresh] = loads_.try_emplace({image, border}, static_cast<int>(program_.values.size()));
    if (fresh) {
      IslandValue made;
      made.channels = inputs_[static_cast<size_t>(image)].channels;
      program_.values.push_back(made);
    }
    return found->second;
  }

  void add_batch_image(int image) {
    auto& list = program_.batch_images;
    if (std::find(list.begin(), list.end(), image) == list.end()) list.push_back(image);
  }

  void find_lags() {
    for (size_t n = 0; n < nodes_.size(); ++n) {
      NodePlan& plan = program_.nodes[n];
      const WindowKernel* window = window_of(nodes_[n]);
      for (size_t port = 0; port < plan.inputs.size(); ++port) {
        if (plan.inputs[port] < 0) continue;
        const int source = nodes_[n].inputs[port].node;
        const int lag = source < 0 ? 0 : program_.nodes[static_cast<size_t>(source)].lag;
        const int depth = source < 0 ? 0 : program_.nodes[static_cast<size_t>(source)].depth;
        plan.lag = std::max(plan.lag, lag + (window ? window->halo().height : 0));
        plan.depth = std::max(plan.depth, depth + (window ? 1 : 0));
      }
      for (int value : plan.outputs) program_.values[static_cast<size_t>(value)].lag = plan.lag;
    }
  }

  // Backwards: what a reader needs beyond the strip, its source must make beyond it too.
  void find_reach() {
    for (size_t n = nodes_.size(); n-- > 0;) {
      NodePlan& plan = program_.nodes[n];
      for (int value : plan.outputs) {
        plan.reach_x = std::max(plan.reach_x, program_.values[static_cast<size_t>(value)].reach_x);
        plan.reach_y = std::max(plan.reach_y, program_.values[static_cast<size_t>(value)].reach_y);
      }
      const WindowKernel* window = window_of(nodes_[n]);
      const Size halo = window ? window->halo() : Size{};
      for (int value : plan.inputs) {
        if (value < 0) continue;
        IslandValue& read = program_.values[static_cast<size_t>(value)];
        read.reach_x = std::max(read.reach_x, plan.reach_x + halo.width);
        read.reach_y = std::max(read.reach_y, plan.reach_y + halo.height);
      }
    }
    for (const IslandValue& value : program_.values) {
      program_.total_reach_y = std::max(program_.total_reach_y, value.reach_y);
      program_.margin = std::max(program_.margin, value.reach_x);
    }
    // Kernels start at a whole vector and look a halo and a vector further.
    program_.margin = rounded_up(program_.margin) + 3 * kRowPadding;
  }

  void make_units() {
    for (const auto& [source, made] : loads_) {
      IslandUnit unit;
      unit.kind = UnitKind::kLoad;
      unit.image = source.first;
      unit.value = made;
      unit.reach_x = program_.values[static_cast<size_t>(unit.value)].reach_x;
      unit.reach_y = program_.values[static_cast<size_t>(unit.value)].reach_y;
      program_.units.push_back(std::move(unit));
    }
    std::map<std::pair<int, int>, size_t> groups;  // row nodes by depth and lag
    for (size_t n = 0; n < nodes_.size(); ++n) {
      const NodePlan& plan = program_.nodes[n];
      const bool window = window_of(nodes_[n]) != nullptr;
      const auto found = window ? groups.end() : groups.find({plan.depth, plan.lag});
      size_t index = program_.units.size();
      if (found != groups.end()) {
        index = found->second;
      } else {
        IslandUnit unit;
        unit.kind = window ? UnitKind::kWindow : UnitKind::kRows;
        unit.depth = plan.depth;
        unit.lag = plan.lag;
        program_.units.push_back(unit);
        if (!window) groups[{plan.depth, plan.lag}] = index;
      }
      IslandUnit& unit = program_.units[index];
      unit.nodes.push_back(static_cast<int>(n));
      unit.reach_x = std::max(unit.reach_x, plan.reach_x);
      unit.reach_y = std::max(unit.reach_y, plan.reach_y);
    }
    // A window reads what lies at a smaller depth; row nodes read their own depth's windows, and each other with a
    // smaller or equal lag.
    const auto before = [](const IslandUnit& a, const IslandUnit& b) {
      const auto rank = [](const IslandUnit& unit) {
        return std::tuple(unit.depth, unit.kind == UnitKind::kRows ? 1 : 0, unit.lag);
      };
      return rank(a) < rank(b);
    };
    std::stable_sort(program_.units.begin(), program_.units.end(), before);
    for (size_t u = 0; u < program_.units.size(); ++u) {
      for (int n : program_.units[u].nodes) program_.nodes[static_cast<size_t>(n)].unit = static_cast<int>(u);
    }
  }

  void need_rows(int value, int rows) {
    int& ring = program_.values[static_cast<size_t>(value)].ring_rows;
    ring = std::max(ring, rows);
  }

  void find_rings() {
    for (const IslandUnit& unit : program_.units) {
      if (unit.kind == UnitKind::kLoad) need_rows(unit.value, kWindowRows);
    }
    for (size_t n = 0; n < nodes_.size(); ++n) {
      const NodePlan& plan = program_.nodes[n];
      const WindowKernel* window = window_of(nodes_[n]);
      if (window) {
        for (int value : plan.outputs) need_rows(value, kWindowRows);
      }
      for (size_t port = 0; port < plan.inputs.size(); ++port) {
        const int value = plan.inputs[port];
        if (value < 0) continue;
        const int source = nodes_[n].inputs[port].node;
        const bool together = source >= 0 && !window && program_.nodes[static_cast<size_t>(source)].unit == plan.unit;
        if (together) continue;
        const int halo = window ? window->halo().height : 0;
        need_rows(value, plan.lag - program_.values[static_cast<size_t>(value)].lag + halo + kWindowRows);
      }
    }
  }

  size_t window_scratch(int width) const {
    size_t floats = 0;
    for (size_t n = 0; n < nodes_.size(); ++n) {
      if (const WindowKernel* window = window_of(nodes_[n])) {
        const int wide = rounded_up(width + 2 * program_.nodes[n].reach_x) + kRowPadding;
        floats = std::max(floats, window->scratch_floats(wide));
      }
    }
    return floats;
  }

  void choose_strips(Size region, int threads, int strip_side) {
    size_t rows = 0;  // ring rows over all channels
    for (const IslandValue& value : program_.values) {
      rows += static_cast<size_t>(value.ring_rows) * static_cast<size_t>(value.channels);
    }
    int width = std::min(rounded_up(region.width), kWidestStrip);
    int height = region.height;
    if (strip_side > 0) {
      width = std::min(width, rounded_up(strip_side));
      height = std::min(height, strip_side);
    } else {
      if (rows > 0) {
        const size_t column = rows * sizeof(float) + (window_scratch(1024) * sizeof(float)) / 1024;
        const int fitting = static_cast<int>(kCacheBytes / column);
        const int narrowest = std::max(kNarrowestStrip, 4 * program_.margin);
        const int wanted = std::clamp(fitting, narrowest, kWidestStrip);
        const int strips = (region.width + wanted - 1) / wanted;
        width = std::min(width, rounded_up((region.width + strips - 1) / strips));
      }
      if (threads > 1) {
        const int strips = (region.width + width - 1) / width;
        const int wanted = (kSectionsPerThread * threads + strips - 1) / strips;
        // A section computes the reach above and below it again: not for less than ten times as many rows, unless
        // workers would stay idle.
        const int economical = std::max(1, region.height / std::max(4 * kWindowRows, 20 * program_.total_reach_y));
        const int needed = std::min((threads + strips - 1) / strips, std::max(1, region.height / kWindowRows));
        const int sections = std::max(std::min(wanted, economical), needed);
        height = (region.height + sections - 1) / sections;
      }
    }
    program_.strip_width = width;
    program_.section_height = height;
  }

  // Batches of one unit share memory once their last reader is done: what is in use stays in the first-level cache.
  // Units run one after the other, so all of them start at `begin`. Returns where the batches end.
  size_t lay_out_batches(const IslandUnit& unit, size_t begin) {
    struct Slot {
      size_t offset, floats;
      size_t last_reader;  // place in unit.nodes
    };
    std::vector<Slot> slots;
    size_t end = begin;
    for (size_t place = 0; place < unit.nodes.size(); ++place) {
      for (int index : program_.nodes[static_cast<size_t>(unit.nodes[place])].outputs) {
        IslandValue& value = program_.values[static_cast<size_t>(index)];
        if (value.ring_rows > 0) continue;
        const size_t floats = static_cast<size_t>(value.channels) * kBatch;
        auto slot = std::find_if(slots.begin(), slots.end(),
                                 [&](const Slot& each) { return each.last_reader < place && each.floats >= floats; });
        if (slot == slots.end()) {
          slot = slots.insert(slots.end(), {end, floats, place});
          end += floats;
        }
        slot->last_reader = last_reader(unit, place, index);
        value.offset = slot->offset;
      }
    }
    return end;
  }

  size_t last_reader(const IslandUnit& unit, size_t maker, int value) const {
    size_t last = maker;
    for (size_t place = maker + 1; place < unit.nodes.size(); ++place) {
      const std::vector<int>& inputs = program_.nodes[static_cast<size_t>(unit.nodes[place])].inputs;
      if (std::find(inputs.begin(), inputs.end(), value) != inputs.end()) last = place;
    }
    return last;
  }

  void lay_out() {
    program_.pitch = static_cast<size_t>(program_.strip_width + 2 * program_.margin);
    // Ring rows a multiple of 2 KiB apart would share a cache set.
    if (program_.pitch % 512 == 0) program_.pitch += kRowPadding;
    size_t next = 0;
    for (IslandValue& value : program_.values) {
      if (value.ring_rows == 0) continue;
      value.offset = next;
      next += static_cast<size_t>(value.ring_rows) * static_cast<size_t>(value.channels) * program_.pitch;
    }
    size_t batches_end = next;
    for (const IslandUnit& unit : program_.units) batches_end = std::max(batches_end, lay_out_batches(unit, next));
    next = batches_end;
    for (int image : program_.batch_images) {
      program_.image_offsets.push_back(next);
      next += static_cast<size_t>(inputs_[static_cast<size_t>(image)].channels) * kBatch;
    }
    program_.zeros_offset = next;
    next += program_.pitch;
    program_.scratch_offset = next;
    program_.scratch_floats = (window_scratch(program_.strip_width) + 15) / 16 * 16;
    program_.floats = next + program_.scratch_floats + kRowPadding;
  }

  std::span<const IslandNode> nodes_;
  std::span<const ImageSpec> inputs_;
  std::map<std::pair<int, Border>, int> loads_;  // values by input picture and border
  IslandProgram program_;
};

}  // namespace

const WindowKernel* window_of(const IslandNode& node) {
  const auto* window = std::get_if<std::unique_ptr<WindowKernel>>(node.kernel);
  return window ? window->get() : nullptr;
}

IslandProgram plan_island(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, Size region,
                          int threads, int strip_side) {
  return Planner(nodes, inputs).plan(region, threads, strip_side);
}

}  // namespace lightbench::detail
