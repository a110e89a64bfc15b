#include "app/lightbench/screenshot.h"

#include <QApplication>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

#include "ui/viewer/viewer.h"
#include "ui/window/main_window.h"

namespace lightbench {

namespace {

constexpr int kPatienceMilliseconds = 120000;
constexpr int kSettleMilliseconds = 400;  // thumbnails and the measurement of A against B come after the run

}  // namespace

int take_screenshot(QApplication& application, ui::MainWindow& window, const QString& path) {
  QTimer poll;
  int quiet = 0;
  constexpr int kStep = 50;
  QObject::connect(&poll, &QTimer::timeout, &application, [&] {
    const bool idle = !window.bridge().isRunning() && window.viewer().isSettled() && window.bridge().report() &&
                      window.viewer().measurement()->state() != ui::Measurement::State::kMeasuring;
    quiet = idle ? quiet + kStep : 0;
    if (quiet < kSettleMilliseconds) return;
    poll.stop();
    const bool saved = window.grab().save(path);
    if (!saved)
      std::fprintf(stderr, "error: the screenshot cannot be written (%s): choose another folder\n", qPrintable(path));
    application.exit(saved ? 0 : 1);
  });
  QTimer::singleShot(kPatienceMilliseconds, &application, [&] {
    std::fprintf(stderr, "error: the window did not come to rest: use a smaller picture\n");
    application.exit(1);
  });
  poll.start(kStep);
  return QApplication::exec();
}

}  // namespace lightbench
