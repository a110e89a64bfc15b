#include "ui/core/latest_task.h"

#include "engine/base/thread_priority.h"

namespace lightbench::ui {

LatestTask::LatestTask(QObject* parent) : QObject(parent), thread_([this] { loop(); }) {}

LatestTask::~LatestTask() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    running_.cancel();
  }
  wake_.notify_all();
  thread_.join();
}

void LatestTask::start(Work work) {
  busy_ = true;
  {
    const std::lock_guard lock(mutex_);
    running_.cancel();
    waiting_ = {std::move(work), CancelToken(), ++last_};
  }
  wake_.notify_one();
}

void LatestTask::drop() {
  ++last_;
  busy_ = false;
  const std::lock_guard lock(mutex_);
  running_.cancel();
  waiting_ = {};
}

void LatestTask::loop() {
  step_back();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || waiting_.work; });
    if (stopping_) return;
    const Request request = std::exchange(waiting_, {});
    running_ = request.cancel;
    lock.unlock();
    const Delivery delivery = request.work(request.cancel);
    QMetaObject::invokeMethod(
        this, [this, number = request.number, delivery] { deliver(number, delivery); }, Qt::QueuedConnection);
    lock.lock();
  }
}

void LatestTask::deliver(quint64 number, const Delivery& delivery) {
  if (number != last_) return;
  busy_ = false;  // the delivery may start what comes next
  delivery();
}

}  // namespace lightbench::ui
