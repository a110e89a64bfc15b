#include "engine/operators/metrics/quality_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/metrics/ciede2000.h"
#include "engine/operators/metrics/ssim.h"

namespace lightbench {
namespace {

constexpr int kRowsPerTask = 16;

// What both pictures are brought to: gray repeated into colours, a missing alpha opaque, and a scale on which the
// samples of both are exact: 0..255 or 0..65535 for integers, so that a difference of one step is exactly 1.
struct Shape {
  int width = 0;
  int height = 0;
  int colors = 1;
  int channels = 1;
  float range = 1;

  Shape(const ImageSpec& a, const ImageSpec& b)
      : width(a.width), height(a.height), colors(std::max(a.color_channels(), b.color_channels())) {
    channels = colors + (a.has_alpha() || b.has_alpha() ? 1 : 0);
    if (!is_integer(a.format) || !is_integer(b.format)) return;
    range = a.format == SampleFormat::kU16 || b.format == SampleFormat::kU16 ? 65535.0f : 255.0f;
  }
};

class CommonReader {
 public:
  CommonReader(const Image& image, const Shape& shape) : image_(image), shape_(shape) {}

  void read(int channel, int x, int y, int count, float* target) const {
    const ImageSpec& spec = image_.spec();
    const bool alpha = channel >= shape_.colors;
    if (alpha && !spec.has_alpha()) {
      std::fill(target, target + count, shape_.range);
      return;
    }
    const int stored = alpha ? spec.channels - 1 : std::min(channel, spec.color_channels() - 1);
    const std::byte* row = image_.row_data(stored, y) + static_cast<size_t>(x) * sample_bytes(spec.format);
    if (shape_.range == 1) {
      load_row(spec.format, row, target, static_cast<size_t>(count));
    } else if (spec.format == SampleFormat::kU8) {
      const uint8_t* samples = reinterpret_cast<const uint8_t*>(row);
      const float factor = shape_.range / 255;  // 1 or 257
      for (int i = 0; i < count; ++i) target[i] = static_cast<float>(samples[i]) * factor;
    } else {
      const uint16_t* samples = reinterpret_cast<const uint16_t*>(row);
      for (int i = 0; i < count; ++i) target[i] = static_cast<float>(samples[i]);
    }
  }

 private:
  const Image& image_;
  const Shape& shape_;
};

struct Differences {
  double squares = 0;
  double largest = 0;
  double delta_e = 0;
  bool equal = true;  // bit for bit as floats, NaN equal to NaN
  bool finite = true;

  void add(const Differences& other) {
    squares += other.squares;
    largest = std::max(largest, other.largest);
    delta_e += other.delta_e;
    equal = equal && other.equal;
    finite = finite && other.finite;
  }
};

// Rows of both pictures, [channel · width + x].
struct RowPair {
  std::vector<float> a, b;
};

void add_samples(const RowPair& rows, Differences& differences) {
  for (size_t i = 0; i < rows.a.size(); ++i) {
    const float a = rows.a[i];
    const float b = rows.b[i];
    if (a == b && std::isfinite(a)) continue;
    const bool both_nan = std::isnan(a) && std::isnan(b);
    differences.equal = differences.equal && (a == b || both_nan);
    differences.finite = differences.finite && std::isfinite(a) && std::isfinite(b);
    const double difference = std::fabs(static_cast<double>(a) - static_cast<double>(b));
    differences.squares += difference * difference;
    differences.largest = std::max(differences.largest, difference);
  }
}

// Encoded sRGB → linear light; integer samples through a table, which spares six powers a pixel.
class Linearizer {
 public:
  explicit Linearizer(const Shape& shape) {
    const double range = static_cast<double>(shape.range);
    if (shape.range == 1) return;
    for (int value = 0; value <= static_cast<int>(shape.range); ++value)
      table_.push_back(linear_from_srgb(value / range));
  }
  double operator()(float sample) const {
    return table_.empty() ? linear_from_srgb(static_cast<double>(sample)) : table_[static_cast<size_t>(sample)];
  }

