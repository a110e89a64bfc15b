// The viewer: exact conversion and sampling, ways to compare, mouse and keys, read-out, and that looking runs nothing.
//
// LIGHTBENCH_VIEWER_PICTURES=folder writes the panel as PNG in both themes at both scales.
#include <QAction>
#include <QtTest>
#include <QtWidgets>

#include <bit>
#include <cmath>
#include <limits>

#include "engine/image/convert.h"
#include "engine/operators/builtin.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/segments.h"
#include "ui/theme/theme.h"
#include "ui/viewer/info_line.h"
#include "ui/viewer/viewer.h"
#include "ui/viewer/viewer_bar.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

BufferPool& pool() {
  static BufferPool buffers;
  return buffers;
}

WorkerPool& workers() {
  static WorkerPool two(2);
  return two;
}

// Values that differ in every sample, with overshoot, NaN and infinity in float pictures.
Image numbered(int width, int height, int channels, SampleFormat format, int shift = 0) {
  Image image = *Image::allocate({width, height, channels, format, SampleFormat::kU8}, pool());
  std::vector<float> row(static_cast<size_t>(width));
  for (int c = 0; c < channels; ++c) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int step = (x * 37 + y * 101 + c * 59 + shift) % 331;
        float value = static_cast<float>(step) / 330.0f * 1.2f - 0.1f;
        if (!is_integer(format) && step == 7) value = std::numeric_limits<float>::quiet_NaN();
        if (!is_integer(format) && step == 11) value = std::numeric_limits<float>::infinity();
        row[static_cast<size_t>(x)] = value;
      }
      store_row(format, row.data(), image.writable_row_data(c, y), row.size());
    }
  }
  return image;
}

Image flat(int width, int height, float red, float green, float blue, SampleFormat format = SampleFormat::kU8) {
  Image image = *Image::allocate({width, height, 3, format, SampleFormat::kU8}, pool());
  const float values[] = {red, green, blue};
  for (int c = 0; c < 3; ++c) {
    const std::vector<float> row(static_cast<size_t>(width), values[c]);
    for (int y = 0; y < height; ++y) store_row(format, row.data(), image.writable_row_data(c, y), row.size());
  }
  return image;
}

std::shared_ptr<const DisplayImage> display(const Image& picture, ChannelMode channels = ChannelMode::kRgb) {
  return DisplayImage::fromPicture(picture, channels, workers(), pool(), {});
}

ViewSource source(const Image& picture, int level = 0, QSize size = {}) {
  return {display(picture), level, size.isEmpty() ? QSize(picture.width(), picture.height()) : size};
}

ViewedPicture viewed(const Image& picture, const QString& name) { return {picture, source(picture), name, {}, false}; }

// 0..255 by the engine's definition, in single precision: nearest, ties up, clamped, NaN as 0.
int expectedByte(double value) {
  if (std::isnan(value)) return 0;
  return static_cast<int>(std::clamp(std::floor(static_cast<float>(value) * 255.0f + 0.5f), 0.0f, 255.0f));
}

double sampleAt(const Image& image, int channel, int x, int y) {
  float value = 0;
  load_row(image.format(), image.row_data(channel, y) + static_cast<size_t>(x) * sample_bytes(image.format()), &value,
           1);
  return static_cast<double>(value);
}

QString pixelName(int x, int y) { return QStringLiteral("pixel %1, %2").arg(x).arg(y); }

}  // namespace

class TestViewer : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void convertsExactly_data();
  void convertsExactly();
  void roundsEverySixteenBitValue();
  void showsOneChannel_data();
  void showsOneChannel();
  void premultipliesAlpha();
  void halvesByMeans_data();
  void halvesByMeans();
  void nearestAboveFullSize_data();
  void nearestAboveFullSize();
  void smoothBelowFullSize_data();
  void smoothBelowFullSize();
  void proxyKeepsGeometry_data();
  void proxyKeepsGeometry();
  void wipeParts_data();
  void wipeParts();
  void sideBySideSharesOneGrid();
  void equalPicturesDifferNowhere_data();
  void equalPicturesDifferNowhere();
  void differenceIsAbsoluteTimesGain();
  void transparencyShowsChecker();
  void zoomKeepsThePixelUnderThePointer_data();
  void zoomKeepsThePixelUnderThePointer();
  void fitShowsEverything_data();
  void fitShowsEverything();
  void panStaysInReach();
  void wheelStops();
  void dragsPan();
  void dragsWipe();
  void pinsSamples();
  void readsWhatIsStored_data();
  void readsWhatIsStored();
  void writesNumbersInWords_data();
  void writesNumbersInWords();
  void convertsOffTheGuiThread();
  void lastRequestWins();

 private:
  void showPair(PictureView& view, const Image& a, const Image& b);
};

