#include "ui/core/speed_meter.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <new>

namespace lightbench::ui {
namespace {

constexpr int kRestMilliseconds = 2000;
constexpr double kUndisturbed = 0.9;  // of the processors' time
constexpr int kMostTries = 10;

}  // namespace

SpeedMeter::SpeedMeter(int threads, const QString& file, QObject* parent)
    : QObject(parent), threads_(threads), file_(file) {
  if (file_.isEmpty()) {
    file_ = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/machine.json");
  }
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMilliseconds);
  connect(&rest_, &QTimer::timeout, this, &SpeedMeter::start);
}

SpeedMeter::~SpeedMeter() { stop(); }

QString SpeedMeter::problem() const {
  if (speed_) return {};
  return disturbed_ >= kMostTries ? tr("not to be had: other programs kept the processors or the memory busy")
                                  : tr("measured when the pipeline has been at rest for a while");
}

void SpeedMeter::want() {
  if (wanted_) return;
  wanted_ = true;
  machine_ = QString::fromStdString(machine_text(threads_));
  const Result<MachineSpeed> kept = read_machine_speed(file_.toStdString());
  if (kept && kept->machine == machine_.toStdString()) {
    speed_ = *kept;
    Q_EMIT measured();
    return;
  }
  if (!busy_) rest_.start();
}

void SpeedMeter::setBusy(bool busy) {
  busy_ = busy;
  if (!wanted_ || speed_ || disturbed_ >= kMostTries) return;
  if (busy) {
    rest_.stop();
    cancel_.cancel();
  } else if (!measuring_) {
    rest_.start();
  }
}

void SpeedMeter::start() {
  stop();
  cancel_ = CancelToken();
  measuring_ = true;
  thread_ = std::thread([this, cancel = cancel_] {
    std::optional<MachineSpeed> speed;
    try {
      WorkerPool workers(threads_);
      speed = measure_machine_speed(workers, cancel);
    } catch (const std::bad_alloc&) {
      // Without half a gigabyte to spare there is no measure now; perhaps later.
    }
    QMetaObject::invokeMethod(
        this, [this, speed] { take(speed); }, Qt::QueuedConnection);
  });
}

void SpeedMeter::stop() {
  cancel_.cancel();
  if (thread_.joinable()) thread_.join();
}

void SpeedMeter::take(const std::optional<MachineSpeed>& speed) {
  measuring_ = false;
  if (speed && speed->processor_share >= kUndisturbed) {
    speed_ = speed;
    // Not kept, it is measured again at the next start; nothing else is lost.
    QDir().mkpath(QFileInfo(file_).path());
    static_cast<void>(write_machine_speed(file_.toStdString(), *speed_));
    Q_EMIT measured();
    return;
  }
  if (!cancel_.cancelled()) ++disturbed_;
  if (!busy_ && disturbed_ < kMostTries) rest_.start();
}

}  // namespace lightbench::ui
