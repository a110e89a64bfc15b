// rotate: turns the picture about its centre.
//
// Formula: out(x, y) = Σ w(i - sx)·w(j - sy)·in(i, j), (sx, sy) = centre + R·((x, y) - centre), R the turn by -degrees
//          (positive degrees turn counter-clockwise), centre = ((width - 1) / 2, (height - 1) / 2); weights as those of
//          resize without a change of size; nearest takes in(floor(sx + 0.5), floor(sy + 0.5))
// Shapes:  any channels and format, the same size out; computed in f32. Alpha is turned like a colour channel.
// Params:  degrees -3600..3600; method linear, nearest, cubic (a = -0.5), lanczos3.
// Border:  0 outside the picture, alpha included.
// Source:  R. Keys 1981 (cubic); C. Lanczos window of 3.
// Errors:  none.
//
// Positions are integers of 2^-32 pixels, so that neither tiles nor instruction sets round them differently.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/resample_weights.h"

#ifndef LIGHTBENCH_OPERATORS_ROTATE_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_ROTATE_SHARED
namespace lightbench {
namespace {

constexpr double kOne = 4294967296.0;  // a pixel in the positions' unit
constexpr int kMaxTaps = 6;
constexpr int kPhases = 1024;  // weights lie on straight lines between phases: within 2e-6 of the kernel

// Where output pixels come from.
struct Turn {
  int64_t x0, y0;        // of output pixel (0, 0)
  int64_t cosine, sine;  // of one pixel
  int64_t x(int column, int row) const { return x0 + column * cosine - row * sine; }
  int64_t y(int column, int row) const { return y0 + column * sine + row * cosine; }

  Turn(double degrees, Size size) {
    const double turned = std::fmod(std::fmod(degrees, 360) + 360, 360);
    const double angle = turned * std::numbers::pi / 180;
    double c = std::cos(angle);
    double s = std::sin(angle);
    if (std::fmod(turned, 90) == 0) {  // exactly, so that whole quarters move samples unchanged
      c = std::round(c);
      s = std::round(s);
    }
    const double centre_x = (size.width - 1) / 2.0;
    const double centre_y = (size.height - 1) / 2.0;
    cosine = std::llround(c * kOne);
    sine = std::llround(s * kOne);
    x0 = std::llround((centre_x - c * centre_x + s * centre_y) * kOne);
    y0 = std::llround((centre_y - s * centre_x - c * centre_y) * kOne);
  }
};

// Taps of an offset from the sample at or before a position: tap k belongs to sample k + 1 - taps / 2.
struct TapTable {
  int taps = 1;
  std::array<std::array<float, kMaxTaps>, kPhases + 2> weights{};

  explicit TapTable(ResampleMethod method) {
    if (method == ResampleMethod::kNearest) return;
    taps = 2 * resample_reach(method);
    for (int phase = 0; phase <= kPhases; ++phase) {
      std::array<double, kMaxTaps> exact = taps_at(method, static_cast<double>(phase) / kPhases);
      for (size_t k = 0; k < kMaxTaps; ++k) weights[static_cast<size_t>(phase)][k] = static_cast<float>(exact[k]);
    }
    weights[kPhases + 1] = weights[kPhases];
  }