void TestViewer::initTestCase() { Theme::instance().apply(*qApp); }

void TestViewer::showPair(PictureView& view, const Image& a, const Image& b) {
  view.setPicture(0, viewed(a, QStringLiteral("left")));
  view.setPicture(1, viewed(b, QStringLiteral("right")));
}

void TestViewer::convertsExactly_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<int>("channels");
  QTest::addColumn<QSize>("size");
  for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
    for (int channels = 1; channels <= 4; ++channels) {
      for (const QSize& size : {QSize(1, 1), QSize(7, 5), QSize(127, 129)}) {
        QTest::addRow("%s %d channels %dx%d", std::string(name_of(format)).c_str(), channels, size.width(),
                      size.height())
            << static_cast<int>(format) << channels << size;
      }
    }
  }
}

void TestViewer::convertsExactly() {
  QFETCH(int, format);
  QFETCH(int, channels);
  QFETCH(QSize, size);
  const Image image = numbered(size.width(), size.height(), channels, static_cast<SampleFormat>(format));
  const auto shown = display(image);
  QVERIFY(shown);
  QCOMPARE(shown->size(), size);
  QCOMPARE(shown->hasAlpha(), channels == 2 || channels == 4);
  const int colors = image.spec().color_channels();
  for (int y = 0; y < size.height(); ++y) {
    const QRgb* row = reinterpret_cast<const QRgb*>(shown->level(0).constScanLine(y));
    for (int x = 0; x < size.width(); ++x) {
      const int alpha = image.spec().has_alpha() ? expectedByte(sampleAt(image, channels - 1, x, y)) : 255;
      int expected[3];
      for (int c = 0; c < 3; ++c) {
        const int value = expectedByte(sampleAt(image, std::min(c, colors - 1), x, y));
        expected[c] = static_cast<int>(std::lround(value * alpha / 255.0));
      }
      QVERIFY2(row[x] == qRgba(expected[0], expected[1], expected[2], alpha), qPrintable(pixelName(x, y)));
    }
  }
}

void TestViewer::roundsEverySixteenBitValue() {
  Image image = *Image::allocate({256, 256, 1, SampleFormat::kU16, SampleFormat::kU16}, pool());
  for (int i = 0; i < 65536; ++i) image.writable_plane<uint16_t>(0).at(i % 256, i / 256) = static_cast<uint16_t>(i);
  const auto shown = display(image);
  for (int i = 0; i < 65536; ++i) {
    const int gray = qRed(shown->level(0).pixel(i % 256, i / 256));
    QCOMPARE(gray, static_cast<int>(std::floor(i / 257.0 + 0.5)));
  }
}

void TestViewer::showsOneChannel_data() {
  QTest::addColumn<int>("channels");
  QTest::addColumn<int>("mode");
  QTest::addColumn<int>("plane");  // -1: opaque white, -2: luma
  for (int channels = 1; channels <= 4; ++channels) {
    const bool gray = channels < 3;
    const bool alpha = channels % 2 == 0;
    QTest::addRow("red of %d", channels) << channels << static_cast<int>(ChannelMode::kRed) << 0;
    QTest::addRow("green of %d", channels) << channels << static_cast<int>(ChannelMode::kGreen) << (gray ? 0 : 1);
    QTest::addRow("blue of %d", channels) << channels << static_cast<int>(ChannelMode::kBlue) << (gray ? 0 : 2);
    QTest::addRow("alpha of %d", channels)
        << channels << static_cast<int>(ChannelMode::kAlpha) << (alpha ? channels - 1 : -1);
    QTest::addRow("luma of %d", channels) << channels << static_cast<int>(ChannelMode::kLuma) << (gray ? 0 : -2);
  }
}

