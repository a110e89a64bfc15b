// The viewer panel on a live engine: pictures come and go without flicker, failures are said in words, keys work, and
// nothing that only changes the view runs the pipeline or edits the document.
//
// LIGHTBENCH_VIEWER_PICTURES=folder writes the panel as PNG in both themes.
#include <QAction>
#include <QtTest>
#include <QtWidgets>

#include <cmath>

#include "engine/graph/chain.h"
#include "engine/image/convert.h"
#include "engine/operators/builtin.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/segments.h"
#include "ui/theme/theme.h"
#include "ui/viewer/info_line.h"
#include "ui/viewer/viewer.h"
#include "ui/viewer/viewer_bar.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

constexpr int kPatience = 30000;  // ms; what a loaded machine may need

OperatorRegistry& registry() {
  static OperatorRegistry operators = [] {
    OperatorRegistry filled;
    register_builtin(filled);
    return filled;
  }();
  return operators;
}

// pattern → blur → invert
Graph chain(int64_t width, int64_t height) {
  Graph graph;
  graph.nodes = {
      node("pattern", "test_pattern", {{"kind", std::string("noise")}, {"width", width}, {"height", height}}),
      node("blur", "gaussian_blur", {{"sigma", 2.0}}), node("invert", "invert")};
  graph.connect({"pattern", "image"}, {"blur", "image"});
  graph.connect({"blur", "image"}, {"invert", "image"});
  return graph;
}

// Document, engine, bridge and a shown viewer.
struct Bench {
  explicit Bench(Graph graph, const QSize& size = {900, 420})
      : engine(registry(), {.threads = 2, .cache_bytes = 64 << 20}), document(registry()), bridge(engine, document) {
    bridge.setLatencyBudget(0);
    document.adopt(std::move(graph));
    viewer = std::make_unique<Viewer>(document, bridge);
    viewer->setMeasuresAlways(false);
    viewer->resize(size);
    viewer->show();
    viewer->activateWindow();
    settle();
  }
  void settle() {
    QVERIFY(bridge.waitIdle(kPatience));
    QTRY_VERIFY_WITH_TIMEOUT(viewer->isSettled(), kPatience);
    QCoreApplication::processEvents();
  }
  PictureView& view() { return *viewer->pictureView(); }
  void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view(), which, modifiers); }

  Engine engine;
  Document document;
  EngineBridge bridge;
  std::unique_ptr<Viewer> viewer;
};

bool sameSamples(const Image& a, const Image& b) {
  if (!a || !b || a.spec().size() != b.spec().size() || a.channels() != b.channels()) return false;
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), static_cast<size_t>(a.width()) * sample_bytes(a.format()))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

class TestViewerPanel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void showsResultAndSource();
  void keysChangeTheView_data();
  void keysChangeTheView();
  void lookingRunsNothing();
  void holdsBefore();
  void readsThePixelUnderThePointer();
  void failureDimsAndExplains();
  void keepsThePictureUntilTheNext();
  void proxyDoesNotMoveThePicture();
  void liveProxiesKeepTheSize();
  void saysWhenThePictureIsOld();
  void differenceNeedsEqualSizes();
  void measuresOnRequest();
  void waitsWhileTheBridgeIsHeld();
  void saysWhenItCannotMeasure();
  void forgetsRemovedNodes();
  void copiesValuesAndSavesTheView();
  void narrowBarKeepsEverythingReachable();
  void paintsPictures();
};

void TestViewerPanel::initTestCase() { Theme::instance().apply(*qApp); }

