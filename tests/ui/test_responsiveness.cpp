// The window while a slider is dragged on a 24-megapixel photograph: the hand must feel nothing of the work behind it,
// and what stays on the screen must be the exact picture. The first is printed, the second asserted.
#include <unistd.h>
#include <QtTest>
#include <QtWidgets>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>

#include "engine/base/clock.h"
#include "engine/image/codecs/codec.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/executor.h"
#include "ui/controls/slider_row.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/param_editor.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

constexpr int kWidth = 6000;
constexpr int kHeight = 4000;
constexpr int kDragSteps = 120;
constexpr int kStepMilliseconds = 16;
constexpr int kWaitMilliseconds = 300000;  // for the sanitizers; an ordinary build needs a few seconds

constexpr const char* kPipeline = R"json({
  "format": "lightbench.pipeline", "version": 1,
  "nodes": [
    {"id": "photo", "type": "input", "params": {"path": "photo.jpg"}, "position": [0, 0]},
    {"id": "blur", "type": "gaussian_blur", "params": {"sigma": 2}, "position": [220, 0]},
    {"id": "result", "type": "output", "params": {"path": "out.png"}, "position": [440, 0]}
  ],
  "links": [
    {"from": "photo.image", "to": "blur.image"}, {"from": "blur.image", "to": "result.image"}
  ]
})json";

// The program's event loop with a clock on every event it delivers.
class TimedApplication : public QApplication {
 public:
  using QApplication::QApplication;

  bool notify(QObject* receiver, QEvent* event) override {
    const int type = event->type();
    const QByteArray name = depth_ == 0 ? QByteArray(receiver->metaObject()->className()) : QByteArray();
    ++depth_;
    const int64_t start = now_ns();
    const bool handled = QApplication::notify(receiver, event);
    const int64_t taken = now_ns() - start;
    if (--depth_ == 0 && taken > longest_ns) {
      longest_ns = taken;
      longest = name + " event " + QByteArray::number(type);
    }
    return handled;
  }

  int64_t longest_ns = 0;
  QByteArray longest;

 private:
  int depth_ = 0;
};

// Beats whenever the event loop is free; the time between two beats is how long the window could answer nobody.
class Heartbeat : public QObject {
 public:
  explicit Heartbeat(QObject* parent = nullptr) : QObject(parent) {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(1);
    connect(&timer_, &QTimer::timeout, this, [this] {
      const int64_t now = now_ns();
      const double gap = to_ms(now - last_);
      const int64_t cpu = threadNs();
      const double stolen = stolenMs();
      if (gap > largest_) {
        largest_ = gap;
        own_ = to_ms(cpu - last_cpu_);
        stolen_ = stolen - last_stolen_;
      }
      gaps_.push_back(gap);
      last_ = now;
      last_cpu_ = cpu;
      last_stolen_ = stolen;
    });
  }

  void start() {
    gaps_.clear();
    largest_ = own_ = 0;
    last_ = now_ns();
    last_cpu_ = threadNs();
    first_stolen_ = last_stolen_ = stolenMs();
    timer_.start();
  }

  void report(const char* what) {
    timer_.stop();
    QVERIFY(!gaps_.empty());
    std::sort(gaps_.begin(), gaps_.end());
    const auto at = static_cast<size_t>(0.95 * static_cast<double>(gaps_.size() - 1));
    qInfo(
        "%s: event loop gap largest %.1f ms (%.1f of it on a processor; the host took %.0f), p95 %.1f ms, %zu beats, "
        "the host took %.0f ms in all",
        what, largest_, own_, stolen_, gaps_[at], gaps_.size(), stolenMs() - first_stolen_);
  }

 private:
  // What this thread has used of a processor; the rest of a gap it waited for others.
  static int64_t threadNs() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  }

  // What the host of a virtual machine has kept from all its processors together, in steps of the kernel's clock tick.
  static double stolenMs() {
    QFile file("/proc/stat");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> fields = file.readLine().simplified().split(' ');
    return fields.size() > 8 ? fields[8].toDouble() * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK)) : 0;
  }

  QTimer timer_;
  std::vector<double> gaps_;
  double largest_ = 0;
  double own_ = 0;     // of the largest
  double stolen_ = 0;  // of the largest
  double first_stolen_ = 0;
  double last_stolen_ = 0;
  int64_t last_ = 0;
  int64_t last_cpu_ = 0;
};

// Slow waves of colour with a few edges: what a photograph costs to decode, without being one.
Status writePhotograph(const std::string& path) {
  BufferPool buffers;
  Result<Image> image = Image::allocate({kWidth, kHeight, 3, SampleFormat::kU8, SampleFormat::kU8}, buffers);
  if (!image) return image.error();
  std::vector<int> wave(kWidth);
  for (int x = 0; x < kWidth; ++x) wave[static_cast<size_t>(x)] = static_cast<int>(60 * std::sin(x / 170.0));
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < kHeight; ++y) {
      auto* row = reinterpret_cast<uint8_t*>(image->writable_row_data(c, y));
      const int base = 110 + 20 * c + static_cast<int>(40 * std::cos(y / 230.0 + c));
      const int bar = (y / 400) % 2 == 0 ? 25 : 0;
      for (int x = 0; x < kWidth; ++x) {
        row[x] = static_cast<uint8_t>(base + wave[static_cast<size_t>(x)] + ((x / 300) % 2 == 0 ? bar : 0));
      }
    }
  }
  return encode_file(*image, path, {});
}

