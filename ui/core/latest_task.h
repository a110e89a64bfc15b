// Work that would hold up the window, on a thread of its own. Only what was asked for last counts: work that waits is
// replaced, work under way is asked to stop, and what it brings is dropped.
#pragma once

#include <QObject>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/base/cancel_token.h"

namespace lightbench::ui {

class LatestTask : public QObject {
  Q_OBJECT
 public:
  // What a piece of work leaves to be done on this object's thread.
  using Delivery = std::function<void()>;
  using Work = std::function<Delivery(const CancelToken&)>;

  explicit LatestTask(QObject* parent = nullptr);
  ~LatestTask() override;  // waits for the work under way

  // The work must not touch what belongs to this object's thread; its delivery may.
  void start(Work work);
  void drop();  // nothing counts that was asked for before
  bool isBusy() const { return busy_; }

 private:
  struct Request {
    Work work;
    CancelToken cancel;
    quint64 number = 0;
  };
  void loop();
  void deliver(quint64 number, const Delivery& delivery);

  quint64 last_ = 0;  // this object's thread only, as is busy_
  bool busy_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  Request waiting_;
  CancelToken running_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lightbench::ui
