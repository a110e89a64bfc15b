// Operators of known behaviour for tests of the runtime: a constant source, an adder, a slow window, one that fails.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "engine/graph/chain.h"
#include "engine/graph/operator_def.h"

namespace lightbench::testing {

inline std::atomic<int> runs{0};  // row kernels prepared since the start

class AddKernel : public RowKernel {
 public:
  explicit AddKernel(float amount, int pause_us = 0) : amount_(amount), pause_us_(pause_us) {}
  void run(const RowArgs& args) const override {
    if (pause_us_ > 0) std::this_thread::sleep_for(std::chrono::microseconds(pause_us_));
    for (size_t c = 0; c < kMaxChannels; ++c) {
      for (int i = 0; args.out[0][c] != nullptr && i < args.count; ++i) args.out[0][c][i] = args.in[0][c][i] + amount_;
    }
  }

 private:
  float amount_;
  int pause_us_;
};

class ConstantKernel : public ImageKernel {
 public:
  explicit ConstantKernel(float value) : value_(value) {}
  Status run(ImageArgs& args) const override {
    for (int c = 0; c < args.outputs[0].channels(); ++c) {
      const auto plane = args.outputs[0].writable_plane<float>(c);
      for (int y = 0; y < plane.height; ++y) {
        for (int x = 0; x < plane.width; ++x) plane.at(x, y) = value_;
      }
    }
    return {};
  }

 private:
  float value_;
};

inline OperatorDef constant_operator() {
  OperatorDef def;
  def.id = def.label = "constant";
  def.category = Category::kInOut;
  def.inputs.clear();
  def.params = {number_param("value", "Value", 0.25, -10, 10, 0, 1, 0.01, "", "every sample"),
                integer_param("side", "Side", 64, 1, 4096, 1, 512, "px", "width and height")};
  def.footprint = Footprint::kSource;
  def.result = ResultFormat::kOwn;
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    const int side = args.params.integer("side");
    return std::vector<ImageSpec>{{side, side, 3, SampleFormat::kF32}};
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    ++runs;
    return Kernel(std::make_unique<ConstantKernel>(args.params.real("value")));
  };
  return def;
}

inline OperatorDef add_operator(const std::string& id, int pause_us = 0) {
  OperatorDef def;
  def.id = def.label = id;
  def.params = {number_param("amount", "Amount", 0.5, -10, 10, -1, 1, 0.01, "", "added to every sample")};
  def.is_identity = [](const Params& params) { return params.number("amount") == 0; };
  def.prepare = [pause_us](const PrepareArgs& args) -> Result<Kernel> {
    ++runs;
    return Kernel(std::make_unique<AddKernel>(args.params.real("amount"), pause_us));
  };
  def.reference = [](const ReferenceArgs& args) -> Status {
    for (size_t i = 0; i < args.outputs[0].samples.size(); ++i) {
      args.outputs[0].samples[i] = args.inputs[0]->samples[i] + args.params.real("amount");
    }
    return {};
  };
  return def;
}

inline OperatorDef broken_operator() {
  OperatorDef def;
  def.id = def.label = "broken";
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return failed("no luck", "", "try another"); };
  return def;
}

inline OperatorDef throwing_operator() {
  class Thrower : public RowKernel {
    void run(const RowArgs&) const override { throw std::bad_alloc(); }
  };
  OperatorDef def;
  def.id = def.label = "throwing";
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<Thrower>()); };
  return def;
}

inline OperatorRegistry& registry() {
  static OperatorRegistry known = [] {
    OperatorRegistry made;
    made.add(constant_operator());
    made.add(add_operator("add"));
    made.add(add_operator("slow_add", 200));
    made.add(broken_operator());
    made.add(throwing_operator());
    return made;
  }();
  return known;
}

// source → first → second → …, of the given types.
inline Graph chain(const std::vector<std::string>& types, int side = 64) {
  Graph graph;
  graph.nodes.push_back(node("source", "constant", {{"side", int64_t{side}}}));
  std::string last = "source";
  for (size_t i = 0; i < types.size(); ++i) {
    const std::string id = "n" + std::to_string(i + 1);
    graph.nodes.push_back(node(id, types[i]));
    graph.connect({last, "image"}, {id, "image"});
    last = id;
  }
  return graph;
}

inline float first_sample(const Image& image) { return image.plane<float>(0).at(0, 0); }

}  // namespace lightbench::testing