void TestViewer::showsOneChannel() {
  QFETCH(int, channels);
  QFETCH(int, mode);
  QFETCH(int, plane);
  const Image image = numbered(33, 7, channels, SampleFormat::kU8);
  const auto shown = display(image, static_cast<ChannelMode>(mode));
  QVERIFY(!shown->hasAlpha());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QRgb got = shown->level(0).pixel(x, y);
      double expected = 1;
      if (plane >= 0) expected = sampleAt(image, plane, x, y);
      if (plane == -2) {
        expected =
            0.2126 * sampleAt(image, 0, x, y) + 0.7152 * sampleAt(image, 1, x, y) + 0.0722 * sampleAt(image, 2, x, y);
        QVERIFY2(std::fabs(qRed(got) - expected * 255) <= 0.501, qPrintable(pixelName(x, y)));
      } else {
        QVERIFY2(qRed(got) == expectedByte(expected), qPrintable(pixelName(x, y)));
      }
      QVERIFY(qRed(got) == qGreen(got) && qGreen(got) == qBlue(got) && qAlpha(got) == 255);
    }
  }
}

void TestViewer::premultipliesAlpha() {
  Image image = *Image::allocate({256, 256, 4, SampleFormat::kU8, SampleFormat::kU8}, pool());
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      for (int c = 0; c < 3; ++c) image.writable_plane<uint8_t>(c).at(x, y) = static_cast<uint8_t>(x);
      image.writable_plane<uint8_t>(3).at(x, y) = static_cast<uint8_t>(y);
    }
  }
  const auto shown = display(image);
  for (int y = 0; y < 256; ++y) {
    const QRgb* row = reinterpret_cast<const QRgb*>(shown->level(0).constScanLine(y));
    for (int x = 0; x < 256; ++x) {
      QCOMPARE(qRed(row[x]), static_cast<int>(std::floor(x * y / 255.0 + 0.5)));
      QCOMPARE(qAlpha(row[x]), y);
    }
  }
}

void TestViewer::halvesByMeans_data() {
  QTest::addColumn<QSize>("size");
  for (const QSize& size : {QSize(1, 1), QSize(33, 64), QSize(65, 3), QSize(127, 129)}) {
    QTest::addRow("%dx%d", size.width(), size.height()) << size;
  }
}

void TestViewer::halvesByMeans() {
  QFETCH(QSize, size);
  const auto shown = display(numbered(size.width(), size.height(), 3, SampleFormat::kU8));
  for (int k = 1; k < shown->levelCount(); ++k) {
    const QImage& fine = shown->level(k - 1);
    const QImage& coarse = shown->level(k);
    QCOMPARE(coarse.size(), QSize((fine.width() + 1) / 2, (fine.height() + 1) / 2));
    for (int y = 0; y < coarse.height(); ++y) {
      for (int x = 0; x < coarse.width(); ++x) {
        int sum[3] = {};
        for (int i = 0; i < 4; ++i) {
          const QRgb p =
              fine.pixel(std::min(2 * x + i % 2, fine.width() - 1), std::min(2 * y + i / 2, fine.height() - 1));
          sum[0] += qRed(p);
          sum[1] += qGreen(p);
          sum[2] += qBlue(p);
        }
        const QRgb expected = qRgb((sum[0] + 2) / 4, (sum[1] + 2) / 4, (sum[2] + 2) / 4);
        QVERIFY2(coarse.pixel(x, y) == expected, qPrintable(pixelName(x, y)));
      }
    }
  }
  QVERIFY(std::max(shown->level(shown->levelCount() - 1).width(), shown->level(shown->levelCount() - 1).height()) <=
          32);
}

void TestViewer::nearestAboveFullSize_data() {
  QTest::addColumn<double>("zoom");
  QTest::addColumn<QPointF>("origin");
  for (double zoom : {1.0, 2.0, 3.0, 7.0, 16.0, 64.0}) {
    for (const QPointF& origin : {QPointF(0, 0), QPointF(-13.25, 5.5), QPointF(40.75, -21.125)}) {
      QTest::addRow("x%g at %g, %g", zoom, origin.x(), origin.y()) << zoom << origin;
    }
  }
}

void TestViewer::nearestAboveFullSize() {
  QFETCH(double, zoom);
  QFETCH(QPointF, origin);
  const Image image = numbered(61, 43, 3, SampleFormat::kU8);
  Scene scene;
  scene.sources[0] = source(image);
  scene.view = {zoom, origin};
  scene.surround = 0xff123456u;
  const QImage frame = compose(scene, {200, 150});
  const QImage& original = scene.sources[0].display->level(0);
  for (int y = 0; y < frame.height(); ++y) {
    for (int x = 0; x < frame.width(); ++x) {
      const QPointF place = scene.view.toPicture({x + 0.5, y + 0.5});
      const QPoint pixel(static_cast<int>(std::floor(place.x())), static_cast<int>(std::floor(place.y())));
      const QRgb expected = original.rect().contains(pixel) ? original.pixel(pixel) : scene.surround;
      QVERIFY2(frame.pixel(x, y) == expected, qPrintable(pixelName(x, y)));
    }
  }
}

