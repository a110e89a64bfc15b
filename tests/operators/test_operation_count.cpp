// The declared numbers of operations against formulas that count what they do: a pixel each, as the kernels calculate
// it, in numbers that count.
#include <QtTest>

#include <functional>

#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/operators/gaussian.h"
#include "engine/operators/operation_count.h"
#include "engine/operators/resample_weights.h"

using namespace lightbench;

namespace {

int done = 0;

// Stands for a sample: whatever it is, an operation is one.
struct Counted {
  Counted() = default;
  Counted(double) {}
  Counted operator+(Counted) const { return ++done, Counted(); }
  Counted operator-(Counted) const { return ++done, Counted(); }
  Counted operator*(Counted) const { return ++done, Counted(); }
  bool operator>(Counted) const { return ++done, true; }
};
Counted operator-(double, Counted) { return ++done, Counted(); }
Counted operator*(double, Counted) { return ++done, Counted(); }
Counted min(Counted, Counted) { return ++done, Counted(); }
Counted max(Counted, Counted) { return ++done, Counted(); }
Counted root(Counted) { return ++done, Counted(); }
Counted absolute(Counted v) { return v; }
Counted either(bool, Counted a, Counted) { return a; }  // both were calculated

int counted(const std::function<void()>& formula) {
  done = 0;
  formula();
  return done;
}

using Values = std::map<std::string, ParamValue>;

// Of one pixel of `channels` channels, by its node with `params`; -1 where it is not declared.
double declared(const char* type, const Values& params, int channels = 3, int out_channels = 0, bool masked = false) {
  static const OperatorRegistry registry = [] {
    OperatorRegistry made;
    register_builtin(made);
    return made;
  }();
  const OperatorDef& def = *registry.find(type);
  const Result<Params> resolved = Params::resolve(def, node("n", type, params), 0, "");
  const ImageSpec spec{30, 20, channels, SampleFormat::kF32};
  ImageSpec out = spec;
  if (out_channels > 0) out.channels = out_channels;
  std::vector<std::optional<ImageSpec>> inputs(def.inputs.size(), spec);
  if (!masked && inputs.size() == 3) inputs[2].reset();
  return operation_count(def, *resolved, inputs, out).value_or(-600) / 600;
}

Counted weighted(int terms) {
  Counted sum;
  for (int k = 0; k < terms; ++k) sum = sum + Counted() * Counted();
  return sum;
}

// Down a column, then along the row by pairs around the centre.
Counted window(int weights) {
  weighted(weights);
  Counted sum = Counted() * Counted();
  for (int k = 0; k < weights / 2; ++k) sum = sum + (Counted() + Counted()) * Counted();
  return sum;
}

void blended(const std::function<Counted(Counted, Counted)>& mode) {
  const Counted a, b, opacity;
  a + opacity*(mode(a, b) - a);
}

}  // namespace

