// curve: maps values along a curve drawn through points.
//
// Formula: monotone cubic Hermite interpolation of the points, flat before the first and after the last
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  points [[x, y], …], at least two, x rising, -100..100.
// Border:  none, pointwise.
// Source:  F. N. Fritsch, R. E. Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J. Numer. Anal. 17 (1980).
// Errors:  none beyond those of the parameter.
#include <cmath>

#include "engine/operators/curve_spline.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/curve.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

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

  // The segment of a value is the last whose knot does not lie above it, 0 where all do (and for NaN, which then gives
  // the first point's value). The first half of the search needs no table: its knot is one for all.
  template <int kCount, class Tables>
  HWY_INLINE static void run_vectors(const Tables& tables, const float* __restrict in, float* __restrict out) {
    const hn::ScalableTag<float> d;
    const hn::RebindToSigned<decltype(d)> whole;
    const int lanes = static_cast<int>(hn::Lanes(d));
    hn::Vec<decltype(d)> value[kCount];
    hn::Vec<decltype(whole)> segment[kCount];
    for (int u = 0; u < kCount; ++u) {
      value[u] = hn::LoadU(d, in + u * lanes);
      const auto reached = hn::Ge(value[u], hn::Set(d, tables.middle));
      segment[u] = hn::IfThenElseZero(hn::RebindMask(whole, reached), hn::Set(whole, 1 << (tables.steps - 1)));
    }
    for (int step = tables.steps - 2; step >= 0; --step) {
      for (int u = 0; u < kCount; ++u) {
        const auto next = hn::Or(segment[u], hn::Set(whole, 1 << step));
        const auto reached = hn::Ge(value[u], tables.knot.at(next));
        segment[u] = hn::IfThenElse(hn::RebindMask(whole, reached), next, segment[u]);
      }
    }
    hn::Vec<decltype(d)> along[kCount];
    for (int u = 0; u < kCount; ++u) {
      const auto position = hn::Mul(hn::Sub(value[u], tables.knot.at(segment[u])), tables.inverse_width.at(segment[u]));
      const auto raised = hn::IfThenElseZero(hn::Gt(position, hn::Zero(d)), position);
      along[u] = hn::Min(raised, hn::Set(d, 1.0f));
    }
    for (int u = 0; u < kCount; ++u) {
      auto rise = hn::MulAdd(along[u], tables.cube.at(segment[u]), tables.square.at(segment[u]));
      rise = hn::MulAdd(along[u], rise, tables.linear.at(segment[u]));
      hn::StoreU(hn::MulAdd(along[u], rise, tables.start.at(segment[u])), d, out + u * lanes);
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
    Table knot, inverse_width, start, linear, square, cube;
    float middle;
    int steps;
  };

  struct MemoryTable {
    explicit MemoryTable(const std::vector<float>& table) : values(table.data()) {}
    template <class V>
    hn::Vec<hn::ScalableTag<float>> at(V index) const {
      return hn::GatherIndex(hn::ScalableTag<float>(), values, index);
    }
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
    template <class V>
    hn::Vec<hn::ScalableTag<float>> at(V index) const {
      using Result = hn::Vec<hn::ScalableTag<float>>;
      if constexpr (kCount == 1) return Result{_mm512_permutexvar_ps(index.raw, part[0])};
      if constexpr (kCount == 2) return Result{_mm512_permutex2var_ps(part[0], index.raw, part[1])};
    }
    __m512 part[kCount];
  };
  template <int kCount>
  using RegisterTables = Tables<RegisterTable<kCount>>;
#endif

  ImageSpec spec_;
  CurveSpline spline_;
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
  def.reference = [](const ReferenceArgs& args) {
    const NumberTable& table = args.params.table("points");
    const std::vector<double> slopes = monotone_slopes(table);
    return per_channel_reference(args, [&](double v) { return curve_at(table, slopes, v); });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
