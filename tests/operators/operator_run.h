// Runs one operator on pictures, as the executor does, for tests that compare with known values or with OpenCV.
#pragma once

#include <QtTest>

#include <map>
#include <opencv2/core.hpp>
#include <random>
#include <vector>

#include "engine/cpu/kernel_runner.h"
#include "engine/graph/operator_def.h"
#include "engine/image/convert.h"
#include "engine/operators/builtin.h"

namespace lightbench::testing {

using ParamMap = std::map<std::string, ParamValue>;

struct OperatorResult {
  Image image;                 // of the first output
  std::vector<Image> outputs;  // all of them
  NodeValues values;
};

class OperatorBench {
 public:
  explicit OperatorBench(int threads = 3) : workers(threads) { register_builtin(registry); }

  // With `precision` f32 an operator that keeps its samples (kAsInput) stays in the input's format.
  Result<OperatorResult> run(const std::string& type, const ParamMap& params, const std::vector<Image>& inputs,
                             SampleFormat precision = SampleFormat::kF32, int level = 0, int strip_side = 0) {
    const OperatorDef* def = registry.find(type);
    if (!def) return failed("no operator " + type, "", "");
    Node node;
    node.id = "node";
    node.type = type;
    node.params = params;
    Result<Params> resolved = Params::resolve(*def, node, level, "");
    if (!resolved) return resolved.error();
    std::vector<std::optional<ImageSpec>> specs;
    for (const Image& input : inputs) specs.push_back(input ? std::optional(input.spec()) : std::nullopt);
    Result<std::vector<ImageSpec>> outputs = def->inferred({*resolved, specs, level});
    if (!outputs) return outputs.error();
    for (ImageSpec& spec : *outputs) {
      if (def->result == ResultFormat::kPrecision) spec.format = precision;
      if (def->result == ResultFormat::kAsInput && precision != SampleFormat::kF32) spec.format = precision;
    }
    Result<Kernel> kernel = def->prepare({*resolved, specs, *outputs, level});
    if (!kernel) return kernel.error();
    OperatorResult result;
    std::vector<Image> images;
    for (const ImageSpec& spec : *outputs) {
      Result<Image> image = Image::allocate(spec, buffers);
      if (!image) return image.error();
      images.push_back(*image);
    }
    Status status =
        run_kernel({*kernel, inputs, images, result.values, workers, buffers, cancel, [](double) {}, {}, strip_side});
    if (!status) return status.error();
    result.image = images.at(0);
    result.outputs = std::move(images);
    return result;
  }

  // A picture whose samples are sample(c, x, y) in the format's own numbers (0..255, 0..65535 or floats).
  template <typename Sample>
  Image make(int width, int height, int channels, SampleFormat format, const Sample& sample) {
    Image image = Image::allocate({width, height, channels, format}, buffers).value();
    const float scale = format == SampleFormat::kU8 ? 1 / 255.0f : format == SampleFormat::kU16 ? 1 / 65535.0f : 1.0f;
    std::vector<float> row(static_cast<size_t>(width));
    for (int c = 0; c < channels; ++c) {
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) row[static_cast<size_t>(x)] = static_cast<float>(sample(c, x, y)) * scale;
        store_row(format, row.data(), image.writable_row_data(c, y), row.size());
      }
    }
    return image;
  }

  // Smooth waves with noise on top, the same each time: edges, flat parts and specks.
  Image picture(int width, int height, int channels, SampleFormat format = SampleFormat::kU8, unsigned seed = 1) {
    std::mt19937 random(seed);
    const double top = format == SampleFormat::kU8 ? 255 : format == SampleFormat::kU16 ? 65535 : 1;
    return make(width, height, channels, format, [&](int c, int x, int y) {
      const double wave = 0.5 + 0.3 * std::sin(0.11 * x + c) * std::cos(0.07 * y) + (x / 23 + y / 17) % 2 * 0.15;
      const double noise = static_cast<double>(random() % 1000) / 1000.0 - 0.5;
      const double speck = random() % 50 == 0 ? 0.5 : 0.0;
      const double value = std::clamp(wave + 0.1 * noise + speck, 0.0, 1.0) * top;
      return is_integer(format) ? std::round(value) : value;
    });
  }

  OperatorRegistry registry;
  WorkerPool workers;
  BufferPool buffers;
  CancelToken cancel;
};

// One channel as a float matrix, integer samples as value / max.
inline cv::Mat matrix(const Image& image, int channel) {
  cv::Mat mat(image.height(), image.width(), CV_32F);
  for (int y = 0; y < image.height(); ++y) {
    load_row(image.format(), image.row_data(channel, y), mat.ptr<float>(y), static_cast<size_t>(image.width()));
  }
  return mat;
}

inline double value_at(const Image& image, int channel, int x, int y) {
  return static_cast<double>(matrix(image, channel).at<float>(y, x));
}

// Largest difference inside a margin; infinity when the sizes differ.
inline double largest_difference(const cv::Mat& a, const cv::Mat& b, int margin = 0) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  const cv::Rect inner(margin, margin, a.cols - 2 * margin, a.rows - 2 * margin);
  return cv::norm(a(inner), b(inner), cv::NORM_INF);
}

inline bool same_samples(const Image& a, const Image& b) {
  if (a.spec() != b.spec()) return false;
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      const size_t bytes = static_cast<size_t>(a.width()) * sample_bytes(a.format());
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), bytes) != 0) return false;
    }
  }
  return true;
}

// Whether the first `rows` of `image` are those of `part`, over and over; of bytes.
inline bool repeats(const Image& image, const Image& part, int rows) {
  for (int c = 0; c < image.channels(); ++c) {
    for (int y = 0; y < rows; ++y) {
      const void* expected = part.row_data(c, y % part.height());
      if (std::memcmp(image.row_data(c, y), expected, static_cast<size_t>(part.width())) != 0) return false;
    }
  }
  return true;
}

}  // namespace lightbench::testing
