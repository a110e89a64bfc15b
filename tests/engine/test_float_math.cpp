// The errors that engine/simd/float_math-inl.h promises, over the whole range of floats and for each instruction set.
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/engine/float_math_calls.h"
#include "tests/engine/isa_rows.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr double kSmallestNormal = std::numeric_limits<float>::min();
constexpr double kLargest = std::numeric_limits<float>::max();
constexpr uint32_t kStride = 4999;  // prime: 430 000 of the positive floats

// Relative error; below the normal range relative to its edge, where floats are spaced evenly.
double relative_error(double actual, double expected) {
  return std::abs(actual - expected) / std::max(std::abs(expected), kSmallestNormal);
}

}  // namespace

class TestFloatMath : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase_data() { add_isa_rows(); }
  void init() { use_isa_of_row(); }
  void cleanupTestCase() { use_best_isa(); }

  void power_of_every_float_data() {
    QTest::addColumn<double>("exponent");
    QTest::addColumn<double>("limit");
    QTest::newRow("0.01") << 0.01 << 3e-7;
    QTest::newRow("1/2.4") << 1 / 2.4 << 3e-7;
    QTest::newRow("1") << 1.0 << 3e-7;
    QTest::newRow("2.2") << 2.2 << 3e-7;
    QTest::newRow("2.4") << 2.4 << 3e-7;
    QTest::newRow("10") << 10.0 << 1e-6;
    QTest::newRow("100") << 100.0 << 5e-6;
  }
  void power_of_every_float() {
    QFETCH(double, exponent);
    QFETCH(double, limit);
    const float y = static_cast<float>(exponent);
    double worst = 0;
    float worst_base = 0;
    for (uint32_t bits = 1; bits < 0x7f800000u; bits += kStride) {
      const float base = std::bit_cast<float>(bits);
      const double expected = std::pow(static_cast<double>(base), static_cast<double>(y));
      const double actual = static_cast<double>(fast_pow(base, y));
      if (expected > kLargest * (1 - 1e-5)) {
        QVERIFY(actual > kLargest * (1 - 1e-4));
        continue;
      }
      const double error = relative_error(actual, expected);
      if (error > worst) worst = error, worst_base = base;
    }
    QVERIFY2(worst <= limit, qPrintable(QString("error %1 at %2").arg(worst).arg(static_cast<double>(worst_base))));
  }

  // The shorter way gives the same bits.
  void roots_are_powers() {
    for (float y : {0.01f, 1 / 2.4f, 1 / 2.2f, 0.8f}) {
      for (uint32_t bits = 1; bits < 0x7f800000u; bits += kStride) {
        const float base = std::bit_cast<float>(bits);
        QCOMPARE(std::bit_cast<uint32_t>(fast_root(base, y)), std::bit_cast<uint32_t>(fast_pow(base, y)));
      }
      for (float base : {0.0f, -0.0f, -1.0f, -kInfinity, kNan}) QCOMPARE(fast_root(base, y), 0.0f);
      QCOMPARE(fast_root(1.0f, y), 1.0f);
      QCOMPARE(fast_root(kInfinity, y), kInfinity);
    }
  }

  void powers_of_special_values() {
    for (float y : {0.1f, 1.0f, 2.4f, 100.0f}) {
      QCOMPARE(fast_pow(0.0f, y), 0.0f);
      QCOMPARE(fast_pow(-0.0f, y), 0.0f);
      QCOMPARE(fast_pow(1.0f, y), 1.0f);
      QCOMPARE(fast_pow(kInfinity, y), kInfinity);
      for (float base : {-1e-40f, -1.0f, -kInfinity, kNan}) QCOMPARE(fast_pow(base, y), 0.0f);
    }
    QCOMPARE(fast_pow(1e38f, 100.0f), kInfinity);
    QCOMPARE(fast_pow(1e-38f, 100.0f), 0.0f);
  }

  void logarithm_of_every_float() {
    double worst = 0;
    for (uint32_t bits = 1; bits < 0x7f800000u; bits += kStride) {
      const float value = std::bit_cast<float>(bits);
      worst =
          std::max(worst, relative_error(static_cast<double>(fast_log2(value)), std::log2(static_cast<double>(value))));
    }
    for (float value = 0.9f; value < 1.1f; value += 1e-6f) {  // where the result goes through 0
      if (value == 1.0f) continue;
      worst =
          std::max(worst, relative_error(static_cast<double>(fast_log2(value)), std::log2(static_cast<double>(value))));
    }
    QVERIFY2(worst <= 2e-7, qPrintable(QString::number(worst)));
    QCOMPARE(fast_log2(1.0f), 0.0f);
    QCOMPARE(fast_log2(8.0f), 3.0f);
    QCOMPARE(fast_log2(0.0f), -kInfinity);
    QCOMPARE(fast_log2(kInfinity), kInfinity);
    QVERIFY(std::isnan(fast_log2(-1.0f)));
    QVERIFY(std::isnan(fast_log2(kNan)));
  }

  void cosine() {
    double worst = 0;
    for (int i = 0; i <= 1000000; ++i) {
      const float turns = static_cast<float>(i) * 1e-6f;
      const double expected = std::cos(2 * 3.14159265358979323846 * static_cast<double>(turns));
      worst = std::max(worst, std::abs(static_cast<double>(cosine_of_turns(turns)) - expected));
    }
    QVERIFY2(worst <= 3e-7, qPrintable(QString::number(worst)));
  }

  void exponential() {
    double worst = 0;
    for (double x = -126; x < 127; x += 0.00037) {
      const float value = static_cast<float>(x);
      worst =
          std::max(worst, relative_error(static_cast<double>(fast_exp2(value)), std::exp2(static_cast<double>(value))));
    }
    QVERIFY2(worst <= 2e-7, qPrintable(QString::number(worst)));
    QCOMPARE(fast_exp2(0.0f), 1.0f);
    QCOMPARE(fast_exp2(-149.0f), std::numeric_limits<float>::denorm_min());
    QCOMPARE(fast_exp2(-160.0f), 0.0f);
    QCOMPARE(fast_exp2(-kInfinity), 0.0f);
    QVERIFY(std::isnan(fast_exp2(kNan)));
  }
};

QTEST_APPLESS_MAIN(TestFloatMath)
#include "test_float_math.moc"
