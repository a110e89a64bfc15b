// A measurement beside the window: on a thread of its own and in an engine of its own, at normal priority as on the
// command line, while the live run stands still, so that nothing computes beside what is measured. Edits meanwhile wait
// and run afterwards. One at a time, whoever asks.
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <thread>

#include "ui/core/engine_bridge.h"

namespace lightbench::ui {

class Measuring : public QObject {
  Q_OBJECT
 public:
  Measuring(Engine& engine, EngineBridge& bridge, QObject* parent = nullptr);
  ~Measuring() override;  // stops it

  // Why nothing can be measured now (kFailed): another measurement or an export goes on, a Debug build.
  Status check() const;
  // After check(). `measure` runs on the thread once the live run has stopped, not at all if cancelled before; `done`
  // is called on this object's thread in any case, with the live run going again.
  void start(std::function<void(Engine& engine, const CancelToken& cancel)> measure, std::function<void()> done);
  void cancel();
  bool isRunning() const { return running_; }

 private:
  Engine& engine_;
  EngineBridge& bridge_;
  bool running_ = false;
  CancelToken cancel_;
  std::unique_ptr<std::thread> thread_;
};

}  // namespace lightbench::ui
