// What Viewer says in words: names, failures, whether the picture is exact.
#include <algorithm>

#include "engine/base/clock.h"
#include "ui/theme/format.h"
#include "ui/viewer/info_line.h"
#include "ui/viewer/viewer.h"

namespace lightbench::ui {
namespace {

ViewSide sideOf(int index) { return index == 0 ? ViewSide::A : ViewSide::B; }
QString letterOf(int side) { return side == 0 ? QStringLiteral("A") : QStringLiteral("B"); }

// Errors are parts of a sentence; here they are sentences.
QString capitalised(const QString& text) { return text.left(1).toUpper() + text.mid(1); }

QString proxyText(int level) { return Viewer::tr("proxy 1/%1").arg(1 << level); }

QString sizeText(const QSize& size) { return QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()); }

}  // namespace

const NodeReport* Viewer::problemOf(const NodeId& node) const {
  const std::shared_ptr<const RunReport> report = bridge_.report();
  const NodeReport* line = report && !node.empty() ? report->find(node) : nullptr;
  const bool failed = line && (line->state == NodeState::kFailed || line->state == NodeState::kBlocked);
  return failed && line->error ? line : nullptr;
}

PaneMessage Viewer::messageFor(int side) const {
  const NodeId node = bridge_.viewedNode(sideOf(side));
  if (document_.graph().nodes.empty()) return {tr("No picture yet"), tr("Drop an image, or add a node."), false};
  if (node.empty()) {
    return {tr("Nothing chosen for %1").arg(letterOf(side)), tr("Choose a node in the bar above."), false};
  }
  const NodeReport* problem = problemOf(node);
  if (!problem) return {};
  const Error& error = *problem->error;
  QString text = capitalised(QString::fromStdString(error.what));
  if (!error.where.empty()) text += QStringLiteral(" (%1)").arg(QString::fromStdString(error.where));
  text += QLatin1Char('.');
  if (!error.remedy.empty())
    text += QLatin1Char(' ') + capitalised(QString::fromStdString(error.remedy)) + QLatin1Char('.');
  const NodeId culprit = error.node.empty() ? node : error.node;
  const QString title = problem->state == NodeState::kFailed ? tr("%1 failed").arg(document_.titleOf(culprit))
                                                             : tr("%1 cannot run").arg(document_.titleOf(node));
  return {title, text, true};
}

void Viewer::refreshNotes() {
  for (int side = 0; side < 2; ++side) {
    const NodeId node = bridge_.viewedNode(sideOf(side));
    ViewedPicture picture = view_->picture(side);
    const PaneMessage message = messageFor(side);
    const bool failed = message.error;
    // Another node's picture under a failure would pass for this one's.
    if (failed && sides_[side].shown != node && picture.picture) {
      picture = {};
      sides_[side].shown = {};
      refreshMeasured();
    }
    const NodeId named = sides_[side].shown.empty() ? node : sides_[side].shown;
    QString name = document_.graph().find(named) ? document_.titleOf(named) : QString();
    if (picture.display && picture.display.level > 0) name += QStringLiteral(", ") + proxyText(picture.display.level);
    const ViewedPicture& old = view_->picture(side);
    if (name == old.name && message == old.message && failed == old.dimmed &&
        picture.display.display == old.display.display) {
      continue;
    }
    const bool stale_changed = failed != old.dimmed;
    picture.name = name;
    picture.message = message;
    picture.dimmed = failed;
    view_->setPicture(side, picture);
    if (stale_changed) refreshMeasured();
  }
  refreshState();
}

// How long the exact picture took, on the run's own clock: a proxy and the exact run after it are one wait for the
// person at the slider.
void Viewer::refreshExactWords() {
  const std::shared_ptr<const RunReport> report = bridge_.report();
  if (!report) {
    wait_start_ns_ = -1;
    exact_words_.clear();
    return;
  }
  if (wait_start_ns_ < 0 || report->revision != wait_revision_) wait_start_ns_ = report->trace.start_ns;
  wait_revision_ = report->revision;
  if (report->level > 0) return;
  const bool computed = std::any_of(report->nodes.begin(), report->nodes.end(),
                                    [](const NodeReport& node) { return node.state == NodeState::kComputed; });
  exact_words_ = computed ? tr("exact after %1").arg(formatMilliseconds(to_ms(report->trace.end_ns - wait_start_ns_)))
                          : tr("exact, from the cache");
  wait_start_ns_ = -1;
}

void Viewer::refreshState() {
  using Tone = ViewerBar::StateTone;
  const ViewMode mode = view_->mode();
  bool failed = false;
  const bool waiting = edited_ && bridge_.isLive() && stopped_.isActive();  // the next run is about to begin
  const bool pending = bridge_.isRunning() || waiting;
  int level = -1;
  QSize size;
  for (int side = 0; side < 2; ++side) {
    const bool seen = mode == ViewMode::kA ? side == 0 : mode == ViewMode::kB ? side == 1 : true;
    if (!seen) continue;
    failed = failed || problemOf(bridge_.viewedNode(sideOf(side))) != nullptr;
    const ViewedPicture& picture = view_->picture(side);
    if (!picture.picture) continue;
    level = std::max(level, picture.display.level);
    if (size.isEmpty()) size = picture.display.size;
  }
  QString words;
  if (failed) {
    bar_->setState(QStringLiteral("error"), tr("failed"), Tone::kBad, tr("The message over the picture says why"));
    words = tr("last picture before the failure");
  } else if (level < 0) {
    bar_->setState(pending ? QStringLiteral("clock") : QString(), pending ? tr("computing") : tr("no picture"),
                   Tone::kPlain, {});
  } else if (level > 0) {
    bar_->setState(QStringLiteral("clock"), proxyText(level), Tone::kPlain,
                   tr("A smaller picture is shown until the exact one is ready"));
    words = tr("level 1/%1").arg(1 << level);
  } else if (pending) {
    bar_->setState(QStringLiteral("clock"), tr("computing"), Tone::kPlain, tr("The last exact picture is shown"));
    words = tr("last exact picture");
  } else if (edited_) {
    bar_->setState(QStringLiteral("pause"), tr("not run"), Tone::kPlain,
                   tr("The picture is from before the last edit; run the pipeline to see it"));
    words = tr("from before the last edit");
  } else {
    bar_->setState(QStringLiteral("check"), tr("exact"), Tone::kGood, tr("Every pixel is computed at full size"));
    words = exact_words_.isEmpty() ? tr("exact") : exact_words_;
  }
  info_->setPicture(size.isEmpty() ? tr("no picture") : sizeText(size), size.isEmpty() ? QString() : words);
}

}  // namespace lightbench::ui
