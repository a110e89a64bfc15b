// curve: maps values along a curve drawn through points.
//
// Formula: monotone cubic Hermite interpolation of the points, flat before the first and after the last
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  points [[x, y], …], at least two, x rising, -100..100.
// Border:  none, pointwise.
// Source:  F. N. Fritsch, R. E. Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J. Numer. Anal. 17 (1980).
// Errors:  none beyond those of the parameter.
#include <bit>
#include <cmath>

#include "engine/operators/curve_spline.h"
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/curve.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"
#include "engine/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class CurveKernel final : public RowKernel {
 public:
  CurveKernel(const ImageSpec& spec, const NumberTable& points) : spec_(spec), spline_(points) {}

  bool per_sample() const override { return true; }

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      run_channel(args.in[0][c], args.out[0][c], padded_row(args.count));
    }
    copy_alpha(spec_, args);
  }

 private:
  void run_channel(const float* in, float* out, int count) const {
#if HWY_TARGET == HWY_AVX3
    if (spline_.steps == 4) return run_tables(RegisterTables<1>(spline_), in, out, count);
    if (spline_.steps == 5) return run_tables(RegisterTables<2>(spline_), in, out, count);
#elif HWY_TARGET == HWY_AVX2
    if (packed_.fits) return run_tables(PackedTables(packed_), in, out, count);
#endif
    run_tables(MemoryTables(spline_), in, out, count);
  }

  template <class Tables>
  static void run_tables(const Tables tables, const float* __restrict in, float* __restrict out, int count) {
    const int lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<float>()));
    int i = 0;
    for (; i + kVectorsAtOnce * lanes <= count; i += kVectorsAtOnce * lanes)
      run_vectors<kVectorsAtOnce>(tables, in + i, out + i);
    for (; i < count; i += lanes) run_vectors<1>(tables, in + i, out + i);
  }

  using V = Lanes::V;
  using Segments = hn::Vec<hn::RebindToSigned<Lanes::D>>;

  // The segment of a value is the last whose knot does not lie above it, 0 where all do (and for NaN, which then gives
  // the first point's value).
  template <int kCount, class Tables>
  HWY_INLINE static void run_vectors(const Tables& tables, const float* __restrict in, float* __restrict out) {
    const Lanes::D d;
    const hn::RebindToSigned<Lanes::D> whole;
    const int lanes = static_cast<int>(hn::Lanes(d));
    V value[kCount];
    hn::Vec<decltype(whole)> segment[kCount];
    for (int u = 0; u < kCount; ++u) value[u] = hn::LoadU(d, in + u * lanes);
    V along[kCount];
    tables.find(value, segment, along);
    for (int u = 0; u < kCount; ++u) {
      V start, linear, square, cube;
      tables.shape(segment[u], start, linear, square, cube);
      V rise = hn::MulAdd(along[u], cube, square);
      rise = hn::MulAdd(along[u], rise, linear);
      hn::StoreU(hn::MulAdd(along[u], rise, start), d, out + u * lanes);
    }
  }

  // The spline's rows, each something that can be asked at() a vector of indices.
  template <class Table>
  struct Tables {
    explicit Tables(const CurveSpline& spline)
        : knot(spline.knot),
          inverse_width(spline.inverse_width),
          start(spline.start),
          linear(spline.linear),
          square(spline.square),
          cube(spline.cube),
          middle(spline.knot[spline.knot.size() / 2]),
          steps(spline.steps) {}

    // By halving. The first half of the search needs no table: its knot is one for all.
    template <int kCount>
    HWY_INLINE void find(const V (&value)[kCount], Segments (&segment)[kCount], V (&along)[kCount]) const {
      const Lanes::D d;
      const hn::RebindToSigned<Lanes::D> whole;
      for (int u = 0; u < kCount; ++u) {
        const auto reached = hn::Ge(value[u], hn::Set(d, middle));
        segment[u] = hn::IfThenElseZero(hn::RebindMask(whole, reached), hn::Set(whole, 1 << (steps - 1)));
      }
      for (int step = steps - 2; step >= 0; --step) {
        for (int u = 0; u < kCount; ++u) {
          const auto next = hn::Or(segment[u], hn::Set(whole, 1 << step));
          const auto reached = hn::Ge(value[u], knot.at(next));
          segment[u] = hn::IfThenElse(hn::RebindMask(whole, reached), next, segment[u]);
        }
      }
      for (int u = 0; u < kCount; ++u) {
        const V position = hn::Mul(hn::Sub(value[u], knot.at(segment[u])), inverse_width.at(segment[u]));
        const V raised = hn::IfThenElseZero(hn::Gt(position, hn::Zero(d)), position);
        along[u] = hn::Min(raised, hn::Set(d, 1.0f));
      }
    }
    HWY_INLINE void shape(Segments segment, V& start_of, V& linear_of, V& square_of, V& cube_of) const {
      start_of = start.at(segment);
      linear_of = linear.at(segment);
      square_of = square.at(segment);
      cube_of = cube.at(segment);
    }

    Table knot, inverse_width, start, linear, square, cube;
    float middle;
    int steps;
  };

  struct MemoryTable {
    explicit MemoryTable(const std::vector<float>& table) : values(table.data()) {}
    V at(Segments index) const { return hn::GatherIndex(hn::ScalableTag<float>(), values, index); }
    const float* values;
  };
  using MemoryTables = Tables<MemoryTable>;

