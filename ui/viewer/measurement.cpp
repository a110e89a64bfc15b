#include "ui/viewer/measurement.h"

#include <QMetaObject>
#include <QThread>

#include <algorithm>

#include "engine/base/thread_priority.h"

namespace lightbench::ui {
namespace {

constexpr int kMostThreads = 4;  // the pipeline wants the others

}  // namespace

Measurement::Measurement(QObject* parent) : QObject(parent) {}

Measurement::~Measurement() {
  stop();
  for (Job& job : jobs_) job.thread.join();
}

// Waits for nothing: a stopped job ends within a few rows and is joined when it reports back.
void Measurement::stop() {
  for (Job& job : jobs_) job.cancel.cancel();
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
  setState(State::kMeasuring);
  const auto job = jobs_.emplace(jobs_.end());
  job->thread = std::thread([this, job, first = first_, second = second_, cancel = job->cancel] {
    step_back();
    WorkerPool workers(std::clamp(QThread::idealThreadCount(), 1, kMostThreads));
    const Result<QualityMetrics> result = measure_quality(first, second, workers, cancel);
    QMetaObject::invokeMethod(
        this, [this, job, result] { finish(job, result); }, Qt::QueuedConnection);
  });
}

void Measurement::finish(std::list<Job>::iterator job, const Result<QualityMetrics>& result) {
  job->thread.join();
  const bool stopped = job->cancel.cancelled();
  jobs_.erase(job);
  if (stopped) return;
  if (result) {
    result_ = *result;
  } else {
    problem_ = QString::fromStdString(result.error().message());
  }
  setState(result ? State::kMeasured : State::kFailed);
}

void Measurement::cancel() {
  if (state_ != State::kMeasuring) return;
  stop();
  setState(State::kNotMeasured);
}

}  // namespace lightbench::ui
