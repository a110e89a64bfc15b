#include "ui/core/engine_bridge.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/runtime/card_peaks.h"
#include "ui/core/default_view.h"

namespace lightbench::ui {

namespace {

constexpr int64_t kProgressInterval_ns = 16'000'000;  // sixty a second is what a screen shows

size_t indexOf(ViewSide side) { return static_cast<size_t>(side); }

}  // namespace

EngineBridge::EngineBridge(Engine& engine, Document& document, QObject* parent)
    : QObject(parent),
      engine_(engine),
      document_(document),
      profile_(document, engine.workers.threads()),
      session_(new Session(engine, *this)) {
  qRegisterMetaType<GraphChange>();
  session_->set_latency_budget_ms(budget_ms_);
  connect(&document_, &Document::graphChanged, this, &EngineBridge::onGraphChanged);
  connect(&document_, &Document::selectionChanged, this, &EngineBridge::sendTargets);
  onGraphChanged(GraphChange::Everything);
}

EngineBridge::~EngineBridge() {
  disconnect(&document_, nullptr, this, nullptr);
  session_.reset();
  exportCancel_.cancel();
  if (exporter_) exporter_->join();
}

NodeId EngineBridge::viewedNode(ViewSide side) const { return viewed_[indexOf(side)]; }

void EngineBridge::setViewedNode(ViewSide side, const NodeId& id) {
  chosen_[indexOf(side)] = true;
  if (viewed_[indexOf(side)] == id) return;
  viewed_[indexOf(side)] = id;
  sendTargets();
  Q_EMIT viewedChanged();
}

void EngineBridge::setLive(bool live) {
  if (live_ == live) return;
  live_ = live;
  session_->set_live(live);
  Q_EMIT liveChanged(live);
}

void EngineBridge::run() { session_->run(); }

void EngineBridge::cancel() {
  measuring_ = false;
  session_->cancel();
  exportCancel_.cancel();
}

void EngineBridge::hold() {
  held_ = true;
  session_->hold();
  profile_.meter().setBusy(true);
  Q_EMIT heldChanged(true);
}

void EngineBridge::release() {
  held_ = false;
  session_->release();
  profile_.meter().setBusy(running_);
  Q_EMIT heldChanged(false);
}

void EngineBridge::measureDevices(Session::Measure when) { session_->measure_devices(when); }

std::optional<DevicePeaks> EngineBridge::cardPeaks() const {
  const std::optional<GpuDeviceInfo> card = engine_.gpu.device();
  return card ? card_peaks(engine_.costs, *card) : std::nullopt;
}

void EngineBridge::setLatencyBudget(double ms) {
  budget_ms_ = ms;
  session_->set_latency_budget_ms(ms);
}

std::optional<EngineBridge::Picture> EngineBridge::picture(const NodeId& id) const {
  const auto found = pictures_.find(id);
  return found == pictures_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<qint64> EngineBridge::lastSelfNs(const NodeId& id) const {
  const auto found = lastSelfNs_.find(id);
  return found == lastSelfNs_.end() ? std::nullopt : std::optional(found->second);
}

bool EngineBridge::waitIdle(int timeoutMs) {
  const QDeadlineTimer deadline(timeoutMs);
  do {
    QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    if (!session_->wait_idle(5)) continue;
    QCoreApplication::processEvents();  // what was posted before it became idle
    if (!running_ && !exporting_ && session_->wait_idle(0)) return true;
  } while (!deadline.hasExpired());
  return false;
}

// Document → session.

void EngineBridge::onGraphChanged(GraphChange change) {
  if (change == GraphChange::Layout) return;
  const int64_t edit_ns = now_ns();
  const UiSpanScope recorded(UiWork::kEdit);
  const bool another = change == GraphChange::Everything;
  if (another) {
    pictures_.clear();
    lastSelfNs_.clear();
    profile_.clear();
    activity_.clear();
    report_.reset();
    chosen_[0] = chosen_[1] = false;
  }
  const std::array<NodeId, 2> before = viewed_;
  forgetVanished();
  chooseViewed();
  // The graph first: targets may be nodes it has just got. The run in flight takes both.
  const uint64_t revision = session_->apply(
      document_.graph(), document_.isWithinGesture() ? Session::Edit::kWithinGesture : Session::Edit::kNew);
  if (another) documentRevision_ = revision;
  activity_.edited(revision, edit_ns);
  sendTargets();
  if (viewed_ != before || another) Q_EMIT viewedChanged();
  if (another) Q_EMIT reportChanged();
}

void EngineBridge::forgetVanished() {
  const Graph& graph = document_.graph();
  std::erase_if(pictures_, [&](const auto& entry) { return !graph.find(entry.first); });
  std::erase_if(lastSelfNs_, [&](const auto& entry) { return !graph.find(entry.first); });
  for (size_t side = 0; side < viewed_.size(); ++side) {
    if (viewed_[side].empty() || graph.find(viewed_[side])) continue;
    viewed_[side].clear();
    chosen_[side] = false;
  }
}

void EngineBridge::chooseViewed() {
  if (chosen_[0] && chosen_[1]) return;
  const DefaultView view = defaultView(document_.graph(), document_.registry());
  if (!chosen_[indexOf(ViewSide::A)]) viewed_[indexOf(ViewSide::A)] = view.result;
  if (!chosen_[indexOf(ViewSide::B)]) viewed_[indexOf(ViewSide::B)] = view.source;
}

void EngineBridge::sendTargets() {
  std::vector<NodeId> targets;
  const auto want = [&](const NodeId& id) {
    if (!id.empty() && std::find(targets.begin(), targets.end(), id) == targets.end()) targets.push_back(id);
  };
  for (const NodeId& id : viewed_) want(id);
  // The inspector shows what a measuring node found; nobody else would ask for it.
  const OperatorDef* current = document_.defOf(document_.currentNode());
  const bool measures = current && (current->category == Category::kMeasure ||
                                    std::any_of(current->outputs.begin(), current->outputs.end(),
                                                [](const PortSpec& port) { return port.type == PortType::kClasses; }));
  if (measures) want(document_.currentNode());
  if (targets == targets_) return;
  targets_ = targets;
  session_->set_targets(std::move(targets));
}

// Session → panels. These run on the session's thread and only post.

void EngineBridge::run_started(uint64_t revision, int level) {
  lastProgressNs_ = now_ns();
  QMetaObject::invokeMethod(
      this,
      [this, revision, level] {
        if (revision < documentRevision_) return;
        setRunning(true);
        Q_EMIT runStarted(level);
      },
      Qt::QueuedConnection);
}

void EngineBridge::node_progress(const NodeId& node, double fraction, int done, int total) {
  const int64_t now = now_ns();
  qint64 last = lastProgressNs_;
  do {
    if (now - last < kProgressInterval_ns) return;
  } while (!lastProgressNs_.compare_exchange_weak(last, now));
  QMetaObject::invokeMethod(
      this,
      [this, id = QString::fromStdString(node), fraction, done, total] {
        if (running_) Q_EMIT nodeProgress(id, fraction, done, total);
      },
      Qt::QueuedConnection);
}

void EngineBridge::image_ready(const NodeId& node, const Image& image, int level, uint64_t revision) {
  QMetaObject::invokeMethod(
      this,
      [this, node, image, level, revision] {
        if (revision < documentRevision_ || !document_.graph().find(node)) return;
        const UiSpanScope recorded(UiWork::kTake, node, level);
        pictures_[node] = {image, level, revision};
        Q_EMIT pictureChanged(QString::fromStdString(node));
      },
      Qt::QueuedConnection);
}

void EngineBridge::measuring_devices(int done, int total, const std::optional<Error>& error) {
  const bool finished = error || done == total;
  const QString problem = error ? QString::fromStdString(error->message()) : QString();
  QMetaObject::invokeMethod(
      this,
      [this, done, total, finished, problem] {
        measuring_ = !finished;
        if (!finished) return Q_EMIT measuringProgress(done, total);
        Q_EMIT measuringFinished(problem.isEmpty(),
                                 problem.isEmpty() ? tr("Devices measured: Auto goes by it from now on") : problem);
      },
      Qt::QueuedConnection);
}

void EngineBridge::run_finished(const RunReport& report) {
  QMetaObject::invokeMethod(
      this, [this, shared = std::make_shared<const RunReport>(report)] { onFinished(shared); }, Qt::QueuedConnection);
}

void EngineBridge::onFinished(const std::shared_ptr<const RunReport>& report) {
  if (report->revision < documentRevision_) return;
  if (!report->cancelled) {
    const UiSpanScope recorded(UiWork::kTake);
    report_ = report;
    activity_.finished(report);
    profile_.add(*report);
    for (const NodeReport& node : report->nodes) {
      if (!document_.graph().find(node.id)) continue;
      if (report->level == 0 && node.state == NodeState::kComputed && node.self_ns) {
        lastSelfNs_[node.id] = *node.self_ns;
      }
      // A picture from before the mistake would pass for the result.
      const bool failed = node.state == NodeState::kFailed || node.state == NodeState::kBlocked;
      if (failed && pictures_.erase(node.id) > 0) Q_EMIT pictureChanged(QString::fromStdString(node.id));
    }
    // A file is read at full size whatever the level of the run.
    for (const Span& span : report->trace.steps) {
      if (span.kind == SpanKind::kDecode) lastSelfNs_[span.node] = span.duration_ns();
    }
    Q_EMIT reportChanged();
  }
  setRunning(false);
}

void EngineBridge::setRunning(bool running) {
  if (running_ == running) return;
  running_ = running;
  profile_.meter().setBusy(running || held_);
  Q_EMIT runningChanged(running);
}

}  // namespace lightbench::ui
