// The one door between the window and the engine.
//
// Follows the document: every change of graph or viewed nodes goes to the Session; what the Session publishes on its
// own thread comes back as queued signals on this object's thread. Holds the last pictures and the report of the last
// finished run, which is what every panel shows numbers from. Knows no widget.
#pragma once

#include <QObject>
#include <QString>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "engine/profile/device_peaks.h"
#include "engine/runtime/session.h"
#include "ui/core/document.h"
#include "ui/core/profile_keeper.h"
#include "ui/core/run_activity.h"

namespace lightbench::ui {

enum class ViewSide { A, B };

class EngineBridge : public QObject, private SessionListener {
  Q_OBJECT
 public:
  EngineBridge(Engine& engine, Document& document, QObject* parent = nullptr);
  ~EngineBridge() override;

  // Which node each side of the viewer shows; empty shows nothing. Changing it runs only what is missing. Until
  // somebody chooses, A follows the result of the pipeline and B what went in.
  NodeId viewedNode(ViewSide side) const;
  void setViewedNode(ViewSide side, const NodeId& id);

  bool isLive() const { return live_; }
  void setLive(bool live);
  void run();  // computes what is viewed again, whatever the cache holds
  void cancel();
  bool isRunning() const { return running_; }
  // Measures processor and graphics card in the pauses; see Session::measure_devices.
  void measureDevices(Session::Measure when = Session::Measure::kAlways);
  bool isMeasuring() const { return measuring_; }
  // Until release() nothing runs: for whoever measures beside it. What was asked for meanwhile runs afterwards.
  void hold();
  void release();
  bool isHeld() const { return held_; }
  // Waits until what ran before hold() has stopped; false on timeout. From any thread.
  bool waitHeld(int timeoutMs) { return session_->wait_idle(timeoutMs); }
  void setLatencyBudget(double ms);
  double latencyBudget() const { return budget_ms_; }

  // Writes every output node's file in the background; exportFinished tells how it went. cancel() stops it too.
  void exportOutputs();
  bool isExporting() const { return exporting_; }
  // The Chrome trace of the last export that wrote its files, reading and writing included; empty before.
  const std::string& exportTrace() const { return exportTrace_; }

  struct Picture {
    Image image;
    int level = 0;  // proxy level; 0 is exact
    quint64 revision = 0;
  };
  std::optional<Picture> picture(const NodeId& id) const;
  // Of the last finished run, exact or proxy; null before the first.
  std::shared_ptr<const RunReport> report() const { return report_; }
  // Self time of a node when it last computed at full size, even if it was cached since; absent if it never did.
  std::optional<qint64> lastSelfNs(const NodeId& id) const;
  // Of more runs than the last, and the baseline.
  ProfileKeeper& profile() { return profile_; }
  const ProfileKeeper& profile() const { return profile_; }
  // What the window did for the last finished run, until its result was on the screen.
  const RunActivity& activity() const { return activity_; }
  // What the graphics card in use does at best; absent while it was not measured, and without one.
  std::optional<DevicePeaks> cardPeaks() const;
  int threads() const { return engine_.workers.threads(); }  // that a run uses
  bool waitIdle(int timeoutMs);  // runs the event loop until nothing is running or queued; for tests

 Q_SIGNALS:
  void runStarted(int level);
  void nodeProgress(const QString& node, double fraction, int done, int total);
  void pictureChanged(const QString& node);
  void reportChanged();
  void runningChanged(bool running);
  void liveChanged(bool live);
  void viewedChanged();
  void heldChanged(bool held);
  void measuringProgress(int done, int total);
  void measuringFinished(bool ok, const QString& message);
  void exportStarted();
  void exportProgress(const QString& node, int done, int total);
  void exportFinished(bool ok, const QString& message);

 private:
  // SessionListener, on the session's thread.
  void run_started(uint64_t revision, int level) override;
  void node_progress(const NodeId& node, double fraction, int done, int total) override;
  void image_ready(const NodeId& node, const Image& image, int level, uint64_t revision) override;
  void run_finished(const RunReport& report) override;
  void measuring_devices(int done, int total, const std::optional<Error>& error) override;

  void onGraphChanged(GraphChange change);
  void forgetVanished();
  void chooseViewed();
  void sendTargets();
  void onFinished(const std::shared_ptr<const RunReport>& report);
  void setRunning(bool running);

  Engine& engine_;
  Document& document_;
  ProfileKeeper profile_;
  RunActivity activity_;
  std::map<NodeId, Picture> pictures_;
  std::map<NodeId, qint64> lastSelfNs_;
  std::shared_ptr<const RunReport> report_;
  std::array<NodeId, 2> viewed_;   // by ViewSide
  std::array<bool, 2> chosen_{};   // by a person; else it follows the graph
  std::vector<NodeId> targets_;    // as last sent
  uint64_t documentRevision_ = 0;  // what was published before belongs to another document
  std::atomic<qint64> lastProgressNs_{0};
  bool live_ = true;
  bool running_ = false;
  bool measuring_ = false;
  bool exporting_ = false;
  bool held_ = false;
  double budget_ms_ = 33;
  std::string exportTrace_;
  std::unique_ptr<std::thread> exporter_;
  CancelToken exportCancel_;
  std::unique_ptr<Session> session_;  // last: its thread stops before the rest goes
};

}  // namespace lightbench::ui