void TestViewer::smoothBelowFullSize_data() {
  QTest::addColumn<double>("zoom");
  QTest::addColumn<int>("level");  // of the pyramid that has to be used
  QTest::newRow("just below") << 0.97 << 0;
  QTest::newRow("two thirds") << 2.0 / 3 << 0;
  QTest::newRow("half") << 0.5 << 1;
  QTest::newRow("a third") << 1.0 / 3 << 1;
  QTest::newRow("a ninth") << 1.0 / 9 << 3;
}

void TestViewer::smoothBelowFullSize() {
  QFETCH(double, zoom);
  QFETCH(int, level);
  Scene scene;
  scene.sources[0] = source(numbered(301, 203, 3, SampleFormat::kU8));
  scene.view = {zoom, {-3.25, 2.5}};
  const QImage frame = compose(scene, {200, 150});
  const QImage& mip = scene.sources[0].display->level(level);
  const double scale = zoom * (1 << level);
  const auto channelsAt = [&](int x, int y) {
    const QRgb p = mip.pixel(std::clamp(x, 0, mip.width() - 1), std::clamp(y, 0, mip.height() - 1));
    return std::array<double, 3>{double(qRed(p)), double(qGreen(p)), double(qBlue(p))};
  };
  for (int y = 0; y < frame.height(); ++y) {
    for (int x = 0; x < frame.width(); ++x) {
      const QPointF place = scene.view.toPicture({x + 0.5, y + 0.5});
      if (place.x() < 0 || place.y() < 0 || place.x() >= 301 || place.y() >= 203) {
        QVERIFY2(frame.pixel(x, y) == scene.surround, qPrintable(pixelName(x, y)));
        continue;
      }
      if (scale == 1) {  // exactly the mean of its squares
        const double size = 1 << level;
        QCOMPARE(frame.pixel(x, y), mip.pixel(int(place.x() / size), int(place.y() / size)));
        continue;
      }
      const double u = std::clamp((x + 0.5 + 3.25) / scale - 0.5, 0.0, mip.width() - 1.0);
      const double v = std::clamp((y + 0.5 - 2.5) / scale - 0.5, 0.0, mip.height() - 1.0);
      const int left = static_cast<int>(u);
      const int top = static_cast<int>(v);
      const std::array<double, 3> corners[] = {channelsAt(left, top), channelsAt(left + 1, top),
                                               channelsAt(left, top + 1), channelsAt(left + 1, top + 1)};
      const QRgb got = frame.pixel(x, y);
      const int bytes[] = {qRed(got), qGreen(got), qBlue(got)};
      for (size_t c = 0; c < 3; ++c) {
        const double upper = corners[0][c] + (corners[1][c] - corners[0][c]) * (u - left);
        const double lower = corners[2][c] + (corners[3][c] - corners[2][c]) * (u - left);
        const double expected = upper + (lower - upper) * (v - top);
        // Weights are rounded to 1/256: half a level a direction, and two roundings of half a level.
        QVERIFY2(std::fabs(bytes[c] - expected) <= 2.0, qPrintable(pixelName(x, y)));
      }
    }
  }
}

void TestViewer::proxyKeepsGeometry_data() {
  QTest::addColumn<int>("level");
  QTest::addColumn<double>("zoom");
  for (int level : {1, 2, 3}) {
    for (double zoom : {0.25, 0.4, 1.0, 3.0}) QTest::addRow("level %d at %g", level, zoom) << level << zoom;
  }
}

void TestViewer::proxyKeepsGeometry() {
  QFETCH(int, level);
  QFETCH(double, zoom);
  // 203 × 117: odd at every level. The proxy covers exactly what the picture covers.
  const Image exact = flat(203, 117, 1, 1, 1);
  const int part = 1 << level;
  const Image proxy = flat((203 + part - 1) / part, (117 + part - 1) / part, 1, 1, 1);
  Scene scene;
  scene.view = {zoom, {11.5, 7.25}};
  scene.surround = 0xff000000u;
  scene.sources[0] = source(exact);
  const QImage first = compose(scene, {400, 300});
  scene.sources[0] = source(proxy, level, {203, 117});
  QCOMPARE(compose(scene, {400, 300}), first);
}

