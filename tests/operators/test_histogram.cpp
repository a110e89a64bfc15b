// Operators that count brightnesses, against OpenCV and values worked out by hand.
#include <opencv2/imgproc.hpp>

#include "engine/operators/histogram.h"
#include "engine/simd/byte_map.h"
#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

cv::Mat bytes(const Image& image, int channel = 0) {
  cv::Mat levels;
  matrix(image, channel).convertTo(levels, CV_8U, 255);
  return levels;
}

}  // namespace

class TestHistogram : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void counts_are_exact_data() {
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("span");
    QTest::newRow("smooth") << 90 << 17;
    QTest::newRow("one level") << 31 << 1;
    QTest::newRow("darkest") << 0 << 9;
    QTest::newRow("brightest") << 249 << 7;
    QTest::newRow("rough") << 0 << 256;
  }
  void counts_are_exact() {
    QFETCH(int, first);
    QFETCH(int, span);
    std::vector<uint8_t> levels(5027);
    LevelCounts expected{};
    for (size_t i = 0; i < levels.size(); ++i) {
      levels[i] = static_cast<uint8_t>(first + static_cast<int>(i * i / 7) % span);
      if (i > 3000 && i < 3100) levels[i] = static_cast<uint8_t>(i);  // one block that is not like the others
      ++expected[levels[i]];
    }
    for (const Isa isa : supported_isas()) {
      QVERIFY(use_isa(isa));
      LevelCounter counter;
      counter.add(levels.data(), 1500);
      counter.add(levels.data() + 1500, levels.size() - 1500);
      LevelCounts counts{};
      counter.add_to(counts);
      QVERIFY2(counts == expected, std::string(name_of(isa)).c_str());
      // The same as 22 rows of 228, two parts of each.
      LevelCounter rows;
      rows.add(levels.data(), 228, 141, 22);
      rows.add(levels.data() + 141, 228, 87, 22);
      rows.add(levels.data() + 22 * 228, levels.size() - 22 * 228);
      counts.fill(0);
      rows.add_to(counts);
      QVERIFY2(counts == expected, std::string(name_of(isa)).c_str());
    }
    use_best_isa();
  }

  // Tables that change everywhere, in a few levels, and not at all.
  void every_byte_is_mapped() {
    std::vector<uint8_t> source(777), target(777);
    for (size_t i = 0; i < source.size(); ++i) source[i] = static_cast<uint8_t>(i);
    const auto map = [&](const ByteLookup& lookup, const ByteMap& table, size_t left_out) {
      std::fill(target.begin(), target.end(), uint8_t{0x5a});
      const size_t count = source.size() - left_out;
      lookup.run(source.data(), target.data(), count);
      for (size_t i = 0; i < count; ++i) QCOMPARE(target[i], table[source[i]]);
      for (size_t i = count; i < target.size(); ++i) QCOMPARE(target[i], uint8_t{0x5a});
    };
    for (const Isa isa : supported_isas()) {
      QVERIFY(use_isa(isa).ok());
      for (size_t first = 0; first < 256; ++first) {
        for (const size_t range : {0u, 1u, 15u, 16u, 100u, 127u, 128u, 200u, 255u}) {
          ByteMap table;
          for (size_t i = 0; i < table.size(); ++i) {
            const size_t index = std::min(std::max(i, first) - first, range);
            table[i] = static_cast<uint8_t>(index * 37 + 11);
          }
          map(ByteLookup(table), table, first);
        }
        // Steep and flat, rising and falling; and one that is no line in a single level.
        for (const float slope : {-3.0f, -0.5f, 0.3f, 1.0f, 1.7f}) {
          const ByteLine line{slope, 127 - slope * static_cast<float>(first)};
          ByteMap table;
          for (size_t i = 0; i < table.size(); ++i) {
            const float value = slope * static_cast<float>(i) + line.offset;
            table[i] = static_cast<uint8_t>(std::clamp(std::floor(value + 0.5f), 0.0f, 255.0f));
          }
          map(ByteLookup(table, line), table, first);
          table[first] ^= 1;
          map(ByteLookup(table, line), table, first);
        }
      }
    }
    use_best_isa();
  }

  void otsu_as_opencv_data() { sizes(); }
  void otsu_as_opencv() {
    QFETCH(int, width);
    QFETCH(int, height);
    const Image picture = bench_.picture(width, height, 1);
    const Image result = bench_.run("otsu_threshold", {}, {picture}).value().image;
    QCOMPARE(result.format(), SampleFormat::kU8);
    cv::Mat expected;
    cv::threshold(bytes(picture), expected, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    QCOMPARE(cv::norm(bytes(result), expected, cv::NORM_INF), 0.0);
  }

  void otsu_of_colour_looks_at_luma() {
    // Red and green of luma 0.299 and 0.587: the green half is white.
    const Image picture = bench_.make(16, 4, 4, SampleFormat::kF32, [](int c, int x, int) {
      return c == 3 ? 0.25 : c == (x < 8 ? 0 : 1) ? 1.0 : 0.0;
    });
    const Image result = bench_.run("otsu_threshold", {}, {picture}).value().image;
    QCOMPARE(result.channels(), 2);
    QCOMPARE(value_at(result, 0, 3, 1), 0.0);
    QCOMPARE(value_at(result, 0, 12, 1), 1.0);
    QCOMPARE(value_at(result, 1, 12, 1), 0.25);
  }

  void equalize_as_opencv_data() { sizes(); }
  void equalize_as_opencv() {
    QFETCH(int, width);
    QFETCH(int, height);
    const Image picture = bench_.picture(width, height, 1);
    cv::Mat expected;
    cv::equalizeHist(bytes(picture), expected);
    for (const SampleFormat precision : {SampleFormat::kF32, SampleFormat::kU8}) {
      const Image result = bench_.run("equalize", {}, {picture}, precision).value().image;
      QVERIFY(cv::norm(bytes(result), expected, cv::NORM_INF) <= 1);  // OpenCV's scale is a float
      QVERIFY(cv::norm(bytes(result), expected, cv::NORM_L1) <= 0.01 * width * height);
    }
  }

  void equalize_keeps_chroma() {
    const Image picture = bench_.picture(64, 48, 3, SampleFormat::kF32);
    const Image result = bench_.run("equalize", {}, {picture}).value().image;
    const cv::Mat red_less_blue = matrix(picture, 0) - matrix(picture, 2);
    const cv::Mat after = matrix(result, 0) - matrix(result, 2);
    QVERIFY(largest_difference(red_less_blue, after) < 1e-6);
    QVERIFY(largest_difference(matrix(picture, 0), matrix(result, 0)) > 0.05);
  }

  void one_level_stays() {
    const Image flat = bench_.make(9, 7, 3, SampleFormat::kU8, [](int c, int, int) { return 40 + c; });
    QVERIFY(same_samples(bench_.run("equalize", {}, {flat}, SampleFormat::kU8).value().image, flat));
    const Image black = bench_.run("otsu_threshold", {}, {flat}).value().image;
    QCOMPARE(cv::norm(matrix(black, 0), cv::NORM_INF), 0.0);
  }

  void clahe_as_opencv_data() { sizes(); }
  void clahe_as_opencv() {
    QFETCH(int, width);
    QFETCH(int, height);
    const Image picture = bench_.picture(width, height, 1);
    for (const auto& [clip, tiles] : {std::pair{2.0, 8}, {4.5, 3}, {0.0, 2}}) {
      cv::Mat expected;
      cv::createCLAHE(clip, {tiles, tiles})->apply(bytes(picture), expected);
      for (const SampleFormat precision : {SampleFormat::kF32, SampleFormat::kU8}) {
        const Image result =
            bench_.run("clahe", {{"clip", clip}, {"tiles", int64_t{tiles}}}, {picture}, precision).value().image;
        QVERIFY2(cv::norm(bytes(result), expected, cv::NORM_INF) <= 1, "more than a level from OpenCV");
        QVERIFY2(cv::norm(bytes(result), expected, cv::NORM_L1) <= 0.01 * width * height, "many samples differ");
      }
    }
  }

  // A ramp finer than 8 bits stays a ramp: no steps of 1 / 255.
  void floats_are_not_reduced_to_8_bits() {
    const Image ramp =
        bench_.make(4096, 2, 1, SampleFormat::kF32, [](int, int x, int) { return static_cast<double>(x) / 4095; });
    for (const char* type : {"equalize", "clahe"}) {
      const Image result = bench_.run(type, {}, {ramp}).value().image;
      const cv::Mat values = matrix(result, 0);
      int equal = 0;
      for (int x = 1000; x < 3000; ++x) equal += values.at<float>(0, x) == values.at<float>(0, x + 1) ? 1 : 0;
      QVERIFY2(equal < 20, type);
    }
  }

 private:
  static void sizes() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("divides by 8") << 640 << 360;
    QTest::newRow("does not divide") << 333 << 251;
    QTest::newRow("one side divides") << 320 << 201;
  }

  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestHistogram)
#include "test_histogram.moc"
