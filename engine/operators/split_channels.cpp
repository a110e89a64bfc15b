// split_channels: each channel as a picture of its own.
//
// Formula: r, g, b, a = the channels; of a gray picture r = g = b = gray; a is 1 where the picture has no alpha
// Shapes:  any channels and format in; four outputs of 1 channel and the same size, in the input's format.
// Params:  none.
// Border:  none, pointwise.
// Source:  definition.
// Errors:  none.
#include <algorithm>

#include "engine/operators/gpu_move.h"
#include "engine/operators/operators.h"

namespace lightbench {
namespace {

enum SplitPort : int { kAlphaPort = 3, kPorts = 4 };

// The channel that comes out of a port, or -1 for the alpha of an opaque picture.
int channel_of(const ImageSpec& spec, int port) {
  if (port == kAlphaPort) return spec.has_alpha() ? spec.channels - 1 : -1;
  return spec.color_channels() == 1 ? 0 : port;
}

class SplitChannels final : public RowKernel {
 public:
  explicit SplitChannels(const ImageSpec& spec) : spec_(spec) {}

  void run(const RowArgs& args) const override {
    for (int port = 0; port < kPorts; ++port) {
      float* const target = args.out[static_cast<size_t>(port)][0];
      const int channel = channel_of(spec_, port);
      if (channel < 0) {
        std::fill_n(target, args.count, 1.0f);
      } else {
        std::copy_n(args.in[0][static_cast<size_t>(channel)], args.count, target);
      }
    }
  }

 private:
  ImageSpec spec_;
};

Status split_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  for (int port = 0; port < kPorts; ++port) {
    const int channel = channel_of(in.spec, port);
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        args.outputs[static_cast<size_t>(port)].at(0, x, y) = channel < 0 ? 1.0f : in.at(channel, x, y);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef split_channels_operator() {
  OperatorDef def;
  def.id = "split_channels";
  def.label = "Split channels";
  def.category = Category::kCombine;
  def.result = ResultFormat::kAsInput;
  def.outputs = {{"r", "r", PortType::kMask, true, "Red, or the gray of a gray picture."},
                 {"g", "g", PortType::kMask, true, "Green, or the gray of a gray picture."},
                 {"b", "b", PortType::kMask, true, "Blue, or the gray of a gray picture."},
                 {"a", "a", PortType::kMask, true, "Alpha; 1 everywhere where the picture has none."}};
  def.summary = "Gives each channel as a gray picture of its own.";
  def.formula = "r, g, b, a = the channels; of a gray picture r = g = b = gray; a = 1 without alpha";
  def.shapes = "Any picture; four outputs of one channel and the same size, in the input's format.";
  def.source = "definition";
  def.search_words = {"separate", "extract", "channel", "red", "green", "blue", "alpha", "mask"};
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    ImageSpec spec = *args.inputs[0];
    spec.channels = 1;
    return std::vector<ImageSpec>(kPorts, spec);
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<SplitChannels>(*args.inputs[0]));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    GpuProgram program;
    for (int port = 0; port < kPorts; ++port) {
      const ImageSpec& spec = args.outputs[static_cast<size_t>(port)];
      const int channel = channel_of(*args.inputs[0], port);
      program.passes.push_back(channel < 0
                                   ? gpu_fill(spec, 0, gpu_output(port), 1)
                                   : gpu_move(spec, 1, gpu_input(), gpu_output(port), {.from_channel = channel}));
    }
    return program;
  };
  def.reference = split_reference;
  return def;
}

}  // namespace lightbench
