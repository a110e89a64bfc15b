#include "engine/operators/convolve_cost.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "engine/base/clock.h"
#include "engine/cpu/kernel_runner.h"
#include "engine/operators/convolve_direct.h"
#include "engine/operators/convolve_pairs.h"
#include "engine/operators/convolve_spectra.h"
#include "engine/operators/noise_hash.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

constexpr int kRounds = 4;

// The shortest of a few rounds after one that warms up.
double shortest_ns(const std::function<void()>& work) {
  work();
  int64_t shortest = INT64_MAX;
  for (int round = 0; round < kRounds; ++round) {
    const int64_t start = now_ns();
    work();
    shortest = std::min(shortest, now_ns() - start);
  }
  return static_cast<double>(shortest);
}

float sample_at(int x, int y) { return unit_float(NoiseRow(y, 0, 1).bits(x)); }

// `used` of the weights are not 0.
NumberTable sample_table(int rows, int columns, int used) {
  NumberTable table{rows, columns, {}};
  for (int i = 0; i < rows * columns; ++i) {
    table.values.push_back(i * used % (rows * columns) < used ? 1.0 + i % 5 + i % 3 * 0.5 : 0.0);
  }
  return table;
}

double kernel_ns(const Kernel& kernel, Size size) {
  BufferPool buffers;
  WorkerPool workers(1);
  const ImageSpec spec{size.width, size.height, 1, SampleFormat::kF32};
  Result<Image> in = Image::allocate(spec, buffers);
  Result<Image> out = Image::allocate(spec, buffers);
  if (!in || !out) return 0;
  for (int y = 0; y < size.height; ++y) {
    float* row = reinterpret_cast<float*>(in->writable_row_data(0, y));
    for (int x = 0; x < size.width; ++x) row[x] = sample_at(x, y);
  }
  NodeValues values;
  return shortest_ns([&] {
    (void)run_kernel({kernel, {&*in, 1}, {&*out, 1}, values, workers, buffers, CancelToken()});
  });
}

// ns a pixel as a line over a number of products.
struct Line {
  double fixed = 0;
  double slope = 0;
  double at(int products) const { return fixed + slope * products; }
};

constexpr Size kSampleSize = {512, 96};

double pixel_ns(std::unique_ptr<WindowKernel> kernel) {
  return kernel_ns(Kernel(std::move(kernel)), kSampleSize) / (kSampleSize.width * kSampleSize.height);
}

Line line_through(int few, double few_ns, int many, double many_ns) {
  const double slope = std::max(0.0, (many_ns - few_ns) / (many - few));
  return {std::max(0.0, few_ns - slope * few), slope};
}

ImageSpec sample_spec() { return {kSampleSize.width, kSampleSize.height, 1, SampleFormat::kF32}; }

Line measured_direct(const NumberTable& few, const NumberTable& many) {
  const auto time = [](const NumberTable& table) {
    return pixel_ns(direct_convolution(sample_spec(), table, Border::kReflect101));
  };
  return line_through(used_weights(few), time(few), used_weights(many), time(many));
}

Line measured_pairs() {
  constexpr size_t kPairs = 2;
  const auto time = [](int taps) {
    const NumberTable weights = sample_table(1, taps, taps);
    const std::vector<float> floats(weights.values.begin(), weights.values.end());
    const std::vector<WeightPair> pairs(kPairs, WeightPair{floats, floats});
    return pixel_ns(pair_convolution(sample_spec(), pairs, Border::kReflect101)) / kPairs;
  };
  return line_through(2 * 5, time(5), 2 * 31, time(31));
}

// ns of one row of a length.
struct RowTimes {
  double transform = 0;  // there
  double product = 0;    // with one row of the table
  double rest = 0;       // back, reading and writing, for a row of the result
};