#if HWY_TARGET == HWY_AVX3
  // Up to 32 entries lie in one or two registers.
  template <int kCount>
  struct RegisterTable {
    explicit RegisterTable(const std::vector<float>& table) {
      for (int k = 0; k < kCount; ++k) part[k] = _mm512_loadu_ps(table.data() + 16 * k);
    }
    V at(Segments index) const {
      if constexpr (kCount == 1) return V{_mm512_permutexvar_ps(index.raw, part[0])};
      if constexpr (kCount == 2) return V{_mm512_permutex2var_ps(part[0], index.raw, part[1])};
    }
    __m512 part[kCount];
  };
  template <int kCount>
  using RegisterTables = Tables<RegisterTable<kCount>>;
#endif

#if HWY_TARGET == HWY_AVX2
  // Up to 32 segments, whose cubics take the distance from the knot as it is: the place along a segment needs no width.
  //
  // The search halves as the one above, but what a step compares with lies in registers and is picked by the steps
  // before. Masks add up to negative numbers, so all counts down: what belongs to number p of a step lies at place -p
  // modulo the size.
  struct PackedRows {
    static constexpr size_t kMost = 32;

    explicit PackedRows(const CurveSpline& spline) : first(spline.knot[0]), last(spline.last) {
      const auto knot = [&](size_t k) { return k < spline.knot.size() ? spline.knot[k] : spline.knot.back(); };
      middle = knot(16);
      for (size_t p = 0; p < 8; ++p) {
        const size_t place = (8 - p) % 8;
        second[place] = knot(16 * (p % 2) + 8);
        third[place] = knot(8 * (p % 4) + 4);
        start_of_four[place] = knot(4 * p);
        fourth[place] = knot(4 * p + 2);
        lower_fifth[place] = knot(2 * p + 1);
        upper_fifth[place] = knot(2 * p + 17);
      }
      for (size_t k = 0; k < std::min(spline.knot.size(), kMost); ++k) {
        const float scale = spline.inverse_width[k];
        float* row = shape[kMost - 1 - k];
        row[0] = spline.start[k];
        row[1] = spline.linear[k] * scale;
        row[2] = spline.square[k] * scale * scale;
        row[3] = spline.cube[k] * scale * scale * scale;
        fits = fits && scale < 1e6f;  // far from where the third power leaves the range
      }
      fits = fits && spline.steps <= 5;
    }

    alignas(32) float second[8], third[8], start_of_four[8], fourth[8], lower_fifth[8], upper_fifth[8];
    alignas(16) float shape[kMost][4] = {};
    float first, last, middle;
    bool fits = true;
  };

  struct PackedTables {
    explicit PackedTables(const PackedRows& packed)
        : second{_mm256_load_ps(packed.second)},
          third{_mm256_load_ps(packed.third)},
          start_of_four{_mm256_load_ps(packed.start_of_four)},
          fourth{_mm256_load_ps(packed.fourth)},
          lower_fifth{_mm256_load_ps(packed.lower_fifth)},
          upper_fifth{_mm256_load_ps(packed.upper_fifth)},
          shape_of_first(packed.shape[PackedRows::kMost - 1]),
          first(packed.first),
          last(packed.last),
          middle(packed.middle) {}

    static HWY_INLINE V of_four(V table, Segments place) { return V{_mm256_permutevar_ps(table.raw, place.raw)}; }
    static HWY_INLINE V of_eight(V table, Segments place) { return V{_mm256_permutevar8x32_ps(table.raw, place.raw)}; }

    // Segments are negative and `along` the distance from their knots.
    template <int kCount>
    HWY_INLINE void find(const V (&value)[kCount], Segments (&segment)[kCount], V (&along)[kCount]) const {
      const Lanes::D d;
      const hn::RebindToSigned<Lanes::D> whole;
      for (int u = 0; u < kCount; ++u) {
        const V inside = hn::Min(hn::Max(value[u], hn::Set(d, first)), hn::Set(d, last));  // NaN becomes `first`
        const auto add = [&](Segments number, hn::Mask<Lanes::D> reached) HWY_ATTR {
          return hn::Add(hn::Add(number, number), hn::BitCast(whole, hn::VecFromMask(d, reached)));
        };
        const auto upper_half = hn::Ge(inside, hn::Set(d, middle));
        Segments number = hn::BitCast(whole, hn::VecFromMask(d, upper_half));
        number = add(number, hn::Ge(inside, of_four(second, number)));
        number = add(number, hn::Ge(inside, of_four(third, number)));
        V knot = of_eight(start_of_four, number);
        V next = of_eight(fourth, number);
        auto reached = hn::Ge(inside, next);
        knot = hn::IfThenElse(reached, next, knot);
        number = add(number, reached);
        next = hn::IfThenElse(upper_half, of_eight(upper_fifth, number), of_eight(lower_fifth, number));
        reached = hn::Ge(inside, next);
        knot = hn::IfThenElse(reached, next, knot);
        segment[u] = add(number, reached);
        along[u] = hn::Sub(inside, knot);
      }
    }

    // Rows of four floats, one for each lane, transposed.
    HWY_INLINE void shape(Segments segment, V& start, V& linear, V& square, V& cube) const {
      alignas(32) int32_t index[8];
      hn::Store(hn::ShiftLeft<2>(segment), hn::RebindToSigned<Lanes::D>(), index);
      __asm__("" : "+m"(index));  // through memory: GCC would take the lanes out one by one
      __m256 pair[4];
      for (int lane = 0; lane < 4; ++lane) {
        pair[lane] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(shape_of_first + index[lane])),
                                          _mm_load_ps(shape_of_first + index[lane + 4]), 1);
      }
      const __m256 low_left = _mm256_unpacklo_ps(pair[0], pair[1]);
      const __m256 high_left = _mm256_unpackhi_ps(pair[0], pair[1]);
      const __m256 low_right = _mm256_unpacklo_ps(pair[2], pair[3]);
      const __m256 high_right = _mm256_unpackhi_ps(pair[2], pair[3]);
      start = V{_mm256_shuffle_ps(low_left, low_right, 0x44)};
      linear = V{_mm256_shuffle_ps(low_left, low_right, 0xee)};
      square = V{_mm256_shuffle_ps(high_left, high_right, 0x44)};
      cube = V{_mm256_shuffle_ps(high_left, high_right, 0xee)};
    }

    V second, third, start_of_four, fourth, lower_fifth, upper_fifth;
    const float* shape_of_first;
    float first, last, middle;
  };