class TestOperationCount : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pointwise() {
    const Counted v, a, b, c;
    const int exposure = counted([&] { v* a; });
    QCOMPARE(declared("exposure", {}), 3.0 * exposure);
    QCOMPARE(declared("brightness_contrast", {}), 3.0 * counted([&] { (v - 0.5) * a + b; }));
    QCOMPARE(declared("levels", {{"in_black", 0.1}}), 3.0 * counted([&] { a + b* min(max((v - c) * a, 0), 1); }));
    QCOMPARE(declared("levels", {{"gamma", 2.0}}), -1.0);  // a power
    QCOMPARE(declared("invert", {}), 3.0 * counted([&] { 1 - v; }));
    QCOMPARE(declared("clamp", {}), 3.0 * counted([&] { min(max(v, a), b); }));
    QCOMPARE(declared("threshold", {}), 3.0 * counted([&] { static_cast<void>(v > a); }));
    QCOMPARE(declared("color_matrix", {}), 3.0 * counted([&] { a* v + b* v + c* v + a; }));
    const int luma = counted([&] { a* v + b* v + c* v; });
    QCOMPARE(declared("saturation", {}), luma + 3.0 * counted([&] { a + b*(v - a); }));
    QCOMPARE(declared("saturation", {}, 1), 0.0);
    QCOMPARE(declared("grayscale", {}, 3, 1), 1.0 * luma);
    QCOMPARE(declared("grayscale", {}, 2, 1), 0.0);
    const int factor = counted([&] {
      const Counted across = ((a + b) - c) * a;
      const Counted t = min(root(across * across + b), 1);
      const Counted step = (t * t) * (3 - t * 2);
      1 - step* a;
    });
    QCOMPARE(declared("vignette", {}), factor + 3.0 * counted([&] { v* a; }));
    QCOMPARE(declared("exposure", {}, 4), 3.0 * exposure);  // alpha passes
    QCOMPARE(declared("exposure", {}, 1), 1.0 * exposure);
  }

  void blends_data() {
    using Mode = std::function<Counted(Counted, Counted)>;
    QTest::addColumn<int>("operations");
    const auto row = [](const char* name, const Mode& mode) { QTest::newRow(name) << counted([&] { blended(mode); }); };
    row("normal", [](Counted, Counted b) { return b; });
    row("multiply", [](Counted a, Counted b) { return a * b; });
    row("screen", [](Counted a, Counted b) { return 1 - (1 - a) * (1 - b); });
    row("overlay", [](Counted a, Counted b) { return either(a > 0.5, 2 * a * b, 1 - 2 * (1 - a) * (1 - b)); });
    row("add", [](Counted a, Counted b) { return a + b; });
    row("subtract", [](Counted a, Counted b) { return a - b; });
    row("difference", [](Counted a, Counted b) { return either(a > b, a - b, b - a); });
    row("min", [](Counted a, Counted b) { return min(a, b); });
    row("max", [](Counted a, Counted b) { return max(a, b); });
  }
  void blends() {
    QFETCH(int, operations);
    const Values params{{"mode", std::string(QTest::currentDataTag())}};
    QCOMPARE(declared("blend", params), 3.0 * operations);
    QCOMPARE(declared("blend", params, 3, 0, true), 3.0 * (operations + 1));  // opacity · mask
  }

  void windows() {
    const Counted v;
    const auto difference = [&] { return (v - v) + 2 * (v - v) + (v - v); };
    const int sobel = counted([&] {
      const Counted gx = difference(), gy = difference();
      root(gx * gx + gy * gy);
    });
    QCOMPARE(declared("sobel", {}), 3.0 * sobel);
    QCOMPARE(declared("laplacian", {}), 3.0 * counted([&] { (v + v) + (v + v) - 4 * v; }));
    QCOMPARE(declared("box_blur", {{"radius", int64_t{3}}}), 3.0 * counted([] { window(7); }));
    QCOMPARE(declared("box_blur", {{"radius", int64_t{9}}}), -1.0);  // slides
    const int weights = static_cast<int>(gaussian_weights(1.0).size());
    QCOMPARE(declared("gaussian_blur", {{"sigma", 1.0}}), 3.0 * counted([&] { window(weights); }));
    QCOMPARE(declared("gaussian_blur", {{"sigma", 20.0}}), -1.0);
    const int sharpened = counted([&] {
      const Counted detail = v - window(weights);
      either(absolute(detail) > v, v + v * detail, v);
    });
    QCOMPARE(declared("unsharp_mask", {{"sigma", 1.0}}), 3.0 * sharpened);
  }

  void convolutions() {
    const NumberTable full{3, 3, {1, 2, 3, 4, 5, 6, 7, 8, 10}};
    const Values direct{{"kernel", full}, {"method", std::string("direct")}};
    QCOMPARE(declared("convolve", direct), 3.0 * counted([] { weighted(9); }));
    NumberTable sparse{3, 5, std::vector<double>(15, 0.0)};
    sparse.values[2] = sparse.values[9] = 1;
    const Values list{{"kernel", sparse}, {"method", std::string("direct")}};
    QCOMPARE(declared("convolve", list), 3.0 * counted([] { weighted(2); }));
    QCOMPARE(declared("convolve", {{"kernel", full}, {"method", std::string("fft")}}), -1.0);
    QCOMPARE(declared("convolve", {{"kernel", full}, {"method", std::string("separable")}}), -1.0);
  }

  // 30 × 20 to 10 × 7: every tap of every sample, first along the 20 rows of the input. Alpha is one of the channels.
  void resampling() {
    OperatorRegistry registry;
    register_builtin(registry);
    const OperatorDef& def = *registry.find("resize");
    const Result<Params> params = Params::resolve(def, node("n", "resize", {{"method", std::string("cubic")}}), 0, "");
    const std::vector<std::optional<ImageSpec>> inputs{ImageSpec{30, 20, 4, SampleFormat::kF32}};
    const ImageSpec out{10, 7, 4, SampleFormat::kF32};
    const int operations = counted([] {
      for (int y = 0; y < 20; ++y) {
        for (int x = 0; x < 10; ++x) {
          weighted(static_cast<int>(resample_taps(ResampleMethod::kCubic, 30, 10, x).size()));
        }
      }
      for (int y = 0; y < 7; ++y) {
        for (int x = 0; x < 10; ++x) {
          weighted(static_cast<int>(resample_taps(ResampleMethod::kCubic, 20, 7, y).size()));
        }
      }
    });
    for (int again = 0; again < 2; ++again) {
      QCOMPARE(operation_count(def, *params, inputs, out).value(), 4.0 * operations);
    }
    QCOMPARE(operation_count(def, *params, inputs, *inputs[0]).value(), 0.0);
  }

  void what_is_not_certain_is_not_declared() {
    for (const char* type : {"median", "gamma", "curve", "bilateral", "fast_blur", "hue_rotate", "add_noise"}) {
      QVERIFY2(declared(type, {}) < 0, type);
    }
    OperatorRegistry registry;
    register_builtin(registry);
    const OperatorDef& def = *registry.find("invert");
    const Result<Params> params = Params::resolve(def, node("n", "invert"), 0, "");
    const std::vector<std::optional<ImageSpec>> bytes{ImageSpec{30, 20, 3, SampleFormat::kU8}};
    const ImageSpec floats{30, 20, 3, SampleFormat::kF32};
    QVERIFY(!operation_count(def, *params, bytes, floats));  // looked up
    QVERIFY(!operation_count(def, *params, std::vector<std::optional<ImageSpec>>{floats}, *bytes[0]));
    QVERIFY(!operation_count(def, *params, {}, floats));
  }
};

QTEST_GUILESS_MAIN(TestOperationCount)
#include "test_operation_count.moc"
