// jpeg_roundtrip: the picture that the output node's file would give back.
#include "engine/image/codecs/codec.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestJpegRoundtrip : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void as_the_file_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("quality");
    for (const int channels : {1, 3, 4}) {
      for (const int quality : {20, 75, 95})
        QTest::addRow("%d channels, quality %d", channels, quality) << channels << quality;
    }
  }
  void as_the_file() {
    QFETCH(int, channels);
    QFETCH(int, quality);
    QTemporaryDir folder;
    const std::string path = folder.filePath("written.jpg").toStdString();
    const Image picture = bench_.picture(75, 43, channels);
    QVERIFY(encode_file(picture, path, {quality}).ok());
    const Image expected = decode_file(path, {}, bench_.buffers).value();
    const Image result =
        bench_.run("jpeg_roundtrip", {{"quality", int64_t{quality}}}, {picture}, SampleFormat::kU8).value().image;
    QCOMPARE(result.channels(), channels);
    for (int c = 0; c < expected.channels(); ++c) {
      QCOMPARE(largest_difference(matrix(result, c), matrix(expected, c)), 0.0);
    }
    if (channels == 4) QCOMPARE(largest_difference(matrix(result, 3), matrix(picture, 3)), 0.0);
  }

  void lower_quality_is_further_away() {
    const Image picture = bench_.picture(96, 96, 3);
    double last = 0;
    for (const int64_t quality : {95, 60, 20, 3}) {
      const Image result = bench_.run("jpeg_roundtrip", {{"quality", quality}}, {picture}).value().image;
      const double distance = cv::norm(matrix(result, 1), matrix(picture, 1), cv::NORM_L2);
      QVERIFY(distance > last);
      last = distance;
    }
  }

  void too_large_is_refused() {
    const auto result = bench_.run("jpeg_roundtrip", {},
                                   {bench_.make(65501, 1, 1, SampleFormat::kU8, [](int, int, int) { return 1; })});
    QVERIFY(!result);
    QVERIFY(result.error().message().find("65501 × 1") != std::string::npos);
  }

 private:
  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestJpegRoundtrip)
#include "test_jpeg_roundtrip.moc"