#endif

  ImageSpec spec_;
  CurveSpline spline_;
#if HWY_TARGET == HWY_AVX2
  PackedRows packed_{spline_};
#endif
};

Result<Kernel> prepare_curve(const PrepareArgs& args) {
  return Result<Kernel>(
      Kernel(std::unique_ptr<RowKernel>(std::make_unique<CurveKernel>(args.outputs[0], args.params.table("points")))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_curve);

namespace {

// The Hermite basis on the segment that holds v.
double curve_at(const NumberTable& points, const std::vector<double>& slopes, double v) {
  if (!(v > points.at(0, 0))) return points.at(0, 1);
  for (int k = 0; k + 1 < points.rows; ++k) {
    if (v > points.at(k + 1, 0)) continue;
    const double width = points.at(k + 1, 0) - points.at(k, 0);
    const double t = (v - points.at(k, 0)) / width;
    const double s = 1 - t;
    return points.at(k, 1) * (1 + 2 * t) * s * s + points.at(k + 1, 1) * t * t * (3 - 2 * t) +
           width * t * s * (slopes[static_cast<size_t>(k)] * s - slopes[static_cast<size_t>(k) + 1] * t);
  }
  return points.at(points.rows - 1, 1);
}

}  // namespace

OperatorDef curve_operator() {
  ParamSpec points;
  points.id = "points";
  points.label = "Curve";
  points.type = ParamType::kCurve;
  points.default_value = NumberTable{2, 2, {0, 0, 1, 1}};
  points.minimum = -100;
  points.maximum = 100;
  points.doc = "Points [x, y] that the curve passes through; x must rise.";

  OperatorDef def;
  def.id = "curve";
  def.label = "Curve";
  def.category = Category::kTone;
  def.params = {points};
  def.summary = "Maps values along a smooth curve drawn through points.";
  def.formula =
      "Monotone cubic through the points (no overshoot between them), flat before the first and after the last";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "F. N. Fritsch, R. E. Carlson: Monotone Piecewise Cubic Interpolation, SIAM J. Numer. Anal. 17 (1980)";
  def.search_words = {"tone curve", "spline", "gradation", "s-curve", "mapping"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_curve)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const std::vector<CurveSegment> segments = curve_segments(args.params.table("points"));
    std::vector<float> table;
    for (const CurveSegment& each : segments) {
      for (double number : {each.knot, each.inverse_width, each.start, each.linear, each.square, each.cube}) {
        table.insert(table.end(), {static_cast<float>(number), low_part(number)});
      }
    }
    const uint32_t count = static_cast<uint32_t>(segments.size());
    return gpu_formula("curve", args.outputs[0], 1, {{"segments", count}, {"half_segments", std::bit_floor(count)}},
                       std::move(table));
  };
  def.reference = [](const ReferenceArgs& args) {
    const NumberTable& table = args.params.table("points");
    const std::vector<double> slopes = monotone_slopes(table);
    return per_channel_reference(args, [&](double v) { return curve_at(table, slopes, v); });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