void TestViewerPanel::showsResultAndSource() {
  Bench bench(chain(120, 80));
  QCOMPARE(bench.bridge.viewedNode(ViewSide::A), NodeId("invert"));
  QCOMPARE(bench.bridge.viewedNode(ViewSide::B), NodeId("pattern"));
  QVERIFY(sameSamples(bench.view().picture(0).picture, bench.bridge.picture("invert")->image));
  QVERIFY(sameSamples(bench.view().picture(1).picture, bench.bridge.picture("pattern")->image));
  QCOMPARE(bench.viewer->bar()->nodeButton(0)->currentData().toString(), QStringLiteral("invert"));
  QCOMPARE(bench.viewer->bar()->nodeButton(0)->count(), 3);
  QCOMPARE(bench.viewer->bar()->stateText(), QStringLiteral("exact"));
  bench.viewer->swapSides();
  bench.settle();
  QCOMPARE(bench.bridge.viewedNode(ViewSide::A), NodeId("pattern"));
  QVERIFY(sameSamples(bench.view().picture(0).picture, bench.bridge.picture("pattern")->image));
  Q_EMIT bench.viewer->bar()->nodeChosen(1, QStringLiteral("blur"));
  bench.settle();
  QVERIFY(sameSamples(bench.view().picture(1).picture, bench.bridge.picture("blur")->image));
}

void TestViewerPanel::keysChangeTheView_data() {
  QTest::addColumn<int>("key");
  QTest::addColumn<int>("channels");
  QTest::newRow("R") << int{Qt::Key_R} << static_cast<int>(ChannelMode::kRed);
  QTest::newRow("G") << int{Qt::Key_G} << static_cast<int>(ChannelMode::kGreen);
  QTest::newRow("B") << int{Qt::Key_B} << static_cast<int>(ChannelMode::kBlue);
  QTest::newRow("A") << int{Qt::Key_A} << static_cast<int>(ChannelMode::kAlpha);
  QTest::newRow("Y") << int{Qt::Key_Y} << static_cast<int>(ChannelMode::kLuma);
}

void TestViewerPanel::keysChangeTheView() {
  QFETCH(int, key);
  QFETCH(int, channels);
  Bench bench(chain(60, 40));
  bench.view().setFocus();
  bench.key(static_cast<Qt::Key>(key));
  QCOMPARE(static_cast<int>(bench.viewer->channels()), channels);
  QCOMPARE(static_cast<int>(kChannelModes[bench.viewer->bar()->channelSegments()->currentIndex()]), channels);
  bench.key(static_cast<Qt::Key>(key));
  QCOMPARE(bench.viewer->channels(), ChannelMode::kRgb);
  // W goes round.
  bench.view().setMode(ViewMode::kA);
  for (ViewMode mode : {ViewMode::kWipe, ViewMode::kSide, ViewMode::kDifference, ViewMode::kBlink, ViewMode::kA}) {
    bench.key(Qt::Key_W);
    QCOMPARE(bench.view().mode(), mode);
    QCOMPARE(kViewModes[bench.viewer->bar()->modeSegments()->currentIndex()], mode);
  }
  bench.key(Qt::Key_0, Qt::ControlModifier);
  QCOMPARE(bench.view().transform().zoom, 1.0);
  bench.key(Qt::Key_F);
  QVERIFY(bench.view().isFit());
  bench.key(Qt::Key_Return);
  QCOMPARE(bench.bridge.viewedNode(ViewSide::A), NodeId("pattern"));
}

void TestViewerPanel::lookingRunsNothing() {
  Bench bench(chain(60, 40));
  QSignalSpy runs(&bench.bridge, &EngineBridge::runStarted);
  QSignalSpy edits(&bench.document, &Document::graphChanged);
  bench.view().setFocus();
  for (int i = 0; i < 6; ++i) bench.key(Qt::Key_W);
  for (Qt::Key key : {Qt::Key_R, Qt::Key_G, Qt::Key_B, Qt::Key_A, Qt::Key_Y, Qt::Key_Y, Qt::Key_F, Qt::Key_Plus}) {
    bench.key(key);
  }
  bench.viewer->setGain(16);
  bench.view().pinSample({3, 4});
  bench.view().panBy({5, 5});
  QTest::mouseMove(&bench.view(), {200, 100});
  bench.viewer->measurement()->measure();
  bench.settle();
  QCOMPARE(runs.count(), 0);
  QCOMPARE(edits.count(), 0);
  QVERIFY(!bench.document.isModified());
  QVERIFY(!bench.document.undoStack()->canUndo());
}

