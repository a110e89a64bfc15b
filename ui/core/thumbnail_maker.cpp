#include "ui/core/thumbnail_maker.h"

#include "engine/base/thread_priority.h"
#include "ui/core/thumbnail.h"
#include "ui/core/ui_spans.h"

namespace lightbench::ui {

ThumbnailMaker::ThumbnailMaker(const QSize& bounds, QObject* parent)
    : QObject(parent), bounds_(bounds), thread_([this] { loop(); }) {}

ThumbnailMaker::~ThumbnailMaker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ThumbnailMaker::request(const NodeId& node, const Image& picture) {
  Entry& entry = asked_[node];
  if (entry.picture && entry.picture.shares_memory_with(picture)) return;
  if (entry.life == 0) entry.life = ++lives_;
  entry.picture = picture;
  {
    const std::lock_guard lock(mutex_);
    waiting_[node] = entry;
  }
  wake_.notify_one();
}

void ThumbnailMaker::forget(const NodeId& node) {
  asked_.erase(node);
  const std::lock_guard lock(mutex_);
  waiting_.erase(node);
}

void ThumbnailMaker::forgetAll() {
  asked_.clear();
  const std::lock_guard lock(mutex_);
  waiting_.clear();
}

void ThumbnailMaker::loop() {
  step_back();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto next = waiting_.extract(waiting_.begin());
    lock.unlock();
    const QImage thumbnail = [&] {
      const UiSpanScope recorded(UiWork::kThumbnail, next.key());
      return thumbnailOf(next.mapped().picture, bounds_);
    }();
    QMetaObject::invokeMethod(
        this, [this, node = next.key(), life = next.mapped().life, thumbnail] { deliver(node, life, thumbnail); },
        Qt::QueuedConnection);
    next = {};  // the picture goes now, not with the next request
    lock.lock();
  }
}

// Also of a picture that was replaced meanwhile: a slider faster than this thread would otherwise show none.
void ThumbnailMaker::deliver(const NodeId& node, quint64 life, const QImage& thumbnail) {
  const auto entry = asked_.find(node);
  if (entry != asked_.end() && entry->second.life == life) Q_EMIT ready(QString::fromStdString(node), thumbnail);
}

}  // namespace lightbench::ui