bool sameBits(const Image& a, const Image& b) {
  if (a.spec() != b.spec()) return false;
  const size_t bytes = static_cast<size_t>(a.width()) * sample_bytes(a.format());
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), bytes) != 0) return false;
    }
  }
  return true;
}

// The same graph as the command line runs it: another engine, nothing cached, at full size.
Image runHeadless(const Graph& graph, const NodeId& target, const OperatorRegistry& registry) {
  Engine engine(registry);
  const ExecutionPlan plan = make_plan({graph, {target}, 0, false}, engine, nullptr);
  ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
  const auto found = outcome.results.find(target);
  return found == outcome.results.end() ? Image() : found->second.outputs[0];
}

}  // namespace

class TestResponsiveness : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
    qputenv("XDG_DATA_HOME", folder_.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", folder_.filePath("cache").toUtf8());
    Theme::instance().apply(*qApp);
    register_builtin(registry_);
    const Status written = writePhotograph(folder_.filePath("photo.jpg").toStdString());
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().message().c_str());
    QFile pipeline(folder_.filePath("drag.lbp"));
    QVERIFY(pipeline.open(QIODevice::WriteOnly));
    pipeline.write(kPipeline);
  }

  void dragging_sigma_on_24_megapixels_ends_with_the_exact_picture() {
    Engine engine(registry_, {.background = true});  // as the program has it
    MainWindow window(engine);
    window.resize(1600, 1000);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));

    Heartbeat heartbeat;
    heartbeat.start();
    QVERIFY(window.files().open(folder_.filePath("drag.lbp")));
    waitUntilIdle(window);
    heartbeat.report("opening");
    printLongest();

    window.document().setSelection({"blur"}, "blur");
    const ParamEditor* editor = window.inspector().editor("sigma");
    QVERIFY(editor);
    auto* slider = editor->findChild<SliderRow*>();
    QVERIFY(slider);
    QTest::qWait(50);  // laid out
    const double before = slider->value();

    // Through the window, as the platform delivers them: there and back over the track, ending elsewhere.
    QWindow* native = window.windowHandle();
    const auto onTrack = [&](double share) {
      const int x = static_cast<int>(8 + share * (slider->width() - 16));
      return slider->mapTo(&window, QPoint(x, slider->height() - 11));
    };
    heartbeat.start();
    QTest::mousePress(native, Qt::LeftButton, Qt::NoModifier, onTrack(0.1));
    for (int step = 1; step <= kDragSteps; ++step) {
      const double phase = 3 * 3.14159265 * step / kDragSteps;
      QTest::mouseMove(native, onTrack(0.35 - 0.25 * std::cos(phase)));
      QTest::qWait(kStepMilliseconds);
    }
    QTest::mouseRelease(native, Qt::LeftButton, Qt::NoModifier, onTrack(0.6));
    heartbeat.report("dragging");
    printLongest();

    heartbeat.start();
    waitUntilIdle(window);
    heartbeat.report("the exact run");
    printLongest();

    QVERIFY(slider->value() != before);
    const Node* blur = window.document().graph().find("blur");
    QCOMPARE(std::get<double>(blur->params.at("sigma")), slider->value());
    QCOMPARE(window.document().undoStack()->count(), 1);  // one gesture, one step back

    const auto shown = window.bridge().picture("result");
    QVERIFY(shown);
    QCOMPARE(shown->level, 0);  // no proxy
    QCOMPARE(window.bridge().report()->level, 0);
    const Image expected = runHeadless(window.document().graph(), "result", registry_);
    QVERIFY(expected);
    QVERIFY(sameBits(shown->image, expected));
    // What the viewer holds is that very picture.
    const ViewedPicture& viewed = window.viewer().pictureView()->picture(0);
    QVERIFY(viewed.picture.shares_memory_with(shown->image));
    QCOMPARE(viewed.display.level, 0);
    QCOMPARE(viewed.display.size, QSize(kWidth, kHeight));
  }

 private:
  void printLongest() {
    auto* application = static_cast<TimedApplication*>(qApp);
    qInfo("  longest event: %.1f ms, %s", to_ms(application->longest_ns), application->longest.constData());
    application->longest_ns = 0;
  }

  // The engine is done and the viewer has taken over what it published.
  void waitUntilIdle(MainWindow& window) {
    QTRY_VERIFY_WITH_TIMEOUT(window.bridge().picture("result") && !window.bridge().isRunning() &&
                                 window.bridge().picture("result")->level == 0 &&
                                 window.viewer().pictureView()->picture(0).picture.shares_memory_with(
                                     window.bridge().picture("result")->image),
                             kWaitMilliseconds);
  }

  QTemporaryDir folder_;
  OperatorRegistry registry_;
};

int main(int argc, char** argv) {
  TimedApplication application(argc, argv);
  TestResponsiveness test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_responsiveness.moc"