void TestViewerPanel::holdsBefore() {
  Bench bench(chain(60, 40));
  bench.view().setMode(ViewMode::kA);
  bench.view().setFocus();
  const QImage a = bench.view().frame();
  QTest::keyPress(&bench.view(), Qt::Key_Backslash);
  QCOMPARE(bench.view().shownMode(), ViewMode::kB);
  QVERIFY(bench.view().frame() != a);
  QTest::keyRelease(&bench.view(), Qt::Key_Backslash);
  QCOMPARE(bench.view().shownMode(), ViewMode::kA);
  QCOMPARE(bench.view().frame(), a);
}

void TestViewerPanel::readsThePixelUnderThePointer() {
  Bench bench(chain(60, 40));
  bench.view().setMode(ViewMode::kA);
  bench.view().setTransform({4, {10, 6}});
  QTest::mouseMove(&bench.view(), {10 + 4 * 7 + 1, 6 + 4 * 9 + 2});
  QCOMPARE(bench.view().hoveredPixel(), QPoint(7, 9));
  const auto reading = readPixel(bench.bridge.picture("invert")->image, 0, {7, 9});
  const QString text = bench.viewer->infoLine()->text();
  QVERIFY2(text.contains(QStringLiteral("7, 9")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("A ") + formatValues(*reading)), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("ΔE")), qPrintable(text));
  QTest::mouseMove(&bench.view(), {2, 2});
  QVERIFY(!bench.view().hoveredPixel());
}

void TestViewerPanel::failureDimsAndExplains() {
  Bench bench(chain(60, 40));
  bench.viewer->showNode(ViewSide::A, "invert");  // chosen: the bridge looks for no other that can run
  bench.view().setMode(ViewMode::kA);
  const QImage before = bench.view().frame();
  bench.document.disconnectPort({"blur", "image"});
  bench.settle();
  QTRY_VERIFY(bench.view().picture(0).message.error);
  const PaneMessage message = bench.view().picture(0).message;
  QVERIFY2(!message.title.isEmpty() && !message.text.isEmpty(), qPrintable(message.title));
  QVERIFY(bench.view().picture(0).dimmed);
  QVERIFY(bench.view().picture(0).picture);  // the last one, dimmed
  QVERIFY(bench.view().frame() != before);
  QCOMPARE(bench.viewer->bar()->stateText(), QStringLiteral("failed"));
  bench.document.undoStack()->undo();
  bench.settle();
  QTRY_VERIFY(!bench.view().picture(0).message.error);
  QCOMPARE(bench.view().frame(), before);
}

void TestViewerPanel::keepsThePictureUntilTheNext() {
  Bench bench(chain(60, 40));
  const Image first = bench.view().picture(0).picture;
  // Every frame between the edit and the result shows a picture.
  bench.document.setParam("blur", "sigma", 5.0);
  QElapsedTimer timer;
  timer.start();
  while (bench.view().picture(0).picture.shares_memory_with(first) && timer.elapsed() < kPatience) {
    QVERIFY(bench.view().picture(0).display);
    QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
  }
  bench.settle();
  QVERIFY(sameSamples(bench.view().picture(0).picture, bench.bridge.picture("invert")->image));
}

void TestViewerPanel::proxyDoesNotMoveThePicture() {
  PictureView view;
  view.resize(301, 203);
  // What Viewer hands over: the proxy with the size of the exact picture.
  BufferPool pool;
  WorkerPool workers(1);
  const auto white = [&](int width, int height) {
    Image image = *Image::allocate({width, height, 1, SampleFormat::kU8, SampleFormat::kU8}, pool);
    for (int y = 0; y < height; ++y) std::memset(image.writable_row_data(0, y), 255, static_cast<size_t>(width));
    return image;
  };
  view.setMode(ViewMode::kA);
  const auto show = [&](const Image& image, int level) {
    const auto display = DisplayImage::fromPicture(image, ChannelMode::kRgb, workers, pool, {});
    view.setPicture(0, {image, {display, level, {1001, 701}}, {}, {}, false});
    return view.frame();
  };
  const QImage proxy = show(white(251, 176), 2);
  const ViewTransform at = view.transform();
  QCOMPARE(show(white(1001, 701), 0), proxy);
  QCOMPARE(view.transform(), at);
}