 private:
  std::vector<double> table_;
};

void add_colors(const RowPair& rows, const Shape& shape, const Linearizer& linear, Differences& differences) {
  const size_t width = static_cast<size_t>(shape.width);
  const size_t green = shape.colors == 3 ? width : 0;
  const size_t blue = shape.colors == 3 ? 2 * width : 0;
  const auto lab = [&](const std::vector<float>& row, size_t x) {
    return lab_from_linear(linear(row[x]), linear(row[green + x]), linear(row[blue + x]));
  };
  for (size_t x = 0; x < width; ++x) {
    if (rows.a[x] == rows.b[x] && rows.a[green + x] == rows.b[green + x] && rows.a[blue + x] == rows.b[blue + x])
      continue;
    differences.delta_e += ciede2000(lab(rows.a, x), lab(rows.b, x));
  }
}

// Empty when cancelled.
std::optional<Differences> measure_differences(const Shape& shape, const CommonReader& a, const CommonReader& b,
                                               Measures measures, WorkerPool& workers, const CancelToken& cancel) {
  const int tasks = (shape.height + kRowsPerTask - 1) / kRowsPerTask;
  std::vector<Differences> parts(static_cast<size_t>(tasks));
  const Linearizer linear(shape);
  const bool finished = workers.run(
      tasks,
      [&](int64_t task, int) {
        RowPair rows;
        const size_t samples = static_cast<size_t>(shape.width) * static_cast<size_t>(shape.channels);
        rows.a.resize(samples);
        rows.b.resize(samples);
        const int first = static_cast<int>(task) * kRowsPerTask;
        for (int y = first; y < std::min(shape.height, first + kRowsPerTask); ++y) {
          for (int c = 0; c < shape.channels; ++c) {
            const size_t offset = static_cast<size_t>(c) * static_cast<size_t>(shape.width);
            a.read(c, 0, y, shape.width, rows.a.data() + offset);
            b.read(c, 0, y, shape.width, rows.b.data() + offset);
          }
          Differences row;
          add_samples(rows, row);
          if (measures != Measures::kSamples && row.finite && !row.equal) add_colors(rows, shape, linear, row);
          parts[static_cast<size_t>(task)].add(row);
        }
      },
      cancel);
  if (!finished) return std::nullopt;
  Differences total;
  for (const Differences& part : parts) total.add(part);  // in row order, whoever computed them
  return total;
}

std::string size_text(const Image& image) {
  return std::to_string(image.width()) + " × " + std::to_string(image.height());
}

}  // namespace

double psnr_db(double mse) { return mse == 0 ? std::numeric_limits<double>::infinity() : -10 * std::log10(mse); }

Result<QualityMetrics> measure_quality(const Image& a, const Image& b, WorkerPool& workers, const CancelToken& cancel,
                                       Measures measures) {
  if (a.spec().size() != b.spec().size()) {
    return invalid("the pictures differ in size: " + size_text(a) + " and " + size_text(b), "",
                   "resize or crop one of them to the size of the other");
  }
  const Shape shape(a.spec(), b.spec());
  const double range = static_cast<double>(shape.range);
  const CommonReader first(a, shape);
  const CommonReader second(b, shape);
  const std::optional<Differences> differences = measure_differences(shape, first, second, measures, workers, cancel);
  if (!differences) return cancelled();

  QualityMetrics metrics;
  metrics.identical = differences->equal && a.channels() == b.channels();
  if (!differences->finite) return metrics;
  const double pixels = static_cast<double>(a.spec().pixels());
  metrics.mse = differences->squares / (pixels * shape.channels * range * range);
  metrics.psnr_db = psnr_db(*metrics.mse);
  metrics.max_abs_diff = differences->largest / range;
  if (measures != Measures::kSamples) metrics.mean_delta_e2000 = differences->delta_e / pixels;
  if (measures != Measures::kAll || std::min(shape.width, shape.height) < kSsimWindow) return metrics;
  double sum = 0;
  for (int c = 0; c < shape.colors; ++c) {
    const std::optional<double> index = mean_ssim(
        a.spec().size(), range, [&, c](int x, int y, int count, float* target) { first.read(c, x, y, count, target); },
        [&, c](int x, int y, int count, float* target) { second.read(c, x, y, count, target); }, workers, cancel);
    if (!index) return cancelled();
    sum += *index;
  }
  metrics.ssim = sum / shape.colors;
  return metrics;
}

NodeValues node_values(const QualityMetrics& metrics) {
  NodeValues values;
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) values.emplace_back(name, *value);
  };
  add("mse", metrics.mse);
  add("psnr_db", metrics.psnr_db);
  add("ssim", metrics.ssim);
  add("mean_delta_e2000", metrics.mean_delta_e2000);
  add("max_abs_diff", metrics.max_abs_diff);
  values.emplace_back("identical", metrics.identical);
  return values;
}

}  // namespace lightbench
