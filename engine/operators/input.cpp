// input: a picture from a file.
//
// Formula: the file's samples, EXIF orientation applied
// Shapes:  no input; the file's size, channels and depth out.
// Params:  path.
// Border:  none.
// Source:  the format's own library (engine/image/codecs).
// Errors:  no path, a file that is missing, damaged or over a limit, a file that changed since the plan was made.
#include "engine/image/codecs/codec.h"
#include "engine/operators/file_state.h"
#include "engine/operators/operators.h"

namespace lightbench {
namespace {

class ReadFileKernel final : public ImageKernel {
 public:
  explicit ReadFileKernel(std::string path) : path_(std::move(path)) {}

  Status run(ImageArgs& args) const override {
    if (args.cancel.cancelled()) return cancelled();
    Result<Image> image = decode_file(path_, DecodeLimits{}, args.buffers);
    if (!image) return image.error();
    const ImageSpec& planned = args.outputs[0].spec();
    if (image->spec() != planned) {
      return failed("the file changed while it was read", "file " + path_, "run again once it is written completely");
    }
    args.outputs[0] = std::move(*image);
    return {};
  }

 private:
  std::string path_;
};

Result<std::vector<ImageSpec>> infer_input(const InferArgs& args) {
  const std::string& path = args.params.text("path");
  if (path.empty()) return invalid("path is empty", {}, "choose a picture");
  Result<ImageSpec> spec = probe_file(path, DecodeLimits{});
  if (!spec) return spec.error();
  return std::vector<ImageSpec>{*spec};
}

}  // namespace

OperatorDef input_operator() {
  OperatorDef def;
  def.id = "input";
  def.label = "Input";
  def.category = Category::kInOut;
  def.footprint = Footprint::kSource;
  def.result = ResultFormat::kOwn;
  def.inputs = {};
  def.params = {path_param("path", "File", "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.exr)", false,
                           "The picture to read; a relative path starts at the pipeline file.")};
  def.summary = "Reads a picture from a file.";
  def.formula = "The file's samples, EXIF orientation applied";
  def.shapes = "No input; size, channels and depth of the file out. Errors: no file, or one that cannot be read.";
  def.source = "The format's own library";
  def.search_words = {"open", "load", "read", "file", "photo", "picture", "import"};
  def.infer = infer_input;
  def.add_to_key = [](const Params& params, Hasher& hasher) { add_file_state(params.text("path"), hasher); };
  def.prepare = [](const PrepareArgs& args) {
    return Result<Kernel>(
        Kernel(std::unique_ptr<ImageKernel>(std::make_unique<ReadFileKernel>(args.params.text("path")))));
  };
  return def;
}

}  // namespace lightbench