void TestViewerPanel::liveProxiesKeepTheSize() {
  Bench bench(chain(1001, 701));
  const ViewTransform before = bench.view().transform();
  bench.bridge.setLatencyBudget(0.5);  // everything takes longer than that
  QVector<int> levels;
  connect(&bench.view(), &PictureView::transformChanged, &bench.view(), [] { QFAIL("the picture moved"); });
  QElapsedTimer timer;
  timer.start();
  // A proxy that the exact picture overtakes is rightly never shown: then another edit shows one.
  for (int edit = 0; levels.size() < 3 && timer.elapsed() < kPatience; ++edit) {
    levels = {0};
    bench.document.setParam("blur", "sigma", 7.0 + edit);
    do {
      QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
      const ViewSource& shown = bench.view().picture(0).display;
      QCOMPARE(shown.size, QSize(1001, 701));
      if (levels.last() != shown.level) levels.append(shown.level);
    } while ((bench.bridge.isRunning() || !bench.viewer->isSettled()) && timer.elapsed() < kPatience);
  }
  bench.settle();
  QVERIFY2(levels.size() >= 3, "no proxy was shown between two exact pictures");
  QCOMPARE(levels.last(), 0);
  QCOMPARE(bench.view().transform(), before);
}

void TestViewerPanel::saysWhenThePictureIsOld() {
  Bench bench(chain(60, 40));
  bench.bridge.setLive(false);
  bench.document.setParam("blur", "sigma", 3.0);
  bench.settle();
  QTRY_COMPARE(bench.viewer->bar()->stateText(), QStringLiteral("not run"));
  bench.bridge.run();
  bench.settle();
  QTRY_COMPARE(bench.viewer->bar()->stateText(), QStringLiteral("exact"));
}

void TestViewerPanel::differenceNeedsEqualSizes() {
  Graph graph = chain(60, 40);
  graph.nodes.push_back(
      node("crop", "crop", {{"x", int64_t{0}}, {"y", int64_t{0}}, {"width", int64_t{20}}, {"height", int64_t{20}}}));
  graph.connect({"pattern", "image"}, {"crop", "image"});
  Bench bench(graph);
  bench.view().setMode(ViewMode::kDifference);
  bench.viewer->showNode(ViewSide::A, "pattern");
  bench.viewer->showNode(ViewSide::B, "pattern");
  bench.settle();
  const QImage frame = bench.view().frame();
  const QRectF covered = bench.view().transform().toDevice(QRectF(0, 0, 60, 40));
  const QRect inner = covered.toAlignedRect().adjusted(1, 1, -1, -1).intersected(frame.rect());
  for (int y = inner.top(); y <= inner.bottom(); ++y) {
    for (int x = inner.left(); x <= inner.right(); ++x) QCOMPARE(frame.pixel(x, y), qRgb(0, 0, 0));
  }
  bench.viewer->showNode(ViewSide::B, "crop");
  bench.settle();
  QTRY_VERIFY(bench.view().frame() != frame);
  QVERIFY(bench.viewer->infoLine()->text().contains(QStringLiteral("sizes differ")));
}

