// jpeg_roundtrip: what the picture looks like after it was saved as JPEG.
//
// Formula: decode(encode(8-bit samples)) by baseline JPEG of the given quality; colour keeps its full resolution from
//          quality 90 on and is halved in both directions below, as the output node writes it
// Shapes:  any channels and format in, the same out; samples are rounded to 8 bits, clamped. Alpha passes.
// Params:  quality 1..100.
// Border:  none beyond what the blocks of 8 × 8 do.
// Source:  ITU-T T.81, by libjpeg-turbo.
// Errors:  a side above 65500 pixels.
#include "engine/image/codecs/codec.h"
#include "engine/image/convert.h"
#include "engine/operators/gpu_jpeg.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/pointwise.h"

namespace lightbench {
namespace {

constexpr int kLargestSide = 65500;  // libjpeg's JPEG_MAX_DIMENSION

// The 8-bit picture that comes back: gray or RGB.
Result<Image> round_trip(const Image& bytes, int quality, BufferPool& buffers) {
  EncodeOptions options;
  options.quality = quality;
  const Result<std::string> encoded = encode_bytes(bytes, ".jpg", options);
  if (!encoded) return encoded.error();
  return decode_bytes(*encoded, "of jpeg_roundtrip, in memory", DecodeLimits{}, buffers);
}

class JpegRoundtrip final : public ImageKernel {
 public:
  explicit JpegRoundtrip(int quality) : quality_(quality) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    Result<Image> bytes = Image::allocate(in.spec().with_format(SampleFormat::kU8), args.buffers);
    if (!bytes) return bytes.error();
    for (int c = 0; c < in.channels(); ++c) {
      if (!copy_plane(in, c, *bytes, c, args.workers, args.cancel)) return cancelled();
    }
    args.progress(0.2);
    const Result<Image> decoded = round_trip(*bytes, quality_, args.buffers);
    if (!decoded) return decoded.error();
    for (int c = 0; c < in.channels(); ++c) {
      const Image& source = c < in.spec().color_channels() ? *decoded : in;
      if (!copy_plane(source, c, out, c, args.workers, args.cancel)) return cancelled();
    }
    return {};
  }

 private:
  int quality_;
};

// The format is the definition: the reference hands its own 8-bit samples to the same codec.
Status jpeg_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  BufferPool buffers;
  Result<Image> bytes = Image::allocate(in.spec.with_format(SampleFormat::kU8), buffers);
  if (!bytes) return bytes.error();
  const size_t width = static_cast<size_t>(in.spec.width);
  std::vector<float> row(width);
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) row[static_cast<size_t>(x)] = in.at(c, x, y);
      store_row(SampleFormat::kU8, row.data(), bytes->writable_row_data(c, y), width);
    }
  }
  const Result<Image> decoded = round_trip(*bytes, args.params.integer("quality"), buffers);
  if (!decoded) return decoded.error();
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      const bool color = c < in.spec.color_channels();
      if (color) load_row(SampleFormat::kU8, decoded->row_data(c, y), row.data(), width);
      for (int x = 0; x < in.spec.width; ++x) out.at(c, x, y) = color ? row[static_cast<size_t>(x)] : in.at(c, x, y);
    }
  }
  return {};
}

}  // namespace

OperatorDef jpeg_roundtrip_operator() {
  OperatorDef def;
  def.id = "jpeg_roundtrip";
  def.label = "JPEG round trip";
  def.category = Category::kMeasure;
  def.footprint = Footprint::kGlobal;
  def.params = {integer_param("quality", "Quality", 75, 1, 100, 10, 100, "",
                              "As of the output node; colour keeps its full resolution from 90 on.")};
  def.summary = "Shows what the picture looks like after it was saved as JPEG.";
  def.formula = "decode(encode(v)), v rounded to 8 bits; 4:4:4 from quality 90 on, 4:2:0 below";
  def.shapes = "Any picture; the same size and channels out. Alpha passes. Errors: a side above 65500 pixels.";
  def.source = "ITU-T T.81, by libjpeg-turbo";
  def.search_words = {"compress", "compression", "artefact", "artifact", "quality", "lossy", "block"};
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    const ImageSpec& spec = *args.inputs[0];
    if (spec.width > kLargestSide || spec.height > kLargestSide) {
      return invalid("the picture is " + size_text(spec) + ", JPEG holds " + std::to_string(kLargestSide) + " a side",
                     {}, "put resize or crop before it");
    }
    return std::vector<ImageSpec>{spec};
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<JpegRoundtrip>(args.params.integer("quality")));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_jpeg(args.outputs[0], args.params.integer("quality"));
  };
  def.reference = jpeg_reference;
  return def;
}

}  // namespace lightbench
