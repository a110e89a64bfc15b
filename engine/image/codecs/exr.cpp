// OpenEXR: scan lines and tiles, half and float, gray, RGB(A), luminance with chroma. Pixels are the data window; the
// display window and the windows' offsets are left behind. Samples, alpha premultiplied or not, stay as stored.
#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfIO.h>
#include <ImfInputPart.h>
#include <ImfMultiPartInputFile.h>
#include <ImfOutputFile.h>
#include <ImfPartType.h>
#include <ImfRgbaFile.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <stdexcept>
#include <vector>

#include "engine/image/codecs/format.h"

namespace lightbench::codecs {
namespace {

class MemoryInput : public Imf::IStream {
 public:
  explicit MemoryInput(std::string_view bytes) : Imf::IStream("memory"), bytes_(bytes) {}
  bool isMemoryMapped() const override { return false; }
  bool read(char target[], int count) override {
    const size_t wanted = static_cast<size_t>(std::max(count, 0));
    if (position_ > bytes_.size() || bytes_.size() - position_ < wanted) {
      throw std::runtime_error("the file ends too early");
    }
    std::memcpy(target, bytes_.data() + position_, wanted);
    position_ += wanted;
    return position_ < bytes_.size();
  }
  uint64_t tellg() override { return position_; }
  void seekg(uint64_t position) override { position_ = static_cast<size_t>(position); }
  void clear() override {}

 private:
  std::string_view bytes_;
  size_t position_ = 0;
};

class FileInput : public Imf::IStream {
 public:
  explicit FileInput(PictureFile& file) : Imf::IStream("file"), file_(file) {}
  bool read(char target[], int count) override {
    const size_t wanted = static_cast<size_t>(std::max(count, 0));
    if (file_.read(position_, target, wanted) < wanted) throw std::runtime_error("the file ends too early");
    position_ += wanted;
    return position_ < file_.size();
  }
  uint64_t tellg() override { return position_; }
  void seekg(uint64_t position) override { position_ = position; }
  void clear() override {}