void TestViewerPanel::measuresOnRequest() {
  Bench bench(chain(60, 40));
  QVERIFY(bench.viewer->infoLine()->text().contains(QStringLiteral("not measured")));
  bench.viewer->measurement()->measure();
  QTRY_COMPARE_WITH_TIMEOUT(bench.viewer->measurement()->state(), Measurement::State::kMeasured, kPatience);
  const QString text = bench.viewer->infoLine()->text();
  QVERIFY2(text.contains(QStringLiteral("PSNR")) && text.contains(QStringLiteral("SSIM")), qPrintable(text));
  // The node's own picture against itself.
  bench.viewer->showNode(ViewSide::B, "invert");
  bench.settle();
  QVERIFY(bench.viewer->infoLine()->text().contains(QStringLiteral("not measured")));
  bench.viewer->setMeasuresAlways(true);
  QTRY_VERIFY_WITH_TIMEOUT(bench.viewer->infoLine()->text().contains(QStringLiteral("identical")), kPatience);
}

// While somebody measures times, nothing else computes.
void TestViewerPanel::waitsWhileTheBridgeIsHeld() {
  Bench bench(chain(60, 40));
  bench.bridge.hold();
  Q_EMIT bench.viewer->infoLine()->measureAsked();
  QCOMPARE(bench.viewer->measurement()->state(), Measurement::State::kNotMeasured);
  bench.viewer->setMeasuresAlways(true);
  QTest::qWait(400);  // longer than it waits after a run
  QCOMPARE(bench.viewer->measurement()->state(), Measurement::State::kNotMeasured);
  bench.bridge.release();
  QTRY_COMPARE_WITH_TIMEOUT(bench.viewer->measurement()->state(), Measurement::State::kMeasured, kPatience);
  bench.viewer->setMeasuresAlways(false);
  bench.viewer->measurement()->measure();
  bench.bridge.hold();
  QVERIFY(bench.viewer->measurement()->state() != Measurement::State::kMeasuring);
}

void TestViewerPanel::saysWhenItCannotMeasure() {
  BufferPool pool;
  const auto image = [&](int width) {
    return *Image::allocate({width, 12, 1, SampleFormat::kU8, SampleFormat::kU8}, pool);
  };
  Measurement measurement;
  InfoLine line;
  const auto words = [&] {
    line.setMeasurement(measurement);
    return line.text();
  };
  measurement.setPair(image(12), {});
  QCOMPARE(measurement.state(), Measurement::State::kNotExact);
  QVERIFY(words().contains(QStringLiteral("not measured")));
  measurement.setPair(image(12), image(13));
  QCOMPARE(measurement.state(), Measurement::State::kSizesDiffer);
  QVERIFY(words().contains(QStringLiteral("sizes differ")));
  measurement.measure();
  QCOMPARE(measurement.state(), Measurement::State::kSizesDiffer);
  measurement.setPair(image(12), image(12));
  measurement.measure();
  measurement.cancel();
  QCOMPARE(measurement.state(), Measurement::State::kNotMeasured);
  QTest::qWait(20);
  QCOMPARE(measurement.state(), Measurement::State::kNotMeasured);
  QVERIFY(!words().contains(QRegularExpression(QStringLiteral("(PSNR|SSIM) 0"))));
}

void TestViewerPanel::forgetsRemovedNodes() {
  Bench bench(chain(60, 40));
  bench.document.removeNodes({"invert"}, false);
  bench.settle();
  QVERIFY(bench.bridge.viewedNode(ViewSide::A) != NodeId("invert"));
  QCOMPARE(bench.viewer->bar()->nodeButton(0)->count(), 2);
  bench.document.removeNodes({"pattern", "blur"}, false);
  bench.settle();
  QVERIFY(!bench.view().picture(0).picture);
  QVERIFY(!bench.view().picture(0).message.title.isEmpty());
  QCOMPARE(bench.viewer->bar()->stateText(), QStringLiteral("no picture"));
}

