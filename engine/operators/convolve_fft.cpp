#include "engine/operators/convolve_fft.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/convolve_direct.h"
#include "engine/operators/convolve_spectra.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/pointwise.h"

namespace lightbench {
namespace {

constexpr int kShortest = 128;
constexpr int kLongest = 4096;
constexpr int kRowsAtOnce = 16;  // that go through the transforms together: they fit the first two caches

size_t count_of(int64_t value) { return static_cast<size_t>(value); }

// Where a piece lies.
struct Piece {
  int channel;
  Rect rect;
};

// The memory one worker needs, in samples: spectra of the rows of a piece, of its sums, and rows on their way.
struct Workspace {
  size_t spectra, sums, rows;
  Workspace(int table_rows, FftShape shape)
      : spectra(count_of(shape.band + table_rows - 1) * spectrum_samples(shape.length)),
        sums(count_of(shape.band) * spectrum_samples(shape.length)),
        rows(count_of(kRowsAtOnce) * count_of(shape.length)) {}
  size_t total() const { return spectra + sums + 2 * rows; }
};

class FftConvolution final : public ImageKernel {
 public:
  FftConvolution(const NumberTable& weights, FftShape shape, Border border)
      : weights_(weights), shape_(shape), border_(border), direct_(weights), space_(weights.rows, shape) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    const Size size = in.spec().size();
    std::vector<Piece> pieces;
    for (int c = 0; c < in.channels(); ++c) {
      if (c >= in.spec().color_channels()) {
        if (!copy_plane(in, c, args.outputs[0], c, args.workers, args.cancel)) return cancelled();
        continue;
      }
      const int step = shape_.length - weights_.columns + 1;
      for (int y = 0; y < size.height; y += shape_.band) {
        for (int x = 0; x < size.width; x += step) {
          pieces.push_back({c, {x, y, std::min(step, size.width - x), std::min(shape_.band, size.height - y)}});
        }
      }
    }
    std::vector<Piece> left;
    if (Status status = run_pieces<float>(pieces, args, left); !status) return status;
    std::vector<Piece> none;
    return left.empty() ? Status() : run_pieces<double>(left, args, none);
  }

 private:
  // Those that T is too coarse for go to `left`; under double the direct sums take them.
  template <typename T>
  Status run_pieces(const std::vector<Piece>& pieces, ImageArgs& args, std::vector<Piece>& left) const {
    const size_t kernel_samples = count_of(weights_.rows) * spectrum_samples(shape_.length);
    const size_t bytes = (kernel_samples + space_.total() * count_of(args.workers.threads())) * sizeof(T) + 64;
    const std::shared_ptr<Buffer> memory = args.buffers.allocate(bytes);
    if (!memory) {
      return failed("no memory to convolve " + size_text(args.inputs[0].spec()) + " pixels", "",
                    "close other programs or set method to direct");
    }
    T* kernel = reinterpret_cast<T*>(memory->data());
    const auto own = [&](int worker) { return kernel + kernel_samples + count_of(worker) * space_.total(); };
    transform_kernel(kernel, own(0));
    std::vector<uint8_t> refused(pieces.size(), 0);
    std::atomic<size_t> done{0};
    const bool finished = args.workers.run(
        static_cast<int64_t>(pieces.size()),
        [&](int64_t index, int worker) {
          const Piece& piece = pieces[count_of(index)];
          if (!run_piece<T>(piece, args.inputs[0], args.outputs[0], kernel, own(worker))) {
            if constexpr (std::is_same_v<T, double>) {
              run_direct(piece, args.inputs[0], args.outputs[0], reinterpret_cast<float*>(own(worker)));
            } else {
              refused[count_of(index)] = 1;
            }
          }
          args.progress(static_cast<double>(++done) / static_cast<double>(pieces.size()));
        },
        args.cancel);
    if (!finished) return cancelled();
    for (size_t i = 0; i < pieces.size(); ++i) {
      if (refused[i]) left.push_back(pieces[i]);
    }
    return {};
  }

  // The rows of the table at the start of each transform, with the factor that cv::dft leaves out on the way back.
  template <typename T>
  void transform_kernel(T* kernel, T* space) const {
    T* rows = space + space_.spectra + space_.sums;
    for (int first = 0; first < weights_.rows; first += kRowsAtOnce) {
      const int count = std::min(kRowsAtOnce, weights_.rows - first);
      std::fill(rows, rows + count_of(count) * count_of(shape_.length), T{0});
      for (int row = 0; row < count; ++row) {
        for (int column = 0; column < weights_.columns; ++column) {
          rows[count_of(row) * count_of(shape_.length) + count_of(column)] =
              static_cast<T>(weights_.at(first + row, column) / shape_.length);
        }
      }
      transform_rows(rows, count, shape_.length, kernel, first, weights_.rows, rows + space_.rows);
    }
  }

