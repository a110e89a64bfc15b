// Values worked out by hand, from standards or by the contract's formulas; independent of the operators' references.
#include <cmath>
#include <set>

#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

ParamValue text(const char* value) { return std::string(value); }

}  // namespace

class TestPointwise : public QObject {
  Q_OBJECT
 private:
  OperatorBench bench_;

  // One f32 row: `samples` in every channel, plus alpha where channels has it.
  Image row(const std::vector<double>& samples, int channels = 1) {
    return bench_.make(static_cast<int>(samples.size()), 1, channels, SampleFormat::kF32,
                       [&](int, int x, int) { return samples[static_cast<size_t>(x)]; });
  }
  Image color(double red, double green, double blue) {
    return bench_.make(1, 1, 3, SampleFormat::kF32, [&](int c, int, int) {
      return c == 0 ? red : c == 1 ? green : blue;
    });
  }
  Image must(const std::string& type, const ParamMap& params, const std::vector<Image>& inputs) {
    Result<OperatorResult> result = bench_.run(type, params, inputs);
    if (!result) qFatal("%s", result.error().message().c_str());
    return result->image;
  }
  void compare(const Image& image, const std::vector<double>& expected, double tolerance = 1e-6) {
    for (size_t x = 0; x < expected.size(); ++x) {
      const double actual = value_at(image, 0, static_cast<int>(x), 0);
      QVERIFY2(std::abs(actual - expected[x]) <= tolerance,
               qPrintable(QString("sample %1: expected %2, actual %3").arg(x).arg(expected[x]).arg(actual)));
    }
  }
  void compare_color(const Image& image, const std::vector<double>& expected, double tolerance = 1e-5) {
    for (int c = 0; c < 3; ++c) {
      const double actual = value_at(image, c, 0, 0);
      const double wanted = expected[static_cast<size_t>(c)];
      QVERIFY2(std::abs(actual - wanted) <= tolerance,
               qPrintable(QString("channel %1: expected %2, actual %3").arg(c).arg(wanted).arg(actual)));
    }
  }
  QString error_of(const std::string& type, const ParamMap& params, const std::vector<Image>& inputs) {
    const Result<OperatorResult> result = bench_.run(type, params, inputs);
    return result ? QString() : QString::fromStdString(result.error().message());
  }

