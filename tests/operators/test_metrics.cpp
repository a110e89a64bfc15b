// Quality metrics against published values.
#include <QtTest>

#include <cmath>
#include <limits>

#include "engine/operators/metrics/ciede2000.h"
#include "engine/operators/metrics/quality_metrics.h"
#include "engine/operators/metrics/ssim.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestMetrics : public QObject {
  Q_OBJECT
  OperatorBench bench_;

  Image flat(double value, int channels = 1, SampleFormat format = SampleFormat::kU8) {
    return bench_.make(16, 13, channels, format, [value](int, int, int) { return value; });
  }
  QualityMetrics measure(const Image& a, const Image& b) {
    return measure_quality(a, b, bench_.workers, bench_.cancel).value();
  }

 private Q_SLOTS:
  void psnr_of_known_errors_data() {
    QTest::addColumn<double>("squared_error");
    QTest::addColumn<double>("expected");
    QTest::newRow("1") << 1.0 << 48.130804;
    QTest::newRow("25") << 25.0 << 34.151404;
    QTest::newRow("210") << 210.0 << 24.908611;
    QTest::newRow("65025") << 65025.0 << 0.0;
  }
  void psnr_of_known_errors() {
    QFETCH(double, squared_error);
    QFETCH(double, expected);
    QVERIFY(std::fabs(psnr_db(squared_error / 65025) - expected) < 1e-6);
  }

  void psnr_of_pictures_is_exact() {
    QVERIFY(std::fabs(*measure(flat(100), flat(101)).psnr_db - 48.130804) < 1e-6);
    QVERIFY(std::fabs(*measure(flat(100, 3), flat(105, 3)).psnr_db - 34.151404) < 1e-6);
    QVERIFY(std::fabs(*measure(flat(0), flat(255)).psnr_db) < 1e-12);
    QVERIFY(std::fabs(*measure(flat(1000, 1, SampleFormat::kU16), flat(1001, 1, SampleFormat::kU16)).psnr_db -
                      20 * std::log10(65535)) < 1e-9);
    // 8 and 16 bits meet exactly: 100 / 255 = 25700 / 65535.
    QVERIFY(measure(flat(100), flat(25700, 1, SampleFormat::kU16)).identical);
  }

  void ssim_of_flat_pictures() {
    QVERIFY(std::fabs(*measure(flat(100), flat(110)).ssim - 0.9954764441) < 1e-9);
    QVERIFY(std::fabs(*measure(flat(0), flat(255)).ssim - 9.9990001e-05) < 1e-9);
  }

  void ssim_may_be_negative() {
    QVERIFY(std::fabs(ssim_of_moments({128, 128, 400, 400, -400}, 255) - -0.8636669394) < 1e-9);
    const auto stripes = [](int x) { return x % 2 == 0 ? 90.0 : 170.0; };
    const Image a = bench_.make(32, 32, 1, SampleFormat::kU8, [&](int, int x, int) { return stripes(x); });
    const Image b = bench_.make(32, 32, 1, SampleFormat::kU8, [&](int, int x, int) { return stripes(x + 1); });
    QVERIFY(*measure(a, b).ssim < -0.5);
  }

  // The mean over windows as a plain double loop.
  void ssim_matches_the_definition() {
    const Image a = bench_.picture(45, 31, 1, SampleFormat::kU8, 1);
    const Image b = bench_.picture(45, 31, 1, SampleFormat::kU8, 2);
    double weights[11][11], sum = 0;
    for (int y = 0; y < 11; ++y) {
      for (int x = 0; x < 11; ++x) sum += weights[y][x] = std::exp(-((x - 5) * (x - 5) + (y - 5) * (y - 5)) / 4.5);
    }
    double total = 0;
    for (int top = 0; top + 11 <= 31; ++top) {
      for (int left = 0; left + 11 <= 45; ++left) {
        double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
        for (int y = 0; y < 11; ++y) {
          for (int x = 0; x < 11; ++x) {
            const double w = weights[y][x] / sum;
            const double p = a.plane<uint8_t>(0).at(left + x, top + y), q = b.plane<uint8_t>(0).at(left + x, top + y);
            ma += w * p, mb += w * q, aa += w * p * p, bb += w * q * q, ab += w * p * q;
          }
        }
        total += ssim_of_moments({ma, mb, aa - ma * ma, bb - mb * mb, ab - ma * mb}, 255);
      }
    }
    QVERIFY(std::fabs(*measure(a, b).ssim - total / (35 * 21)) < 1e-10);
  }

  void identical_pictures() {
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      const Image a = bench_.picture(300, 40, 4, format);
      const QualityMetrics metrics = measure(a, a);
      QVERIFY(metrics.identical);
      QCOMPARE(*metrics.mse, 0.0);
      QCOMPARE(*metrics.psnr_db, std::numeric_limits<double>::infinity());
      QCOMPARE(*metrics.ssim, 1.0);
      QCOMPARE(*metrics.mean_delta_e2000, 0.0);
      QCOMPARE(*metrics.max_abs_diff, 0.0);
    }
  }

  void one_changed_sample_is_found() {
    const Image a = flat(50, 3);
    const Image b = bench_.make(16, 13, 3, SampleFormat::kU8,
                                [](int c, int x, int y) { return c == 2 && x == 15 && y == 12 ? 60 : 50; });
    const QualityMetrics metrics = measure(a, b);
    QVERIFY(!metrics.identical);
    QVERIFY(std::fabs(*metrics.mse - 100.0 / (16 * 13 * 3) / 65025) < 1e-12);
    QVERIFY(std::fabs(*metrics.max_abs_diff - 10.0 / 255) < 1e-12);
    QVERIFY(*metrics.mean_delta_e2000 > 0);
  }

  void delta_e_of_black_and_white_is_a_hundred() {
    QVERIFY(std::fabs(*measure(flat(0), flat(255)).mean_delta_e2000 - 100) < 1e-9);
    QVERIFY(std::fabs(*measure(flat(0, 1), flat(255, 3)).mean_delta_e2000 - 100) < 1e-9);  // gray is R = G = B
  }

  void what_is_not_defined_is_absent() {
    const Image small = bench_.make(10, 40, 1, SampleFormat::kU8, [](int, int x, int) { return x; });
    QVERIFY(!measure(small, small).ssim.has_value());
    QVERIFY(measure(small, small).mse.has_value());
    const Image holes = bench_.make(16, 13, 1, SampleFormat::kF32, [](int, int x, int) {
      return x == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.5;
    });
    const QualityMetrics metrics = measure(holes, flat(0.5, 1, SampleFormat::kF32));
    QVERIFY(!metrics.mse && !metrics.psnr_db && !metrics.ssim && !metrics.mean_delta_e2000 && !metrics.max_abs_diff);
    QVERIFY(!metrics.identical);
    QVERIFY(measure(holes, holes).identical);
  }

  void sizes_must_match() {
    const Result<QualityMetrics> result =
        measure_quality(flat(1), bench_.picture(7, 5, 1), bench_.workers, bench_.cancel);
    QVERIFY(!result.ok());
    QVERIFY(result.error().what.find("16 × 13") != std::string::npos);
    QVERIFY(result.error().what.find("7 × 5") != std::string::npos);
  }

  void what_takes_long_can_be_left_out() {
    const Image a = bench_.picture(40, 30, 3), b = bench_.picture(40, 30, 3, SampleFormat::kU8, 9);
    const QualityMetrics most = measure_quality(a, b, bench_.workers, bench_.cancel, Measures::kWithoutSsim).value();
    QVERIFY(!most.ssim);
    QCOMPARE(*most.mean_delta_e2000, *measure(a, b).mean_delta_e2000);
    const QualityMetrics samples = measure_quality(a, b, bench_.workers, bench_.cancel, Measures::kSamples).value();
    QVERIFY(!samples.ssim && !samples.mean_delta_e2000);
    QCOMPARE(*samples.mse, *measure(a, b).mse);
    QCOMPARE(*samples.max_abs_diff, *measure(a, b).max_abs_diff);
  }

  void threads_do_not_change_a_bit() {
    const Image a = bench_.picture(600, 90, 3, SampleFormat::kU8, 1);
    const Image b = bench_.picture(600, 90, 3, SampleFormat::kU8, 2);
    WorkerPool single(1), many(8);
    const QualityMetrics first = measure_quality(a, b, single, bench_.cancel).value();
    const QualityMetrics second = measure_quality(a, b, many, bench_.cancel).value();
    QCOMPARE(*first.mse, *second.mse);
    QCOMPARE(*first.ssim, *second.ssim);
    QCOMPARE(*first.mean_delta_e2000, *second.mean_delta_e2000);
  }

  void the_node_passes_a_on_and_reports() {
    const Image a = bench_.picture(40, 30, 3), b = bench_.picture(40, 30, 3, SampleFormat::kU8, 9);
    const OperatorResult result = bench_.run("image_metrics", {}, {a, b}).value();
    QVERIFY(result.image.shares_memory_with(a));
    std::map<std::string, NodeValue> values(result.values.begin(), result.values.end());
    QCOMPARE(std::get<double>(values.at("ssim")), *measure(a, b).ssim);
    QCOMPARE(std::get<double>(values.at("psnr_db")), *measure(a, b).psnr_db);
    QCOMPARE(std::get<bool>(values.at("identical")), false);
    QCOMPARE(values.size(), size_t{6});
    QVERIFY(!bench_.run("image_metrics", {}, {a, bench_.picture(41, 30, 3)}).ok());
  }

  // Sharma, Wu, Dalal 2005, table 1.
  void ciede2000_of_the_published_pairs_data() {
    QTest::addColumn<QList<double>>("pair");
    QTest::addColumn<double>("expected");
    const double table[34][7] = {
        {50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425},
        {50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615},
        {50, 2.8361, -74.0200, 50, 0, -82.7485, 3.4412},
        {50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000},
        {50, -1.1848, -84.8006, 50, 0, -82.7485, 1.0000},
        {50, -0.9009, -85.5211, 50, 0, -82.7485, 1.0000},
        {50, 0, 0, 50, -1, 2, 2.3669},
        {50, -1, 2, 50, 0, 0, 2.3669},
        {50, 2.4900, -0.0010, 50, -2.4900, 0.0009, 7.1792},
        {50, 2.4900, -0.0010, 50, -2.4900, 0.0010, 7.1792},
        {50, 2.4900, -0.0010, 50, -2.4900, 0.0011, 7.2195},
        {50, 2.4900, -0.0010, 50, -2.4900, 0.0012, 7.2195},
        {50, -0.0010, 2.4900, 50, 0.0009, -2.4900, 4.8045},
        {50, -0.0010, 2.4900, 50, 0.0010, -2.4900, 4.8045},
        {50, -0.0010, 2.4900, 50, 0.0011, -2.4900, 4.7461},
        {50, 2.5, 0, 50, 0, -2.5, 4.3065},
        {50, 2.5, 0, 73, 25, -18, 27.1492},
        {50, 2.5, 0, 61, -5, 29, 22.8977},
        {50, 2.5, 0, 56, -27, -3, 31.9030},
        {50, 2.5, 0, 58, 24, 15, 19.4535},
        {50, 2.5, 0, 50, 3.1736, 0.5854, 1.0000},
        {50, 2.5, 0, 50, 3.2972, 0, 1.0000},
        {50, 2.5, 0, 50, 1.8634, 0.5757, 1.0000},
        {50, 2.5, 0, 50, 3.2592, 0.3350, 1.0000},
        {60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644},
        {63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630},
        {61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731},
        {35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645},
        {22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373},
        {36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146},
        {90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441},
        {90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381},
        {6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377},
        {2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082},
    };
    int number = 1;
    for (const auto& row : table) {
      QTest::addRow("pair %d", number++) << QList<double>(row, row + 6) << row[6];
    }
  }
  void ciede2000_of_the_published_pairs() {
    QFETCH(QList<double>, pair);
    QFETCH(double, expected);
    const Lab first{pair[0], pair[1], pair[2]}, second{pair[3], pair[4], pair[5]};
    QVERIFY(std::fabs(ciede2000(first, second) - expected) < 1e-4);
    QVERIFY(std::fabs(ciede2000(second, first) - expected) < 1e-4);
  }

  void lab_of_known_colours() {
    const Lab white = lab_from_srgb(1, 1, 1), red = lab_from_srgb(1, 0, 0);
    QVERIFY(std::fabs(white.lightness - 100) < 1e-9 && std::fabs(white.a) < 1e-9 && std::fabs(white.b) < 1e-9);
    // B. Lindbloom's calculator: sRGB red is L* 53.24, a* 80.09, b* 67.20.
    QVERIFY(std::fabs(red.lightness - 53.24) < 0.01 && std::fabs(red.a - 80.09) < 0.01 &&
            std::fabs(red.b - 67.20) < 0.01);
  }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