  static std::array<double, kMaxTaps> taps_at(ResampleMethod method, double offset) {
    const int reach = resample_reach(method);
    std::array<double, kMaxTaps> exact{};
    double sum = 0;
    for (int k = 0; k < 2 * reach; ++k) {
      exact[static_cast<size_t>(k)] = resample_kernel(method, k + 1 - reach - offset);
      sum += exact[static_cast<size_t>(k)];
    }
    for (double& weight : exact) weight /= sum;
    return exact;
  }
};

// A piece of the source as floats, 0 outside the picture.
struct Piece {
  const float* samples;
  int stride;
};

struct RowPlace {
  int64_t x, y;  // of the first pixel, from the piece's first sample on: never negative
  int64_t step_x, step_y;
  int count;
};

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/rotate.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

constexpr int kTileWidth = 64;

void rotate_nearest(const Piece& piece, const RowPlace& place, float* out) {
  const uint64_t half = uint64_t{1} << 31;
  uint64_t x = static_cast<uint64_t>(place.x) + half;
  uint64_t y = static_cast<uint64_t>(place.y) + half;
  for (int i = 0; i < place.count; ++i) {
    out[i] = piece.samples[static_cast<int>(y >> 32) * piece.stride + static_cast<int>(x >> 32)];
    x += static_cast<uint64_t>(place.step_x);
    y += static_cast<uint64_t>(place.step_y);
  }
}

struct Split {
  alignas(64) int offset[kTileWidth];  // of the sample at or before the position
  alignas(64) float x[kTileWidth];     // from there on
  alignas(64) float y[kTileWidth];
};

void split_positions(const Piece& piece, const RowPlace& place, Split& split) {
  const uint64_t x0 = static_cast<uint64_t>(place.x);
  const uint64_t y0 = static_cast<uint64_t>(place.y);
  for (int i = 0; i < place.count; ++i) {
    const uint64_t x = x0 + static_cast<uint64_t>(i) * static_cast<uint64_t>(place.step_x);
    const uint64_t y = y0 + static_cast<uint64_t>(i) * static_cast<uint64_t>(place.step_y);
    split.offset[i] = static_cast<int>(y >> 32) * piece.stride + static_cast<int>(x >> 32);
    split.x[i] = static_cast<float>(static_cast<int>((x >> 8) & 0xffffff)) * 0x1p-24f;
    split.y[i] = static_cast<float>(static_cast<int>((y >> 8) & 0xffffff)) * 0x1p-24f;
  }
}

void rotate_linear(const Piece& piece, const RowPlace& place, float* __restrict out) {
  Split split;
  split_positions(piece, place, split);
  const float* __restrict samples = piece.samples;
  const int stride = piece.stride;
  for (int i = 0; i < place.count; ++i) {
    const float* corner = samples + split.offset[i];
    const float above = madd(split.x[i], corner[1] - corner[0], corner[0]);
    const float below = madd(split.x[i], corner[stride + 1] - corner[stride], corner[stride]);
    out[i] = madd(split.y[i], below - above, above);
  }
}

template <int kTaps>
void rotate_taps(const TapTable& table, const Piece& piece, const RowPlace& place, float* __restrict out) {
  Split split;
  split_positions(piece, place, split);
  const auto weights_at = [&](float offset, float* weights) {
    const float phase = offset * kPhases;
    const size_t whole = static_cast<size_t>(static_cast<int>(phase));
    const float rest = phase - static_cast<float>(static_cast<int>(whole));
    const float* first = table.weights[whole].data();
    const float* second = table.weights[whole + 1].data();
    for (int k = 0; k < kTaps; ++k) weights[k] = madd(rest, second[k] - first[k], first[k]);
  };
  for (int i = 0; i < place.count; ++i) {
    float across[kTaps];
    float down[kTaps];
    weights_at(split.x[i], across);
    weights_at(split.y[i], down);
    const float* corner = piece.samples + split.offset[i] - (kTaps / 2 - 1) * (piece.stride + 1);
    float sum = 0;
    for (int j = 0; j < kTaps; ++j) {
      const float* row = corner + j * piece.stride;
      float line = 0;
      for (int k = 0; k < kTaps; ++k) line = madd(across[k], row[k], line);
      sum = madd(down[j], line, sum);
    }
    out[i] = sum;
  }
}

void rotate_row(const TapTable& table, const Piece& piece, const RowPlace& place, float* out) {
  switch (table.taps) {
    case 1: return rotate_nearest(piece, place, out);
    case 2: return rotate_linear(piece, place, out);
    case 4: return rotate_taps<4>(table, piece, place, out);
    default: return rotate_taps<6>(table, piece, place, out);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(rotate_row);

namespace {

using HWY_NAMESPACE::kTileWidth;
constexpr int kTileHeight = 32;

class Rotate final : public ImageKernel {
 public:
  Rotate(double degrees, ResampleMethod method, Size size) : turn_(degrees, size), table_(method) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const int columns = (out.width() + kTileWidth - 1) / kTileWidth;
    const int rows = (out.height() + kTileHeight - 1) / kTileHeight;
    const bool finished = args.workers.run(
        int64_t{columns} * rows,
        [&](int64_t index, int) {
          const Rect tile{static_cast<int>(index % columns) * kTileWidth,
                          static_cast<int>(index / columns) * kTileHeight, kTileWidth, kTileHeight};
          thread_local std::vector<float> samples;
          for (int c = 0; c < in.channels(); ++c) run_tile(in, c, intersect(tile, out.spec().bounds()), out, samples);
        },
        args.cancel);
    if (!finished) return cancelled();
    return {};
  }

 private:
  // The samples that the tile's pixels read.
  Rect source_of(const Rect& tile) const {
    const int right = tile.right() - 1;
    const int bottom = tile.bottom() - 1;
    const std::array<int64_t, 4> xs = {turn_.x(tile.x, tile.y), turn_.x(right, tile.y), turn_.x(tile.x, bottom),
                                       turn_.x(right, bottom)};
    const std::array<int64_t, 4> ys = {turn_.y(tile.x, tile.y), turn_.y(right, tile.y), turn_.y(tile.x, bottom),
                                       turn_.y(right, bottom)};
    const int before = std::max(0, table_.taps / 2 - 1);
    const int after = table_.taps / 2 + 1;
    const int left = static_cast<int>(*std::min_element(xs.begin(), xs.end()) >> 32) - before;
    const int top = static_cast<int>(*std::min_element(ys.begin(), ys.end()) >> 32) - before;
    return {left, top, static_cast<int>(*std::max_element(xs.begin(), xs.end()) >> 32) + after + 1 - left,
            static_cast<int>(*std::max_element(ys.begin(), ys.end()) >> 32) + after + 1 - top};
  }

  void run_tile(const Image& in, int channel, const Rect& tile, Image& out, std::vector<float>& samples) const {
    std::array<float, kTileWidth> row{};
    const size_t bytes = sample_bytes(out.format());
    const auto store = [&](int y) {
      store_row(out.format(), row.data(), out.writable_row_data(channel, y) + static_cast<size_t>(tile.x) * bytes,
                static_cast<size_t>(tile.width));
    };
    const Rect source = source_of(tile);
    const Rect inside = intersect(source, in.spec().bounds());
    if (inside.width <= 0 || inside.height <= 0) {
      for (int y = tile.y; y < tile.bottom(); ++y) store(y);
      return;
    }
    load(in, channel, source, inside, samples);
    const Piece piece{samples.data(), source.width};
    for (int y = tile.y; y < tile.bottom(); ++y) {
      const RowPlace place{turn_.x(tile.x, y) - (int64_t{source.x} << 32),
                           turn_.y(tile.x, y) - (int64_t{source.y} << 32), turn_.cosine, turn_.sine, tile.width};
      HWY_DYNAMIC_DISPATCH(rotate_row)(table_, piece, place, row.data());
      store(y);
    }
  }

  static void load(const Image& in, int channel, const Rect& source, const Rect& inside, std::vector<float>& samples) {
    samples.assign(static_cast<size_t>(source.width) * static_cast<size_t>(source.height), 0.0f);
    const size_t offset = static_cast<size_t>(inside.x) * sample_bytes(in.format());
    for (int y = inside.y; y < inside.bottom(); ++y) {
      float* target = samples.data() + static_cast<ptrdiff_t>(y - source.y) * source.width + (inside.x - source.x);
      load_row(in.format(), in.row_data(channel, y) + offset, target, static_cast<size_t>(inside.width));
    }
  }

  Turn turn_;
  TapTable table_;
};

Status rotate_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const ResampleMethod method = resample_method_from(args.params.text("method"));
  const Turn turn(args.params.number("degrees"), in.spec.size());
  for (int c = 0; c < in.spec.channels; ++c) {
    const auto at = [&](int64_t x, int64_t y) {
      const bool inside = x >= 0 && y >= 0 && x < in.spec.width && y < in.spec.height;
      return inside ? static_cast<double>(in.at(c, static_cast<int>(x), static_cast<int>(y))) : 0.0;
    };
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        const int64_t source_x = turn.x(x, y);
        const int64_t source_y = turn.y(x, y);
        if (method == ResampleMethod::kNearest) {
          const int64_t half = int64_t{1} << 31;
          args.outputs[0].at(c, x, y) = static_cast<float>(at((source_x + half) >> 32, (source_y + half) >> 32));
          continue;
        }
        const int reach = resample_reach(method);
        const auto across = TapTable::taps_at(method, static_cast<double>(source_x & 0xffffffff) / kOne);
        const auto down = TapTable::taps_at(method, static_cast<double>(source_y & 0xffffffff) / kOne);
        double sum = 0;
        for (int j = 0; j < 2 * reach; ++j) {
          for (int i = 0; i < 2 * reach; ++i) {
            sum += down[static_cast<size_t>(j)] * across[static_cast<size_t>(i)] *
                   at((source_x >> 32) + i + 1 - reach, (source_y >> 32) + j + 1 - reach);
          }
        }
        args.outputs[0].at(c, x, y) = static_cast<float>(sum);
      }
    }
  }
  return {};
}

// What shaders/operators/rotate.comp reads: the polynomial of degree 4 through five weights of each part of a pixel.
std::vector<float> gpu_weights(ResampleMethod method) {
  constexpr int kParts = 256;
  std::vector<float> table;
  for (int part = 0; part < kParts; ++part) {
    std::array<std::array<double, kMaxTaps>, 5> at{};
    for (int i = 0; i < 5; ++i) at[static_cast<size_t>(i)] = TapTable::taps_at(method, (part + i / 4.0) / kParts);
    for (size_t k = 0; k < 2 * static_cast<size_t>(resample_reach(method)); ++k) {
      const double a = at[0][k], b = at[1][k], c = at[2][k], d = at[3][k], e = at[4][k];
      const double slope = (a - 8 * b + 8 * d - e) / 3;
      const double square = (-a + 16 * b - 30 * c + 16 * d - e) * 2 / 3;
      const double cube = (-a + 2 * b - 2 * d + e) * 16 / 3;
      const double fourth = (a - 4 * b + 6 * c - 4 * d + e) * 32 / 3;
      for (const double exact : {c, slope}) {
        table.push_back(static_cast<float>(exact));
        table.push_back(low_part(exact));
      }
      for (const double bend : {square, cube, fourth}) table.push_back(static_cast<float>(bend));
    }
  }
  return table;
}

GpuProgram rotate_program(double degrees, ResampleMethod method, const ImageSpec& out) {
  const Turn turn(degrees, out.size());
  const int taps = method == ResampleMethod::kNearest ? 1 : 2 * resample_reach(method);
  std::vector<GpuParameter> parameters = {{"taps", taps}};
  const auto add = [&](const char* low, const char* high, int64_t value) {
    parameters.push_back({low, static_cast<uint32_t>(value)});
    parameters.push_back({high, static_cast<uint32_t>(value >> 32)});
  };
  add("x_low", "x_high", turn.x0);
  add("y_low", "y_high", turn.y0);
  add("cosine_low", "cosine_high", turn.cosine);
  add("sine_low", "sine_high", turn.sine);
  GpuProgram program;
  program.passes = {gpu_pass("rotate", out, 1, {gpu_input()}, {gpu_output()}, std::move(parameters))};
  program.passes[0].work = 4.0 * taps * taps * out.channels;
  if (taps > 1) program.passes[0].table = gpu_weights(method);
  return program;
}

}  // namespace

