// What the status line and the tool bar's reading say.
#include <QTime>

#include "engine/base/clock.h"
#include "engine/simd/isa.h"
#include "ui/core/device_names.h"
#include "ui/theme/format.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/run_bar.h"
#include "ui/window/run_reading.h"
#include "ui/window/session_commands.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

QString buildName() {
#ifdef NDEBUG
  return MainWindow::tr("Release build");
#else
  return MainWindow::tr("Debug build: times are not representative");
#endif
}

}  // namespace

void MainWindow::connectStatus() {
  connect(&document_, &Document::fileChanged, this, [this] {
    savedAt_ =
        !document_.path().isEmpty() && !document_.isModified() ? QTime::currentTime().toString("hh:mm") : QString();
    refreshTitle();
    refreshState();
  });
  connect(&document_, &Document::modifiedChanged, this, [this] {
    refreshTitle();
    refreshState();
  });
  connect(&bridge_, &EngineBridge::runningChanged, this, [this](bool running) {
    if (!running) progressNode_.clear();
    refreshState();
  });
  connect(&bridge_, &EngineBridge::liveChanged, this, &MainWindow::refreshState);
  connect(&bridge_, &EngineBridge::nodeProgress, this, [this](const QString& node, double fraction) {
    progressNode_ = node;
    progress_ = fraction;
    refreshState();
  });
  connect(&bridge_, &EngineBridge::exportStarted, this, &MainWindow::refreshState);
  connect(&bridge_, &EngineBridge::exportFinished, this, &MainWindow::refreshState);
  connect(&bridge_, &EngineBridge::exportProgress, this, [this](const QString& node, int done, int total) {
    exportWords_ = tr("Exporting: %1, %2 of %3").arg(document_.titleOf(node.toStdString())).arg(done + 1).arg(total);
    refreshState();
  });
  connect(&bridge_, &EngineBridge::measuringProgress, this, [this](int done, int total) {
    measuringWords_ = tr("Measuring devices: %1 of %2").arg(done + 1).arg(total);
    refreshState();
  });
  connect(&bridge_, &EngineBridge::measuringFinished, this, [this](bool ok, const QString& message) {
    messages_->say(ok ? MessageKind::kNews : MessageKind::kError, message);
    refreshState();
  });
  connect(&bridge_.profile().meter(), &SpeedMeter::measured, this, &MainWindow::refreshFacts);
  connect(&bridge_, &EngineBridge::reportChanged, this, [this] {
    refreshState();
    refreshFacts();
  });
}

void MainWindow::refreshState() {
  actions_->stop->setEnabled(bridge_.isRunning() || bridge_.isExporting() || bridge_.isMeasuring() || bridge_.isHeld());
  actions_->exportOutputs->setEnabled(!bridge_.isExporting() && !bridge_.isHeld());
  int failures = 0;
  if (bridge_.report()) {
    for (const NodeReport& node : bridge_.report()->nodes) failures += node.state == NodeState::kFailed;
  }
  if (sessions_->isRecording()) {
    status_->setState(StatusLine::State::kRunning, sessions_->progressWords());
  } else if (profile_->race->isRunning()) {
    status_->setState(StatusLine::State::kRunning, raceWords_);
  } else if (bridge_.isExporting()) {
    status_->setState(StatusLine::State::kRunning, exportWords_.isEmpty() ? tr("Exporting") : exportWords_);
  } else if (bridge_.isRunning()) {
    status_->setState(StatusLine::State::kRunning, runningWords());
  } else if (bridge_.isMeasuring()) {
    status_->setState(StatusLine::State::kRunning, measuringWords_);
  } else if (failures > 0) {
    status_->setState(StatusLine::State::kProblem, failures == 1
                                                       ? tr("A node cannot run: see the graph")
                                                       : tr("%1 nodes cannot run: see the graph").arg(failures));
  } else if (!bridge_.isLive()) {
    status_->setState(StatusLine::State::kPaused, tr("Not live: F5 runs"));
  } else {
    status_->setState(StatusLine::State::kReady, tr("Ready"));
  }
  if (!bridge_.isExporting()) exportWords_.clear();
  QString file = document_.isModified() ? tr("edited") : savedAt_.isEmpty() ? tr("not saved yet") : tr("saved");
  if (!savedAt_.isEmpty())
    file = document_.isModified() ? tr("edited since %1").arg(savedAt_) : tr("saved %1").arg(savedAt_);
  if (document_.isReadOnly()) file = tr("read-only, %1").arg(file);
  status_->setFileState(file);
}

QString MainWindow::runningWords() const {
  if (progressNode_.isEmpty()) return tr("Running");
  return tr("Running %1 %2").arg(document_.titleOf(progressNode_.toStdString()), formatShare(progress_));
}

StatusFact MainWindow::gpuFact() const {
  constexpr qsizetype kMostLetters = 40;
  if (const std::optional<GpuDeviceInfo> device = engine_.gpu.device()) {
    const QString name = QString::fromStdString(device->name);
    const QString driver = QString::fromStdString(device->driver);
    QString text = tr("GPU %1 (%2)").arg(name, driver);
    if (text.size() > kMostLetters) text = tr("GPU %1").arg(name);
    if (text.size() > kMostLetters) text = text.left(kMostLetters - 1) + QChar(0x2026);
    return {text, tr("%1\nDriver %2, Vulkan %3").arg(name, driver, QString::fromStdString(device->api))};
  }
  if (const std::optional<Error> problem = engine_.gpu.problem()) {
    return {tr("GPU none"), QString::fromStdString(problem->message())};
  }
  return {tr("GPU not in use"), tr("It is opened when a node asks for Vulkan")};
}

// What recording cost in the run shown: as if nothing of it had happened side by side.
StatusFact MainWindow::profilerFact() const {
  const SpeedMeter& meter = bridge_.profile().meter();
  const std::optional<double> share = bridge_.report() && meter.speed()
                                          ? profiler_share(bridge_.report()->trace, meter.speed()->profiler)
                                          : std::nullopt;
  const QString what = tr("What recording the run shown took of its wall time, at most");
  if (!share) {
    const QString why = meter.speed() ? tr("nothing has run yet") : meter.problem();
    return {tr("profiler not measured"), what + QStringLiteral(": ") + why};
  }
  const Trace& trace = bridge_.report()->trace;
  const QString text = *share < 0.0005 ? tr("profiler < 0.1 %") : tr("profiler %1").arg(formatChange(*share));
  return {text, tr("%1: %2 steps, %3 stretches of workers, %4 readings of the clock inside passes")
                    .arg(what)
                    .arg(trace.steps.size())
                    .arg(trace.workers.size())
                    .arg(trace.clock_readings)};
}

void MainWindow::refreshFacts() {
  const auto report = bridge_.report();
  const int threads = engine_.workers.threads();
  const QString isa = isaLabel(name_of(active_isa()));
  status_->setFacts({gpuFact(),
                     {threads == 1 ? tr("CPU 1 core, %1").arg(isa) : tr("CPU %1 cores, %2").arg(threads).arg(isa)},
                     {tr("cache %1 of %2")
                          .arg(formatBytes(static_cast<double>(engine_.cache.bytes())),
                               formatBytes(static_cast<double>(engine_.cache.budget_bytes())))},
                     profilerFact(),
                     {buildName()}});
  runBar_->reading()->setRun(report.get(), bridge_.latencyBudget());
}

}  // namespace lightbench::ui
