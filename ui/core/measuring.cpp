#include "ui/core/measuring.h"

#include "engine/profile/machine.h"

namespace lightbench::ui {

namespace {

constexpr int kStopping_ms = 100;  // how long the live run may take to notice, before the next look at the token

// With all workers at normal priority, and without a result cache.
EngineOptions measuringOptions(const Engine& engine) {
  EngineOptions options = engine.options;
  options.threads = engine.workers.threads();
  options.background = false;
  options.cache_bytes = 1;
  return options;
}

}  // namespace

Measuring::Measuring(Engine& engine, EngineBridge& bridge, QObject* parent)
    : QObject(parent), engine_(engine), bridge_(bridge) {}

Measuring::~Measuring() {
  cancel_.cancel();
  if (thread_) thread_->join();
  if (running_) bridge_.release();
}

void Measuring::cancel() { cancel_.cancel(); }

Status Measuring::check() const {
  if (bridge_.isHeld()) return failed("something is being measured already", {}, "wait until it is done, or stop it");
  if (bridge_.isExporting()) return failed("an export would disturb the measurement", {}, "wait until it is done");
  return check_measurable(describe_build());
}

void Measuring::start(std::function<void(Engine& engine, const CancelToken& cancel)> measure,
                      std::function<void()> done) {
  if (thread_) thread_->join();
  running_ = true;
  cancel_ = CancelToken();
  bridge_.hold();
  thread_ =
      std::make_unique<std::thread>([this, measure = std::move(measure), done = std::move(done), cancel = cancel_] {
        bool still = false;
        while (!still && !cancel.cancelled()) still = bridge_.waitHeld(kStopping_ms);
        if (still) {
          // What the live runs learned of costs decides where Auto places a node, here as there.
          static_cast<void>(engine_.costs.save());
          Engine engine(engine_.registry, measuringOptions(engine_));
          measure(engine, cancel);
        }
        QMetaObject::invokeMethod(
            this,
            [this, done] {
              running_ = false;
              bridge_.release();
              done();
            },
            Qt::QueuedConnection);
      });
}

}  // namespace lightbench::ui