  // False when a sample is too large for T.
  template <typename T>
  bool run_piece(const Piece& piece, const Image& in, Image& out, const T* kernel, T* space) const {
    constexpr float kLargest = std::is_same_v<T, float> ? kLargestFloatSample : std::numeric_limits<float>::max();
    const Rect& rect = piece.rect;
    const int length = shape_.length;
    T* spectra = space;
    T* sums = spectra + space_.spectra;
    T* rows = sums + space_.sums;
    T* work = rows + space_.rows;
    const int in_rows = rect.height + weights_.rows - 1;
    const int in_columns = rect.width + weights_.columns - 1;
    for (int first = 0; first < in_rows; first += kRowsAtOnce) {
      const int count = std::min(kRowsAtOnce, in_rows - first);
      for (int row = 0; row < count; ++row) {
        T* target = rows + static_cast<ptrdiff_t>(row) * length;
        float* floats = reinterpret_cast<float*>(std::is_same_v<T, float> ? target : work);
        load_bordered_row(in, piece.channel, rect.x - weights_.columns / 2, rect.y - weights_.rows / 2 + first + row,
                          in_columns, floats, border_);
        bool fits = true;
        for (int i = 0; i < in_columns; ++i) fits &= std::fabs(floats[i]) <= kLargest;
        if (!fits) return false;
        if (!std::is_same_v<T, float>) std::copy(floats, floats + in_columns, target);
        std::fill(target + in_columns, target + length, T{0});
      }
      transform_rows(rows, count, length, spectra, first, in_rows, work);
    }
    sum_products(spectra, kernel, length, weights_.rows, rect.height, sums);
    for (int first = 0; first < rect.height; first += kRowsAtOnce) {
      const int count = std::min(kRowsAtOnce, rect.height - first);
      transform_back(sums, first, rect.height, count, length, rows, work);
      for (int row = 0; row < count; ++row) {
        const T* source = rows + static_cast<ptrdiff_t>(row) * length;
        float* floats = reinterpret_cast<float*>(work);
        std::transform(source, source + rect.width, floats, [](T sample) { return static_cast<float>(sample); });
        store(floats, piece, first + row, out);
      }
    }
    return true;
  }

  void run_direct(const Piece& piece, const Image& in, Image& out, float* space) const {
    const Rect& rect = piece.rect;
    const Size halo = direct_.halo();
    const ptrdiff_t stride = shape_.length + 4 * kRowPadding;  // the window's columns, padded on both sides
    const int in_rows = rect.height + 2 * halo.height;
    std::vector<const float*> rows;
    for (int row = 0; row < in_rows; ++row) {
      float* start = space + row * stride + kRowPadding;
      load_bordered_row(in, piece.channel, rect.x - halo.width, rect.y - halo.height + row, rect.width + 2 * halo.width,
                        start, border_);
      rows.push_back(start + halo.width);
    }
    float* sums[kWindowRows];
    for (int row = 0; row < kWindowRows; ++row) sums[row] = space + (in_rows + row) * stride;
    for (int first = 0; first < rect.height; first += kWindowRows) {
      const int count = std::min(kWindowRows, rect.height - first);
      direct_.run({rows.data() + halo.height + first}, {sums}, rect.width, count);
      for (int row = 0; row < count; ++row) store(sums[row], piece, first + row, out);
    }
  }

  static void store(const float* samples, const Piece& piece, int row, Image& out) {
    std::byte* target =
        out.writable_row_data(piece.channel, piece.rect.y + row) + count_of(piece.rect.x) * sample_bytes(out.format());
    store_row(out.format(), samples, target, count_of(piece.rect.width));
  }

  NumberTable weights_;
  FftShape shape_;
  Border border_;
  DirectWindow direct_;
  Workspace space_;
};

}  // namespace

std::vector<FftShape> fft_shapes(int table_rows, int table_columns) {
  // Bands that keep the rows around a piece from being most of the work.
  const int band = std::clamp((table_rows + kRowsAtOnce - 1) / kRowsAtOnce * kRowsAtOnce, 64, 512);
  std::vector<FftShape> shapes;
  for (int length = kShortest; length <= kLongest; length *= 2) {
    if (length >= table_columns + kFrequencyBlock) shapes.push_back({length, band});
  }
  return shapes;
}

int64_t fft_pieces(Size picture, int table_columns, FftShape shape) {
  const int step = shape.length - table_columns + 1;
  return int64_t{(picture.width + step - 1) / step} * ((picture.height + shape.band - 1) / shape.band);
}

std::unique_ptr<ImageKernel> fft_convolution(const NumberTable& weights, FftShape shape, Border border) {
  return std::make_unique<FftConvolution>(weights, shape, border);
}

}  // namespace lightbench
