#include "ui/viewer/display_converter.h"

#include <QThread>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/base/thread_priority.h"
#include "ui/core/ui_spans.h"

namespace lightbench::ui {
namespace {

constexpr size_t kKeptBytes = size_t{256} << 20;  // one 24-megapixel picture with its pyramid is 128 MB
// Beyond a few threads the conversion waits for memory, and the pipeline wants the others.
int threadCount() { return std::clamp(QThread::idealThreadCount(), 1, 4); }

}  // namespace

DisplayConverter::DisplayConverter(QObject* parent)
    : QObject(parent), buffers_(kKeptBytes), workers_(threadCount(), true), thread_([this] { loop(); }) {}

DisplayConverter::~DisplayConverter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Slot& slot : slots_) slot.cancel.cancel();
  }
  wake_.notify_all();
  thread_.join();
}

void DisplayConverter::request(int slot, Request request) {
  {
    const std::lock_guard lock(mutex_);
    slots_[static_cast<size_t>(slot)].waiting = std::move(request);
  }
  wake_.notify_one();
}

void DisplayConverter::drop(int slot) {
  const std::lock_guard lock(mutex_);
  Slot& entry = slots_[static_cast<size_t>(slot)];
  entry.cancel.cancel();
  entry.cancel = CancelToken();
  entry.waiting.reset();
  entry.undelivered = 0;
}

bool DisplayConverter::isBusy() const {
  const std::lock_guard lock(mutex_);
  return std::any_of(slots_.begin(), slots_.end(),
                     [](const Slot& slot) { return slot.waiting || slot.undelivered > 0; });
}

void DisplayConverter::loop() {
  step_back();
  std::unique_lock lock(mutex_);
  while (true) {
    const auto waiting = [](const Slot& slot) { return slot.waiting.has_value(); };
    wake_.wait(lock, [&] { return stopping_ || std::any_of(slots_.begin(), slots_.end(), waiting); });
    if (stopping_) return;
    const auto found = std::find_if(slots_.begin(), slots_.end(), waiting);
    const int slot = static_cast<int>(found - slots_.begin());
    const CancelToken cancel = found->cancel;
    Result result;
    result.request = std::move(*found->waiting);
    found->waiting.reset();
    ++found->undelivered;
    lock.unlock();

    const Request& asked = result.request;
    const qint64 start = now_ns();
    result.display = asked.other ? DisplayImage::fromDifference(asked.picture, asked.other, asked.channels, asked.gain,
                                                                workers_, buffers_, cancel)
                                 : DisplayImage::fromPicture(asked.picture, asked.channels, workers_, buffers_, cancel);
    const qint64 end = now_ns();
    result.elapsed_ns = end - start;
    UiSpans::instance().add({UiWork::kConversion, asked.node.toStdString(), asked.level, start, end});
    result.thread = QThread::currentThreadId();
    if (!cancel.cancelled()) {
      QMetaObject::invokeMethod(
          this, [this, slot, cancel, result] { deliver(slot, cancel, result); }, Qt::QueuedConnection);
    }
    result = Result();
    lock.lock();
  }
}

void DisplayConverter::deliver(int slot, const CancelToken& cancel, const Result& result) {
  if (cancel.cancelled()) return;  // dropped on its way
  {
    const std::lock_guard lock(mutex_);
    --slots_[static_cast<size_t>(slot)].undelivered;
  }
  Q_EMIT ready(slot, result);
}

}  // namespace lightbench::ui