OperatorDef rotate_operator() {
  OperatorDef def;
  def.id = "rotate";
  def.label = "Rotate";
  def.category = Category::kGeometry;
  def.footprint = Footprint::kResample;
  def.params = {number_param("degrees", "Angle", 0, -3600, 3600, -180, 180, 0.1, "°",
                             "How far the picture turns, counter-clockwise."),
                choice_param("method", "Method", {"linear", "nearest", "cubic", "lanczos3"},
                             "How samples are weighed, as in resize.")};
  def.summary = "Turns the picture about its centre; the size stays.";
  def.formula =
      "out(x, y) = the picture at centre + R·((x, y) - centre), R the turn by -degrees, weighed by the method between "
      "pixel centres; cubic has a = -0.5";
  def.shapes = "Any channels and format, the same size out; alpha is turned like a colour channel.";
  def.border = "0 outside the picture";
  def.source = "R. Keys 1981 for cubic; Lanczos window of 3";
  def.search_words = {"turn", "straighten", "angle", "level", "tilt"};
  def.is_identity = [](const Params& params) { return std::fmod(params.number("degrees"), 360) == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Rotate>(args.params.number("degrees"),
                                           resample_method_from(args.params.text("method")), args.inputs[0]->size()));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return rotate_program(args.params.number("degrees"), resample_method_from(args.params.text("method")),
                          args.outputs[0]);
  };
  def.reference = rotate_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
