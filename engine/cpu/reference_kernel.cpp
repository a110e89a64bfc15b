#include "engine/cpu/reference_kernel.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/image/convert.h"

namespace lightbench {
namespace {

FloatPicture to_floats(const Image& image) {
  FloatPicture picture(image.spec().with_format(SampleFormat::kF32));
  for (int c = 0; c < image.channels(); ++c) {
    for (int y = 0; y < image.height(); ++y) {
      load_row(image.format(), image.row_data(c, y), &picture.at(c, 0, y), static_cast<size_t>(image.width()));
    }
  }
  return picture;
}

class ReferenceKernel : public ImageKernel {
 public:
  ReferenceKernel(const OperatorDef& def, const Params& params) : def_(def), params_(params) {}

  Status run(ImageArgs& args) const override {
    std::vector<std::optional<FloatPicture>> inputs;
    for (const Image& image : args.inputs) {
      inputs.push_back(image ? std::optional<FloatPicture>(to_floats(image)) : std::nullopt);
    }
    std::vector<const FloatPicture*> pointers;
    for (const auto& input : inputs) pointers.push_back(input ? &*input : nullptr);
    std::vector<FloatPicture> outputs;
    for (const Image& image : args.outputs) outputs.emplace_back(image.spec());
    const bool reads = !args.inputs.empty() && args.inputs[0];
    ReferenceArgs reference{params_, pointers, outputs, args.values,
                            reads ? args.inputs[0].format() : SampleFormat::kF32};
    if (Status status = def_.reference(reference); !status) return status;
    for (size_t port = 0; port < outputs.size(); ++port) {
      Image& image = args.outputs[port];
      for (int c = 0; c < image.channels(); ++c) {
        for (int y = 0; y < image.height(); ++y) {
          store_row(image.format(), &outputs[port].at(c, 0, y), image.writable_row_data(c, y),
                    static_cast<size_t>(image.width()));
        }
      }
    }
    return {};
  }

 private:
  const OperatorDef& def_;
  Params params_;
};

}  // namespace

Kernel make_reference_kernel(const OperatorDef& def, const Params& params) {
  LB_CHECK(def.reference);
  return std::unique_ptr<ImageKernel>(std::make_unique<ReferenceKernel>(def, params));
}

}  // namespace lightbench
