// Compares the whole of A with the whole of B in the background: PSNR, SSIM, mean ΔE2000, largest difference.
//
// One comparison at a time, on threads of its own; cancel() and another pair stop the one in flight within some rows.
// What is not known is a state with words, never a number.
#pragma once

#include <QObject>
#include <QString>

#include <list>
#include <thread>

#include "engine/operators/metrics/quality_metrics.h"

namespace lightbench::ui {

class Measurement : public QObject {
  Q_OBJECT
 public:
  enum class State {
    kNotMeasured,
    kNotExact,  // one side shows a proxy or nothing
    kSizesDiffer,
    kMeasuring,
    kMeasured,
    kFailed,  // see problem()
  };

  explicit Measurement(QObject* parent = nullptr);
  ~Measurement() override;

  // Another pair of pictures to speak about; forgets the result. An empty picture stands for one that is not exact yet.
  void setPair(const Image& first, const Image& second);
  void measure();  // the pair as it is; nothing happens when it cannot be compared
  void cancel();
  State state() const { return state_; }
  const QualityMetrics& result() const { return result_; }
  QString problem() const { return problem_; }

 Q_SIGNALS:
  void changed();

 private:
  struct Job {
    CancelToken cancel;
    std::thread thread;
  };
  void stop();
  void finish(std::list<Job>::iterator job, const Result<QualityMetrics>& result);
  void setState(State state);

  Image first_;
  Image second_;
  State state_ = State::kNotExact;
  QualityMetrics result_;
  QString problem_;
  std::list<Job> jobs_;  // at most the last one counts; the others were stopped and are on their way out
};

}  // namespace lightbench::ui
