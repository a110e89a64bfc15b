// merge_channels: one picture from up to four channels.
//
// Formula: R, G, B, A = the inputs; an open g or b counts as 0 while the other is connected
// Shapes:  r alone: gray; r and a: gray with alpha; g or b connected: RGB, with a RGBA. Inputs have 1 channel and one
//          size.
// Params:  none.
// Border:  none, pointwise.
// Source:  definition.
// Errors:  an input of another size than r, an input of more than one channel.
#include <algorithm>
#include <array>

#include "engine/operators/gpu_move.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

namespace lightbench {
namespace {

enum MergePort : size_t { kRed, kGreen, kBlue, kAlpha, kPorts };
constexpr const char* kPortNames[kPorts] = {"r", "g", "b", "a"};

// The ports that become channels 0, 1, ….
struct ChannelPorts {
  std::array<size_t, kMaxChannels> port{};
  int count = 0;

  template <typename Inputs>
  explicit ChannelPorts(const Inputs& connected) {
    const bool color = connected[kGreen] || connected[kBlue];
    for (size_t candidate = 0; candidate < kPorts; ++candidate) {
      const bool used = candidate == kRed || (candidate == kAlpha ? static_cast<bool>(connected[kAlpha]) : color);
      if (used) port[static_cast<size_t>(count++)] = candidate;
    }
  }
};

class MergeChannels final : public RowKernel {
 public:
  explicit MergeChannels(const ChannelPorts& channels) : channels_(channels) {}

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(channels_.count); ++c) {
      const float* const source = args.in[channels_.port[c]][0];
      if (source == nullptr) {
        std::fill_n(args.out[0][c], args.count, 0.0f);
      } else {
        std::copy_n(source, args.count, args.out[0][c]);
      }
    }
  }

 private:
  ChannelPorts channels_;
};

Result<std::vector<ImageSpec>> infer_merge(const InferArgs& args) {
  const ImageSpec& red = *args.inputs[kRed];
  for (size_t port = 0; port < kPorts; ++port) {
    const auto& input = args.inputs[port];
    if (!input) continue;
    if (input->channels != 1) {
      return invalid(std::string(kPortNames[port]) + " has " + channels_text(*input) + " instead of 1", {},
                     "put grayscale or split_channels before " + std::string(kPortNames[port]));
    }
    if (input->size() != red.size()) {
      return invalid(std::string(kPortNames[port]) + " is " + size_text(*input) + " but r is " + size_text(red), {},
                     "resize or crop one of them to the other's size");
    }
  }
  ImageSpec spec = red;
  spec.channels = ChannelPorts(args.inputs).count;
  return std::vector<ImageSpec>{spec};
}

Status merge_reference(const ReferenceArgs& args) {
  const ChannelPorts channels(args.inputs);
  FloatPicture& out = args.outputs[0];
  for (int c = 0; c < out.spec.channels; ++c) {
    const FloatPicture* source = args.inputs[channels.port[static_cast<size_t>(c)]];
    for (int y = 0; y < out.spec.height; ++y) {
      for (int x = 0; x < out.spec.width; ++x) out.at(c, x, y) = source ? source->at(0, x, y) : 0.0f;
    }
  }
  return {};
}

}  // namespace

OperatorDef merge_channels_operator() {
  OperatorDef def;
  def.id = "merge_channels";
  def.label = "Merge channels";
  def.category = Category::kCombine;
  def.inputs = {{"r", "r", PortType::kMask, true, "Red; the gray when g and b are open."},
                {"g", "g", PortType::kMask, false, "Green; open: 0 when b is connected, else the picture is gray."},
                {"b", "b", PortType::kMask, false, "Blue; open: 0 when g is connected, else the picture is gray."},
                {"a", "a", PortType::kMask, false, "Alpha; open: the picture has none."}};
  def.summary = "Makes one picture from channels that are pictures of their own.";
  def.formula = "R, G, B, A = r, g, b, a; an open g or b is 0 while the other is connected";
  def.shapes =
      "One channel and one size each. r alone gives gray, r and a gray with alpha, g or b colour, with a RGBA. Errors: "
      "sizes that differ, inputs of more than one channel.";
  def.source = "definition";
  def.search_words = {"combine", "channel", "red", "green", "blue", "alpha", "rgb", "compose", "add alpha"};
  def.infer = infer_merge;
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<MergeChannels>(ChannelPorts(args.inputs)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const ImageSpec& spec = args.outputs[0];
    const ChannelPorts channels(args.inputs);
    GpuProgram program;
    for (int c = 0; c < channels.count; ++c) {
      const size_t port = channels.port[static_cast<size_t>(c)];
      program.passes.push_back(
          args.inputs[port] ? gpu_move(spec, 1, gpu_input(static_cast<int>(port)), gpu_output(), {.to_channel = c})
                            : gpu_fill(spec, c, gpu_output(), 0));
    }
    return program;
  };
  def.reference = merge_reference;
  return def;
}

}  // namespace lightbench