void TestViewer::wipeParts_data() {
  QTest::addColumn<double>("degrees");
  QTest::addColumn<QPointF>("centre");
  for (double degrees : {0.0, 8.0, 45.0, 90.0, 135.0, 180.0, -30.0, -90.0}) {
    QTest::addRow("%g degrees", degrees) << degrees << QPointF(0.5, 0.5);
    QTest::addRow("%g degrees off the middle", degrees) << degrees << QPointF(0.27, 0.81);
  }
}

void TestViewer::wipeParts() {
  QFETCH(double, degrees);
  QFETCH(QPointF, centre);
  Scene scene;
  scene.mode = ViewMode::kWipe;
  scene.sources[0] = source(flat(101, 67, 1, 0, 0));
  scene.sources[1] = source(flat(101, 67, 0, 0, 1));
  scene.wipe.setCentre(centre);
  scene.wipe.setDegrees(degrees);
  const QImage frame = compose(scene, {101, 67});
  const double angle = qDegreesToRadians(degrees);
  for (int y = 0; y < 67; ++y) {
    for (int x = 0; x < 101; ++x) {
      // Left of the line, seen along it upwards.
      const double beside =
          (x + 0.5 - centre.x() * 101) * std::cos(angle) + (y + 0.5 - centre.y() * 67) * std::sin(angle);
      if (std::fabs(beside) < 1e-9) continue;
      QVERIFY2(frame.pixel(x, y) == (beside < 0 ? 0xffff0000u : 0xff0000ffu), qPrintable(pixelName(x, y)));
    }
  }
}

void TestViewer::sideBySideSharesOneGrid() {
  Scene scene;
  scene.mode = ViewMode::kSide;
  const Image image = numbered(50, 40, 3, SampleFormat::kU8);
  scene.sources[0] = source(image);
  scene.sources[1] = source(image);
  scene.view = {3, {-17.5, 4}};
  for (int width : {200, 201}) {
    const QImage frame = compose(scene, {width, 90});
    const PaneColumns left = paneColumns(scene.mode, 0, width);
    const PaneColumns right = paneColumns(scene.mode, 1, width);
    QCOMPARE(left.count, right.count);
    QCOMPARE(right.first + right.count, width);
    QVERIFY(right.first > left.count);
    QCOMPARE(frame.copy(0, 0, left.count, 90), frame.copy(right.first, 0, right.count, 90));
  }
}

void TestViewer::equalPicturesDifferNowhere_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<int>("channels");
  for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
    for (int channels = 1; channels <= 4; ++channels) {
      QTest::addRow("%s %d", std::string(name_of(format)).c_str(), channels) << static_cast<int>(format) << channels;
    }
  }
}

void TestViewer::equalPicturesDifferNowhere() {
  QFETCH(int, format);
  QFETCH(int, channels);
  const Image a = numbered(37, 29, channels, static_cast<SampleFormat>(format));
  const Image b = numbered(37, 29, channels, static_cast<SampleFormat>(format));
  for (ChannelMode mode : kChannelModes) {
    const auto shown = DisplayImage::fromDifference(a, b, mode, 64, workers(), pool(), {});
    QVERIFY(shown);
    QImage black(37, 29, QImage::Format_RGB32);
    black.fill(Qt::black);
    QCOMPARE(shown->level(0), black);
  }
}

void TestViewer::differenceIsAbsoluteTimesGain() {
  Image a = flat(5, 3, 0.5f, 0.25f, 1.0f, SampleFormat::kF32);
  const Image b = flat(5, 3, 0.75f, 0.25f, 0.875f, SampleFormat::kF32);
  a.writable_plane<float>(1).at(2, 1) = std::numeric_limits<float>::quiet_NaN();
  const auto shown = DisplayImage::fromDifference(a, b, ChannelMode::kRgb, 2, workers(), pool(), {});
  QCOMPARE(shown->level(0).pixel(0, 0), qRgb(128, 0, 64));
  QCOMPARE(shown->level(0).pixel(2, 1), qRgb(128, 255, 64));  // NaN on one side is no agreement
  QVERIFY(!DisplayImage::fromDifference(a, flat(5, 4, 0, 0, 0), ChannelMode::kRgb, 1, workers(), pool(), {}));
}

