#include <QtTest>

#include <cmath>
#include <random>

#include "engine/profile/statistics.h"

using namespace lightbench;

namespace {

// Rounds of a pipeline of `ms` with one-sided noise, drift and now and then another program: what timings look like.
std::vector<double> rounds_of(double ms, std::mt19937& random, size_t count, const std::vector<double>& shared_drift) {
  std::exponential_distribution<double> noise(100);  // mean 1 %
  std::uniform_real_distribution<double> uniform;
  std::vector<double> rounds;
  for (size_t i = 0; i < count; ++i) {
    const double disturbed = uniform(random) < 0.1 ? 0.3 * uniform(random) : 0;
    rounds.push_back(ms * (1 + noise(random) + disturbed + shared_drift[i]));
  }
  return rounds;
}

std::vector<double> drift_of(std::mt19937& random, size_t count) {
  std::normal_distribution<double> step(0, 0.02);
  std::vector<double> drift(count);
  for (size_t i = 1; i < count; ++i) drift[i] = 0.9 * drift[i - 1] + step(random);
  return drift;
}

}  // namespace

class TestStatistics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void quantiles_data() {
    QTest::addColumn<double>("q");
    QTest::addColumn<double>("expected");
    // Definition 7 over 1, 2, 4, 8, as R's quantile() and NumPy's percentile() give by default.
    QTest::newRow("least") << 0.0 << 1.0;
    QTest::newRow("quarter") << 0.25 << 1.75;
    QTest::newRow("middle") << 0.5 << 3.0;
    QTest::newRow("95 %") << 0.95 << 7.4;
    QTest::newRow("largest") << 1.0 << 8.0;
  }
  void quantiles() {
    QFETCH(double, q);
    QFETCH(double, expected);
    QCOMPARE(quantile({8, 1, 4, 2}, q), expected);
  }

  // 1, 1, 2, 2, 4, 6, 9: median 2, distances 1 1 0 0 2 4 7, their median 1.
  void median_and_mad() {
    const std::vector<double> values{1, 1, 2, 2, 4, 6, 9};
    QCOMPARE(median(values), 2.0);
    QCOMPARE(median_absolute_deviation(values), 1.0);
  }

  // 0.6745 · 7 / 1 = 4.72 is above 3.5; of 6 it is 2.70.
  void outliers_are_counted_by_the_modified_score() {
    QCOMPARE(find_outliers(std::vector<double>{9, 1, 1, 2, 2, 4, 6}), std::vector<size_t>{0});
    QCOMPARE(count_outliers(std::vector<double>{1, 1, 2, 2, 4, 6, 9}), size_t{1});
    QCOMPARE(count_outliers(std::vector<double>{5, 5, 5, 5, 100}), size_t{0});
  }

  void durations() {
    const DurationStatistics odd = statistics_of({5'000'000, 1'000'000, 3'000'000});
    QCOMPARE(odd.count, 3);
    QCOMPARE(odd.median_ms, 3.0);
    QCOMPARE(odd.min_ms, 1.0);
    QCOMPARE(odd.p95_ms, 4.8);
    QCOMPARE(odd.max_ms, 5.0);
    QCOMPARE(odd.mad_ms, 2.0);
    QCOMPARE(statistics_of({2'000'000}).p95_ms, 2.0);
  }

  void equal_series_are_the_same() {
    const std::vector<double> rounds{10, 11, 10, 12, 10, 10.5, 11};
    for (const Pairing pairing : {Pairing::kInterleaved, Pairing::kSeparate}) {
      QCOMPARE(compare_durations(rounds, rounds, pairing).value, 1.0);
    }
    const Ratio paired = compare_durations(rounds, rounds, Pairing::kInterleaved);
    QCOMPARE(paired.low, 1.0);
    QCOMPARE(paired.high, 1.0);
  }

  void the_interval_holds_the_ratio_and_is_the_same_each_time() {
    std::mt19937 random(3);
    const std::vector<double> drift = drift_of(random, 30);
    const std::vector<double> base = rounds_of(10, random, 30, drift);
    const std::vector<double> current = rounds_of(12, random, 30, drift);
    for (const Pairing pairing : {Pairing::kInterleaved, Pairing::kSeparate}) {
      const Ratio ratio = compare_durations(base, current, pairing);
      QVERIFY(ratio.low < ratio.value && ratio.value < ratio.high);
      QVERIFY2(ratio.low < 1.2 && 1.2 < ratio.high, qPrintable(QString::number(ratio.value)));
      QCOMPARE(compare_durations(base, current, pairing).low, ratio.low);
    }
  }

  // What happens to both at once cancels only where rounds alternate.
  void interleaved_rounds_see_through_drift() {
    std::mt19937 random(5);
    std::vector<double> drift(30);
    for (size_t i = 0; i < drift.size(); ++i) drift[i] = i < 15 ? 0 : 0.5;
    const std::vector<double> base = rounds_of(10, random, 30, drift);
    const std::vector<double> current = rounds_of(10.5, random, 30, drift);
    const Ratio paired = compare_durations(base, current, Pairing::kInterleaved);
    const Ratio separate = compare_durations(base, current, Pairing::kSeparate);
    QVERIFY(paired.low > 1 && paired.high < 1.1);
    QVERIFY(separate.low < 1 && separate.high > 1.1);
  }

  void verdicts_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("rounds");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<QString>("expected");
    QTest::newRow("clearly slower") << 1.10 << 1.08 << 1.12 << 30 << 0.02 << "slower";
    QTest::newRow("clearly faster") << 0.90 << 0.88 << 0.92 << 30 << 0.02 << "faster";
    QTest::newRow("the same") << 1.001 << 0.99 << 1.01 << 30 << 0.02 << "no-difference";
    QTest::newRow("slower, but too little to matter") << 1.01 << 1.005 << 1.015 << 30 << 0.02 << "no-difference";
    QTest::newRow("faster, but too little to matter") << 0.99 << 0.985 << 0.995 << 30 << 0.02 << "no-difference";
    QTest::newRow("it matters once the threshold is lower") << 1.01 << 1.005 << 1.015 << 30 << 0.005 << "slower";
    QTest::newRow("could be 8 % slower") << 1.02 << 0.97 << 1.08 << 30 << 0.02 << "too-noisy";
    QTest::newRow("could be 8 % faster") << 0.98 << 0.92 << 1.01 << 30 << 0.02 << "too-noisy";
    QTest::newRow("within a high threshold") << 1.02 << 0.97 << 1.08 << 30 << 0.10 << "no-difference";
    QTest::newRow("four rounds show nothing") << 2.0 << 1.9 << 2.1 << 4 << 0.02 << "too-noisy";
    QTest::newRow("five may") << 2.0 << 1.9 << 2.1 << 5 << 0.02 << "slower";
  }
  void verdicts() {
    QFETCH(double, value);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, rounds);
    QFETCH(double, threshold);
    QFETCH(QString, expected);
    const Verdict verdict = verdict_of({value, low, high}, static_cast<size_t>(rounds), threshold);
    QCOMPARE(QString::fromUtf8(name_of(verdict).data()), expected);
  }

  // The goals of docs/profiling.md on made-up timings, whose noise is known; bench/profile_checks measures real ones.
  void false_alarms_and_planted_differences() {
    std::mt19937 random(11);
    int alarms = 0, found = 0;
    const auto verdict = [&](double current_ms) {
      const std::vector<double> drift = drift_of(random, 30);
      const std::vector<double> base = rounds_of(10, random, 30, drift);
      const std::vector<double> current = rounds_of(current_ms, random, 30, drift);
      return verdict_of(compare_durations(base, current, Pairing::kInterleaved), 30, kPracticalThreshold);
    };
    for (int trial = 0; trial < 200; ++trial) {
      const Verdict same = verdict(10);
      alarms += same == Verdict::kSlower || same == Verdict::kFaster;
      found += verdict(10.5) == Verdict::kSlower;
    }
    QVERIFY2(alarms <= 10, qPrintable(QString("%1 false alarms of 200").arg(alarms)));
    QVERIFY2(found >= 190, qPrintable(QString("%1 found of 200").arg(found)));
  }

  void warm_up_data() {
    QTest::addColumn<QList<double>>("rounds_ms");
    QTest::addColumn<bool>("is_warm");
    QTest::newRow("nothing yet") << QList<double>{} << false;
    QTest::newRow("four rounds are too few") << QList<double>{10, 10, 10, 10} << false;
    QTest::newRow("five level ones") << QList<double>{10, 10, 10, 10, 10} << true;
    // The line through them falls by 0.2 ms a round, 2 % of the mean.
    QTest::newRow("still falling") << QList<double>{10.4, 10.2, 10, 9.8, 9.6} << false;
    QTest::newRow("still rising") << QList<double>{9.6, 9.8, 10, 10.2, 10.4} << false;
    QTest::newRow("falling by 0.5 %") << QList<double>{10.1, 10.05, 10, 9.95, 9.9} << true;
    QTest::newRow("only the last five count") << QList<double>{90, 50, 10, 10, 10, 10, 10} << true;
    QTest::newRow("three seconds are enough") << QList<double>{2000, 1000} << true;
  }
  void warm_up() {
    QFETCH(QList<double>, rounds_ms);
    QFETCH(bool, is_warm);
    WarmUp rule;
    for (const double ms : rounds_ms) rule.add(static_cast<int64_t>(ms * 1e6));
    QCOMPARE(rule.is_warm(), is_warm);
  }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
