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

  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < static_cast<size_t>(spec_.color_channels()); ++c) {
      run_channel(args.in[0][c], args.out[0][c], padded_row(args.count));
    }
    copy_alpha(spec_, args);
  }

 private:
  // The segment of a value is the last whose knot does not lie above it, 0 where all do (and for NaN, which then gives
  // the first point's value).
  void run_channel(const float* __restrict in, float* __restrict out, int count) const {
    const hn::ScalableTag<float> d;
    const hn::RebindToSigned<decltype(d)> whole;
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
      const auto value = hn::LoadU(d, in + i);
      auto segment = hn::Zero(whole);
      for (int step = spline_.steps - 1; step >= 0; --step) {
        const auto next = hn::Add(segment, hn::Set(whole, 1 << step));
        const auto reached = hn::Ge(value, entry(spline_.knot, next));
        segment = hn::IfThenElse(hn::RebindMask(whole, reached), next, segment);
      }
      const auto along = hn::Mul(hn::Sub(value, entry(spline_.knot, segment)), entry(spline_.inverse_width, segment));
      const auto raised = hn::IfThenElseZero(hn::Gt(along, hn::Zero(d)), along);
      const auto u = hn::Min(raised, hn::Set(d, 1.0f));
      auto rise = hn::MulAdd(u, entry(spline_.cube, segment), entry(spline_.square, segment));
      rise = hn::MulAdd(u, rise, entry(spline_.linear, segment));
      hn::StoreU(hn::MulAdd(u, rise, entry(spline_.start, segment)), d, out + i);
    }
  }

  // table[index]; tables of up to 32 entries lie in two registers of AVX-512.
  template <class V>
  hn::Vec<hn::ScalableTag<float>> entry(const std::vector<float>& table, V index) const {
    const hn::ScalableTag<float> d;
#if HWY_TARGET == HWY_AVX3
    if (table.size() == 16)
      return decltype(hn::Zero(d)){_mm512_permutexvar_ps(index.raw, _mm512_loadu_ps(table.data()))};
    if (table.size() == 32) {
      return decltype(hn::Zero(d)){
          _mm512_permutex2var_ps(_mm512_loadu_ps(table.data()), index.raw, _mm512_loadu_ps(table.data() + 16))};
    }
#endif
    return hn::GatherIndex(d, table.data(), index);
  }

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