RowTimes measured_rows(int length) {
  constexpr int kRows = 16;
  constexpr int kTaps = 17;
  const size_t row_samples = spectrum_samples(length);
  std::vector<float> samples(kRows * static_cast<size_t>(length), 0.5f), work(samples);
  std::vector<float> spectra((kRows + kTaps - 1) * row_samples, 0.5f), kernel(kTaps * row_samples, 0.5f);
  std::vector<float> sums(kRows * row_samples);
  RowTimes times;
  times.transform =
      shortest_ns([&] { transform_rows(samples.data(), kRows, length, spectra.data(), 0, kRows, work.data()); }) /
      kRows;
  times.product = shortest_ns([&] { sum_products(spectra.data(), kernel.data(), length, kTaps, kRows, sums.data()); }) /
                  (kRows * kTaps);
  // One piece of the real thing, less the parts above.
  const NumberTable table = sample_table(3, 3, 9);
  const FftShape shape = fft_shapes(3, 3).front();
  const Kernel whole(fft_convolution(table, {length, shape.band}, Border::kReflect101));
  const double piece = kernel_ns(whole, {length - 2, shape.band});
  times.rest = std::max(0.0, (piece - (shape.band + 2 + 3) * times.transform) / shape.band - 3 * times.product);
  return times;
}

// What was measured for one instruction set.
struct Figures {
  std::optional<Line> dense, sparse, pairs;
  std::map<int, RowTimes> rows;  // by length
};

class Measurements {
 public:
  double direct(bool sparse, int products) {
    const std::lock_guard lock(mutex_);
    std::optional<Line>& line = sparse ? figures().sparse : figures().dense;
    if (!line) {
      line = sparse ? measured_direct(sample_table(9, 9, 9), sample_table(31, 31, 150))
                    : measured_direct(sample_table(3, 3, 9), sample_table(15, 15, 225));
    }
    return line->at(products);
  }

  double pair(int products) {
    const std::lock_guard lock(mutex_);
    std::optional<Line>& line = figures().pairs;
    if (!line) line = measured_pairs();
    return line->at(products);
  }

  RowTimes rows(int length) {
    const std::lock_guard lock(mutex_);
    std::map<int, RowTimes>& known = figures().rows;
    const auto found = known.find(length);
    return found != known.end() ? found->second : known.emplace(length, measured_rows(length)).first->second;
  }

 private:
  Figures& figures() { return figures_[active_isa()]; }

  std::mutex mutex_;
  std::map<Isa, Figures> figures_;
};

Measurements& measurements() {
  static Measurements kept;
  return kept;
}

double pixels(Size picture) { return static_cast<double>(picture.width) * picture.height; }

double fft_ns(const NumberTable& weights, Size picture, FftShape shape) {
  const RowTimes times = measurements().rows(shape.length);
  const int64_t bands = (picture.height + shape.band - 1) / shape.band;
  const int64_t across = fft_pieces(picture, weights.columns, shape) / bands;
  const double out = static_cast<double>(picture.height);
  const double in = out + static_cast<double>(bands * (weights.rows - 1));
  return static_cast<double>(across) * (in * times.transform + out * (times.rest + weights.rows * times.product)) +
         weights.rows * times.transform;
}

}  // namespace

double estimated_direct_ns(const NumberTable& weights, Size picture) {
  const bool sparse = is_sparse(weights);
  const int products = sparse ? used_weights(weights) : weights.rows * weights.columns;
  return measurements().direct(sparse, products) * pixels(picture);
}

double estimated_pair_ns(const NumberTable& weights, Size picture) {
  return measurements().pair(weights.rows + weights.columns) * pixels(picture);
}

FftEstimate estimated_fft(const NumberTable& weights, Size picture, double limit_ns) {
  FftEstimate best;
  for (const FftShape shape : fft_shapes(weights.rows, weights.columns)) {
    const double ns = fft_ns(weights, picture, shape);
    if (best.shape.length == 0 || ns < best.ns) best = {ns, shape};
    // A longer row costs no less a sample; all it can save are the samples that pieces have in common.
    const int step = shape.length - weights.columns + 1;
    const double samples = static_cast<double>((picture.width + step - 1) / step) * shape.length;
    if (step >= picture.width || ns * picture.width / samples > std::min(limit_ns, best.ns)) break;
  }
  return best;
}

}  // namespace lightbench