void TestViewerPanel::copiesValuesAndSavesTheView() {
  Bench bench(chain(60, 40));
  const QString text = bench.viewer->pixelText({7, 9});
  const auto reading = readPixel(bench.bridge.picture("invert")->image, 0, {7, 9});
  QVERIFY2(text.startsWith(QStringLiteral("7, 9\nA ")), qPrintable(text));
  const QString red = reading->integer ? QString::number(reading->stored[0])
                                       : QString::number(static_cast<double>(reading->values[0]), 'g', 9);
  QVERIFY2(text.contains(red), qPrintable(text));
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("view.png"));
  QVERIFY(bench.viewer->saveView(path).ok());
  QCOMPARE(QImage(path).convertToFormat(QImage::Format_RGB32), bench.view().frame());
  QVERIFY(!bench.viewer->saveView(folder.filePath(QStringLiteral("missing/view.png"))).ok());
}

void TestViewerPanel::narrowBarKeepsEverythingReachable() {
  Bench bench(chain(60, 40), {1200, 300});
  QVERIFY(bench.viewer->bar()->channelSegments()->isVisible());
  QVERIFY(bench.viewer->bar()->modeSegments()->isVisible());
  for (int width : {1000, 800, 640, 480}) {
    bench.viewer->resize(width, 300);
    QCoreApplication::processEvents();
    QCOMPARE(bench.viewer->width(), width);
    QVERIFY(bench.viewer->bar()->menuButton()->geometry().right() < width);
    QVERIFY(bench.viewer->bar()->zoomButton()->isVisible());
  }
  QVERIFY(!bench.viewer->bar()->modeSegments()->isVisible());
  bench.viewer->resize(1200, 300);
  QCoreApplication::processEvents();
  QVERIFY(bench.viewer->bar()->channelSegments()->isVisible());
}

void TestViewerPanel::paintsPictures() {
  const QString folder = qEnvironmentVariable("LIGHTBENCH_VIEWER_PICTURES");
  if (folder.isEmpty()) QSKIP("LIGHTBENCH_VIEWER_PICTURES names no folder");
  // A photograph if there is one: noise tells little about how the panel looks.
  Graph graph = chain(1536, 1024);
  const QString photograph = QStringLiteral(LIGHTBENCH_SOURCE_DIR "/../shared/images/kodim23.png");
  if (QFile::exists(photograph))
    *graph.find("pattern") = node("pattern", "input", {{"path", photograph.toStdString()}});
  graph.find("invert")->type = "exposure";
  graph.find("invert")->params = {{"stops", 0.4}};
  Bench bench(graph, {1067, 348});
  bench.viewer->setMeasuresAlways(true);
  bench.view().setFocus();
  const auto shoot = [&](const QString& name) {
    bench.settle();
    QTRY_VERIFY_WITH_TIMEOUT(bench.viewer->measurement()->state() != Measurement::State::kMeasuring, kPatience);
    QTest::mouseMove(&bench.view(), {300, 120});
    QTest::mouseMove(&bench.view(), {301, 122});
    QTest::qWait(50);
    const int scale = qRound(bench.viewer->devicePixelRatioF());
    bench.viewer->grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name).arg(scale));
  };
  QTest::qWait(400);
  for (ThemeMode theme : {ThemeMode::kDark, ThemeMode::kLight}) {
    Theme::instance().setMode(theme);
    const QString name = theme == ThemeMode::kDark ? QStringLiteral("dark-") : QStringLiteral("light-");
    bench.view().fit();
    for (ViewMode mode : kViewModes) {
      bench.view().setMode(mode);
      shoot(name + nameOf(mode));
    }
    bench.view().setMode(ViewMode::kWipe);
    bench.view().setTransform({2 * bench.view().devicePixelRatioF(), {-300, -260}});
    bench.view().pinSample({420, 190});
    shoot(name + QStringLiteral("Zoomed"));
    bench.view().clearSamples();
    bench.viewer->showNode(ViewSide::A, "invert");
    bench.document.disconnectPort({"invert", "image"});
    shoot(name + QStringLiteral("Failed"));
    bench.document.undoStack()->undo();
  }
}

QTEST_MAIN(TestViewerPanel)
#include "test_viewer_panel.moc"