void TestViewer::transparencyShowsChecker() {
  Image image = *Image::allocate({32, 32, 2, SampleFormat::kU8, SampleFormat::kU8}, pool());
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      image.writable_plane<uint8_t>(0).at(x, y) = 200;
      image.writable_plane<uint8_t>(1).at(x, y) = x < 16 ? 0 : 255;
    }
  }
  Scene scene;
  scene.sources[0] = source(image);
  scene.checker = {qRgb(10, 10, 10), qRgb(60, 60, 60), 8};
  const QImage frame = compose(scene, {32, 32});
  QCOMPARE(frame.pixel(0, 0), qRgb(60, 60, 60));
  QCOMPARE(frame.pixel(8, 0), qRgb(10, 10, 10));
  QCOMPARE(frame.pixel(8, 8), qRgb(60, 60, 60));
  QCOMPARE(frame.pixel(20, 20), qRgb(200, 200, 200));
}

void TestViewer::zoomKeepsThePixelUnderThePointer_data() {
  QTest::addColumn<QPoint>("position");
  QTest::addColumn<int>("mode");
  for (const QPoint& position : {QPoint(0, 0), QPoint(150, 100), QPoint(299, 199), QPoint(61, 177)}) {
    for (ViewMode mode : {ViewMode::kA, ViewMode::kSide}) {
      QTest::addRow("%d, %d in %s", position.x(), position.y(), qPrintable(nameOf(mode)))
          << position << static_cast<int>(mode);
    }
  }
}