 private Q_SLOTS:
  void one_sample_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("params");
    QTest::addColumn<double>("in");
    QTest::addColumn<double>("out");
    const auto add = [](const char* name, const char* type, QStringList params, double in, double out) {
      QTest::newRow(name) << type << params << in << out;
    };
    add("one stop doubles", "exposure", {"stops=1"}, 0.3, 0.6);
    add("minus two stops quarter", "exposure", {"stops=-2"}, 0.8, 0.2);
    add("brightness adds", "brightness_contrast", {"brightness=0.25"}, 0.5, 0.75);
    add("full contrast doubles the distance from the middle", "brightness_contrast", {"contrast=1"}, 0.7, 0.9);
    add("no contrast is middle gray", "brightness_contrast", {"contrast=-1"}, 0.9, 0.5);
    add("gamma 2 is a square root", "gamma", {"gamma=2"}, 0.25, 0.5);
    add("gamma of a negative value", "gamma", {"gamma=2"}, -0.5, 0.0);
    add("gamma above 1", "gamma", {"gamma=0.5"}, 3.0, 9.0);
    add("levels inside", "levels", {"in_black=0.2", "in_white=0.6"}, 0.3, 0.25);
    add("levels clamp below", "levels", {"in_black=0.2", "in_white=0.6", "out_black=0.1"}, 0.0, 0.1);
    add("levels clamp above", "levels", {"in_black=0.2", "in_white=0.6", "out_white=0.9"}, 2.0, 0.9);
    add("levels with gamma", "levels", {"in_black=0.2", "in_white=0.6", "gamma=2"}, 0.3, 0.5);
    add("levels that invert", "levels", {"in_black=1", "in_white=0"}, 0.2, 0.8);
    add("invert", "invert", {}, 0.2, 0.8);
    add("invert of more than white", "invert", {}, 1.5, -0.5);
    add("clamp low", "clamp", {"low=0.2", "high=0.8"}, -3, 0.2);
    add("clamp high", "clamp", {"low=0.2", "high=0.8"}, 3, 0.8);
    add("sRGB middle gray to light", "srgb_to_linear", {}, 0.5, 0.2140411);
    add("sRGB 118/255 is 18 % gray", "srgb_to_linear", {}, 118 / 255.0, 0.1811642);
    add("sRGB near black is a line", "srgb_to_linear", {}, 0.02, 0.02 / 12.92);
    add("18 % light to sRGB", "linear_to_srgb", {}, 0.18, 0.4613561);
    add("little light is a line", "linear_to_srgb", {}, 0.002, 0.02584);
    add("white stays white", "linear_to_srgb", {}, 1, 1);
    add("threshold at the level", "threshold", {"level=0.5"}, 0.5, 0);
    add("threshold above", "threshold", {"level=0.5"}, 0.5001, 1);
    add("gray has no saturation", "saturation", {"amount=3"}, 0.4, 0.4);
    add("gray has no hue", "hue_rotate", {"degrees=90"}, 0.4, 0.4);
  }
  void one_sample() {
    QFETCH(QString, type);
    QFETCH(QStringList, params);
    QFETCH(double, in);
    QFETCH(double, out);
    ParamMap map;
    for (const QString& param : params) map[param.section('=', 0, 0).toStdString()] = param.section('=', 1).toDouble();
    compare(must(type.toStdString(), map, {row({in})}), {out});
  }

  void alpha_passes_data() {
    QTest::addColumn<QString>("type");
    for (const char* type :
         {"exposure", "brightness_contrast", "gamma", "levels", "curve", "invert", "clamp", "saturation", "hue_rotate",
          "srgb_to_linear", "linear_to_srgb", "vignette", "threshold", "add_noise"}) {
      QTest::newRow(type) << type;
    }
  }
  void alpha_passes() {
    QFETCH(QString, type);
    const ParamMap strong = type == "exposure" ? ParamMap{{"stops", 1.0}} : ParamMap{};
    for (int channels : {2, 4}) {
      const Image in = row({0.1, 0.3, 0.9, 1.2}, channels);
      const Image out = must(type.toStdString(), strong, {in});
      QCOMPARE(out.channels(), channels);
      for (int x = 0; x < 4; ++x) QCOMPARE(value_at(out, channels - 1, x, 0), value_at(in, channels - 1, x, 0));
    }
  }

  void curve_passes_through_its_points_and_never_turns() {
    const NumberTable points{5, 2, {0.1, 0.0, 0.2, 0.05, 0.25, 0.8, 0.7, 0.82, 0.9, 1.0}};
    const ParamMap params = {{"points", points}};
    compare(must("curve", params, {row({0.1, 0.2, 0.25, 0.7, 0.9})}), {0, 0.05, 0.8, 0.82, 1});
    compare(must("curve", params, {row({-4, 0.05, 0.95, 7})}), {0, 0, 1, 1});
    std::vector<double> ramp(1001);
    for (size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<double>(i) / 1000;
    const Image out = must("curve", params, {row(ramp)});
    for (int x = 1; x < 1001; ++x) QVERIFY(value_at(out, 0, x, 0) >= value_at(out, 0, x - 1, 0) - 1e-6);
  }
  // As many segments as a search of four, five and six steps takes and one less, values at, just below and far beyond
  // the points, and segments too narrow for floats to tell their ends apart by much.
  void curve_of_many_points() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const int count : {2, 15, 16, 17, 25, 31, 32, 33, 34, 64, 65}) {
      for (const bool narrow : {false, true}) {
        NumberTable points{count, 2, {}};
        std::vector<double> values = {-kInfinity, -9, 9, kInfinity, std::nan("")};
        std::vector<double> expected = {-3 / 64.0, -3 / 64.0, (count - 4) / 64.0, (count - 4) / 64.0, -3 / 64.0};
        for (int k = 0; k < count; ++k) {
          const double x = narrow && k == count / 2 ? (k - 1) * 0.125 + 1e-7 : k * 0.125;
          points.values.insert(points.values.end(), {x - 1, (k - 3) / 64.0});
          values.insert(values.end(), {x - 1, static_cast<double>(std::nextafter(static_cast<float>(x - 1), -9.0f))});
          expected.insert(expected.end(), {(k - 3) / 64.0, (k - 3) / 64.0});
        }
        if (narrow) {  // either end of the narrow segment will do next to it
          const auto at = static_cast<ptrdiff_t>(5 + 2 * (count / 2 - 1));
          values.erase(values.begin() + at, values.begin() + at + 4);
          expected.erase(expected.begin() + at, expected.begin() + at + 4);
        }
        for (const Isa isa : supported_isas()) {
          QVERIFY(use_isa(isa).ok());
          compare(must("curve", {{"points", points}}, {row(values)}), expected);
        }
        use_best_isa();
      }
    }
  }
  void curve_has_the_slopes_of_fritsch_and_carlson() {
    // Secants 1 and 3: inner slope 2, ends 1 and 3, all within the circle; middle of the first segment by Hermite:
    // (0 + 0.5)/2 + 0.5·(1 - 2)/8 = 0.1875.
    const NumberTable points{3, 2, {0, 0, 0.5, 0.5, 1, 2}};
    compare(must("curve", {{"points", points}}, {row({0.25})}), {0.1875});
  }

  void colors() {
    compare_color(must("saturation", {{"amount", 0.0}}, {color(1, 0, 0)}), {0.2126, 0.2126, 0.2126});
    compare_color(must("saturation", {{"amount", 2.0}}, {color(0, 1, 0)}), {-0.7152, 1.2848, -0.7152});
    compare_color(must("hue_rotate", {{"degrees", 120.0}}, {color(0.9, 0.2, 0.3)}), {0.3, 0.9, 0.2});
    compare_color(must("hue_rotate", {{"degrees", -120.0}}, {color(0.9, 0.2, 0.3)}), {0.2, 0.3, 0.9});
    compare_color(must("hue_rotate", {{"degrees", 60.0}}, {color(1, 0, 0)}), {1, 1, 0});
    compare_color(must("hue_rotate", {{"degrees", 180.0}}, {color(1, 0.5, 0)}), {0, 0.5, 1});
    const NumberTable swap{3, 4, {0, 0, 1, 0.1, 0, 2, 0, 0, 1, 0, 0, -0.1}};
    compare_color(must("color_matrix", {{"matrix", swap}}, {color(0.2, 0.3, 0.4)}), {0.5, 0.6, 0.1});
  }
  void color_matrix_needs_color() {
    const QString error = error_of("color_matrix", {}, {row({0.5})});
    QVERIFY2(error.contains("1 channel (gray)") && error.contains("RGB"), qPrintable(error));
  }
  void grayscale_weights() {
    compare(must("grayscale", {}, {color(1, 0, 0)}), {0.299});
    compare(must("grayscale", {}, {color(0, 1, 0)}), {0.587});
    compare(must("grayscale", {{"weights", text("rec709")}}, {color(0, 0, 1)}), {0.0722});
    compare(must("grayscale", {{"weights", text("average")}}, {color(0.3, 0.6, 0)}), {0.3});
    for (int channels : {1, 2, 3, 4}) QCOMPARE(must("grayscale", {}, {row({0.5}, channels)}).channels(), 1);
  }

  void vignette_is_even_and_reaches_the_corner() {
    const Image in = bench_.make(4, 3, 1, SampleFormat::kF32, [](int, int, int) { return 1.0; });
    const Image out = must("vignette", {{"strength", 0.5}}, {in});
    // Pixel (0, 0) lies at (-1.5, -1): d = sqrt(3.25)/2.5.
    const double t = std::sqrt(3.25) / 2.5;
    QVERIFY(std::abs(value_at(out, 0, 0, 0) - (1 - 0.5 * t * t * (3 - 2 * t))) < 1e-6);
    QCOMPARE(value_at(out, 0, 3, 2), value_at(out, 0, 0, 0));
    QCOMPARE(value_at(out, 0, 3, 0), value_at(out, 0, 0, 2));
  }

  void threshold_at_a_level_of_integers() {
    // n/255 as a level must not let the sample n through, whatever n/255 rounds to as a float.
    std::vector<double> all(256);
    for (size_t n = 0; n < 256; ++n) all[n] = static_cast<double>(n);
    const Image in =
        bench_.make(256, 1, 1, SampleFormat::kU8, [&](int, int x, int) { return all[static_cast<size_t>(x)]; });
    for (int n = 0; n < 256; ++n) {
      const Image out = must("threshold", {{"level", n / 255.0}}, {in});
      QCOMPARE(out.format(), SampleFormat::kU8);
      for (int x = 0; x < 256; ++x) QCOMPARE(out.plane<uint8_t>(0).at(x, 0), static_cast<uint8_t>(x > n ? 255 : 0));
    }
  }

  void blend_modes_data() {
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::addColumn<double>("out");
    QTest::newRow("normal") << 0.25 << 0.6 << 0.6;
    QTest::newRow("multiply") << 0.25 << 0.6 << 0.15;
    QTest::newRow("screen") << 0.25 << 0.6 << 0.7;
    QTest::newRow("overlay") << 0.25 << 0.6 << 0.3;
    QTest::newRow("add") << 0.25 << 0.6 << 0.85;
    QTest::newRow("subtract") << 0.25 << 0.6 << -0.35;
    QTest::newRow("difference") << 0.25 << 0.6 << 0.35;
    QTest::newRow("min") << 0.25 << 0.6 << 0.25;
    QTest::newRow("max") << 0.25 << 0.6 << 0.6;
  }
  void blend_modes() {
    QFETCH(double, a);
    QFETCH(double, b);
    QFETCH(double, out);
    const ParamValue mode = text(QTest::currentDataTag());
    compare(must("blend", {{"mode", mode}}, {row({a}), row({b}), Image()}), {out});
    compare(must("blend", {{"mode", mode}, {"opacity", 0.5}}, {row({a}), row({b}), Image()}), {(a + out) / 2});
    compare(must("blend", {{"mode", mode}, {"opacity", 0.5}}, {row({a, a}), row({b, b}), row({0, 0.5})}),
            {a, a + (out - a) / 4});
  }
  void overlay_is_bright_above_the_middle() {
    compare(must("blend", {{"mode", text("overlay")}}, {row({0.75}), row({0.6}), Image()}), {0.8});
  }
  void blend_of_different_channels() {
    const Image mixed = must("blend", {{"mode", text("multiply")}}, {row({0.5}, 4), row({0.4}), Image()});
    QCOMPARE(mixed.channels(), 4);
    for (int c = 0; c < 3; ++c) QVERIFY(std::abs(value_at(mixed, c, 0, 0) - 0.2) < 1e-6);
    QCOMPARE(value_at(mixed, 3, 0, 0), 0.5);
    QVERIFY(error_of("blend", {}, {row({0.5}), row({0.5}, 3), Image()}).contains("3 channels (RGB)"));
    QVERIFY(error_of("blend", {}, {row({0.5}), row({0.5}), row({0.5}, 3)}).contains("mask"));
  }
  void blend_names_both_sizes() {
    const QString error = error_of("blend", {}, {row({0.5, 0.5}), row({0.5, 0.5, 0.5}), Image()});
    QVERIFY2(error.contains("2 × 1") && error.contains("3 × 1"), qPrintable(error));
  }

  void noise_statistics_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("kurtosis");
    QTest::newRow("gaussian") << "gaussian" << 3.0;
    QTest::newRow("uniform") << "uniform" << 1.8;
  }
  void noise_statistics() {
    QFETCH(QString, kind);
    QFETCH(double, kurtosis);
    const int side = 400;
    const Image in = bench_.make(side, side, 3, SampleFormat::kF32, [](int, int, int) { return 0.5; });
    const Image out = must("add_noise", {{"kind", kind.toStdString()}, {"sigma", 0.1}}, {in});
    double sum[3] = {}, square[3] = {}, fourth[3] = {}, red_green = 0, neighbours = 0, rows = 0;
    const auto at = [&](int c, int x, int y) { return static_cast<double>(out.plane<float>(c).at(x, y)) - 0.5; };
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        for (int c = 0; c < 3; ++c)
          sum[c] += at(c, x, y), square[c] += std::pow(at(c, x, y), 2), fourth[c] += std::pow(at(c, x, y), 4);
        red_green += at(0, x, y) * at(1, x, y);
        if (x > 0) neighbours += at(0, x, y) * at(0, x - 1, y);
        if (y > 0) rows += at(0, x, y) * at(0, x, y - 1);
      }
    }
    const double count = side * side;  // one standard error of a correlation: 1/400
    for (int c = 0; c < 3; ++c) {
      QVERIFY(std::abs(sum[c] / count) < 0.001);
      QVERIFY(std::abs(std::sqrt(square[c] / count) - 0.1) < 0.001);
      QVERIFY(std::abs(fourth[c] / count / std::pow(square[c] / count, 2) - kurtosis) < 0.08);
    }
    QVERIFY(std::abs(red_green / square[0]) < 0.01);
    QVERIFY(std::abs(neighbours / square[0]) < 0.01);
    QVERIFY(std::abs(rows / square[0]) < 0.01);
  }
  void salt_and_pepper_hits_whole_pixels() {
    const Image in = bench_.make(300, 300, 3, SampleFormat::kF32, [](int, int, int) { return 0.5; });
    const Image out = must("add_noise", {{"kind", text("salt_pepper")}, {"amount", 0.2}}, {in});
    int salt = 0, pepper = 0;
    for (int y = 0; y < 300; ++y) {
      for (int x = 0; x < 300; ++x) {
        const float red = out.plane<float>(0).at(x, y);
        QVERIFY(red == 0.0f || red == 1.0f || red == 0.5f);
        QCOMPARE(out.plane<float>(1).at(x, y), red);
        salt += red == 1.0f;
        pepper += red == 0.0f;
      }
    }
    QVERIFY(std::abs(salt / 90000.0 - 0.1) < 0.005);
    QVERIFY(std::abs(pepper / 90000.0 - 0.1) < 0.005);
  }
  void noise_depends_on_place_and_seed_only() {
    const Image small = bench_.make(20, 10, 1, SampleFormat::kF32, [](int, int, int) { return 0.25; });
    const Image large = bench_.make(90, 40, 3, SampleFormat::kF32, [](int, int, int) { return 0.25; });
    const Image a = must("add_noise", {{"seed", int64_t{5}}}, {small});
    const Image b = must("add_noise", {{"seed", int64_t{5}}}, {large});
    for (int y = 0; y < 10; ++y) {
      for (int x = 0; x < 20; ++x) QCOMPARE(a.plane<float>(0).at(x, y), b.plane<float>(0).at(x, y));
    }
    std::set<float> firsts;
    for (int64_t seed = 0; seed < 50; ++seed) {
      firsts.insert(must("add_noise", {{"seed", seed}}, {small}).plane<float>(0).at(0, 0));
    }
    QVERIFY(firsts.size() > 45);
  }

  void patterns() {
    const auto pattern = [&](const char* kind) {
      return must("test_pattern", {{"kind", text(kind)}, {"width", int64_t{80}}, {"height", int64_t{40}}}, {});
    };
    const Image gradient = pattern("gradient");
    QCOMPARE(gradient.spec().size(), (Size{80, 40}));
    QCOMPARE(gradient.channels(), 3);
    QCOMPARE(gradient.spec().nominal, SampleFormat::kU8);
    QVERIFY(std::abs(value_at(gradient, 0, 39, 0) - 39.5 / 80) < 1e-6);
    QVERIFY(std::abs(value_at(gradient, 1, 0, 10) - 10.5 / 40) < 1e-6);
    const Image checker = pattern("checker");
    QCOMPARE(value_at(checker, 2, 31, 31), 0.0);
    QCOMPARE(value_at(checker, 2, 32, 31), 1.0);
    QCOMPARE(value_at(checker, 2, 32, 32), 0.0);
    const Image plate = pattern("zone_plate");
    QVERIFY(std::abs(value_at(plate, 0, 40, 20) - 1) < 1e-3);  // the centre is white
    QVERIFY(std::abs(value_at(plate, 0, 40 + 9, 20) - value_at(plate, 0, 39 - 9, 19)) < 1e-6);
    const Image noise = pattern("noise");
    QVERIFY(value_at(noise, 0, 0, 0) != value_at(noise, 1, 0, 0));
  }

  void parameters_that_do_not_go_together() {
    QVERIFY(
        error_of("levels", {{"in_black", 0.4}, {"in_white", 0.4}}, {row({0.5})}).contains("in_white equals in_black"));
    QVERIFY(error_of("clamp", {{"low", 0.6}, {"high", 0.4}}, {row({0.5})}).contains("low is above high"));
  }
  void integers_round_once() {
    const Image in = bench_.make(256, 1, 1, SampleFormat::kU8, [](int, int x, int) { return x; });
    const Result<OperatorResult> result = bench_.run("exposure", {{"stops", -1.0}}, {in}, SampleFormat::kU8);
    QVERIFY(result.ok());
    for (int x = 0; x < 256; ++x) QCOMPARE(result->image.plane<uint8_t>(0).at(x, 0), static_cast<uint8_t>((x + 1) / 2));
  }

  // A picture of bytes large enough for tables (byte_island.h) beside its upper half, which is not: functions with one
  // step, lines that end as ties or out of range, curves.
  void tables_have_the_bits_of_the_pass() {
    const auto sample = [](int c, int x, int y) { return (7 * x + 31 * y + 50 * c) % 256; };
    const ParamValue points = NumberTable{3, 2, {0, 0.1, 0.4, 0.7, 1, 0.9}};
    const std::vector<std::pair<const char*, ParamMap>> operators = {
        {"threshold", {{"level", 254.5 / 255}}},
        {"threshold", {{"level", 2.0}}},
        {"gamma", {{"gamma", 2.2}}},
        {"exposure", {{"stops", 0.3}}},
        {"exposure", {{"stops", -1.0}}},
        {"brightness_contrast", {{"contrast", 0.3}}},
        {"brightness_contrast", {{"brightness", -0.4}, {"contrast", -0.123}}},
        {"brightness_contrast", {{"contrast", -1.0}}},
        {"levels", {{"in_black", 0.1}, {"in_white", 0.9}}},
        {"levels", {{"in_black", 0.2}, {"in_white", 0.3}}},
        {"invert", {}},
        {"curve", {{"points", points}}}};
    for (const Isa isa : supported_isas()) {
      QVERIFY(use_isa(isa).ok());
      for (const int channels : {1, 2, 4}) {
        const Image large = bench_.make(200, 100, channels, SampleFormat::kU8, sample);
        const Image small = bench_.make(200, 50, channels, SampleFormat::kU8, sample);
        for (const auto& [type, params] : operators) {
          const Image tabled = bench_.run(type, params, {large}, SampleFormat::kU8).value().image;
          const Image passed = bench_.run(type, params, {small}, SampleFormat::kU8).value().image;
          QVERIFY2(repeats(tabled, passed, passed.height()), type);
        }
      }
    }
    use_best_isa();
  }

  // From bytes to bytes without a row of floats between (color-inl.h): the same on every instruction set, and in
  // pictures so large that they are written past the caches.
  void colours_of_bytes_have_the_bits_of_the_pass() {
    const NumberTable mix{3, 4, {1.3, -0.4, 0.1, 0.03, 0.25, 0.5, 0.25, -0.02, -2, 1.5, 1.5, 0}};
    const std::vector<std::pair<const char*, ParamMap>> operators = {
        {"grayscale", {{"weights", text("rec709")}}},
        {"grayscale", {{"weights", text("average")}}},
        {"color_matrix", {{"matrix", mix}}},
        {"saturation", {{"amount", 1.7}}},
        {"hue_rotate", {{"degrees", 100.0}}},
        {"exposure", {{"stops", 6.5}}},
        {"brightness_contrast", {{"contrast", 0.9}}},
        {"levels", {{"in_black", 0.2}, {"in_white", 0.21}}},
        {"threshold", {{"level", 0.4}}},
        {"clamp", {{"low", 0.2}, {"high", 0.7}}},
        {"invert", {}},
    };
    const auto sample = [](int c, int x, int y) {
      return (x * (c + 1) + y % 61 * (37 + 64 * c) + x * (y % 61) % 83) % 256;
    };
    for (const int channels : {3, 4}) {
      const Image in = bench_.make(1003, 61, channels, SampleFormat::kU8, sample);
      const Image tall = bench_.make(1003, 61 * 60, channels, SampleFormat::kU8, sample);
      for (const auto& [type, params] : operators) {
        std::optional<Image> expected;
        for (const Isa isa : supported_isas()) {
          QVERIFY(use_isa(isa).ok());
          const Image floats = bench_.run(type, params, {in}).value().image;
          const Image bytes = bench_.run(type, params, {in}, SampleFormat::kU8).value().image;
          QVERIFY2(same_samples(bytes, convert_image(floats, SampleFormat::kU8, bench_.buffers).value()), type);
          if (!expected) expected = bytes;
          QVERIFY2(same_samples(bytes, *expected), type);
        }
        use_best_isa();
        const Image large = bench_.run(type, params, {tall}, SampleFormat::kU8).value().image;
        QVERIFY2(repeats(large, *expected, large.height()), type);
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestPointwise)
#include "test_pointwise.moc"
