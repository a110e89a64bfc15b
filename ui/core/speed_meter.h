// Measures what this machine does at best (engine/profile/machine_speed.h), once, without being noticed.
//
// The measure takes a good half second of all processors, so it is kept in the user's data folder and only taken where
// none of this machine lies there: on a thread of its own, after the pipeline has been at rest for a while. A run that
// starts meanwhile stops it; one that other programs disturbed is thrown away. Both are tried again later.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <optional>
#include <thread>

#include "engine/profile/machine_speed.h"

namespace lightbench::ui {

class SpeedMeter : public QObject {
  Q_OBJECT
 public:
  // `threads`: how many a run uses. `file` is for tests; else machine.json in the user's data folder.
  explicit SpeedMeter(int threads, const QString& file = {}, QObject* parent = nullptr);
  ~SpeedMeter() override;

  // Absent while it is not known.
  const std::optional<MachineSpeed>& speed() const { return speed_; }
  // Why it is not known yet, in words; empty when it is.
  QString problem() const;
  // From now on it is wanted; costs nothing when it is known or already wanted.
  void want();
  // Whether the pipeline is running.
  void setBusy(bool busy);
  void setRestMilliseconds(int rest) { rest_.setInterval(rest); }

 Q_SIGNALS:
  void measured();

 private:
  void start();
  void stop();
  void take(const std::optional<MachineSpeed>& speed);

  const int threads_;
  QString file_;
  QString machine_;
  std::optional<MachineSpeed> speed_;
  QTimer rest_;
  std::thread thread_;
  CancelToken cancel_;
  bool wanted_ = false;
  bool busy_ = false;
  bool measuring_ = false;
  int disturbed_ = 0;
};

}  // namespace lightbench::ui