void TestViewer::zoomKeepsThePixelUnderThePointer() {
  QFETCH(QPoint, position);
  QFETCH(int, mode);
  PictureView view;
  view.resize(300, 200);
  const Image image = numbered(900, 700, 3, SampleFormat::kU8);
  showPair(view, image, image);
  view.setMode(static_cast<ViewMode>(mode));
  view.setTransform({1, {-200, -150}});
  const std::optional<QPoint> before = view.pixelAt(position);
  QVERIFY(before);
  const auto turn = [&](int delta) {
    QWheelEvent event(position, view.mapToGlobal(position), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
  };
  for (int step = 0; step < 9; ++step) {
    turn(120);
    QCOMPARE(view.pixelAt(position), before);
  }
  QCOMPARE(view.transform().zoom, 32.0);
  for (int step = 0; step < 9; ++step) turn(-120);
  QCOMPARE(view.pixelAt(position), before);
  QCOMPARE(view.transform().zoom, 1.0);
}

void TestViewer::fitShowsEverything_data() {
  QTest::addColumn<QSize>("picture");
  for (const QSize& size :
       {QSize(1, 1), QSize(7, 5), QSize(300, 200), QSize(301, 200), QSize(3000, 500), QSize(9, 4000)}) {
    QTest::addRow("%dx%d", size.width(), size.height()) << size;
  }
}

void TestViewer::fitShowsEverything() {
  QFETCH(QSize, picture);
  const QSizeF pane(300, 200);
  const ViewTransform view = fitted(picture, pane);
  const QRectF covered = view.toDevice(QRectF(QPointF(0, 0), picture));
  QVERIFY(QRectF(QPointF(-0.5, -0.5), pane + QSizeF(1, 1)).contains(covered));
  QVERIFY(view.zoom <= 1 || view.zoom == std::floor(view.zoom));
}

void TestViewer::panStaysInReach() {
  const QSizeF picture(100, 80);
  const QSizeF pane(300, 200);
  ViewTransform view{2, {0, 0}};
  for (const QPointF& delta : {QPointF(1e6, 0), QPointF(-1e6, 0), QPointF(0, 1e6), QPointF(0, -1e6)}) {
    const ViewTransform moved = panned(view, delta, picture, pane);
    const QRectF seen = moved.toDevice(QRectF(QPointF(0, 0), picture)).intersected(QRectF(QPointF(0, 0), pane));
    QVERIFY(seen.width() >= 48 && seen.height() >= 48);
  }
}

void TestViewer::wheelStops() {
  double zoom = kLeastZoom;
  double last = 0;
  int steps = 0;
  for (; zoom > last && steps < 100; ++steps) {
    last = zoom;
    zoom = nextZoom(zoom, 1);
    QVERIFY(zoom < 1 || zoom == std::floor(zoom));
  }
  QCOMPARE(zoom, kMostZoom);
  for (int back = 0; back < steps; ++back) zoom = nextZoom(zoom, -1);
  QCOMPARE(zoom, kLeastZoom);
  QCOMPARE(nextZoom(0.9, 1), 1.0);
  QCOMPARE(nextZoom(1.1, -1), 1.0);
}

void TestViewer::dragsPan() {
  PictureView view;
  view.resize(300, 200);
  view.setMode(ViewMode::kA);
  showPair(view, flat(900, 700, 1, 0, 0), flat(900, 700, 0, 0, 1));
  view.setTransform({1, {-100, -100}});
  for (Qt::MouseButton button : {Qt::LeftButton, Qt::MiddleButton}) {
    const QPointF before = view.transform().origin;
    QTest::mousePress(&view, button, {}, {100, 100});
    QTest::mouseMove(&view, {130, 90});
    QTest::mouseRelease(&view, button, {}, {130, 90});
    QCOMPARE(view.transform().origin - before, QPointF(30, -10));
  }
  const QPointF before = view.transform().origin;
  QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(view.transform().origin - before, QPointF(-64, 0));
  QVERIFY(!view.isFit());
}

void TestViewer::dragsWipe() {
  PictureView view;
  view.resize(400, 300);
  view.setMode(ViewMode::kWipe);
  showPair(view, flat(400, 300, 1, 0, 0), flat(400, 300, 0, 0, 1));
  const QPointF origin = view.transform().origin;
  view.wipe().setDegrees(0);
  QTest::mousePress(&view, Qt::LeftButton, {}, {200, 150});
  QTest::mouseMove(&view, {100, 150});
  QTest::mouseRelease(&view, Qt::LeftButton, {}, {100, 150});
  QCOMPARE(view.wipe().centre(), QPointF(0.25, 0.5));
  QImage frame = view.frame();
  QCOMPARE(frame.pixel(99, 20), qRgb(255, 0, 0));
  QCOMPARE(frame.pixel(100, 20), qRgb(0, 0, 255));
  // The knob turns it; Shift snaps to 15 degrees.
  const QPoint knob = view.wipe().knob(view.size()).toPoint();
  QTest::mousePress(&view, Qt::LeftButton, {}, knob);
  QTest::mouseMove(&view, {200, 148});
  QTest::mouseRelease(&view, Qt::LeftButton, {}, {200, 148});
  QVERIFY(std::fabs(view.wipe().degrees() - 88.85) < 0.1);
  QCOMPARE(view.transform().origin, origin);
  // Keys: Alt with arrows.
  QTest::keyClick(&view, Qt::Key_Left, Qt::AltModifier);
  QVERIFY(std::fabs(view.wipe().centre().x() - 0.23) < 1e-9);
}

void TestViewer::pinsSamples() {
  PictureView view;
  view.resize(300, 200);
  view.setMode(ViewMode::kA);
  showPair(view, flat(300, 200, 1, 0, 0), flat(300, 200, 0, 0, 1));
  for (int i = 0; i < 11; ++i) QTest::mouseClick(&view, Qt::LeftButton, Qt::AltModifier, {20 + 20 * i, 100});
  QCOMPARE(view.samples().size(), size_t{9});
  QCOMPARE(view.samples().front().pixel, QPoint(20, 100));
  QCOMPARE(view.sampleAt({40, 100}), 2);
  QContextMenuEvent menu(QContextMenuEvent::Mouse, {40, 100}, view.mapToGlobal(QPoint(40, 100)));
  QApplication::sendEvent(&view, &menu);
  QCOMPARE(view.samples().size(), size_t{8});
  QVERIFY(view.pinSample({3, 3}));
  QCOMPARE(view.samples().back().number, 2);  // the free number
  QTest::keyClick(&view, Qt::Key_Escape);
  QCOMPARE(view.samples().size(), size_t{8});
}

void TestViewer::readsWhatIsStored_data() { convertsExactly_data(); }

void TestViewer::readsWhatIsStored() {
  QFETCH(int, format);
  QFETCH(int, channels);
  QFETCH(QSize, size);
  const Image image = numbered(size.width(), size.height(), channels, static_cast<SampleFormat>(format));
  for (const QPoint& pixel : {QPoint(0, 0), QPoint(size.width() - 1, size.height() - 1)}) {
    const std::optional<PixelReading> reading = readPixel(image, 0, pixel);
    QVERIFY(reading);
    QCOMPARE(reading->channels, channels);
    QCOMPARE(reading->integer, format < 2);
    for (int c = 0; c < channels; ++c) {
      const double expected = sampleAt(image, c, pixel.x(), pixel.y());
      const double got = static_cast<double>(reading->values[static_cast<size_t>(c)]);
      QVERIFY(std::isnan(expected) ? std::isnan(got) : got == expected);
      if (format == 0)
        QCOMPARE(reading->stored[static_cast<size_t>(c)], int{image.plane<uint8_t>(c).at(pixel.x(), pixel.y())});
      if (format == 1)
        QCOMPARE(reading->stored[static_cast<size_t>(c)], int{image.plane<uint16_t>(c).at(pixel.x(), pixel.y())});
    }
  }
  QVERIFY(!readPixel(image, 0, {size.width(), 0}));
  QVERIFY(!readPixel(image, 0, {0, -1}));
  // A proxy answers for every pixel it stands for.
  QVERIFY(readPixel(image, 2, {size.width() * 4 - 1, size.height() * 4 - 1}));
}

void TestViewer::writesNumbersInWords_data() {
  QTest::addColumn<float>("value");
  QTest::addColumn<QString>("text");
  QTest::newRow("part") << 0.6164f << ".616";
  QTest::newRow("one") << 1.0f << "1.000";
  QTest::newRow("nearly one") << 0.9999f << "1.000";
  QTest::newRow("zero") << 0.0f << ".000";
  QTest::newRow("negative") << -0.25f << "−.250";
  QTest::newRow("minus nearly nothing") << -0.00001f << ".000";
  QTest::newRow("over one") << 3.25f << "3.250";
  QTest::newRow("tens") << 12.345f << "12.35";
  QTest::newRow("thousands") << 4321.0f << "4321";
  QTest::newRow("large") << 1.24e6f << "1.2e+06";
  QTest::newRow("not a number") << std::numeric_limits<float>::quiet_NaN() << "NaN";
  QTest::newRow("infinity") << std::numeric_limits<float>::infinity() << "inf";
  QTest::newRow("minus infinity") << -std::numeric_limits<float>::infinity() << "−inf";
}

void TestViewer::writesNumbersInWords() {
  QFETCH(float, value);
  QTEST(formatSample(value), "text");
}

void TestViewer::convertsOffTheGuiThread() {
  // 24 megapixels of 16-bit RGB, the conversion that would hurt.
  DisplayConverter converter;
  Image large = *Image::allocate({6000, 4000, 3, SampleFormat::kU16, SampleFormat::kU16}, pool());
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < 4000; ++y) std::memset(large.writable_row_data(c, y), y & 255, 12000);
  }
  std::optional<DisplayConverter::Result> result;
  connect(&converter, &DisplayConverter::ready, this,
          [&](int, const DisplayConverter::Result& made) { result = made; });
  QElapsedTimer since_last;
  qint64 longest_gap_ns = 0;
  QTimer beat;
  connect(&beat, &QTimer::timeout, this, [&] {
    longest_gap_ns = std::max(longest_gap_ns, since_last.nsecsElapsed());
    since_last.start();
  });
  beat.start(0);
  since_last.start();
  DisplayConverter::Request request;
  request.picture = large;
  converter.request(0, request);
  QVERIFY(converter.isBusy());
  QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 60000);
  QVERIFY(result->display);
  QVERIFY(result->thread != QThread::currentThreadId());
  QVERIFY(!converter.isBusy());
  qInfo("24 megapixels: converted in %.0f ms, longest gap of the event loop %.0f ms",
        static_cast<double>(result->elapsed_ns) * 1e-6, static_cast<double>(longest_gap_ns) * 1e-6);
}

void TestViewer::lastRequestWins() {
  DisplayConverter converter;
  QVector<int> widths;
  connect(&converter, &DisplayConverter::ready, this,
          [&](int, const DisplayConverter::Result& made) { widths.append(made.display->size().width()); });
  for (int width = 1; width <= 50; ++width) {
    DisplayConverter::Request request;
    request.picture = flat(width, 4, 0, 0, 0);
    converter.request(0, request);
  }
  QTRY_VERIFY(!converter.isBusy());
  QCOMPARE(widths.last(), 50);
  QVERIFY(std::is_sorted(widths.begin(), widths.end()));
  DisplayConverter::Request request;
  request.picture = flat(9, 9, 0, 0, 0);
  converter.request(1, request);
  converter.drop(1);
  QVERIFY(!converter.isBusy());
  QTest::qWait(50);
  QCOMPARE(widths.last(), 50);
}

QTEST_MAIN(TestViewer)
#include "test_viewer.moc"
