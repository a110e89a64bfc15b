#include <algorithm>

#include "engine/cpu/island_program.h"

namespace lightbench::detail {
namespace {

class ChainFinder {
 public:
  ChainFinder(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, IslandProgram& program)
      : nodes_(nodes), inputs_(inputs), program_(program) {}

  // Neighbours in a unit's order, so that a chain can take the place of its nodes.
  void find() {
    for (const IslandUnit& unit : program_.units) {
      for (size_t first = 0; first < unit.nodes.size();) {
        IslandChain chain;
        size_t next = first;
        while (next < unit.nodes.size() && continues(chain, unit.nodes[next])) {
          chain.nodes.push_back(unit.nodes[next]);
          chain.stages.push_back(pixel_form_of(nodes_[static_cast<size_t>(unit.nodes[next])])->stage());
          ++next;
        }
        if (!chain.nodes.empty()) add_chain(std::move(chain));
        first = std::max(next, first + 1);
      }
    }
  }

 private:
  // Whether a node is a stage that reads what the last one of `chain` makes, which nobody else needs.
  bool continues(const IslandChain& chain, int index) const {
    const IslandNode& node = nodes_[static_cast<size_t>(index)];
    const PixelForm* form = pixel_form_of(node);
    if (form == nullptr || node.inputs.size() != 1 || node.outputs.size() != 1) return false;
    if (chain.nodes.empty()) return true;
    const int between = program_.nodes[static_cast<size_t>(chain.nodes.back())].outputs[0];
    const IslandValue& value = program_.values[static_cast<size_t>(between)];
    return program_.nodes[static_cast<size_t>(index)].inputs[0] == between && value.ring_rows == 0 && value.image < 0 &&
           readers_of(between) == 1 && form->stage().run == chain.stages[0].run;
  }

  // Loading and storing count as steps that are saved: a chain of one step is the node's own loop.
  void add_chain(IslandChain chain) {
    const NodePlan& tail = program_.nodes[static_cast<size_t>(chain.nodes.back())];
    const IslandValue& made = program_.values[static_cast<size_t>(tail.outputs[0])];
    const auto converts = [](SampleFormat format) { return format != SampleFormat::kF32 && chains_handle(format); };
    const int image = program_.nodes[static_cast<size_t>(chain.nodes.front())].input_images[0];
    if (image >= 0 && converts(inputs_[static_cast<size_t>(image)].format) && readers_of_image(image) == 1) {
      chain.load_image = image;
    }
    const ImageSpec& spec = nodes_[static_cast<size_t>(chain.nodes.back())].outputs[0];
    if (made.image >= 0 && made.ring_rows == 0 && readers_of(tail.outputs[0]) == 0 && converts(spec.format)) {
      chain.store_image = made.image;
    }
    if (chain.nodes.size() + (chain.load_image >= 0) + (chain.store_image >= 0) < 2) return;
    for (int node : chain.nodes)
      program_.nodes[static_cast<size_t>(node)].chain = static_cast<int>(program_.chains.size());
    chain.stages.emplace_back();
    program_.chains.push_back(std::move(chain));
  }

  int readers_of(int value) const {
    int readers = 0;
    for (const NodePlan& plan : program_.nodes) {
      readers += static_cast<int>(std::count(plan.inputs.begin(), plan.inputs.end(), value));
    }
    return readers;
  }
  int readers_of_image(int image) const {
    int readers = 0;
    for (const IslandNode& node : nodes_) {
      readers += static_cast<int>(std::count_if(node.inputs.begin(), node.inputs.end(),
                                                [&](const IslandInput& input) { return input.image == image; }));
    }
    return readers;
  }

  std::span<const IslandNode> nodes_;
  std::span<const ImageSpec> inputs_;
  IslandProgram& program_;
};

}  // namespace

const PixelForm* pixel_form_of(const IslandNode& node) {
  const auto* row = std::get_if<std::unique_ptr<RowKernel>>(node.kernel);
  return row ? dynamic_cast<const PixelForm*>(row->get()) : nullptr;
}

void find_chains(std::span<const IslandNode> nodes, std::span<const ImageSpec> inputs, IslandProgram& program) {
  ChainFinder(nodes, inputs, program).find();
}

}  // namespace lightbench::detail
