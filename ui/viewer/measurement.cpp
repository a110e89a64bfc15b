#include "ui/viewer/measurement.h"

#include <QMetaObject>
#include <QThread>

#include <algorithm>

namespace lightbench::ui {
namespace {

constexpr int kMostThreads = 4;  // the pipeline wants the others

}  // namespace

Measurement::Measurement(QObject* parent) : QObject(parent) {}

Measurement::~Measurement() { stop(); }

void Measurement::stop() {
  cancel_.cancel();
  if (thread_.joinable()) thread_.join();  // comes back within a few rows
}

void Measurement::setState(State state) {
  state_ = state;
  Q_EMIT changed();
}

void Measurement::setPair(const Image& first, const Image& second) {
  stop();
  first_ = first;
  second_ = second;
  if (!first || !second) {
    setState(State::kNotExact);
  } else {
    setState(first.spec().size() == second.spec().size() ? State::kNotMeasured : State::kSizesDiffer);
  }
}

void Measurement::measure() {
  if (state_ == State::kNotExact || state_ == State::kSizesDiffer || state_ == State::kMeasuring) return;
  stop();
  cancel_ = CancelToken();
  setState(State::kMeasuring);
  thread_ = std::thread([this, first = first_, second = second_, cancel = cancel_] {
    WorkerPool workers(std::clamp(QThread::idealThreadCount(), 1, kMostThreads));
    const Result<QualityMetrics> result = measure_quality(first, second, workers, cancel);
    QMetaObject::invokeMethod(
        this,
        [this, result, cancel] {
          if (cancel.cancelled()) return;
          if (result) {
            result_ = *result;
          } else {
            problem_ = QString::fromStdString(result.error().message());
          }
          setState(result ? State::kMeasured : State::kFailed);
        },
        Qt::QueuedConnection);
  });
}

void Measurement::cancel() {
  if (state_ != State::kMeasuring) return;
  stop();
  setState(State::kNotMeasured);
}

}  // namespace lightbench::ui