 private:
  PictureFile& file_;
  uint64_t position_ = 0;
};

class MemoryOutput : public Imf::OStream {
 public:
  MemoryOutput() : Imf::OStream("memory") {}
  void write(const char source[], int count) override {
    const size_t end = position_ + static_cast<size_t>(count);
    if (end > bytes_.size()) bytes_.resize(end);
    std::memcpy(bytes_.data() + position_, source, static_cast<size_t>(count));
    position_ = end;
  }
  uint64_t tellp() override { return position_; }
  void seekp(uint64_t position) override { position_ = static_cast<size_t>(position); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  size_t position_ = 0;
};

// Which channels of the file become which of ours.
struct Selection {
  std::vector<std::string> names;  // one a channel of the image
  bool chroma = false;             // Y with RY and BY: the library turns them into RGB
};

// The channels without a layer's name are preferred; else those of the first layer, else the first channel alone.
Selection select_channels(const Imf::ChannelList& channels) {
  std::vector<std::string> prefixes = {""};
  for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
    const std::string name = channel.name();
    if (const size_t dot = name.rfind('.'); dot != std::string::npos) prefixes.push_back(name.substr(0, dot + 1));
  }
  for (const std::string& prefix : prefixes) {
    const auto has = [&](const char* name) { return channels.findChannel(prefix + name) != nullptr; };
    Selection selection;
    if (has("R") && has("G") && has("B")) {
      selection.names = {prefix + "R", prefix + "G", prefix + "B"};
    } else if (has("Y")) {
      selection.chroma = prefix.empty() && has("RY") && has("BY");
      if (selection.chroma)
        selection.names = {"R", "G", "B"};
      else
        selection.names = {prefix + "Y"};
    } else {
      continue;
    }
    if (has("A")) selection.names.push_back(prefix + "A");
    return selection;
  }
  if (channels.begin() == channels.end()) return {};
  return {{channels.begin().name()}, false};
}

SampleFormat format_of(const Imf::ChannelList& channels, const Selection& selection) {
  if (selection.chroma) return SampleFormat::kF16;
  const bool half = std::all_of(selection.names.begin(), selection.names.end(),
                                [&](const std::string& name) { return channels.findChannel(name)->type == Imf::HALF; });
  return half ? SampleFormat::kF16 : SampleFormat::kF32;
}

bool subsampled(const Imf::ChannelList& channels, const Selection& selection) {
  return !selection.chroma && std::any_of(selection.names.begin(), selection.names.end(), [&](const std::string& name) {
    const Imf::Channel* channel = channels.findChannel(name);
    return channel->xSampling != 1 || channel->ySampling != 1;
  });
}

void read_planes(Imf::MultiPartInputFile& file, const Selection& selection, const Imath::Box2i& window, Image& image) {
  Imf::FrameBuffer target;
  const size_t bytes = sample_bytes(image.format());
  for (int c = 0; c < image.channels(); ++c) {
    target.insert(selection.names[static_cast<size_t>(c)],
                  Imf::Slice::Make(image.format() == SampleFormat::kF16 ? Imf::HALF : Imf::FLOAT,
                                   image.writable_row_data(c, 0), window, bytes, image.row_bytes()));
  }
  Imf::InputPart part(file, 0);
  part.setFrameBuffer(target);
  part.readPixels(window.min.y, window.max.y);
}

void read_chroma(std::string_view bytes, const Imath::Box2i& window, Image& image) {
  MemoryInput stream(bytes);
  Imf::RgbaInputFile file(stream);
  std::vector<Imf::Rgba> row(static_cast<size_t>(image.width()));
  // The library stores (x, y) at base + x * xStride + y * yStride: with a yStride of 0 every line comes into `row`.
  file.setFrameBuffer(row.data() - window.min.x, 1, 0);
  for (int y = 0; y < image.height(); ++y) {
    file.readPixels(window.min.y + y);
    std::array<uint16_t*, kMaxChannels> planes{};
    for (int c = 0; c < image.channels(); ++c)
      planes[static_cast<size_t>(c)] = image.writable_plane<uint16_t>(c).row(y);
    for (size_t x = 0; x < row.size(); ++x) {
      planes[0][x] = row[x].r.bits();
      planes[1][x] = row[x].g.bits();
      planes[2][x] = row[x].b.bits();
      if (planes[3]) planes[3][x] = row[x].a.bits();
    }
  }
}

// The functions from here on may throw what the library throws.
Result<Picture> header_of(const Source& source, const Imf::Header& header, Selection& selection) {
  if (header.hasType() && Imf::isDeepData(header.type())) return unsupported(source, "OpenEXR", "deep data");
  const Imath::Box2i& window = header.dataWindow();
  const auto side = [](int low, int high) { return high < low ? 0 : static_cast<uint64_t>(int64_t{high} - low + 1); };
  selection = select_channels(header.channels());
  if (selection.names.empty()) return unsupported(source, "OpenEXR", "no channels");
  if (subsampled(header.channels(), selection)) return unsupported(source, "OpenEXR", "subsampled channels");
  const Result<ImageSpec> spec =
      checked_spec(source, side(window.min.x, window.max.x), side(window.min.y, window.max.y),
                   static_cast<int>(selection.names.size()), format_of(header.channels(), selection));
  if (!spec) return spec.error();
  return Picture{*spec, 1, {}};
}

// The library's constructor reads headers and the table of chunks; buffers for pixels come with InputPart.
Result<Picture> probe(PictureFile& places, const Source& source) {
  FileInput stream(places);
  Imf::MultiPartInputFile file(stream);
  Selection selection;
  return header_of(source, file.header(0), selection);
}

Result<Picture> decode(const Source& source) {
  MemoryInput stream(source.bytes);
  Imf::MultiPartInputFile file(stream);
  Selection selection;
  Result<Picture> picture = header_of(source, file.header(0), selection);
  if (!picture) return picture;
  const Imath::Box2i& window = file.header(0).dataWindow();
  Result<Image> image = allocate_picture(source, picture->spec);
  if (!image) return image.error();
  if (selection.chroma)
    read_chroma(source.bytes, window, *image);
  else
    read_planes(file, selection, window, *image);
  picture->image = *std::move(image);
  return picture;
}

std::string encode(const Image& image) {
  static constexpr const char* kGray[] = {"Y", "A"};
  static constexpr const char* kColor[] = {"R", "G", "B", "A"};
  const Imf::PixelType type = image.format() == SampleFormat::kF16 ? Imf::HALF : Imf::FLOAT;
  Imf::Header header(image.width(), image.height());
  header.compression() = Imf::ZIP_COMPRESSION;
  Imf::FrameBuffer pixels;
  for (int c = 0; c < image.channels(); ++c) {
    const char* name = (image.spec().color_channels() == 1 ? kGray : kColor)[c];
    header.channels().insert(name, Imf::Channel(type));
    pixels.insert(name, Imf::Slice::Make(type, image.row_data(c, 0), header.dataWindow(), sample_bytes(image.format()),
                                         image.row_bytes()));
  }
  MemoryOutput stream;
  {
    Imf::OutputFile file(stream, header);
    file.setFrameBuffer(pixels);
    file.writePixels(image.height());
  }  // its destructor writes the table of chunks
  return stream.take();
}

template <typename Read>
Result<Picture> guarded(const Source& source, const Read& read) {
  try {
    return read();
  } catch (const std::bad_alloc&) {
    return failed("no memory to decode the picture", "file " + source.name, "close other programs");
  } catch (const std::exception& error) {
    return damaged(source, "OpenEXR", error.what());
  } catch (...) {
    return damaged(source, "OpenEXR", "unknown error");
  }
}

}  // namespace

Result<Picture> probe_exr(PictureFile& file, const Source& source) {
  return guarded(source, [&] { return probe(file, source); });
}

Result<Picture> decode_exr(const Source& source) {
  return guarded(source, [&] { return decode(source); });
}

Result<std::string> encode_exr(const Image& image) {
  try {
    return encode(image);
  } catch (const std::exception& error) {
    return not_encoded("OpenEXR", error.what());
  } catch (...) {
    return not_encoded("OpenEXR", "unknown error");
  }
}

}  // namespace lightbench::codecs
